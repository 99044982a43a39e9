/** Small parts of sentences about DNS. */

/** A name as people write it, without the final dot. */
export function plainName(absolute: string): string {
  return absolute.length > 1 && absolute.endsWith('.') ? absolute.slice(0, -1) : absolute;
}

/** A zone as sentences call it. */
export const zoneName = (absolute: string): string => (absolute === '.' ? 'the root' : plainName(absolute));

/** `a`, `a and b`, `a, b and c`; long lists end in `and 7 more`. */
export function list(items: readonly string[], most = 6): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** The address that a name below in-addr.arpa or ip6.arpa stands for, or null. */
export function addressOf(reverse: string): string | null {
  const name = plainName(reverse).toLowerCase();
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/.exec(name);
  if (v4) return v4.slice(1).reverse().join('.');
  const v6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/.exec(name)?.[1];
  if (!v6) return null;
  const groups = v6.split('.').reverse().join('').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

/** `hostmaster@xxx.com.tw` of the RNAME `hostmaster.xxx.com.tw.` (RFC 1035 §3.3.13); a dot of the local part is escaped. */
export function mailboxOf(rname: string): string {
  const [, local = '', domain = ''] = /^((?:\\.|[^.\\])+)\.(.*)$/.exec(plainName(rname)) ?? [];
  return domain ? `${local.replace(/\\(.)/g, '$1')}@${domain}` : plainName(rname);
}

/** `1 day`, `90 minutes`: a TTL in the largest unit that fits it without a rest. */
export function span(seconds: number): string {
  const units = [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const [name, size] = units.find(([, unit]) => seconds >= unit && seconds % unit === 0) ?? ['second', 1];
  const n = seconds / size;
  return `${n} ${name}${n === 1 ? '' : 's'}`;
}
