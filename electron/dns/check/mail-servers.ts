import type { DomainFinding } from '../../../shared/contract/dns';
import { reverseName } from '../names';
import { list, plainName } from '../words';
import { type Found, isDottedDigits, type Lookup } from './lookup';

const topic = 'Mail servers';
const inside = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|::1$|f[cd]|fe[89ab])/i;

interface Exchange {
  preference: number;
  host: string;
}

/** Where the domain's mail goes, and whether each of these can take it (RFC 5321 §5.1). */
export async function checkMailServers(
  lookup: Lookup,
  domain: string,
): Promise<{ findings: DomainFinding[]; hosts: string[] }> {
  const mx = await lookup.ask(domain, 'MX');
  if (mx.rcode === 'NXDOMAIN')
    return {
      hosts: [],
      findings: [
        {
          severity: 'error',
          topic,
          text: `There is no domain ${domain}.`,
          remedy: 'Look at its spelling, and whether its registration has run out.',
          rfc: 'RFC 8020',
        },
      ],
    };
  if (mx.rcode !== 'NOERROR')
    return {
      hosts: [],
      findings: [
        {
          severity: 'error',
          topic,
          text: `Nobody can say where mail for ${domain} goes (${mx.rcode}).`,
          remedy: 'A server of the zone is down or lame, or a signature is wrong: the trace shows which.',
          rfc: 'RFC 1035 §4.1.1',
        },
      ],
    };
  const exchanges = mx.data
    .map((data) => {
      const [preference = '', host = ''] = data.split(' ');
      return { preference: Number(preference), host: plainName(host) };
    })
    .sort((a, b) => a.preference - b.preference);
  if (exchanges.length === 0) return implicit(lookup, domain);
  if (exchanges.some(({ host }) => host === '.')) return { hosts: [], findings: [nullMx(domain, exchanges)] };
  const findings = (await Promise.all(exchanges.map(({ host }) => checkHost(lookup, host)))).flat();
  const order = list(exchanges.map(({ host, preference }) => `${host} (${preference})`));
  if (findings.every(({ severity }) => severity !== 'error'))
    findings.push({ severity: 'good', topic, text: `Mail goes to ${order}.`, remedy: '', rfc: 'RFC 5321 §5.1' });
  return { findings, hosts: exchanges.map(({ host }) => host) };
}

function nullMx(domain: string, exchanges: readonly Exchange[]): DomainFinding {
  if (exchanges.length === 1)
    return {
      severity: 'note',
      topic,
      text: `${domain} says that it takes no mail (null MX).`,
      remedy: '',
      rfc: 'RFC 7505',
    };
  return {
    severity: 'error',
    topic,
    text: `${domain} says that it takes no mail, and names mail servers all the same.`,
    remedy: 'A null MX stands alone: take it away, or the others.',
    rfc: 'RFC 7505 §3',
  };
}

/** Without MX the domain's own address takes its mail. */
async function implicit(lookup: Lookup, domain: string): Promise<{ findings: DomainFinding[]; hosts: string[] }> {
  const found = await addressesOf(lookup, domain);
  if (found.length === 0)
    return {
      hosts: [],
      findings: [
        {
          severity: 'error',
          topic,
          text: `${domain} has neither a mail server (MX) nor an address: no mail can be delivered.`,
          remedy: 'Add an MX record; or, if it is to take no mail, “0 .” as its only one.',
          rfc: 'RFC 5321 §5.1',
        },
      ],
    };
  return {
    hosts: [domain],
    findings: [
      {
        severity: 'warning',
        topic,
        text: `${domain} has no MX record, so mail goes to its own address, ${list(found)}.`,
        remedy: 'Some senders refuse such domains. Name the mail server in an MX record.',
        rfc: 'RFC 5321 §5.1',
      },
    ],
  };
}

async function checkHost(lookup: Lookup, host: string): Promise<DomainFinding[]> {
  const error = (text: string, remedy: string, rfc: string): DomainFinding => ({
    severity: 'error',
    topic,
    text,
    remedy,
    rfc,
  });
  if (isDottedDigits(host))
    return [
      error(
        `The MX record names the address ${host}, and it has to name a host.`,
        'Give the server a name with an A record, and put that name there.',
        'RFC 1035 §3.3.9',
      ),
    ];
  const [v4, v6] = await Promise.all([lookup.ask(host, 'A'), lookup.ask(host, 'AAAA')]);
  const findings: DomainFinding[] = [];
  if (v4.aliases.length > 0)
    findings.push(
      error(
        `The mail server ${host} is an alias (CNAME) of ${plainName(v4.aliases.at(-1) ?? '')}.`,
        'Put the real name into the MX record: some senders do not follow aliases there.',
        'RFC 2181 §10.3',
      ),
    );
  const addresses = [...v4.data, ...v6.data];
  if (addresses.length === 0) {
    const why = v4.rcode === 'NXDOMAIN' ? 'does not exist' : 'has no address';
    findings.push(
      error(`The mail server ${host} ${why}.`, 'Add its A record, or name another server.', 'RFC 5321 §5.1'),
    );
  }
  const hidden = addresses.filter((one) => inside.test(one));
  if (hidden.length > 0)
    findings.push({
      severity: hidden.length === addresses.length ? 'error' : 'warning',
      topic,
      text: `${host} is at ${list(hidden)}, which can't be reached from elsewhere.`,
      remedy: 'Give it an address of the public network.',
      rfc: 'RFC 6890',
    });
  return findings;
}

export async function addressesOf(lookup: Lookup, host: string): Promise<string[]> {
  const [v4, v6] = await Promise.all([lookup.ask(host, 'A'), lookup.ask(host, 'AAAA')]);
  return [...v4.data, ...v6.data];
}

/** Many servers refuse mail from an address without a name, or with one that leads elsewhere (RFC 1912 §2.1). */
export async function checkReverse(lookup: Lookup, hosts: readonly string[]): Promise<DomainFinding[]> {
  const all = [...new Set((await Promise.all(hosts.map((host) => addressesOf(lookup, host)))).flat())].filter(
    (one) => !inside.test(one),
  );
  const findings = await Promise.all(all.slice(0, 12).map((one) => checkAddress(lookup, one)));
  const bad = findings.flatMap((finding) => finding ?? []);
  if (all.length > 0 && bad.length === 0)
    bad.push({
      severity: 'good',
      topic: 'Reverse names',
      text: `Each mail server's address has a name that leads back to it.`,
      remedy: '',
      rfc: 'RFC 1912 §2.1',
    });
  return bad;
}

async function checkAddress(lookup: Lookup, one: string): Promise<DomainFinding | null> {
  const reverse = reverseName(one);
  if (!reverse) return null;
  const names: Found = await lookup.ask(plainName(reverse), 'PTR');
  const remedy =
    'It matters where this server sends mail too. Whoever owns the address sets its name: mostly the provider.';
  if (names.data.length === 0)
    return {
      severity: 'warning',
      topic: 'Reverse names',
      text: `The address ${one} has no name (PTR).`,
      remedy,
      rfc: 'RFC 1912 §2.1',
    };
  const back = await Promise.all(names.data.map((name) => addressesOf(lookup, plainName(name))));
  if (back.some((addresses) => addresses.includes(one))) return null;
  return {
    severity: 'warning',
    topic: 'Reverse names',
    text: `The address ${one} is called ${list(names.data.map(plainName))}, which is not at that address.`,
    remedy,
    rfc: 'RFC 1912 §2.1',
  };
}
