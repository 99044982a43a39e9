import type { NameServer, TraceFinding } from '../../../shared/contract/dns';
import type { RawRecord } from '../message';
import { formatName, isAtOrBelow, type Labels, nameKey, parseName, sameName } from '../names';
import { TYPE } from '../types';
import type { Judged } from '../walk';
import { list, plainName } from '../words';

/**
 * Where a zone and the zone above it do not say the same of its servers.
 * @param above as the zone above names them
 * @param own names, as the zone itself says
 * @param additional what came along with that
 */
export function compareServers(
  zone: Labels,
  above: readonly NameServer[],
  own: readonly string[],
  additional: readonly RawRecord[],
): TraceFinding[] {
  const name = plainName(formatName(zone));
  const key = (text: string) => nameKey(parseName(text));
  const aboveKeys = new Set(above.map((server) => key(server.name)));
  const ownKeys = new Set(own.map(key));
  const findings: TraceFinding[] = [];
  const only = (names: readonly string[], others: ReadonlySet<string>) =>
    names.filter((one) => !others.has(key(one))).map(plainName);
  const onlyAbove = only(
    above.map((server) => server.name),
    ownKeys,
  );
  const onlyOwn = only(own, aboveKeys);
  if (onlyAbove.length > 0)
    findings.push({
      severity: 'warning',
      text: `The zone above ${name} names ${list(onlyAbove)} as its server, and ${name} itself does not.`,
      rfc: 'RFC 1034 §4.2.2',
    });
  if (onlyOwn.length > 0)
    findings.push({
      severity: 'warning',
      text: `${name} names ${list(onlyOwn)} as its server, and the zone above does not: nobody is sent there.`,
      rfc: 'RFC 1034 §4.2.2',
    });
  for (const server of above) findings.push(...compareGlue(server, zone, additional));
  return findings;
}

function compareGlue(server: NameServer, zone: Labels, additional: readonly RawRecord[]): TraceFinding[] {
  const labels = parseName(server.name);
  if (!isAtOrBelow(labels, zone)) return [];
  const own = additional
    .filter(({ owner, typeCode }) => (typeCode === TYPE.A || typeCode === TYPE.AAAA) && sameName(owner, labels))
    .map(({ data }) => data);
  // What did not come along may be there all the same.
  if (own.length === 0) return [];
  const wrong = server.addresses.filter((address) => !own.includes(address));
  if (wrong.length === 0) return [];
  return [
    {
      severity: 'error',
      text: `The glue says that ${plainName(server.name)} is at ${list(wrong)}; the zone itself says ${list(own)}.`,
      rfc: 'RFC 1912 §2.3',
    },
  ];
}

/** What makes two answers the same: not their order, nor their TTLs. */
const contentOf = ({ outcome, records }: Judged): string =>
  JSON.stringify([
    outcome,
    records.map(({ owner, typeCode, data }) => [nameKey(owner), typeCode, data].join(' ')).sort(),
  ]);

/** Which of a zone's other servers say something else than the first. */
export function differingAnswers(
  first: Judged,
  others: readonly { name: string; judged: Judged | null }[],
): TraceFinding[] {
  const speaks = ({ outcome }: Judged) =>
    outcome === 'answer' || outcome === 'alias' || outcome === 'no-data' || outcome === 'nxdomain';
  const differing = others.filter(({ judged }) => judged && speaks(judged) && contentOf(judged) !== contentOf(first));
  if (differing.length === 0) return [];
  const names = differing.map(({ name }) => plainName(name));
  return [
    {
      severity: 'error',
      text: `${list(names)} ${names.length === 1 ? 'says' : 'say'} something else than the zone's other servers: it was not brought up to date.`,
      rfc: 'RFC 1034 §4.3.5',
    },
  ];
}
