import type { RrsigAnswer } from 'dns-packet';
import { compareNames, parseName } from '../../dns';
import { type AnyRecord, securityRecords, signatureOver } from './signing';
import type { Zone } from './zones';

/** What zones say to a question. */
export interface Looked {
  nxdomain: boolean;
  /** False where other servers are named instead (RFC 1034 §4.2.1). */
  authoritative: boolean;
  answer: Said[];
  authority: Said[];
  additional: Said[];
}

type Said = AnyRecord | RrsigAnswer;

const MOST_ALIASES = 8;

/**
 * Answers a question from the deepest of these zones (RFC 1034 §4.3.2): aliases are followed through all zones held,
 * a "no" brings the SOA (RFC 2308), what a zone has given away to servers of its own brings those, and hosts named by NS and MX
 * bring their addresses.
 *
 * @param name lower case, without the final dot
 * @param type a mnemonic, or `ANY`
 * @param dnssec with signatures, and with what proves a "no" (RFC 4035 §3.1)
 */
export function lookUp(zones: readonly Zone[], name: string, type: string, dnssec = false): Looked {
  const looked = lookUpPlain(zones, name, type, dnssec);
  if (!dnssec) return looked;
  return {
    ...looked,
    answer: withSignatures(zones, looked.answer),
    authority: withSignatures(zones, looked.authority),
  };
}

type Plain = Omit<Looked, 'answer' | 'authority'> & { answer: AnyRecord[]; authority: AnyRecord[] };

function lookUpPlain(zones: readonly Zone[], name: string, type: string, dnssec: boolean): Plain {
  const answer: AnyRecord[] = [];
  let at = name;
  for (let i = 0; i < MOST_ALIASES; i++) {
    const zone = zoneOf(zones, at, type);
    const given = type === 'DS' ? delegationOf(zone, parentOf(at)) : delegationOf(zone, at);
    if (given.length > 0) {
      const authority = dnssec ? [...given, ...vouchingFor(zone, given)] : given;
      return { ...withAddresses(zones, answer, authority, false), authoritative: answer.length > 0 };
    }
    const here = recordsOf(zone).filter((record) => record.name === at);
    const found = here.filter((record) => type === 'ANY' || record.type === type);
    answer.push(...found);
    const alias = here.find((record) => record.type === 'CNAME');
    if (found.length > 0) return withAddresses(zones, answer, nameServersOf(zone, answer), false);
    if (alias?.type !== 'CNAME') {
      const exists = here.length > 0 || zone.records.some((record) => isBelow(record.name, at));
      const proof = dnssec ? proofOf(zone, at, exists) : [];
      return withAddresses(zones, answer, [...negative(zone), ...proof], !exists);
    }
    answer.push(alias);
    at = alias.data.toLowerCase();
  }
  return withAddresses(zones, answer, [], false);
}

const recordsOf = (zone: Zone): AnyRecord[] => [...zone.records, ...securityRecords(zone)];
const parentOf = (name: string): string => name.split('.').slice(1).join('.');

/** The zone with the longest apex at or above the name; the root holds what no other does. DS lies in the zone above. */
function zoneOf(zones: readonly Zone[], name: string, type = ''): Zone {
  const above = zones.filter(({ apex }) => name === apex || isBelow(name, apex));
  const sorted = above.sort((a, b) => b.apex.length - a.apex.length);
  const [deepest] = type === 'DS' && sorted.length > 1 ? sorted.filter(({ apex }) => apex !== name) : sorted;
  return deepest ?? { apex: '', records: [] };
}

/** The NS records below a zone's apex, at or above the name. */
function delegationOf({ apex, records }: Zone, name: string): AnyRecord[] {
  return records.filter((record) => {
    return record.type === 'NS' && record.name !== apex && (record.name === name || isBelow(name, record.name));
  });
}

/** The DS records of a delegation, or what proves that there are none. */
function vouchingFor(zone: Zone, [given]: readonly AnyRecord[]): AnyRecord[] {
  const here = securityRecords(zone).filter((record) => record.name === given?.name);
  const ds = here.filter((record) => record.type === 'DS');
  return ds.length > 0 ? ds : here.filter((record) => record.type === 'NSEC');
}

/** That the name lacks that type, or that neither it nor a wildcard in its place is there (RFC 4035 §3.1.3). */
function proofOf(zone: Zone, name: string, exists: boolean): AnyRecord[] {
  const nsecs = securityRecords(zone).filter((record) => record.type === 'NSEC');
  const order = (a: string, b: string) => compareNames(parseName(`${a}.`), parseName(`${b}.`));
  const before = (one: string) => nsecs.filter((record) => order(record.name, one) <= 0).at(-1);
  let encloser = parentOf(name);
  while (
    encloser !== zone.apex &&
    !zone.records.some((record) => record.name === encloser || isBelow(record.name, encloser))
  )
    encloser = parentOf(encloser);
  const wildcard = encloser === '' ? '*' : `*.${encloser}`;
  const proofs = exists ? [before(name)] : [before(name), before(wildcard)];
  return [...new Set(proofs)].filter((record) => record !== undefined);
}

/** Each set of records followed by the signature over it. */
function withSignatures(zones: readonly Zone[], records: readonly AnyRecord[]): Said[] {
  const sets = new Map<string, AnyRecord[]>();
  for (const record of records) {
    const key = `${record.name} ${record.type}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  return [...sets.values()].flatMap((set): Said[] => {
    const [first] = set;
    const signature = first && signatureOver(holderOf(zones, first), set);
    return signature ? [...set, signature] : set;
  });
}

/** Where two zones meet, both have records of that name. A copy of a record, as of SOA, is its zone's own. */
function holderOf(zones: readonly Zone[], record: AnyRecord): Zone {
  const holder = zones.find((zone) => recordsOf(zone).some((one) => one === record));
  return holder ?? zoneOf(zones, record.name, record.type);
}

function isBelow(name: string, above: string): boolean {
  return above === '' ? name !== '' : name.endsWith(`.${above}`);
}

/** The SOA, which lives no longer than the "no" it stands for (RFC 2308 §3). */
function negative({ records }: Zone): AnyRecord[] {
  const [soa] = records;
  return soa?.type === 'SOA' ? [{ ...soa, ttl: soa.data.minimum ?? 0 }] : [];
}

/** The zone's own NS records, unless they are the answer already. */
function nameServersOf({ apex, records }: Zone, answer: readonly AnyRecord[]): AnyRecord[] {
  const servers = records.filter((record) => record.type === 'NS' && record.name === apex);
  return answer.some((record) => servers.some((server) => server === record)) ? [] : servers;
}

function withAddresses(zones: readonly Zone[], answer: AnyRecord[], authority: AnyRecord[], nxdomain: boolean): Plain {
  const hosts = [...answer, ...authority].flatMap((record) => {
    if (record.type === 'NS') return [record.data];
    return record.type === 'MX' ? [record.data.exchange] : [];
  });
  const additional = [...new Set(hosts)].flatMap((host) =>
    zoneOf(zones, host).records.filter((record) => record.name === host && record.type === 'A'),
  );
  return {
    nxdomain,
    authoritative: true,
    answer,
    authority,
    additional: additional.filter((record) => !answer.some((one) => one === record)),
  };
}
