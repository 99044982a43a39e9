import type { DnsQuestion, Endpoint } from '../../shared/contract';

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
  server: DnsQuestion['server'];
  transport: 'udp' | 'tcp' | null;
}

/**
 * Understands what is typed: `mx xxx.com.tw @8.8.8.8`, `257 xxx.com.tw`, `dig +tcp xxx.com.tw MX`, an address, a mail address or a URL.
 * What a word does not say is null, and the choices beside the field hold.
 */
export function parseQuery(text: string): TypedQuery {
  const query: TypedQuery = { name: '', type: null, server: null, transport: null };
  let typeWord = '';
  for (const word of text.trim().split(/\s+/)) {
    const upper = word.toUpperCase();
    if (/^(dig|drill|host|nslookup|-x|IN)$/i.test(word)) continue;
    else if (word.startsWith('@')) query.server = parseServer(word.slice(1));
    else if (/^\+(tcp|vc)$/i.test(word)) query.transport = 'tcp';
    else if (word.startsWith('+')) continue;
    else if (known.has(upper) || byNumber.test(upper)) {
      query.type = upper.replace(byNumber, 'TYPE$1');
      typeWord = word;
    } else if (query.name === '') query.name = nameOf(word);
  }
  // `mx` alone is a name to look up, not a type without a name.
  if (query.name === '' && query.type !== null) return { ...query, name: typeWord.toLowerCase(), type: null };
  return query;
}

function nameOf(word: string): string {
  if (/^[a-z]+:\/\//i.test(word) && URL.canParse(word)) return new URL(word).hostname.replace(/^\[|\]$/g, '');
  const mail = /^(?:mailto:)?[^@\s]+@([^@\s]+)$/i.exec(word);
  return mail?.[1] ?? word;
}

/** `8.8.8.8`, `127.0.0.1:5353`, `[::1]:53`, `::1`. */
export function parseServer(text: string): DnsQuestion['server'] {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  if (bracketed) return { host: bracketed[1] ?? '', port: Number(bracketed[2] ?? 53) };
  const ported = /^([^:]+):(\d+)$/.exec(text);
  if (ported) return { host: ported[1] ?? '', port: Number(ported[2]) };
  return text === '' ? null : { host: text, port: 53 };
}

/** The way back: the shortest text that `parseServer` reads as this server. */
export function serverName({ host, port }: Endpoint): string {
  if (port === 53) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
