import { instantOf } from '../circle';
import { formatName } from '../names';
import { type Reader, Unreadable } from '../reader';
import { typeName } from '../types';

/** Reads one field of RDATA and gives its presentation form, as BIND prints it. */
export type Field = (reader: Reader) => string;

export const u8: Field = (reader) => String(reader.u8());
export const u16: Field = (reader) => String(reader.u16());
export const u32: Field = (reader) => String(reader.u32());
export const name: Field = (reader) => formatName(reader.name());

export const ipv4: Field = (reader) => formatIpv4(reader.message, reader.skip(4));

/** Of the four octets from there. */
const formatIpv4 = (octets: Buffer, at: number): string =>
  `${octets[at]}.${octets[at + 1]}.${octets[at + 2]}.${octets[at + 3]}`;

export const ipv6: Field = (reader) => formatIpv6(reader.message, reader.skip(16));

/** Of the sixteen octets from there (RFC 5952): lower case, the longest run of two or more zero groups shortened. */
export function formatIpv6(octets: Buffer, start = 0): string {
  const groups: number[] = [];
  for (let at = start; at < start + 16; at += 2) groups.push(((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0));
  // ::ffff:a.b.c.d is the one form with a dotted end (RFC 5952 §5).
  if (groups[5] === 0xffff && groups.every((group, at) => at >= 5 || group === 0))
    return `::ffff:${formatIpv4(octets, start + 12)}`;
  let [longest, from] = [1, 8];
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length += 1;
    if (length > longest) [longest, from] = [length, at];
    at += length;
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  return from === 8 ? text(groups) : `${text(groups.slice(0, from))}::${text(groups.slice(from + longest))}`;
}

/** A character-string between quotes. */
export const text: Field = (reader) => quoted(reader.counted());

/** One or more character-strings, to the end. */
export const texts: Field = (reader) => {
  const strings = [text(reader)];
  while (reader.left > 0) strings.push(text(reader));
  return strings.join(' ');
};

/** What is left, as one quoted string (CAA's value, URI's target). */
export const restText: Field = (reader) => quoted(reader.rest());

/** A counted string of letters and digits without quotes (CAA's tag). */
export const tag: Field = (reader) => {
  const octets = reader.counted();
  const letters = octets.toString('latin1');
  if (!/^[A-Za-z0-9]+$/.test(letters)) throw new Unreadable('a tag has other octets than letters and digits');
  return letters;
};

/** What is left, at least one octet, in upper-case hexadecimal. */
export const restHex: Field = (reader) => hexOf(some(reader.rest()));
export const restBase64: Field = (reader) => some(reader.rest()).toString('base64');
/** A counted run of octets in hexadecimal; `-` when there are none (the salt of NSEC3). */
export const countedHex: Field = (reader) => {
  const octets = reader.counted();
  return octets.length === 0 ? '-' : hexOf(octets);
};

/** A hashed owner name in base32hex without padding (RFC 5155 §3.3). */
export const countedBase32: Field = (reader) => base32Hex(some(reader.counted()));

export const type: Field = (reader) => typeName(reader.u16());

/** A time of a signature as YYYYMMDDHHmmSS in UTC (RFC 4034 §3.2). */
export const time: Field = (reader) => {
  const iso = instantOf(reader.u32(), Math.floor(Date.now() / 1000));
  return iso.replace(/[-:T]|\.\d+Z$/g, '');
};

/** A type bitmap (RFC 4034 §4.1.2): windows in rising order, each of 1 to 32 octets. */
export const typeBitmap: Field = (reader) => {
  const names: string[] = [];
  let last = -1;
  while (reader.left > 0) {
    const window = reader.u8();
    const bits = reader.counted();
    if (window <= last || bits.length === 0 || bits.length > 32) throw new Unreadable('the type bitmap is broken');
    last = window;
    for (let i = 0; i < bits.length * 8; i++)
      if (((bits[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) names.push(typeName(window * 256 + i));
  }
  return names.join(' ');
};

export function quoted(octets: Buffer): string {
  const plain = octets.toString('latin1');
  if (/^[ !#-[\]-~]*$/.test(plain)) return `"${plain}"`;
  let inside = '';
  for (const octet of octets) {
    const char = String.fromCharCode(octet);
    if (char === '"' || char === '\\') inside += `\\${char}`;
    else if (octet >= 0x20 && octet < 0x7f) inside += char;
    else inside += `\\${String(octet).padStart(3, '0')}`;
  }
  return `"${inside}"`;
}

export function hexOf(octets: Buffer): string {
  return octets.toString('hex').toUpperCase();
}

/** RFC 4648 §7, without padding. */
export function base32Hex(octets: Buffer): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
  let bits = '';
  for (const octet of octets) bits += octet.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function some(octets: Buffer): Buffer {
  if (octets.length === 0) throw new Unreadable('a field is empty');
  return octets;
}
