import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare } from '../../electron/dns';
import { type Serving, serveDatagrams, Transcripts } from '../../electron/wire';
import type { DnsComparison } from '../../shared/contract/dns';
import { startBind } from '../support/bind';
import { type NameServer, startNsd } from '../support/nsd';

const zone = (serial: number, ...lines: string[]) =>
  `$TTL 3600
@ IN SOA ns1 hostmaster ${serial} 10800 3600 1209600 3600
@ NS ns1
@ NS ns2
@ NS ns3
@ NS ns4.y.test.
ns1 A 192.0.2.1
ns2 A 192.0.2.2
ns3 A 192.0.2.3
${lines.join('\n')}
`;
/** With the same records in another order, as a copy that was not brought up to date, and a server of neither. */
let bind: NameServer;
let nsd: NameServer;
let silent: Serving;
beforeAll(async () => {
  const same = ['@ MX 10 a', '@ MX 20 b'];
  bind = await startBind({ 'x.test': zone(2, 'www A 203.0.113.1', 'www A 203.0.113.2', ...same) });
  nsd = await startNsd({ 'x.test': zone(1, 'www A 203.0.113.9', '@ MX 20 b', '@ 60 IN MX 10 a') });
  silent = await serveDatagrams({ host: '127.0.0.1', port: 0, onDatagram: () => {} });
}, 30_000);
afterAll(() => Promise.all([bind.stop(), nsd.stop(), silent.close()]));

const at = ({ port }: { port: number }) => ({ host: '127.0.0.1', port, transport: 'udp' as const });
const places = () =>
  new Map([
    ['192.0.2.1', bind],
    ['192.0.2.2', nsd],
    ['192.0.2.4', bind],
  ] as const);
const ofZone = (type: string, name: string, more: Partial<Parameters<typeof compare>[0]> = {}) =>
  compare({
    name,
    type,
    servers: [],
    zone: {
      resolver: at(bind),
      endpointOf: (address) => {
        const place = [...places()].find(([one]) => one === address)?.[1];
        return place ? at(place) : null;
      },
    },
    transcripts: new Transcripts(),
    ...more,
  });
const rowsOf = ({ servers }: DnsComparison) =>
  servers.map(({ name, address, state, group, serial, answer }) => ({ name, address, state, group, serial, answer }));

describe('BIND and NSD with different data', () => {
  test('are found by their zone, and each says what it holds', async () => {
    const seen: DnsComparison[] = [];
    const comparison = await ofZone('a', 'www.x.test', { onRow: (row) => seen.push(row) });
    expect(comparison.zone).toBe('x.test.');
    expect(rowsOf(comparison)).toEqual(
      expect.arrayContaining([
        {
          name: 'ns1.x.test.',
          address: '192.0.2.1',
          state: 'said',
          group: expect.any(Number),
          serial: 2,
          answer: ['203.0.113.1', '203.0.113.2'],
        },
        {
          name: 'ns2.x.test.',
          address: '192.0.2.2',
          state: 'said',
          group: expect.any(Number),
          serial: 1,
          answer: ['203.0.113.9'],
        },
        { name: 'ns3.x.test.', address: '192.0.2.3', state: 'failed', group: null, serial: null, answer: [] },
        { name: 'ns4.y.test.', address: '', state: 'failed', group: null, serial: null, answer: [] },
      ]),
    );
    const problems = comparison.servers.map(({ problem }) => problem).sort();
    expect(problems).toEqual(['', '', "192.0.2.3 can't be reached from here.", 'No address is known for ns4.y.test.']);
    expect(comparison.majority).toBe(false);
    expect(comparison.sentence).toContain('The servers do not agree, and none is in the majority:');
    expect(comparison.sentence).toContain('They hold the zone at different serials:');
    expect(comparison.servers.find(({ address }) => address === '192.0.2.1')?.flags).toEqual(['aa']);
    // All rows stand there from the beginning and fill in one after the other.
    expect(seen[0]?.servers.map(({ state }) => state).sort()).toEqual(['failed', 'failed', 'waiting', 'waiting']);
    expect(seen).toHaveLength(3);
  });

  test('neither the order of records nor their TTL makes a difference', async () => {
    const { servers, sentence } = await ofZone('mx', 'x.test', { zone: null, servers: [at(bind), at(nsd), at(bind)] });
    expect(servers.map(({ group }) => group)).toEqual([1, 1]);
    expect(servers.map(({ ttlSeconds }) => ttlSeconds)).toContain(3600);
    expect(sentence).toContain('Both servers say the same.');
  });

  test('a name that is not there is an answer too, and brings the serial', async () => {
    const { servers, sentence } = await ofZone('a', 'no.x.test', { zone: null, servers: [at(bind), at(nsd)] });
    expect(servers.map(({ rcode, serial, group }) => [rcode, serial, group])).toEqual([
      ['NXDOMAIN', 2, 1],
      ['NXDOMAIN', 1, 1],
    ]);
    expect(sentence).toMatch(/^Both servers say the same\./);
  });
});

test('a server that is silent, and one that refuses, are a row each', async () => {
  const comparison = await ofZone('a', 'www.x.test', { zone: null, servers: [at(bind), at(silent)] });
  expect(comparison.servers.map(({ state }) => state)).toEqual(['said', 'failed']);
  expect(comparison.servers[1]?.problem).toMatch(/^No answer came from 127\.0\.0\.1/);
  const elsewhere = await ofZone('a', 'www.y.test', { zone: null, servers: [at(bind)] });
  expect(elsewhere.servers[0]).toMatchObject({ state: 'failed', rcode: 'REFUSED', group: null });
}, 20_000);

test('to cancel ends all of it', async () => {
  const stop = new AbortController();
  const running = ofZone('a', 'www.x.test', {
    zone: null,
    servers: [at(bind), at(silent)],
    signal: stop.signal,
    onRow: ({ servers }) => servers[0]?.state === 'said' && stop.abort(),
  });
  await expect(running).rejects.toMatchObject({ code: 'app.cancelled' });
});

test('a zone that nobody names the servers of', async () => {
  await expect(ofZone('a', 'www.y.test')).rejects.toMatchObject({ code: 'dns.no-zone' });
});
