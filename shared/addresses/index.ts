/** One entry of an address field as somebody typed it. */
export interface TypedAddress {
  /** The text of this entry, without the blanks around it. */
  text: string;
  name: string;
  address: string;
  /** Why this can't be an address, in a few words; empty when it can. */
  problem: string;
}

/**
 * Takes an address field apart (RFC 5322 §3.4, without groups): `Amy <amy@x.test>, "Chen, Bob" <bob@x.test>; c@x.test`.
 * Semicolons part addresses as well, since many are used to them. Letters of any script are taken on both sides of the
 * `@` (RFC 6531).
 */
export function parseAddresses(field: string): TypedAddress[] {
  return splitAddresses(field)
    .filter((text) => text !== '')
    .map(parseOne);
}

/** Whether this is one address and nothing else. */
export function isAddress(text: string): boolean {
  const [only, ...more] = parseAddresses(text);
  return only?.problem === '' && only.address === text && more.length === 0;
}

/** A display name that holds anything but words and blanks is quoted (RFC 5322 §3.2.4). */
export function formatAddress({ name, address }: Pick<TypedAddress, 'name' | 'address'>): string {
  if (name === '' || name === address) return address;
  const display = /^[\p{L}\p{N}\p{M} !#$%&'*+\-/=?^_`{|}~]+$/u.test(name)
    ? name
    : `"${name.replace(/["\\]/g, '\\$&')}"`;
  return `${display} <${address}>`;
}

/**
 * Cuts at commas, semicolons and ends of lines that are not inside quotes, brackets or comments. What stands after the
 * last of them is the last entry, empty or not.
 */
export function splitAddresses(field: string): string[] {
  const entries: string[] = [];
  let entry = '';
  let quoted = false;
  let depth = 0;
  let angle = false;
  for (let at = 0; at < field.length; at++) {
    const character = field[at] ?? '';
    if (character === '\\' && (quoted || depth > 0)) {
      entry += character + (field[at + 1] ?? '');
      at += 1;
      continue;
    }
    if (character === '"' && depth === 0) quoted = !quoted;
    else if (!quoted && character === '(') depth += 1;
    else if (!quoted && character === ')' && depth > 0) depth -= 1;
    else if (!quoted && depth === 0 && character === '<') angle = true;
    else if (!quoted && depth === 0 && character === '>') angle = false;
    if ((/[,;\n]/.test(character) || /[，；、]/.test(character)) && !quoted && depth === 0 && !angle) {
      entries.push(entry);
      entry = '';
    } else entry += character;
  }
  entries.push(entry);
  return entries.map((text) => text.trim());
}

function parseOne(text: string): TypedAddress {
  const bracketed = /^(.*?)<([^<>]*)>\s*(?:\([^)]*\))?$/s.exec(text);
  if (bracketed) {
    const address = (bracketed[2] ?? '').trim();
    return { text, name: unquote((bracketed[1] ?? '').trim()), address, problem: problemOf(address) };
  }
  const commented = /^([^\s()]+)\s*\(([^)]*)\)$/.exec(text);
  const address = commented?.[1] ?? text;
  return { text, name: commented?.[2]?.trim() ?? '', address, problem: problemOf(address) };
}

function unquote(name: string): string {
  const quoted = /^"(.*)"$/s.exec(name);
  return quoted ? (quoted[1] ?? '').replace(/\\(.)/gs, '$1') : name;
}

const atom = /^[\p{L}\p{N}\p{M}!#$%&'*+\-/=?^_`{|}~]+$/u;
const label = /^[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

function problemOf(address: string): string {
  if (address === '') return 'There is no address.';
  if (/[\s<>\p{Cc}]/u.test(address)) return 'An address has no blanks or brackets in it.';
  const at = address.lastIndexOf('@');
  if (at < 0) return 'The @ is missing.';
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (local === '') return 'There is nothing before the @.';
  if (domain === '') return 'There is nothing after the @.';
  if (new TextEncoder().encode(local).length > 64) return 'The part before the @ is longer than 64 octets.';
  const quotedLocal = /^"(?:[^"\\]|\\.)*"$/.test(local);
  if (!quotedLocal && local.split('.').some((part) => !atom.test(part)))
    return 'The part before the @ is not well formed.';
  if (/^\[(?:IPv6:[0-9a-f:.]+|\d+\.\d+\.\d+\.\d+)\]$/i.test(domain)) return '';
  if (domain.length > 253 || domain.split('.').some((part) => part.length > 63 || !label.test(part))) {
    return 'The domain is not well formed.';
  }
  return domain.includes('.') || domain === 'localhost' ? '' : 'The domain has no dot in it.';
}
