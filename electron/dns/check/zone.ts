import type { DomainFinding } from '../../../shared/contract/dns';
import { list, plainName, span } from '../words';
import { isDottedDigits, type Lookup } from './lookup';
import { addressesOf } from './mail-servers';

/** Who answers for the domain (RFC 1912 §2.8, RFC 2182). */
export async function checkNameServers(lookup: Lookup, domain: string): Promise<DomainFinding[]> {
  const topic = 'Name servers';
  const { data } = await lookup.ask(domain, 'NS');
  // A name inside a zone has no servers of its own.
  if (data.length === 0) return [];
  const servers = data.map(plainName);
  const findings: DomainFinding[] = [];
  const found = await Promise.all(
    servers.map(async (server) => ({
      server,
      alias: (await lookup.ask(server, 'A')).aliases.at(-1),
      addresses: await addressesOf(lookup, server),
    })),
  );
  for (const { server, alias, addresses } of found) {
    if (isDottedDigits(server))
      findings.push({
        severity: 'error',
        topic,
        text: `The NS record names the address ${server}, and it has to name a host.`,
        remedy: 'Put the name of the server there.',
        rfc: 'RFC 1035 §3.3.11',
      });
    else if (alias !== undefined)
      findings.push({
        severity: 'error',
        topic,
        text: `The name server ${server} is an alias (CNAME) of ${plainName(alias)}.`,
        remedy: 'Put the real name into the NS record.',
        rfc: 'RFC 2181 §10.3',
      });
    else if (addresses.length === 0)
      findings.push({
        severity: 'error',
        topic,
        text: `The name server ${server} has no address.`,
        remedy: 'Add its A record, or take it out of the NS records here and in the zone above.',
        rfc: 'RFC 1912 §2.8',
      });
  }
  if (servers.length === 1)
    findings.push({
      severity: 'warning',
      topic,
      text: `${servers[0]} is the only name server: while it is down, no mail arrives.`,
      remedy: 'Have a second one, in another network.',
      rfc: 'RFC 2182 §5',
    });
  const v4 = [...new Set(found.flatMap(({ addresses }) => addresses.filter((one) => !one.includes(':'))))];
  const networks = new Set(v4.map((one) => one.split('.').slice(0, 3).join('.')));
  if (v4.length > 1 && networks.size === 1)
    findings.push({
      severity: 'note',
      topic,
      text: `All name servers are in one network, ${[...networks][0]}.0/24.`,
      remedy: 'What cuts off that network cuts off the domain.',
      rfc: 'RFC 2182 §3.1',
    });
  if (findings.every(({ severity }) => severity !== 'error' && severity !== 'warning'))
    findings.push({
      severity: 'good',
      topic,
      text: `Its name servers are ${list(servers)}.`,
      remedy: '',
      rfc: 'RFC 1034 §4.1',
    });
  return findings;
}

const bounds = [
  // RFC 1912 §2.2, in seconds.
  { field: 'refresh', at: 3, least: 1_200, most: 172_800 },
  { field: 'retry', at: 4, least: 120, most: 86_400 },
  { field: 'expire', at: 5, least: 604_800, most: 3_628_800 },
  { field: 'minimum', at: 6, least: 60, most: 86_400 },
] as const;

/** The zone's own values, and what may not stand at its top. */
export async function checkZone(lookup: Lookup, domain: string): Promise<DomainFinding[]> {
  const topic = 'Zone';
  const [soa, mx] = await Promise.all([lookup.ask(domain, 'SOA'), lookup.ask(domain, 'MX')]);
  const findings: DomainFinding[] = [];
  if (mx.aliases.length > 0)
    findings.push({
      severity: 'error',
      topic,
      text: `${domain} itself is an alias (CNAME) of ${plainName(mx.aliases.at(-1) ?? '')}.`,
      remedy: 'Beside a CNAME there can be no other record, MX among them: what the other name has is taken.',
      rfc: 'RFC 1034 §3.6.2',
    });
  const fields = soa.data[0]?.split(' ') ?? [];
  for (const { field, at, least, most } of bounds) {
    const value = Number(fields[at]);
    if (!Number.isFinite(value) || (value >= least && value <= most)) continue;
    findings.push({
      severity: 'note',
      topic,
      text: `The SOA's ${field} is ${span(value)}.`,
      remedy: `Usual is something between ${span(least)} and ${span(most)}.`,
      rfc: 'RFC 1912 §2.2',
    });
  }
  if (mx.data.length > 0 && mx.ttlSeconds < 300)
    findings.push({
      severity: 'note',
      topic,
      text: `The MX records may be remembered for ${span(mx.ttlSeconds)} only.`,
      remedy: 'Every delivery then waits for the name servers. An hour is usual.',
      rfc: 'RFC 1912 §2.2',
    });
  return findings;
}
