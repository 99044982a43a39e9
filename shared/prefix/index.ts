/** A range of addresses and the zone that their names lie in. */
export interface Prefix {
  /** `192.0.2.0/24`, its first address. */
  text: string;
  /** `2.0.192.in-addr.arpa`; of one that ends inside a label, the name of RFC 2317: `0/26.2.0.192.in-addr.arpa`. */
  zone: string;
  /** Whether the zone above has to point each of its names there (RFC 2317 §4). */
  delegated: boolean;
  /** The first address as a number. */
  first: bigint;
  count: bigint;
  /** The nth address. */
  address(index: bigint): string;
}

/** The most addresses that are asked for one by one: those of a /22. */
export const mostPrefixAddresses = 1_024n;

/** Reads `192.0.2.0/24` or `2001:db8::/64`; what stands behind the prefix is cut. Null: it is none. */
export function readPrefix(text: string): Prefix | null {
  const [, address = '', digits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text.trim()) ?? [];
  const isV6 = address.includes(':');
  const value = isV6 ? ipv6Value(address) : ipv4Value(address);
  const bits = isV6 ? 128 : 32;
  const length = Number(digits);
  if (value === null || digits === '' || length > bits) return null;
  const count = 1n << BigInt(bits - length);
  const first = value - (value % count);
  const write = isV6 ? ipv6Text : ipv4Text;
  return {
    text: `${write(first)}/${length}`,
    ...(isV6 ? ipv6Zone(first, length) : ipv4Zone(first, length)),
    first,
    count,
    address: (index) => write(first + index),
  };
}

function ipv4Value(text: string): bigint | null {
  const parts = text.split('.').map(Number);
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

const ipv4Text = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');

function ipv6Value(text: string): bigint | null {
  if (!URL.canParse(`http://[${text}]/`)) return null;
  const [head = '', tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function ipv6Text(value: bigint): string {
  const groups = value.toString(16).padStart(32, '0').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

function ipv4Zone(first: bigint, length: number): Pick<Prefix, 'zone' | 'delegated'> {
  const parts = ipv4Text(first).split('.');
  const whole = Math.floor(length / 8);
  const above = [...parts.slice(0, whole).reverse(), 'in-addr.arpa'].join('.');
  // Only the last octet is handed on in parts: above it, each octet is a zone of its own.
  if (length % 8 === 0 || length < 24) return { zone: above, delegated: false };
  return { zone: `${parts[3]}/${length}.${above}`, delegated: true };
}

function ipv6Zone(first: bigint, length: number): Pick<Prefix, 'zone' | 'delegated'> {
  const nibbles = [...first.toString(16).padStart(32, '0')].slice(0, Math.floor(length / 4));
  return { zone: [...nibbles.reverse(), 'ip6.arpa'].join('.'), delegated: false };
}
