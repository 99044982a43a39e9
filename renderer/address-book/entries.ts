import { formatAddress } from '../../shared/addresses';
import type { AddressBookData, Group, Person } from '../../shared/contract';

/** So many rows at once; there is a search for the others. */
export const mostShown = 300;

/** A person or a group as the list shows it. */
export interface Entry {
  id: string;
  name: string;
  isGroup: boolean;
  /** As they are edited: a group's with the names of its members. */
  addresses: string[];
  writtenTo: number;
  lastWrittenAt: string | null;
  source: Person | Group;
}

const byName = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** By name, those with these words in them. */
export function entriesOf({ people, groups }: AddressBookData, words: string): Entry[] {
  const wanted = words.trim().toLowerCase();
  const all: Entry[] = [
    ...groups.map((source) => ({
      ...source,
      isGroup: true,
      addresses: source.members.map(formatAddress),
      writtenTo: 0,
      lastWrittenAt: null,
      source,
    })),
    ...people.map((source) => ({ ...source, isGroup: false, source })),
  ];
  return all
    .filter(({ name, addresses }) => `${name}\n${addresses.join('\n')}`.toLowerCase().includes(wanted))
    .sort((a, b) => byName.compare(a.name || (a.addresses[0] ?? ''), b.name || (b.addresses[0] ?? '')));
}
