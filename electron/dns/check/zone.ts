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
  // In seconds. RIPE-203 has 1000 hours of expiry, which harm nobody.
  { field: 'refresh', at: 3, least: 1_200, most: 172_800, rfc: 'RFC 1912 §2.2' },
  { field: 'retry', at: 4, least: 120, most: 86_400, rfc: 'RFC 1912 §2.2' },
  { field: 'expire', at: 5, least: 1_209_600, most: 3_628_800, rfc: 'RFC 1912 §2.2' },
  { field: 'minimum', at: 6, least: 60, most: 86_400, rfc: 'RFC 2308 §5' },
] as const;

/** The zone's own values, and what may not stand at its top. */
export async function checkZone(lookup: Lookup, domain: string, hosts: readonly string[]): Promise<DomainFinding[]> {
  const [soa, mx] = await Promise.all([lookup.ask(domain, 'SOA'), lookup.ask(domain, 'MX')]);
  const findings: DomainFinding[] = [];
  if (mx.aliases.length > 0)
    findings.push({
      severity: 'error',
      topic: 'Zone',
      text: `${domain} itself is an alias (CNAME) of ${plainName(mx.aliases.at(-1) ?? '')}.`,
      remedy: 'Beside a CNAME there can be no other record, MX among them: what the other name has is taken.',
      rfc: 'RFC 1034 §3.6.2',
    });
  findings.push(
    ...(await Promise.all([...new Set([domain, ...hosts])].map((name) => checkAlias(lookup, name)))).flat(),
    ...checkSoa(soa.data[0]?.split(' ') ?? []),
  );
  return findings;
}

/** What an alias may not stand beside: who is asked for the one or the other, and when, gets this or that. */
async function checkAlias(lookup: Lookup, name: string): Promise<DomainFinding[]> {
  const alias = (await lookup.ask(name, 'CNAME')).data[0];
  if (alias === undefined) return [];
  const types = ['SOA', 'NS', 'MX', 'A', 'AAAA', 'TXT'];
  const beside = await Promise.all(
    types.map(async (type) => {
      const { aliases, data } = await lookup.ask(name, type);
      return aliases.length === 0 && data.length > 0 ? [type] : [];
    }),
  );
  if (beside.flat().length === 0) return [];
  return [
    {
      severity: 'error',
      topic: 'Zone',
      text: `${name} is an alias (CNAME) of ${plainName(alias)}, and has records of its own all the same: ${list(beside.flat())}.`,
      remedy: 'Some find the one, some the other. Take the CNAME away, or all that is beside it.',
      rfc: 'RFC 2181 §10.1',
    },
  ];
}

/** @param fields of the SOA's data */
function checkSoa(fields: readonly string[]): DomainFinding[] {
  if (fields.length < 7) return [];
  const note = (text: string, remedy: string, rfc: string): DomainFinding => ({
    severity: 'note',
    topic: 'Zone',
    text,
    remedy,
    rfc,
  });
  const [serial = 0, refresh = 0, retry = 0, expire = 0] = fields.slice(2).map(Number);
  const findings = bounds.flatMap(({ field, at, least, most, rfc }) => {
    const value = Number(fields[at]);
    if (value >= least && value <= most) return [];
    return [
      note(
        `The SOA's ${field} is ${span(value)}.`,
        `${why[field]} Usual is something between ${span(least)} and ${span(most)}.`,
        rfc,
      ),
    ];
  });
  if (serial === 0)
    findings.push(
      note(
        "The SOA's serial is 0.",
        'Some servers take that for “none”, and never see a change. Begin with 1, or with the day: 2026010101.',
        'RFC 1912 §2.2',
      ),
    );
  if (retry >= refresh)
    findings.push(
      note(
        `The SOA's retry, ${span(retry)}, is not less than its refresh, ${span(refresh)}.`,
        'It is for a server that could not refresh, and ought to try again sooner: a part of it is usual.',
        'RFC 1912 §2.2',
      ),
    );
  if (expire <= refresh + retry)
    findings.push({
      ...note(
        `The SOA's expire, ${span(expire)}, is not more than its refresh and retry together.`,
        'When one refresh fails, the other servers give up the zone before they try again.',
        'RFC 1912 §2.2',
      ),
      severity: 'warning',
    });
  return findings;
}

const why: Record<(typeof bounds)[number]['field'], string> = {
  refresh: 'So long may the other servers be behind where no NOTIFY comes.',
  retry: 'So long a server waits that could not refresh.',
  expire: 'When the first server is down for so long, the others stop answering.',
  minimum: 'So long it is remembered that there is no such record.',
};
