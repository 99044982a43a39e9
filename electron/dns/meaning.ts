import type { Shown } from './sentence';
import { addressOf, list, mailboxOf, plainName, span } from './words';

/** One plain clause on a record in the light of the others of its message, or empty. */
export function meaningOf(record: Shown, all: readonly Shown[]): string {
  if (record.data.startsWith('\\#')) return '';
  return MEANINGS[record.type]?.(record, all, record.data.split(' ')) ?? '';
}

type Meaning = (record: Shown, all: readonly Shown[], fields: readonly string[]) => string;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  MX: (record, all, [preference = '', host = '']) => {
    if (host === '.') return 'takes no mail';
    const others = all.filter((other) => other.type === 'MX' && other.owner === record.owner);
    const better = others.filter((other) => Number(other.data.split(' ')[0]) < Number(preference)).length;
    return withAddress(better === 0 ? 'tried first' : 'tried when those before it are down', host, all);
  },
  NS: (record, all) => withAddress(`serves ${plainName(record.owner)}`, record.data, all),
  A: (record, all) => addressMeaning(record, all, /^127\./, /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/),
  AAAA: (record, all) => addressMeaning(record, all, /^::1$/, /^(fc|fd|fe[89ab])/),
  CNAME: (record) => `another name for ${plainName(record.data)}`,
  DNAME: (record) => `all names below are looked up below ${plainName(record.data)}`,
  PTR: (record) => (addressOf(record.owner) ? `the name of ${addressOf(record.owner)}` : ''),
  SOA: (_, __, [, keeper = '', serial = '', , , , minimum = '0']) =>
    `serial ${serial}, kept by ${mailboxOf(keeper)}; a “no” may be remembered for ${span(Number(minimum))}`,
  TXT: (record) => TEXTS.find(([start]) => record.data.slice(1).toLowerCase().startsWith(start))?.[1] ?? '',
  SRV: (_, all, [, , port = '', host = '']) =>
    host === '.' ? 'this service is not offered' : withAddress(`port ${port} on ${plainName(host)}`, host, all),
  CAA: (record, _, [, tag = '']) => {
    const who = /"(.*)"$/.exec(record.data)?.[1]?.split(';')[0]?.trim() ?? '';
    if (tag === 'iodef') return `breaches are reported to ${who}`;
    const what = tag === 'issuewild' ? 'wildcard certificates' : 'certificates';
    return who === '' ? `nobody may issue ${what}` : `${who} may issue ${what}`;
  },
  TLSA: (record) => {
    const [, port, transport] = /^_(\d+)\._(\w+)\./.exec(record.owner) ?? [];
    return port ? `the certificate expected on ${transport} port ${port} (DANE)` : '';
  },
  SSHFP: () => "fingerprint of the host's SSH key",
  DS: (record, _, [tag = '']) => `vouches for key ${tag} of ${plainName(record.owner)}`,
  DNSKEY: (_, __, [flags = '']) => (Number(flags) & 1 ? 'key that signs the keys' : 'key that signs the zone'),
  RRSIG: (_, __, [covered = '', , , , until = '', , tag = '']) =>
    `signature over ${covered} by key ${tag}, valid until ${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`,
  NSEC: (record, _, [next = '']) => `no name lies between ${plainName(record.owner)} and ${plainName(next)}`,
};

/** What a text record is for, by how it begins. */
const TEXTS = [
  ['v=spf1', 'who may send mail for this domain (SPF)'],
  ['v=dmarc1', 'what to do with mail that is not really from here (DMARC)'],
  ['v=dkim1', 'key that checks signatures of mail (DKIM)'],
  ['v=stsv1', 'mail to here must be encrypted (MTA-STS)'],
  ['v=tlsrptv1', 'where to report encryption that failed'],
] as const;

function withAddress(clause: string, host: string, all: readonly Shown[]): string {
  const addresses = all
    .filter(
      (other) => (other.type === 'A' || other.type === 'AAAA') && other.owner.toLowerCase() === host.toLowerCase(),
    )
    .map((other) => other.data);
  return addresses.length > 0 ? `${clause}, at ${list(addresses)}` : clause;
}

function addressMeaning(record: Shown, all: readonly Shown[], loopback: RegExp, inside: RegExp): string {
  if (loopback.test(record.data)) return 'this computer itself';
  if (inside.test(record.data)) return 'inside a private network';
  const owner = record.owner.toLowerCase();
  if (all.some((other) => other.type === 'NS' && other.data.toLowerCase() === owner))
    return 'where that server is found';
  return '';
}
