import { domainToASCII } from 'node:url';
import { fail } from '../../shared/errors';

/** A domain name as its labels, octets as they stand on the wire; the root is the empty list. */
export type Labels = readonly Buffer[];

const MAX_LABEL = 63;
export const MAX_NAME = 255;
/** Full stops of other scripts that stand for the dot (RFC 3490 §3.1). */
const OTHER_DOTS = /[\u3002\uff0e\uff61]/g;

/** As nearly all are: no escape, no other script. */
const plainName = /^[\w-]+(?:\.[\w-]+)*\.?$/;

/**
 * Reads a name in presentation form (RFC 1035 §5.1): `\.` and `\032` escape, a final dot makes no difference. Labels
 * that are not ASCII become A-labels (IDNA). Throws `dns.bad-name`.
 */
export function parseName(text: string): Labels {
  const bad = (reason: string) => fail('dns.bad-name', { name: text, reason });
  if (plainName.test(text)) {
    const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.').map(plainLabel);
    if (text.length < MAX_NAME - 1 && labels.every(({ length }) => length <= MAX_LABEL)) return labels;
  }
  const name = text.trim().replace(OTHER_DOTS, '.');
  if (name === '') throw bad('it is empty');
  if (name === '.') return [];
  const labels = splitLabels(name, bad).map((label) => labelOctets(label, bad));
  if (labels.some((label) => label.length === 0)) throw bad('there is nothing between two dots');
  if (labels.some((label) => label.length > MAX_LABEL)) throw bad(`a part of it is longer than ${MAX_LABEL} octets`);
  if (wireLength(labels) > MAX_NAME) throw bad(`it is longer than ${MAX_NAME} octets`);
  return labels;
}

/** Of ASCII. Labels are short: to copy them letter by letter takes less than a call. */
function plainLabel(text: string): Buffer {
  const label = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i++) label[i] = text.charCodeAt(i);
  return label;
}

/** A character of a label: plain text, or an octet that was escaped. */
type Piece = string | number;

function splitLabels(name: string, bad: (reason: string) => Error): Piece[][] {
  const labels: Piece[][] = [];
  let label: Piece[] = [];
  // The final dot is a delimiter only when it is not escaped, so it is found here and not by its looks.
  for (const [piece] of name.matchAll(/\\[0-9]{3}|\\[^0-9]|[^\\]|\\/gsu)) {
    if (piece === '.') {
      labels.push(label);
      label = [];
    } else if (piece.startsWith('\\')) label.push(escapedOctet(piece, bad));
    else label.push(piece);
  }
  if (label.length > 0) labels.push(label);
  return labels;
}

function escapedOctet(piece: string, bad: (reason: string) => Error): number {
  const rest = piece.slice(1);
  const octet = /^[0-9]{3}$/.test(rest) ? Number(rest) : rest.codePointAt(0);
  if (octet === undefined || octet > 255 || rest === '') throw bad(`“${piece}” escapes nothing`);
  return octet;
}

function labelOctets(label: readonly Piece[], bad: (reason: string) => Error): Buffer {
  const international = label.some((piece) => typeof piece === 'string' && piece > '\x7f');
  if (!international)
    return Buffer.from(label.map((piece) => (typeof piece === 'string' ? (piece.codePointAt(0) ?? 0) : piece)));
  const text = label.map((piece) => (typeof piece === 'string' ? piece : String.fromCharCode(piece))).join('');
  const ascii = domainToASCII(text);
  if (ascii === '') throw bad(`“${text}” is not allowed in an international name`);
  return Buffer.from(ascii, 'latin1');
}

/** Octets on the wire, with the length octets and the root's. */
export function wireLength(labels: Labels): number {
  let octets = 1;
  for (const label of labels) octets += 1 + label.length;
  return octets;
}

/** The uncompressed wire form (RFC 1035 §3.1). */
export function encodeName(labels: Labels): Buffer {
  const name = Buffer.allocUnsafe(wireLength(labels));
  writeName(name, labels, 0);
  return name;
}

/** Puts that form there. @returns where it ends */
export function writeName(into: Buffer, labels: Labels, start: number): number {
  let at = start;
  for (const label of labels) {
    into[at] = label.length;
    // Labels are short: to copy them octet by octet takes less than a call.
    for (let i = 0; i < label.length; i++) into[at + 1 + i] = label[i] ?? 0;
    at += 1 + label.length;
  }
  into[at] = 0;
  return at + 1;
}

/** Presentation form, absolute, escaped as BIND does: `john\.doe.example.`, `a\255b.` */
export function formatName(labels: Labels): string {
  if (labels.length === 0) return '.';
  let name = '';
  for (const label of labels) name += `${formatLabel(label)}.`;
  return name;
}

/** How each octet of a label is written. */
const octetTexts = Array.from({ length: 256 }, (_, octet) => {
  const char = String.fromCharCode(octet);
  if ('.\\"$();@'.includes(char)) return `\\${char}`;
  return octet > 0x20 && octet < 0x7f ? char : `\\${String(octet).padStart(3, '0')}`;
});

function formatLabel(label: Buffer): string {
  let text = '';
  // Labels are short: to put their letters together takes less than a call that leaves the engine.
  for (let i = 0; i < label.length; i++) text += octetTexts[label[i] ?? 0];
  return text;
}

/** Names are the same whatever the case of their ASCII letters (RFC 4343). */
export function sameName(a: Labels, b: Labels): boolean {
  return a === b || (a.length === b.length && a.every((label, i) => sameLabel(label, b[i])));
}

/** Most are spelled alike, which is seen at once. */
const sameLabel = (a: Buffer, b: Buffer | undefined): boolean =>
  b !== undefined && a.length === b.length && (a.equals(b) || lower(a) === lower(b));

/** Whether a name is this zone's apex or lies below it. */
export function isAtOrBelow(name: Labels, zone: Labels): boolean {
  return name.length >= zone.length && sameName(name.slice(name.length - zone.length), zone);
}

/** The same for all spellings of a name. */
export const nameKey = (labels: Labels): string => formatName(labels).toLowerCase();

/** A label in lower case, a character an octet. */
export function lower(label: Buffer | undefined): string {
  return label === undefined ? '' : label.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/** The name under which an address is looked up the other way round (RFC 1035 §3.5, RFC 3596 §2.5), or null. */
export function reverseName(address: string): string | null {
  const bare = address.trim().replace(/^\[(.*)\]$/, '$1');
  if (IPV4.test(bare)) return `${bare.split('.').reverse().join('.')}.in-addr.arpa.`;
  const nibbles = ipv6Groups(bare)?.flatMap((group) => [...group.toString(16).padStart(4, '0')]);
  return nibbles ? `${nibbles.reverse().join('.')}.ip6.arpa.` : null;
}

/** The eight groups of an IPv6 address, or null. Only `wire` may import `node:net`, so the URL parser judges it. */
function ipv6Groups(address: string): number[] | null {
  if (!address.includes(':') || !URL.canParse(`http://[${address}]/`)) return null;
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
