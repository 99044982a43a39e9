import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnswerCache, DnsCache, Knowledge, query } from '../../electron/dns';
import { Transcripts } from '../../electron/wire';
import type { ResourceRecord } from '../../shared/contract';
import { digRecords, startBind } from '../support/bind';
import { startBindResolver } from '../support/bind-resolver';
import { type NameServer, startNsd } from '../support/nsd';

/** A root and a tld of NSD, zones of NSD and BIND below them, and BIND as a resolver of the same zones. */
const servers: NameServer[] = [];
const ports = new Map<string, number>();
let resolver: NameServer;
const soa = 'a.ns. hostmaster.example. 1 3600 600 86400 300';
const zone = (...lines: string[]) => `$TTL 3600\n@ IN SOA ${soa}\n${lines.join('\n')}\n`;

beforeAll(async () => {
  const add = async (address: string, starting: Promise<NameServer>): Promise<number> => {
    const server = await starting;
    servers.push(server);
    ports.set(address, server.port);
    return server.port;
  };
  const root = zone(
    '@ NS a.root.',
    'a.root. A 192.0.2.1',
    'test. NS ns.test.',
    'ns.test. A 192.0.2.2',
    'else. NS ns.else.',
    'ns.else. A 192.0.2.5',
  );
  const tld = zone(
    '@ NS ns.test.',
    'ns A 192.0.2.2',
    'good NS ns1.good.test.',
    'good NS ns2.good.test.',
    'ns1.good A 192.0.2.3',
    'ns2.good A 192.0.2.4',
    'away NS ns.else.',
    'half NS ns.half.test.',
    'half NS ns1.good.test.',
    'ns.half A 192.0.2.9',
    'lame NS ns1.good.test.',
    'silent NS ns.silent.test.',
    'ns.silent A 192.0.2.9',
  );
  const good = zone(
    '@ NS ns1',
    '@ NS ns2',
    'ns1 A 192.0.2.3',
    'ns2 A 192.0.2.4',
    '@ MX 10 mail',
    'mail A 192.0.2.25',
    'www CNAME host.away.test.',
    'lost CNAME nobody.away.test.',
    'old DNAME away.test.',
    '*.wild TXT "any"',
    ...Array.from({ length: 40 }, (_, at) => `big TXT "${at} ${'x'.repeat(180)}"`),
  );
  const away = zone('@ NS ns.else.', 'host A 192.0.2.80', 'host AAAA 2001:db8::80', 'next CNAME www.good.test.');
  const half = zone('@ NS ns1.good.test.', 'www A 192.0.2.90');
  await add('192.0.2.1', startNsd({ '.': root }));
  const tldPort = await add('192.0.2.2', startNsd({ test: tld }));
  const goodPort = await add('192.0.2.3', startBind({ 'good.test': good, 'half.test': half }));
  await add('192.0.2.4', startNsd({ 'good.test': good }));
  const elsePort = await add('192.0.2.5', startNsd({ else: zone('@ NS ns', 'ns A 192.0.2.5'), 'away.test': away }));
  // Nobody listens there.
  ports.set('192.0.2.9', 9);
  resolver = await startBindResolver({
    test: tldPort,
    'good.test': goodPort,
    'half.test': goodPort,
    else: elsePort,
    'away.test': elsePort,
  });
  servers.push(resolver);
}, 60_000);
afterAll(() => Promise.all(servers.map((server) => server.stop())));

function resolving() {
  const nowMs = () => performance.now();
  const root = {
    hints: [{ name: 'a.root.', addresses: ['192.0.2.1'] }],
    endpointOf: (address: string) => {
      const port = ports.get(address);
      return port === undefined ? null : { host: '127.0.0.1', port };
    },
    knowledge: new Knowledge(nowMs),
    scope: 'root',
  };
  const cache: AnswerCache = new DnsCache(nowMs);
  const ask = (name: string, type: string) =>
    query({
      question: { name, type, server: null, transport: 'udp', fromRoot: 'world' },
      root,
      cache,
      transcripts: new Transcripts(),
    });
  return { ask, cache };
}

/** Without TTLs, which count down in the resolver, and without the letters of whoever asked first. */
const printed = (records: readonly ResourceRecord[]) =>
  records.map(({ owner, type, data }) => `${owner} IN ${type} ${data}`.toLowerCase()).sort();

describe('an answer from the root down is that of a resolver', () => {
  test.each([
    ['good.test', 'MX'],
    ['good.test', 'NS'],
    ['good.test', 'SOA'],
    ['mail.good.test', 'A'],
    ['mail.good.test', 'AAAA'],
    ['www.good.test', 'AAAA'],
    ['next.away.test', 'A'],
    ['lost.good.test', 'A'],
    ['host.old.good.test', 'A'],
    ['x.wild.good.test', 'TXT'],
    ['big.good.test', 'TXT'],
    ['nobody.good.test', 'A'],
    ['a.b.nobody.good.test', 'MX'],
    ['www.half.test', 'A'],
    ['nothing.test', 'A'],
    ['test', 'SOA'],
    ['ns.else', 'A'],
  ])('%s %s', async (name, type) => {
    const { ask, cache } = resolving();
    const answer = await ask(name, type);
    const theirs = await digRecords(resolver.port, name, type, '+noadditional');
    expect(printed([...answer.answer, ...answer.authority])).toEqual(
      theirs.map((line) => line.replace(/^(\S+) \d+ /, '$1 ').toLowerCase()).sort(),
    );
    // A long one is not remembered, whoever said it.
    expect(cache.list()).toHaveLength(answer.octets > 4_096 ? 0 : 1);
  });
});

test('a name server elsewhere is looked up, and the one that is not there is left alone afterwards', async () => {
  const { ask } = resolving();
  expect(await ask('host.away.test', 'A')).toMatchObject({ way: { questions: 5, server: { name: 'ns.else.' } } });
  const first = await ask('www.half.test', 'A');
  expect(first).toMatchObject({ way: { server: { name: 'ns1.good.test.' } } });
  expect((await ask('www.half.test', 'A')).way?.questions).toBe(1);
});

test('a long answer comes over TCP', async () => {
  expect(await resolving().ask('big.good.test', 'TXT')).toMatchObject({ transport: 'tcp', truncatedOverUdp: true });
});

test.each([
  ['www.lame.test', /No server of lame\.test answers: ns1\.good\.test refuses \(REFUSED\)/],
  ['www.silent.test', /The server of silent\.test is silent \(ns\.silent\.test\)/],
])('%s: the sentence says where the way ended', async (name, reason) => {
  await expect(resolving().ask(name, 'A')).rejects.toMatchObject({
    code: 'dns.way-ended',
    message: expect.stringMatching(reason),
  });
});
