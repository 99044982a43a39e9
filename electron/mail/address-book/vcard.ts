import ICAL from 'ical.js';
import { isAddress, parseAddresses } from '../../../shared/addresses';
import type { AddressBookData, Mailbox } from '../../../shared/contract';
import type { Cards } from './address-book';

type Property = [name: string, parameters: object, type: string, ...values: unknown[]];

/**
 * Reads a file of cards (RFC 6350, and vCard 3.0 of RFC 2426). A card that can't be read, or that names no address, is
 * counted and left out; the others are taken.
 */
export function readCards(text: string): Cards & { unreadable: number } {
  const cards: Cards = { people: [], groups: [] };
  const found: Property[][] = [];
  let unreadable = 0;
  for (const [card] of text.matchAll(/^BEGIN:VCARD[\s\S]*?^END:VCARD/gim)) {
    const properties = propertiesOf(card);
    if (properties) found.push(properties);
    else unreadable += 1;
  }
  const byUid = new Map(found.map((card) => [textsOf(card, 'uid')[0] ?? '', card]));
  for (const card of found) {
    const name = nameOf(card);
    if (textsOf(card, 'kind')[0]?.toLowerCase() === 'group') {
      const members = textsOf(card, 'member').flatMap((member) => memberOf(member, byUid));
      if (name !== '' && members.length > 0) cards.groups.push({ name, members });
      else unreadable += 1;
      continue;
    }
    const addresses = addressesOf(card);
    if (addresses.length > 0) cards.people.push({ name, addresses });
    else unreadable += 1;
  }
  return { ...cards, unreadable };
}

/** Writes the book as vCard 4.0; a group names its members by their addresses. */
export function writeCards({ people, groups }: AddressBookData): string {
  const cards: Property[][] = [
    ...people.map(({ id, name, addresses }): Property[] => [
      ['uid', {}, 'uri', `urn:uuid:${id}`],
      ['fn', {}, 'text', name || (addresses[0] ?? '')],
      ...addresses.map((address): Property => ['email', {}, 'text', address]),
    ]),
    ...groups.map(({ id, name, members }): Property[] => [
      ['uid', {}, 'uri', `urn:uuid:${id}`],
      ['kind', {}, 'text', 'group'],
      ['fn', {}, 'text', name],
      ...members.map(({ address }): Property => ['member', {}, 'uri', `mailto:${encodeURI(address)}`]),
    ]),
  ];
  return cards
    .map(
      (card) =>
        `${ICAL.stringify.component(['vcard', [['version', {}, 'text', '4.0'], ...card], []], ICAL.design.vcard)}\r\n`,
    )
    .join('');
}

function propertiesOf(card: string): Property[] | null {
  try {
    const parsed: unknown = ICAL.parse(card);
    if (!Array.isArray(parsed) || !Array.isArray(parsed[1])) return null;
    return parsed[1].filter(isProperty);
  } catch {
    return null;
  }
}

const isProperty = (value: unknown): value is Property => Array.isArray(value) && typeof value[0] === 'string';

function textsOf(card: readonly Property[], name: string): string[] {
  return card
    .filter((property) => property[0] === name)
    .flatMap(([, , , ...values]) => values)
    .filter((value) => typeof value === 'string');
}

/** FN; where it is missing or empty, the given and the family name of N. */
function nameOf(card: readonly Property[]): string {
  const formatted = textsOf(card, 'fn')[0]?.trim();
  if (formatted && parseAddresses(formatted)[0]?.problem !== '') return formatted;
  const parts: unknown = card.find(([name]) => name === 'n')?.[3];
  if (!Array.isArray(parts)) return '';
  const [family = '', given = ''] = parts.map((part: unknown) => (typeof part === 'string' ? part.trim() : ''));
  if (/^\p{sc=Han}+$/u.test(family + given)) return family + given;
  return [given, family].filter((part) => part).join(' ');
}

const addressesOf = (card: readonly Property[]) =>
  textsOf(card, 'email')
    .map((text) => text.trim().replace(/^mailto:/i, ''))
    .filter(isAddress);

/** @param member `mailto:amy@x.test`, or the UID of another card in the file */
function memberOf(member: string, byUid: ReadonlyMap<string, Property[]>): Mailbox[] {
  const card = byUid.get(member);
  if (card) {
    const [address] = addressesOf(card);
    return address ? [{ name: nameOf(card), address }] : [];
  }
  if (!/^mailto:/i.test(member)) return [];
  const address = decode(member.slice(7));
  return parseAddresses(address)[0]?.problem === '' ? [{ name: '', address }] : [];
}

function decode(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
