import { decode, encode, type Packet } from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { query } from '../../electron/dns';
import { type Serving, serveDatagrams, serveStreams, Transcripts } from '../../electron/wire';
import { freeUdpPort } from '../support/lab';

const system = vi.hoisted(() => ({ servers: [] as string[] }));
vi.mock('node:dns', async (original) => ({ ...(await original<object>()), getServers: () => system.servers }));

const transcripts = new Transcripts();
const running: Serving[] = [];
afterAll(() => Promise.all(running.map((server) => server.close())));

const TRUTH = '211.72.211.25';
const FORGED = '203.0.113.66';

/** The answer to a question, as dns-packet makes it. */
function answerTo(bytes: Buffer, data: string, changes: Partial<Packet> = {}): Buffer {
  const { id, questions = [] } = decode(bytes);
  const name = questions[0]?.name ?? '.';
  return encode({
    type: 'response',
    ...(id === undefined ? {} : { id }),
    flags: 0x0180,
    questions,
    answers: [{ type: 'A', name, ttl: 60, data }],
    ...changes,
  });
}

/** A server that answers its nth question (from 0) with these datagrams. */
async function peer(answers: (question: Buffer, nth: number) => Buffer[], at = 0): Promise<number> {
  let nth = 0;
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: at,
    onDatagram(bytes, _, reply) {
      for (const answer of answers(bytes, nth++)) reply(answer);
    },
  });
  running.push(serving);
  return serving.port;
}

function ask(port: number, transport: 'udp' | 'tcp' = 'udp', signal?: AbortSignal) {
  const question = { name: 'mail.xxx.com.tw', type: 'A', transport, server: { host: '127.0.0.1', port } };
  return query({ question, transcripts, signal });
}

function eventsOf(sessionId: string): string[] {
  return transcripts.lines(sessionId).flatMap((line) => (line.direction === 'event' ? [line.text] : []));
}

describe('a forger who is faster than the server', () => {
  test.each<[string, (question: Buffer) => Buffer, RegExp]>([
    [
      'with a wrong id',
      (q) => answerTo(q, FORGED, { id: ((decode(q).id ?? 0) + 1) % 65_536 }),
      /^Dropped: its id is \d+, not \d+$/,
    ],
    [
      'with another name in the question',
      (q) => answerTo(q, FORGED, { questions: [{ type: 'A', name: 'mail.xxx.com.tv', class: 'IN' }] }),
      /another question/,
    ],
    [
      'with another type in the question',
      (q) => answerTo(q, FORGED, { questions: [{ type: 'AAAA', name: 'mail.xxx.com.tw', class: 'IN' }] }),
      /another question/,
    ],
    ['with no question', (q) => answerTo(q, FORGED, { questions: [] }), /another question/],
    ['with the question itself', (q) => q, /not an answer/],
    ['with rubbish', () => Buffer.from('rubbish'), /no whole header/],
  ])('%s is dropped and noted, and the true answer counts', async (_, forge, note) => {
    const answer = await ask(await peer((q) => [forge(q), answerTo(q, TRUTH)]));
    expect(answer.answer.map((record) => record.data)).toEqual([TRUTH]);
    expect(eventsOf(answer.sessionId).some((text) => note.test(text))).toBe(true);
    // Asked once: a forgery does not cut the wait short either.
    expect(transcripts.lines(answer.sessionId).filter(({ direction }) => direction === 'sent')).toHaveLength(1);
  });
});

test('an answer whose name is not spelled as it was asked is not believed: the server is asked over TCP', async () => {
  const lower = (q: Buffer) => {
    const name = decode(q).questions?.[0]?.name.toLowerCase() ?? '';
    return answerTo(q, FORGED, { questions: [{ type: 'A', name, class: 'IN' }] });
  };
  const port = await peer((q) => [lower(q)], await freeUdpPort());
  const tcp = await serveStreams({
    host: '127.0.0.1',
    port,
    async onConnection(connection) {
      const question = await connection.readSome();
      const answer = answerTo(question.subarray(2), TRUTH);
      await connection.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]));
    },
  });
  running.push(tcp);
  const question = { name: `mail.${'x'.repeat(63)}.${'y'.repeat(63)}`, type: 'A', transport: 'udp' } as const;
  const answer = await query({ question: { ...question, server: { host: '127.0.0.1', port } }, transcripts });
  expect(answer.answer.map(({ data }) => data)).toEqual([TRUTH]);
  expect(answer).toMatchObject({ transport: 'tcp', truncatedOverUdp: false });
  expect(answer.dropped).toEqual(['its name is not spelled as it was asked']);
});

test('a lost question is asked again, with the same id and from the same port', async () => {
  const seen: number[] = [];
  const port = await peer((q, nth) => {
    seen.push(q.readUInt16BE(0));
    return nth === 0 ? [] : [answerTo(q, TRUTH)];
  });
  expect((await ask(port)).kind).toBe('answer');
  expect(new Set(seen).size).toBe(1);
  expect(seen).toHaveLength(2);
});

test('ids and ports are not the same twice', async () => {
  const seen = new Set<string>();
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram(bytes, from, reply) {
      seen.add(`${bytes.readUInt16BE(0)} ${from.port}`);
      reply(answerTo(bytes, TRUTH));
    },
  });
  running.push(serving);
  for (let i = 0; i < 20; i++) await ask(serving.port);
  expect(seen.size).toBe(20);
});

test.concurrent('silence ends after three tries, six seconds', async () => {
  await expect(ask(await peer(() => []))).rejects.toMatchObject({
    code: 'dns.no-answer',
    message: 'No answer came from 127.0.0.1 in 6 s.',
  });
});

test.concurrent('where nothing listens, that is said at once', async () => {
  await expect(ask(await freeUdpPort())).rejects.toMatchObject({ code: 'wire.refused' });
  await expect(ask(await freeUdpPort(), 'tcp')).rejects.toMatchObject({ code: 'wire.refused' });
});

test.concurrent('it can be cancelled, before and while it waits', async () => {
  const port = await peer(() => []);
  await expect(ask(port, 'udp', AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'app.cancelled' });
  await expect(ask(port, 'udp', AbortSignal.abort())).rejects.toMatchObject({ code: 'app.cancelled' });
});

test('an answer that breaks off in its records is malformed', async () => {
  await expect(ask(await peer((q) => [answerTo(q, TRUTH).subarray(0, -2)]))).rejects.toMatchObject({
    code: 'dns.malformed',
  });
});

test.each([
  ['SERVFAIL', 2, 'servfail', '127.0.0.1 could not find out about mail.xxx.com.tw (SERVFAIL).'],
  ['NOTIMP', 4, 'other', '127.0.0.1 answered NOTIMP to the question for mail.xxx.com.tw.'],
])('%s is told apart', async (rcode, code, kind, sentence) => {
  const port = await peer((q) => [answerTo(q, TRUTH, { flags: 0x0180 | code, answers: [] })]);
  expect(await ask(port)).toMatchObject({ rcode, kind, sentence });
});

test('FORMERR without a question is an answer, as the server could not read it', async () => {
  const port = await peer((q) => [answerTo(q, TRUTH, { flags: 0x0181, answers: [], questions: [] })]);
  expect(await ask(port)).toMatchObject({ rcode: 'FORMERR', kind: 'other' });
});

test('a server from before EDNS is asked again without it', async () => {
  const port = await peer((q) => [
    q.readUInt16BE(10) > 0 ? answerTo(q, TRUTH, { flags: 0x0181, answers: [] }) : answerTo(q, TRUTH),
  ]);
  const answer = await ask(port);
  expect(answer).toMatchObject({ kind: 'answer', rcode: 'NOERROR' });
  expect(eventsOf(answer.sessionId)).toContain('The server knows no EDNS: asking again without it');
});

describe('over TCP', () => {
  async function streamPeer(send: (question: Buffer) => Buffer[]): Promise<number> {
    const serving = await serveStreams({
      host: '127.0.0.1',
      port: 0,
      async onConnection(connection) {
        const question = (await connection.readSome()).subarray(2);
        for (const piece of send(question)) {
          await connection.write(piece);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        connection.end();
      },
    });
    running.push(serving);
    return serving.port;
  }
  const framed = (bytes: Buffer) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };

  test('an answer that comes octet by octet is put together', async () => {
    const port = await streamPeer((q) => [...framed(answerTo(q, TRUTH))].map((octet) => Buffer.from([octet])));
    expect((await ask(port, 'tcp')).answer[0]?.data).toBe(TRUTH);
  });

  test('an answer to another question is refused', async () => {
    const port = await streamPeer((q) => [framed(answerTo(q, FORGED, { id: ((decode(q).id ?? 0) + 1) % 65_536 }))]);
    await expect(ask(port, 'tcp')).rejects.toMatchObject({ code: 'dns.malformed' });
  });

  test('a server that hangs up is named', async () => {
    const port = await streamPeer((q) => [framed(answerTo(q, TRUTH)).subarray(0, 20)]);
    await expect(ask(port, 'tcp')).rejects.toMatchObject({ code: 'wire.closed' });
  });
});

describe('the system’s resolvers', () => {
  const bySystem = () =>
    query({ question: { name: 'mail.xxx.com.tw', type: 'A', transport: 'udp', server: null }, transcripts });
  let good: number;
  beforeAll(async () => {
    good = await peer((q) => [answerTo(q, TRUTH)]);
  });

  test('are asked in turn', async () => {
    system.servers = [`127.0.0.1:${await peer(() => [])}`, `127.0.0.1:${good}`];
    expect((await bySystem()).server).toEqual({ host: '127.0.0.1', port: good });
  });

  test('when there are none, that is said', async () => {
    system.servers = [];
    await expect(bySystem()).rejects.toMatchObject({ code: 'dns.no-resolver' });
  });
});
