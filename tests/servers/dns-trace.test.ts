import { afterAll, beforeAll, expect, test } from 'vitest';
import { toQuestion, trace } from '../../electron/dns';
import { Transcripts } from '../../electron/wire';
import { startBind } from '../support/bind';
import { type NameServer, startNsd } from '../support/nsd';

/** A root and a tld of NSD, and below them zones of NSD and BIND, each server at an address of its own. */
const servers: NameServer[] = [];
const ports = new Map<string, number>();
const soa = 'a.ns. hostmaster.example. 1 3600 600 86400 300';
const zone = (...lines: string[]) => `$TTL 3600\n@ IN SOA ${soa}\n${lines.join('\n')}\n`;

beforeAll(async () => {
  const add = async (address: string, starting: Promise<NameServer>) => {
    const server = await starting;
    servers.push(server);
    ports.set(address, server.port);
  };
  await add(
    '192.0.2.1',
    startNsd({
      '.': zone('@ NS a.root.', 'a.root. A 192.0.2.1', 'test. NS ns.test.', 'ns.test. A 192.0.2.2'),
    }),
  );
  await add(
    '192.0.2.2',
    startNsd({
      test: zone(
        '@ NS ns.test.',
        'ns A 192.0.2.2',
        'good NS ns1.good.test.',
        'good NS ns2.good.test.',
        'ns1.good A 192.0.2.3',
        'ns2.good A 192.0.2.4',
        'away NS ns1.good.test.',
        'lame NS ns1.good.test.',
        'silent NS ns.silent.test.',
        'ns.silent A 192.0.2.9',
      ),
    }),
  );
  const good = zone(
    '@ NS ns1',
    '@ NS ns2',
    'ns1 A 192.0.2.3',
    'ns2 A 192.0.2.4',
    '@ MX 10 mail',
    'mail A 192.0.2.25',
    'www CNAME host.away.test.',
    '*.wild TXT "any"',
  );
  const away = zone('@ NS ns1.good.test.', 'host A 192.0.2.80', 'host AAAA 2001:db8::80');
  await add('192.0.2.3', startBind({ 'good.test': good, 'away.test': away }));
  await add('192.0.2.4', startNsd({ 'good.test': good.replace('10 mail', '20 mail') }));
  // Nobody listens there.
  ports.set('192.0.2.9', 9);
}, 60_000);
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const from = (name: string, type: string) =>
  trace({
    question: toQuestion({ name, type }),
    hints: [{ name: 'a.root.', addresses: ['192.0.2.1'] }],
    endpointOf: (address) => {
      const port = ports.get(address);
      return port === undefined ? null : { host: '127.0.0.1', port };
    },
    transcripts: new Transcripts(),
  });

test('NSD and BIND lead down to the zone, and one that was not brought up to date is found out', async () => {
  const traced = await from('good.test', 'MX');
  expect(traced.steps.map(({ zone, server, outcome }) => [zone, server.name, outcome])).toEqual([
    ['.', 'a.root.', 'referral'],
    ['test.', 'ns.test.', 'referral'],
    ['good.test.', expect.stringMatching(/^ns[12]\.good\.test\.$/), 'answer'],
    ['good.test.', expect.stringMatching(/^ns[12]\.good\.test\.$/), 'answer'],
  ]);
  expect(traced.findings.map(({ text }) => text)).toEqual([expect.stringMatching(/says something else/)]);
});

test('an alias into another zone is followed to its end', async () => {
  const traced = await from('www.good.test', 'AAAA');
  expect(traced.records.map(({ data }) => data)).toEqual(['host.away.test.', '2001:db8::80']);
  expect(traced.outcome).toBe('answer');
});

test.each([
  ['x.wild.good.test', 'TXT', 'answer'],
  ['mail.good.test', 'TXT', 'no-data'],
  ['nobody.good.test', 'A', 'nxdomain'],
  ['good.test', 'DS', 'no-data'],
  ['nothing', 'A', 'nxdomain'],
])('%s %s: %s', async (name, type, outcome) => expect(await from(name, type)).toMatchObject({ outcome }));

test('a server that was never told of a zone, and one that is not there', async () => {
  const lame = await from('www.lame.test', 'A');
  expect(lame.outcome).toBe('unreachable');
  expect(lame.steps.at(-1)?.outcome).toBe('refused');
  const silent = await from('www.silent.test', 'A');
  expect(silent.outcome).toBe('unreachable');
  expect(silent.steps.at(-1)?.outcome).toBe('silent');
});
