import { randomUUID } from 'node:crypto';
import type { AddressBookData, Group, Mailbox, Person, Suggestion } from '../../../shared/contract';
import { matches, searchable } from './words';

const mostSuggestions = 8;
/** Beyond these, people who were never edited and not written to for the longest time make room. */
const mostPeople = 20_000;

/** What a file of cards holds. */
export interface Cards {
  people: { name: string; addresses: string[] }[];
  groups: { name: string; members: Mailbox[] }[];
}

const key = (address: string) => address.toLowerCase();

/** Where an address book is kept. */
interface Kept {
  read(): Promise<AddressBookData>;
  write(data: AddressBookData): Promise<void>;
}

/** The people one writes to, and groups of them. Every change is on the disk before it is answered. */
export class AddressBook {
  private constructor(
    private readonly file: Kept,
    private data: AddressBookData,
    private readonly onChange: () => void,
  ) {}

  static async open(file: Kept, onChange: () => void): Promise<AddressBook> {
    return new AddressBook(file, await file.read(), onChange);
  }

  get current(): AddressBookData {
    return this.data;
  }

  /** A message was sent to these people. */
  async collect(recipients: readonly Mailbox[], at: string): Promise<void> {
    const people = new Map(this.data.people.map((person) => [person.id, person]));
    const idOf = new Map(this.data.people.flatMap(({ id, addresses }) => addresses.map((one) => [key(one), id])));
    for (const { name, address } of recipients) {
      const known = people.get(idOf.get(key(address)) ?? '');
      const person = known ?? {
        id: randomUUID(),
        name: '',
        addresses: [address],
        collected: true,
        writtenTo: 0,
        lastWrittenAt: null,
      };
      idOf.set(key(address), person.id);
      people.set(person.id, {
        ...person,
        name: person.name || name,
        writtenTo: person.writtenTo + 1,
        lastWrittenAt: at,
      });
    }
    await this.set({ people: withRoom([...people.values()]) });
  }

  /** @returns those that these letters may stand for, the most written to first */
  suggest(words: string): Suggestion[] {
    const wanted = searchable(words);
    if (wanted.length === 0) return [];
    const groups = this.data.groups
      .filter(({ name }) => matches(wanted, name))
      .map(({ name, members }) => ({ name, members, isGroup: true }));
    const people = [...this.data.people]
      .sort(byUse)
      .flatMap(({ name, addresses }) =>
        addresses
          .filter((address) => matches(wanted, `${name} ${address}`))
          .map((address) => ({ name, members: [{ name, address }], isGroup: false })),
      );
    return [...groups, ...people].slice(0, mostSuggestions);
  }

  /** An address belongs to one person: whoever had it loses it. */
  async savePerson({ id, name, addresses }: Pick<Person, 'name' | 'addresses'> & { id: string | null }): Promise<void> {
    const taken = new Set(addresses.map(key));
    const before = this.data.people.find((person) => person.id === id);
    const others = this.data.people
      .filter((person) => person !== before)
      .map((person) => ({ ...person, addresses: person.addresses.filter((one) => !taken.has(key(one))) }))
      .filter((person) => person.addresses.length > 0);
    const saved: Person = {
      id: before?.id ?? randomUUID(),
      name,
      addresses: unique(addresses),
      collected: false,
      writtenTo: before?.writtenTo ?? 0,
      lastWrittenAt: before?.lastWrittenAt ?? null,
    };
    await this.set({ people: [...others, saved] });
  }

  async saveGroup({ id, name, members }: Pick<Group, 'name' | 'members'> & { id: string | null }): Promise<void> {
    const others = this.data.groups.filter((group) => group.id !== id);
    await this.set({ groups: [...others, { id: id ?? randomUUID(), name, members: uniqueMembers(members) }] });
  }

  /** A person, or a group; its members stay. */
  async remove(id: string): Promise<void> {
    await this.set({
      people: this.data.people.filter((person) => person.id !== id),
      groups: this.data.groups.filter((group) => group.id !== id),
    });
  }

  async restore({ people, groups }: AddressBookData): Promise<void> {
    const here = new Set([...this.data.people, ...this.data.groups].map(({ id }) => id));
    await this.set({
      people: [...this.data.people, ...people.filter(({ id }) => !here.has(id))],
      groups: [...this.data.groups, ...groups.filter(({ id }) => !here.has(id))],
    });
  }

  /** Takes cards in: whoever has one of the addresses already gets the others, and a name where there was none. */
  async take(cards: Cards): Promise<{ added: number; updated: number; groups: number }> {
    const people = [...this.data.people];
    let added = 0;
    let updated = 0;
    const at = new Map(people.flatMap(({ addresses }, index) => addresses.map((one) => [key(one), index])));
    for (const card of cards.people) {
      const index = card.addresses.map((one) => at.get(key(one))).find((found) => found !== undefined);
      const before = index === undefined ? undefined : people[index];
      if (index === undefined || !before) {
        for (const one of card.addresses) at.set(key(one), people.length);
        people.push({
          id: randomUUID(),
          name: card.name,
          addresses: unique(card.addresses),
          collected: false,
          writtenTo: 0,
          lastWrittenAt: null,
        });
        added += 1;
        continue;
      }
      const fresh = card.addresses.filter((one) => !at.has(key(one)));
      if (fresh.length === 0 && (before.name !== '' || card.name === '')) continue;
      for (const one of fresh) at.set(key(one), index);
      people[index] = {
        ...before,
        name: before.name || card.name,
        addresses: unique([...before.addresses, ...fresh]),
        collected: false,
      };
      updated += 1;
    }
    const names = new Set(cards.groups.map(({ name }) => name));
    const groups = [
      ...this.data.groups.filter(({ name }) => !names.has(name)),
      ...cards.groups.map(({ name, members }) => ({ id: randomUUID(), name, members: uniqueMembers(members) })),
    ];
    await this.set({ people, groups });
    return { added, updated, groups: cards.groups.length };
  }

  private async set(change: Partial<AddressBookData>): Promise<void> {
    this.data = { ...this.data, ...change };
    await this.file.write(this.data);
    this.onChange();
  }
}

const lastMs = ({ lastWrittenAt }: Person) => (lastWrittenAt ? Date.parse(lastWrittenAt) : 0);
const byUse = (a: Person, b: Person) =>
  b.writtenTo - a.writtenTo || lastMs(b) - lastMs(a) || a.name.localeCompare(b.name);

function withRoom(people: Person[]): Person[] {
  if (people.length <= mostPeople) return people;
  const leaving = people
    .filter(({ collected }) => collected)
    .sort((a, b) => lastMs(a) - lastMs(b))
    .slice(0, people.length - mostPeople);
  const gone = new Set(leaving);
  return people.filter((person) => !gone.has(person));
}

const unique = (addresses: readonly string[]) => [...new Map(addresses.map((one) => [key(one), one])).values()];
const uniqueMembers = (members: readonly Mailbox[]) => [
  ...new Map(members.map((one) => [key(one.address), one])).values(),
];
