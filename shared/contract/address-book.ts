import * as v from 'valibot';
import { isAddress } from '../addresses';
import { count, instant } from './common';
import { call, event } from './define';

const address = v.pipe(v.string(), v.trim(), v.maxLength(320), v.check(isAddress, 'is not an address'));
const mailboxes = v.pipe(v.array(v.object({ name: v.string(), address })), v.maxLength(1_000));
const name = v.pipe(v.string(), v.trim(), v.maxLength(200));

/** Somebody one writes to. */
export const person = v.object({
  id: v.string(),
  name,
  addresses: v.pipe(v.array(address), v.minLength(1), v.maxLength(50)),
  /** Entered by itself, when a message was sent; nobody has edited it. */
  collected: v.boolean(),
  /** How many messages were sent to them. */
  writtenTo: count,
  lastWrittenAt: v.nullable(instant),
});
export type Person = v.InferOutput<typeof person>;

/** Several people under one name. */
export const group = v.object({ id: v.string(), name: v.pipe(name, v.minLength(1)), members: mailboxes });
export type Group = v.InferOutput<typeof group>;

export const addressBook = v.object({ people: v.array(person), groups: v.array(group) });
export type AddressBookData = v.InferOutput<typeof addressBook>;

/** What stands for some typed letters: one address, or those of a group. */
export const suggestion = v.object({ name: v.string(), members: mailboxes, isGroup: v.boolean() });
export type Suggestion = v.InferOutput<typeof suggestion>;

/** An entry that is new has no id yet. */
const id = v.nullable(v.string());

export const addressBookCalls = {
  'addressBook.list': call(v.object({}), addressBook),
  /** The best first, at most eight. */
  'addressBook.suggest': call(v.object({ words: v.pipe(v.string(), v.maxLength(1_000)) }), v.array(suggestion)),
  'addressBook.savePerson': call(v.object({ id, name, addresses: person.entries.addresses }), v.void()),
  'addressBook.saveGroup': call(v.object({ ...group.entries, id }), v.void()),
  'addressBook.remove': call(v.object({ id: v.string() }), v.void()),
  /** Takes a removal back. */
  'addressBook.restore': call(v.object({ people: v.array(person), groups: v.array(group) }), v.void()),
  /** Asks for vCard files; null when the person picked none. `unreadable`: cards that could not be taken. */
  'addressBook.import': call(
    v.object({}),
    v.nullable(v.object({ added: count, updated: count, groups: count, unreadable: count })),
  ),
  /** Asks where to; null when the person cancelled. */
  'addressBook.export': call(v.object({}), v.object({ path: v.nullable(v.string()) })),
  'addressBook.changed': event(v.object({})),
};
