import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, Lines, query } from '../../electron/dns';
import { type Serving, serveStreams, Transcripts } from '../../electron/wire';
import type { DnsServer, DnsTransport } from '../../shared/contract';
import { startBind } from '../support/bind';
import { type Certificates, makeCertificates } from '../support/certificates';
import { freePort, temporaryFolder, until } from '../support/lab';
import type { NameServer } from '../support/nsd';

const ZONE = `$TTL 300
@ IN SOA ns1 hostmaster 1 7200 3600 604800 300
@ IN NS ns1
ns1 IN A 192.0.2.1
www IN A 192.0.2.80
${Array.from({ length: 40 }, (_, i) => `big IN TXT "${i} ${'x'.repeat(180)}"\nh${i} IN A 192.0.2.${i}`).join('\n')}
`;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let certificates: Certificates;
let bind: NameServer;
let wrong: NameServer;
const ports = { tls: 0, https: 0, wrongTls: 0, wrongHttps: 0 };

beforeAll(async () => {
  folder = await temporaryFolder('dns-lines');
  certificates = makeCertificates(folder.path);
  for (const name of ['tls', 'https', 'wrongTls', 'wrongHttps'] as const) ports[name] = await freePort();
  const zones = { 'lines.test': ZONE };
  bind = await startBind(zones, { ...certificates.good, tlsPort: ports.tls, httpsPort: ports.https });
  const other = { tlsPort: ports.wrongTls, httpsPort: ports.wrongHttps };
  wrong = await startBind(zones, { ...certificates.wrongName, ...other });
});
afterAll(async () => {
  await bind?.stop();
  await wrong?.stop();
  await folder?.remove();
});

function asker(lines: Lines, transcripts = new Transcripts()) {
  return (
    transport: DnsTransport,
    server: Partial<DnsServer> & { port: number },
    name = 'www.lines.test',
    type = 'A',
  ) =>
    query({
      question: { name, type, transport, server: { host: '127.0.0.1', ...server } },
      transcripts,
      lines,
      ca: [certificates.ca],
    });
}

describe('against BIND', () => {
  const lines = new Lines();
  const transcripts = new Transcripts();
  const ask = asker(lines, transcripts);
  afterAll(() => lines.close());

  test.each<[DnsTransport, 'tls' | 'https']>([
    ['tls', 'tls'],
    ['https', 'https'],
    ['https-get', 'https'],
  ])('%s: verified, and the next question goes over the same line', async (transport, port) => {
    const first = await ask(transport, { port: ports[port] });
    expect(first.answer.map(({ data }) => data)).toEqual(['192.0.2.80']);
    expect(first).toMatchObject({
      transport: port,
      encryption: { version: 'TLSv1.3', subject: 'localhost', issuer: 'Posthorn test CA', doubt: '' },
    });
    const second = await ask(transport, { port: ports[port] }, 'big.lines.test', 'TXT');
    expect(second.answer).toHaveLength(40);
    const lines = transcripts.lines(second.sessionId).map(({ text }) => text);
    expect(lines.some((text) => text.startsWith('connected'))).toBe(false);
    expect(lines[0]).toBe('On the line that was kept from the question before');
    expect(transcripts.sessions()[0]?.tls?.issuer).toBe('Posthorn test CA');
  });

  test.each<[DnsTransport, () => number]>([
    ['udp', () => bind.port],
    ['tcp', () => bind.port],
    ['tls', () => ports.tls],
    ['https', () => ports.https],
  ])('over %s it says which server it is, and proves that it saw the question', async (transport, port) => {
    const server = { host: '127.0.0.1', port: port() };
    const question = { name: 'www.lines.test', type: 'A', transport, server, edns: { cookie: true } };
    const { edns, dropped } = await query({ question, transcripts, lines, ca: [certificates.ca] });
    expect(edns?.options).toContainEqual({ name: 'NSID', value: 'ns1.lab' });
    // RFC 7873 §5.2: ours, and the server's own behind it.
    expect(edns?.options.find(({ name }) => name === 'Cookie')?.value).toMatch(/^[\dA-F]{16} [\dA-F]{16,}$/);
    expect(dropped).toEqual([]);
  });

  test.each<DnsTransport>(['tcp', 'tls', 'https', 'https-get'])(
    'forty questions at once over %s: each gets its own answer',
    async (transport) => {
      const port = { tcp: bind.port, tls: ports.tls }[transport as 'tcp'] ?? ports.https;
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => ask(transport, { port }, `h${i}.lines.test`)),
      );
      expect(answers.map(({ answer }) => answer[0]?.data)).toEqual(answers.map((_, i) => `192.0.2.${i}`));
    },
  );

  test('another name in the certificate: refused where it must hold, and told where any is taken', async () => {
    const port = ports.wrongTls;
    await expect(ask('tls', { port })).rejects.toMatchObject({ code: 'tls.name-mismatch' });
    await expect(ask('https', { port: ports.wrongHttps })).rejects.toMatchObject({ code: 'tls.name-mismatch' });
    const any = await ask('tls-any', { port });
    expect(any.answer).toHaveLength(1);
    expect(any.encryption?.doubt).toMatch(/example\.test, not for 127\.0\.0\.1/);
    const named = await ask('tls', { port, tlsName: 'example.test' });
    expect(named.encryption).toMatchObject({ subject: 'example.test', doubt: '' });
  });

  test('a comparison finds the servers of a zone by the transport that was chosen, and asks those that were typed by theirs', async () => {
    const at = { host: '127.0.0.1', port: ports.tls, transport: 'tls' } as const;
    const { servers } = await compare({
      name: 'www.lines.test',
      type: 'A',
      servers: [{ ...at, port: ports.https, transport: 'https' }],
      zone: { resolver: at, endpointOf: () => ({ host: '127.0.0.1', port: bind.port }) },
      transcripts: new Transcripts(),
      lines,
      ca: [certificates.ca],
    });
    expect(servers.map(({ address, state, answer }) => ({ address, state, answer }))).toEqual([
      { address: '192.0.2.1', state: 'said', answer: ['192.0.2.80'] },
      { address: `https://127.0.0.1:${ports.https}`, state: 'said', answer: ['192.0.2.80'] },
    ]);
  });

  test('an authority that nobody trusts is refused', async () => {
    const question = { name: 'www.lines.test', type: 'A', server: { host: '127.0.0.1', port: ports.tls } };
    const alone = query({ question: { ...question, transport: 'tls' }, transcripts });
    await expect(alone).rejects.toMatchObject({ code: 'tls.unknown-issuer' });
  });

  test('a wrong path, and a server that speaks no HTTP/2, are said', async () => {
    await expect(ask('https', { port: ports.https, path: '/other' })).rejects.toMatchObject({
      code: 'dns.http-status',
    });
    await expect(ask('https', { port: ports.tls })).rejects.toMatchObject({
      code: expect.stringMatching(/^(wire|tls)\./),
    });
  });
});

describe('a line', () => {
  /** A server over TCP that hands what it heard, and how to answer, to this. */
  async function streams(onMessages: (messages: Buffer[], nth: number) => Buffer[] | null, at = 1): Promise<Serving> {
    let nth = 0;
    return serveStreams({
      host: '127.0.0.1',
      port: 0,
      async onConnection(connection) {
        const mine = nth++;
        let rest: Buffer = Buffer.alloc(0);
        let heard: Buffer[] = [];
        for (;;) {
          rest = Buffer.concat([rest, await connection.readSome()]);
          while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
            heard.push(rest.subarray(2, 2 + rest.readUInt16BE(0)));
            rest = rest.subarray(2 + rest.readUInt16BE(0));
          }
          if (heard.length < at) continue;
          const answers = onMessages(heard, mine);
          heard = [];
          if (!answers) return connection.destroy();
          for (const answer of answers) {
            const length = Buffer.alloc(2);
            length.writeUInt16BE(answer.length);
            await connection.write(Buffer.concat([length, answer]));
          }
        }
      },
    });
  }
  /** The question as its own answer: NOERROR, no records. */
  const echo = (question: Buffer): Buffer => {
    const answer = Buffer.from(question);
    answer.writeUInt16BE(answer.readUInt16BE(2) | 0x8000, 2);
    return answer;
  };

  test('takes answers out of order', async () => {
    const server = await streams((heard) => heard.map(echo).reverse(), 3);
    const lines = new Lines();
    const ask = asker(lines);
    const names = ['a.test.', 'b.test.', 'c.test.'];
    const answers = await Promise.all(names.map((name) => ask('tcp', { port: server.port }, name)));
    expect(answers.map(({ question }) => question.name)).toEqual(names);
    lines.close();
    await server.close();
  });

  test('that the server has closed meanwhile is opened again', async () => {
    let connections = 0;
    const server = await streams((heard, nth) => {
      connections = nth + 1;
      // The first line is closed when the second question comes.
      return nth === 0 && heard[0]?.includes('again') ? null : heard.map(echo);
    });
    const lines = new Lines();
    const ask = asker(lines);
    await ask('tcp', { port: server.port });
    expect((await ask('tcp', { port: server.port }, 'again.test')).rcode).toBe('NOERROR');
    expect(connections).toBe(2);
    lines.close();
    await server.close();
  });

  test('that gives what nobody asked for is used no more', async () => {
    const server = await streams((heard) =>
      heard.map((question) => {
        const answer = echo(question);
        answer.writeUInt16BE((answer.readUInt16BE(0) + 1) % 0x1_0000, 0);
        return answer;
      }),
    );
    const lines = new Lines();
    await expect(asker(lines)('tcp', { port: server.port })).rejects.toMatchObject({ code: 'dns.malformed' });
    lines.close();
    await server.close();
  });

  test('outlives a question that is cancelled, whose answer comes late', async () => {
    let held: Buffer[] = [];
    const server = await streams((heard) => {
      held = [...held, ...heard];
      return held.length < 2 ? [] : held.map(echo);
    });
    const lines = new Lines();
    const cancelled = new AbortController();
    const question = {
      name: 'late.test',
      type: 'A',
      transport: 'tcp',
      server: { host: '127.0.0.1', port: server.port },
    } as const;
    const first = query({
      question,
      transcripts: new Transcripts(),
      lines,
      ca: [certificates.ca],
      signal: cancelled.signal,
    });
    const failed = expect(first).rejects.toMatchObject({ code: 'app.cancelled' });
    await until('the question to arrive', () => held.length === 1);
    cancelled.abort();
    await failed;
    expect((await asker(lines)('tcp', { port: server.port }, 'next.test')).question.name).toBe('next.test.');
    lines.close();
    await server.close();
  });
});
