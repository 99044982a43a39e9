import type { Zone, ZoneRecord } from './zones';

/** What zones say to a question. */
export interface Looked {
  nxdomain: boolean;
  /** False where other servers are named instead (RFC 1034 §4.2.1). */
  authoritative: boolean;
  answer: ZoneRecord[];
  authority: ZoneRecord[];
  additional: ZoneRecord[];
}

const MOST_ALIASES = 8;

/**
 * Answers a question from the deepest of these zones (RFC 1034 §4.3.2): aliases are followed through all zones held,
 * a "no" brings the SOA (RFC 2308), what a zone has given away to servers of its own brings those, and hosts named by NS and MX
 * bring their addresses.
 *
 * @param name lower case, without the final dot
 * @param type a mnemonic, or `ANY`
 */
export function lookUp(zones: readonly Zone[], name: string, type: string): Looked {
  const answer: ZoneRecord[] = [];
  let at = name;
  for (let i = 0; i < MOST_ALIASES; i++) {
    const zone = zoneOf(zones, at);
    const given = delegationOf(zone, at);
    if (given.length > 0) return { ...withAddresses(zones, answer, given, false), authoritative: answer.length > 0 };
    const here = zone.records.filter((record) => record.name === at);
    const found = here.filter((record) => type === 'ANY' || record.type === type);
    answer.push(...found);
    const alias = here.find((record) => record.type === 'CNAME');
    if (found.length > 0) return withAddresses(zones, answer, nameServersOf(zone, answer), false);
    if (alias?.type !== 'CNAME') {
      const exists = here.length > 0 || zone.records.some((record) => isBelow(record.name, at));
      return withAddresses(zones, answer, negative(zone), !exists);
    }
    answer.push(alias);
    at = alias.data.toLowerCase();
  }
  return withAddresses(zones, answer, [], false);
}

/** The zone with the longest apex at or above the name; the root holds what no other does. */
function zoneOf(zones: readonly Zone[], name: string): Zone {
  const above = zones.filter(({ apex }) => name === apex || isBelow(name, apex));
  const [deepest] = above.sort((a, b) => b.apex.length - a.apex.length);
  return deepest ?? { apex: '', records: [] };
}

/** The NS records below a zone's apex, at or above the name. */
function delegationOf({ apex, records }: Zone, name: string): ZoneRecord[] {
  return records.filter((record) => {
    return record.type === 'NS' && record.name !== apex && (record.name === name || isBelow(name, record.name));
  });
}

function isBelow(name: string, above: string): boolean {
  return above === '' ? name !== '' : name.endsWith(`.${above}`);
}

/** The SOA, which lives no longer than the "no" it stands for (RFC 2308 §3). */
function negative({ records }: Zone): ZoneRecord[] {
  const [soa] = records;
  return soa?.type === 'SOA' ? [{ ...soa, ttl: soa.data.minimum ?? 0 }] : [];
}

/** The zone's own NS records, unless they are the answer already. */
function nameServersOf({ apex, records }: Zone, answer: readonly ZoneRecord[]): ZoneRecord[] {
  const servers = records.filter((record) => record.type === 'NS' && record.name === apex);
  return answer.some((record) => servers.includes(record)) ? [] : servers;
}

function withAddresses(
  zones: readonly Zone[],
  answer: ZoneRecord[],
  authority: ZoneRecord[],
  nxdomain: boolean,
): Looked {
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
    additional: additional.filter((record) => !answer.includes(record)),
  };
}
