import type { MxAnswer, SoaAnswer, StringAnswer, TxtAnswer } from 'dns-packet';

export type ZoneRecord = StringAnswer | MxAnswer | SoaAnswer | TxtAnswer;

export interface Zone {
  /** Lower case, without the final dot; empty for the root. */
  apex: string;
  /** Owners lower case, without the final dot. The SOA comes first. */
  records: readonly ZoneRecord[];
  /**
   * With DNSSEC, and how well; unset: not at all. `forged`: its addresses are not those that were signed; `rolled`: the zone above
   * vouches for a key that it no longer has.
   */
  signed?: 'well' | 'expired' | 'forged' | 'rolled';
}

const TTL = 86_400;

type Row =
  | [owner: string, type: 'A' | 'NS' | 'CNAME' | 'PTR', data: string]
  | [string, 'MX', number, string]
  | [string, 'TXT', string[]];

/** A zone from rows whose owners are relative to its apex; `@` is the apex itself. */
function zone(apex: string, primary: string, keeper: string, rows: readonly Row[]): Zone {
  const absolute = (owner: string) => (owner === '@' ? apex : apex === '' ? owner : `${owner}.${apex}`);
  const soa: SoaAnswer = {
    type: 'SOA',
    name: apex,
    ttl: TTL,
    data: {
      mname: primary,
      rname: keeper,
      serial: 2026112401,
      refresh: 10_800,
      retry: 3_600,
      expire: 604_800,
      minimum: 3_600,
    },
  };
  return { apex, records: [soa, ...rows.map((row) => toRecord(absolute(row[0]), row))] };
}

function toRecord(name: string, row: Row): ZoneRecord {
  if (row[1] === 'MX') return { type: 'MX', name, ttl: TTL, data: { preference: row[2], exchange: row[3] } };
  if (row[1] === 'TXT') return { type: 'TXT', name, ttl: TTL, data: row[2] };
  return { type: row[1], name, ttl: TTL, data: row[2] };
}

/** A text record that no datagram of 1232 octets holds, so that one can watch a question go over to TCP. */
const long = Array.from({ length: 12 }, (_, i) => `part ${i + 1} of 12: ${'a long text that needs TCP. '.repeat(8)}`);

/** Domains that are not as they should be, so that one can find out what it looks like. */
const brokenDelegations: readonly Row[] = [
  // A server that knows nothing of the zone it is named for.
  ['lame', 'NS', 'ns1.lame.com.tw'],
  ['ns1.lame', 'A', '192.0.2.21'],
  // A server inside the zone, and nobody says where.
  ['noglue', 'NS', 'ns1.noglue.com.tw'],
  // Names that are aliases of each other.
  ['loop', 'NS', 'ns1.xxx.com.tw'],
  // The zone names other servers than the zone above it, and is elsewhere than the glue says.
  ['split', 'NS', 'ns1.split.com.tw'],
  ['split', 'NS', 'ns2.xxx.com.tw'],
  ['ns1.split', 'A', '192.0.2.22'],
  // Everything about its mail is wrong.
  ['messy', 'NS', 'ns1.xxx.com.tw'],
  // The second server was not brought up to date.
  ['stale', 'NS', 'ns1.xxx.com.tw'],
  ['stale', 'NS', 'ns2.xxx.com.tw'],
  // Its signatures ran out.
  ['expired', 'NS', 'ns1.xxx.com.tw'],
  // Somebody altered its addresses on the way.
  ['forged', 'NS', 'ns1.xxx.com.tw'],
  // It has new keys, and nobody told the zone above.
  ['rolled', 'NS', 'ns1.xxx.com.tw'],
];

const loop = zone('loop.com.tw', 'ns1.xxx.com.tw', 'hostmaster.xxx.com.tw', [
  ['@', 'NS', 'ns1.xxx.com.tw'],
  ['www', 'CNAME', 'web.loop.com.tw'],
  ['web', 'CNAME', 'www.loop.com.tw'],
]);
const split = zone('split.com.tw', 'ns1.split.com.tw', 'hostmaster.xxx.com.tw', [
  ['@', 'NS', 'ns1.split.com.tw'],
  ['@', 'NS', 'ns3.split.com.tw'],
  ['ns1', 'A', '192.0.2.23'],
  ['ns3', 'A', '192.0.2.24'],
  ['www', 'A', '192.0.2.80'],
]);
const messy = zone('messy.com.tw', 'ns1.xxx.com.tw', 'hostmaster.xxx.com.tw', [
  ['@', 'NS', 'ns1.xxx.com.tw'],
  ['@', 'MX', 10, 'mail.messy.com.tw'],
  ['@', 'MX', 20, '192.0.2.7'],
  ['@', 'MX', 30, 'gone.messy.com.tw'],
  ['@', 'TXT', ['v=spf1 mx -all']],
  ['@', 'TXT', ['v=spf1 include:messy.com.tw ~all']],
  ['mail', 'CNAME', 'mail.xxx.com.tw'],
  ['_dmarc', 'TXT', ['v=DMARC1; p=none']],
]);
const stale = (www: string) =>
  zone('stale.com.tw', 'ns1.xxx.com.tw', 'hostmaster.xxx.com.tw', [
    ['@', 'NS', 'ns1.xxx.com.tw'],
    ['@', 'NS', 'ns2.xxx.com.tw'],
    ['www', 'A', www],
  ]);

const brokenlySigned = (['expired', 'forged', 'rolled'] as const).map((signed) => ({
  ...zone(`${signed}.com.tw`, 'ns1.xxx.com.tw', 'hostmaster.xxx.com.tw', [
    ['@', 'NS', 'ns1.xxx.com.tw'],
    ['@', 'MX', 10, 'mail.xxx.com.tw'],
    ['www', 'A', '192.0.2.83'],
  ]),
  signed,
}));
const well = (plain: Zone): Zone => ({ ...plain, signed: 'well' });

/** The world of the practice server: a root, the way down to `xxx.com.tw`, its reverse zone, and two mail domains, most of them signed. */
export const practiceZones: readonly Zone[] = [
  well(
    zone('', 'root.practice.test', 'hostmaster.practice.test', [
      ['@', 'NS', 'root.practice.test'],
      ['tw', 'NS', 'ns.tw'],
      ['ns.tw', 'A', '192.0.2.11'],
      ['practice.test', 'NS', 'ns.practice.test'],
      ['ns.practice.test', 'A', '192.0.2.13'],
      ['example.test', 'NS', 'ns.practice.test'],
      ['211.72.211.in-addr.arpa', 'NS', 'ns1.xxx.com.tw'],
      ['211.72.211.in-addr.arpa', 'NS', 'ns2.xxx.com.tw'],
    ]),
  ),
  well(
    zone('tw', 'ns.tw', 'hostmaster.tw', [
      ['@', 'NS', 'ns.tw'],
      ['ns', 'A', '192.0.2.11'],
      ['com', 'NS', 'ns.com.tw'],
      ['ns.com', 'A', '192.0.2.12'],
    ]),
  ),
  well(
    zone('com.tw', 'ns.com.tw', 'hostmaster.com.tw', [
      ['@', 'NS', 'ns.com.tw'],
      ['ns', 'A', '192.0.2.12'],
      ['xxx', 'NS', 'ns1.xxx.com.tw'],
      ['xxx', 'NS', 'ns2.xxx.com.tw'],
      ['ns1.xxx', 'A', '211.72.211.1'],
      ['ns2.xxx', 'A', '211.72.211.2'],
      ...brokenDelegations,
    ]),
  ),
  well(
    zone('xxx.com.tw', 'ns1.xxx.com.tw', 'hostmaster.xxx.com.tw', [
      ['@', 'NS', 'ns1.xxx.com.tw'],
      ['@', 'NS', 'ns2.xxx.com.tw'],
      ['@', 'MX', 10, 'mail.xxx.com.tw'],
      ['@', 'MX', 20, 'imap.xxx.com.tw'],
      ['ns1', 'A', '211.72.211.1'],
      ['ns2', 'A', '211.72.211.2'],
      ['mail', 'A', '211.72.211.25'],
      ['imap', 'A', '211.72.211.143'],
      ['www', 'A', '211.72.211.80'],
      ['ftp', 'CNAME', 'www.xxx.com.tw'],
    ]),
  ),
  well(
    zone('211.72.211.in-addr.arpa', 'ns1.xxx.com.tw', 'hostmaster.xxx.com.tw', [
      ['@', 'NS', 'ns1.xxx.com.tw'],
      ['@', 'NS', 'ns2.xxx.com.tw'],
      ['1', 'PTR', 'ns1.xxx.com.tw'],
      ['2', 'PTR', 'ns2.xxx.com.tw'],
      ['25', 'PTR', 'mail.xxx.com.tw'],
      ['80', 'PTR', 'www.xxx.com.tw'],
      ['143', 'PTR', 'imap.xxx.com.tw'],
    ]),
  ),
  well(
    zone('practice.test', 'ns.practice.test', 'hostmaster.practice.test', [
      ['@', 'NS', 'ns.practice.test'],
      ['@', 'MX', 10, 'mail.practice.test'],
      ['@', 'TXT', ['v=spf1 mx -all']],
      ['_dmarc', 'TXT', ['v=DMARC1; p=reject']],
      ['ns', 'A', '192.0.2.13'],
      ['root', 'A', '192.0.2.10'],
      ['mail', 'A', '127.0.0.1'],
      ['ntp1', 'A', '127.0.0.1'],
      ['long', 'TXT', long],
    ]),
  ),
  // A domain that says that it takes no mail (RFC 7505).
  zone('example.test', 'ns.practice.test', 'hostmaster.practice.test', [
    ['@', 'NS', 'ns.practice.test'],
    ['@', 'MX', 0, '.'],
    ['@', 'A', '127.0.0.1'],
  ]),
  loop,
  split,
  messy,
  stale('192.0.2.81'),
  ...brokenlySigned,
];

const zonesAt = (...apexes: string[]) => practiceZones.filter(({ apex }) => apexes.includes(apex));
const ofXxx = zonesAt('xxx.com.tw', '211.72.211.in-addr.arpa');

/** The servers of that world, each by its address: none of them is there, so each has a port of this computer. */
export const practiceServers: readonly { address: string; zones: readonly Zone[] }[] = [
  { address: '192.0.2.10', zones: zonesAt('') },
  { address: '192.0.2.11', zones: zonesAt('tw') },
  { address: '192.0.2.12', zones: zonesAt('com.tw') },
  { address: '192.0.2.13', zones: zonesAt('practice.test', 'example.test') },
  { address: '211.72.211.1', zones: [...ofXxx, loop, messy, stale('192.0.2.81'), ...brokenlySigned] },
  { address: '211.72.211.2', zones: [...ofXxx, split, stale('192.0.2.99')] },
  { address: '192.0.2.21', zones: [] },
  { address: '192.0.2.22', zones: [split] },
];

/** Where the way down begins in that world. */
export const practiceHints = [{ name: 'root.practice.test.', addresses: ['192.0.2.10'] }];
