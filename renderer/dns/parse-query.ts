import type { DnsServer, DnsTransport, EdnsWishes } from '../../shared/contract';
import { readServer, transports } from '../../shared/dns-servers';

export const types = ['A', 'AAAA', 'MX', 'NS', 'SOA', 'CNAME', 'TXT', 'PTR', 'SRV', 'CAA'] as const;

export const moreTypes = [
  'ANY',
  'DNAME',
  'DNSKEY',
  'DS',
  'HINFO',
  'HTTPS',
  'LOC',
  'NAPTR',
  'NSEC',
  'NSEC3',
  'RRSIG',
  'SSHFP',
  'SVCB',
  'TLSA',
  'URI',
] as const;

const known = new Set<string>([...types, ...moreTypes]);
/** RFC 3597 §5: a type by its number. */
const byNumber = /^(?:TYPE)?(\d{1,5})$/;

export interface TypedQuery {
  name: string;
  type: string | null;
  server: DnsServer | null;
  /** `@root`: no resolver, but all servers from the root down. */
  fromRoot: boolean;
  transport: DnsTransport | null;
  /** `+subnet=192.0.2.0/24`, `+cookie`; null: neither. */
  edns: EdnsWishes | null;
}

/** Options of dig, drill, host, kdig and nslookup that have a word behind them, which means nothing here. */
const withWord = new Set(['-b', '-c', '-f', '-k', '-m', '-y', '-N', '-R', '-W', '-E', '-G']);

/** What options of kdig say of the way (its `+tls` takes any certificate, as ours with that name does). */
const ways: Readonly<Record<string, DnsTransport>> = {
  '+tcp': 'tcp',
  '+vc': 'tcp',
  '+notcp': 'udp',
  '+tls': 'tls-any',
  '+tls-ca': 'tls',
  '+https': 'https',
  '+https-post': 'https',
  '+https-get': 'https-get',
};

/**
 * Understands what is typed: `mx xxx.com.tw @8.8.8.8`, `mx xxx.com.tw @root`, `257 xxx.com.tw`, `dig +tcp -p 5353 xxx.com.tw MX`, an address, a mail
 * address or a URL; also `host -t mx xxx.com.tw 8.8.8.8` and `nslookup -type=mx xxx.com.tw`. What a word does not say is
 * null, and the choices beside the field hold.
 */
export function parseQuery(text: string): TypedQuery {
  const words = text.trim().split(/\s+/);
  const query: TypedQuery = { name: '', type: null, server: null, fromRoot: false, transport: null, edns: null };
  const [, command = ''] = /^(dig|kdig|drill|host|nslookup)$/i.exec(words[0] ?? '') ?? [];
  let port: number | null = null;
  let tlsName: string | null = null;
  let typeWord = '';
  const takeType = (word: string): boolean => {
    const upper = word.toUpperCase();
    if (!known.has(upper) && !byNumber.test(upper)) return false;
    query.type = upper.replace(byNumber, 'TYPE$1');
    typeWord = word;
    return true;
  };
  const takeServer = (word: string) => {
    query.fromRoot = word.toLowerCase() === 'root';
    if (query.fromRoot) return;
    const typed = readServer(word);
    query.server = typed?.server ?? null;
    query.transport = typed?.transport ?? query.transport;
  };
  for (let at = command === '' ? 0 : 1; at < words.length; at++) {
    const word = words[at] ?? '';
    /** Of an option whose value may stand behind it or in the next word: `-p5353`, `-p 5353`. */
    const value = () => (word.length > 2 ? word.slice(2) : (words[++at] ?? ''));
    if (word.startsWith('@')) takeServer(word.slice(1));
    else if (word.startsWith('+')) {
      const [option = '', given = ''] = word.toLowerCase().split('=');
      query.transport = ways[option] ?? query.transport;
      if (option === '+subnet' && given) query.edns = { ...query.edns, subnet: given };
      if (option === '+cookie') query.edns = { ...query.edns, cookie: true };
      if (option === '+tls-hostname') {
        tlsName = given;
        query.transport = 'tls';
      }
    } else if (/^-(?:query)?type=/i.test(word)) takeType(word.split('=')[1] ?? '');
    else if (command !== '' && /^-p/.test(word)) port = Number(value());
    else if (command !== '' && /^-t/.test(word)) takeType(value());
    else if (command !== '' && /^-q/.test(word)) query.name = nameOf(value());
    else if (command !== '' && withWord.has(word)) at += 1;
    else if (word.startsWith('-') || /^(IN|kdig|dig|drill|host|nslookup)$/i.test(word)) continue;
    else if (takeType(word)) continue;
    else if (query.name === '') {
      query.name = nameOf(word);
      if (query.name !== word && isMail(word)) query.type ??= 'MX';
    } else if (/^(host|nslookup)$/i.test(command) && query.server === null) takeServer(word);
  }
  const usual = transports[query.transport ?? 'udp'].port;
  const { server } = query;
  if (server && port !== null && port >= 1 && port <= 65_535) query.server = { ...server, port };
  else if (server && server.port === 53) query.server = { ...server, port: usual };
  if (query.server && tlsName) query.server = { ...query.server, tlsName };
  // `mx` alone is a name to look up, not a type without a name.
  if (query.name === '' && query.type !== null) return { ...query, name: typeWord.toLowerCase(), type: null };
  return query;
}

const mailAddress = /^(?:mailto:)?[^@\s]+@([^@\s?]+)(?:\?\S*)?$/i;
const isMail = (word: string) => mailAddress.test(word);

function nameOf(word: string): string {
  if (/^[a-z]+:\/\//i.test(word) && URL.canParse(word)) return new URL(word).hostname.replace(/^\[|\]$/g, '');
  return mailAddress.exec(word)?.[1] ?? word;
}
