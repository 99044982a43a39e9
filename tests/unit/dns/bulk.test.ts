import { type Answer, encode } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { foundIn, readAnswer } from '../../../electron/dns/bulk/answer';
import { runBulk } from '../../../electron/dns/bulk/job';
import { Slots } from '../../../electron/dns/bulk/slots';
import { decodeMessage } from '../../../electron/dns/message';
import { encodeName, parseName } from '../../../electron/dns/names';
import { toQuestion } from '../../../electron/dns/question';
import { type Serving, serveDatagrams } from '../../../electron/wire';
import type { BulkRow } from '../../../shared/contract';
import { seeded } from '../../support/random';

const name = 'www.example.test';
const question = toQuestion({ name, type: 'MX' });
const mx = (exchange: string, ttl = 300): Answer => ({ type: 'MX', name, ttl, data: { preference: 10, exchange } });
const opt = (extendedRcode: number): Answer => ({
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
});
const soa: Answer = {
  type: 'SOA',
  name: 'example.test',
  ttl: 60,
  data: { mname: 'ns.test', rname: 'h.test', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
};
interface Sections {
  answers?: Answer[];
  authorities?: Answer[];
  additionals?: Answer[];
  flags?: number;
}
/** Behind the header and the question. */
const head = 12 + name.length + 2 + 4;

/** As dns-packet makes it, but that owners point at the name of the question. */
function answer(sections: Sections): Buffer {
  const made = encode({ type: 'response', id: 1, flags: 0x0400, questions: [{ type: 'MX', name }], ...sections });
  const owner = encodeName(parseName(name)).toString('latin1');
  const [start, rest] = [made.toString('latin1', 0, head), made.toString('latin1', head)];
  // A type, and class IN.
  const pointing = rest
    .split(owner)
    .reduce((text, part) => text + (/^\0.\0\x01/s.test(part) ? '\xc0\x0c' : owner) + part);
  return Buffer.from(start + pointing, 'latin1');
}
const answers = {
  plain: answer({ answers: [mx('a.test', 60), mx(`mail.${name}`)], authorities: [soa], additionals: [opt(0)] }),
  'upper bits of the response code': answer({ answers: [mx('a.test')], additionals: [opt(1)] }),
  'a TTL with its highest bit': answer({ answers: [mx('a.test', 0x8000_0001), mx('b.test')] }),
  'no data': answer({ authorities: [soa] }),
  'a referral': answer({ flags: 0, authorities: [{ type: 'NS', name: 'example.test', ttl: 60, data: 'ns.test' }] }),
  'no such name': answer({ flags: 0x0403, authorities: [soa] }),
  refused: answer({ flags: 5 }),
  'an alias': answer({
    answers: [
      { type: 'CNAME', name, ttl: 30, data: 'b.test' },
      { type: 'MX', name: 'b.test', ttl: 9, data: { preference: 1, exchange: 'c.test' } },
    ],
  }),
  'another type': answer({ answers: [{ type: 'A', name, ttl: 30, data: '192.0.2.1' }] }),
  'another name': answer({ answers: [{ ...mx('a.test'), name: 'other.test' } as Answer, mx('b.test')] }),
  'cut off': answer({ answers: [mx('a.test')], additionals: [opt(0)] }).subarray(0, -3),
};

describe('an answer is read', () => {
  const wholly = (bytes: Buffer) => {
    const message = decodeMessage(bytes);
    return message && foundIn(message, question);
  };

  test.each(Object.entries(answers))('as if it were read as a whole: %s', (_, bytes) => {
    expect(readAnswer(bytes, question)).toEqual(wholly(bytes));
  });

  test('so that its data and least TTL are told', () => {
    const found = { kind: 'answer', ttlSeconds: 60, data: ['10 a.test.', `10 mail.${name}.`] };
    expect(readAnswer(answers.plain, question)).toEqual(found);
    expect(readAnswer(answers['upper bits of the response code'], question).kind).toBe('other');
  });

  test('whatever was done to it', () => {
    const random = seeded(11);
    const below = (most: number) => Math.floor(random() * most);
    const seeds = Object.values(answers);
    let plain = 0;
    for (let i = 0; i < 30_000; i++) {
      const bytes = Buffer.from(seeds[i % seeds.length] ?? answers.plain);
      // The question was compared already.
      for (let changes = below(4); changes > 0; changes--) {
        const at = below(bytes.length - head + 10);
        bytes[at < 10 ? ([2, 3, 6, 7, 8, 9, 10, 11, 3, 7][at] ?? 2) : head + at - 10] = below(256);
      }
      const [found, whole] = [readAnswer(bytes, question), wholly(bytes)];
      // A name that is broken behind the answer does not make the answer worse.
      if (whole?.kind === 'broken' && found.kind === 'answer') continue;
      expect(found).toEqual(whole);
      if (found.kind === 'answer') plain += 1;
    }
    expect(plain).toBeGreaterThan(3_000);
  });
});

describe('sockets and ids', () => {
  test('a thousand open questions have their own each, over all sockets, with no socket too full to be read in time', () => {
    const slots = new Slots<number>(16, 1_000);
    const taken = Array.from({ length: 1_000 }, (_, i) => {
      if (i % 30 === 0) slots.turn();
      return slots.take(i);
    });
    expect(new Set(taken.map(({ socket, id }) => `${socket} ${id}`)).size).toBe(1_000);
    const perSocket = Array.from({ length: 16 }, (_, socket) => taken.filter((one) => one.socket === socket).length);
    expect(Math.max(...perSocket)).toBeLessThanOrEqual(80);
    expect(taken.map(({ socket, id }) => slots.find(socket, id))).toEqual(taken.map((_, i) => i));
    expect([...slots].toSorted((a, b) => a - b)).toEqual(taken.map((_, i) => i));
  });

  test('questions that go out one by one are on random sockets', () => {
    const slots = new Slots<number>(16, 200);
    const sockets = Array.from({ length: 500 }, (_, i) => {
      slots.turn();
      const { socket, id } = slots.take(i);
      slots.free(socket, id);
      return socket;
    });
    for (let socket = 0; socket < 16; socket++)
      expect(sockets.filter((one) => one === socket).length).toBeGreaterThan(5);
  });
});

let serving: Serving | null = null;
afterEach(async () => {
  await serving?.close();
});

test('names that point at the question are shown in the letters that were given', async () => {
  serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram: (bytes, _from, reply) => {
      // `10 mail.` and a pointer at the name that was asked for.
      const record = Buffer.from('c00c000f00010000012c0009000a046d61696cc00c', 'hex');
      const said = Buffer.concat([bytes.subarray(0, -11), record]);
      said.set([0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0], 2);
      reply(said);
    },
  });
  const rows: BulkRow[] = [];
  await runBulk(
    {
      source: { kind: 'text', text: `${name}\nOther.Example.Test` },
      types: ['MX'],
      server: { host: '127.0.0.1', port: serving.port },
      transport: 'udp',
      ca: [],
      concurrency: 10,
      perSecond: null,
    },
    { onRow: (row) => rows.push(row), onDropped: () => {}, signal: new AbortController().signal },
  );
  expect(rows.flatMap(({ data }) => data)).toEqual([`10 mail.${name}.`, '10 mail.Other.Example.Test.']);
});
