import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAddresses } from '../../shared/addresses';
import type { Args, Draft, Mailbox } from '../../shared/contract';
import { addressBook } from '../../shared/contract/address-book';
import { fail } from '../../shared/errors';
import { JsonFile } from '../json-file';
import { AddressBook } from '../mail/address-book';
import type { Context } from './context';
import { saveFile } from './save-file';

export function addressBookServices({ profile, platform, emit }: Context) {
  let opened: Promise<AddressBook> | null = null;
  const book = () => {
    const file = new JsonFile(join(profile, 'address-book.json'), addressBook, { people: [], groups: [] });
    opened ??= AddressBook.open(file, () => emit('addressBook.changed', {}));
    return opened;
  };

  return {
    calls: {
      'addressBook.list': async () => (await book()).current,
      'addressBook.suggest': async ({ words }: Args<'addressBook.suggest'>) => (await book()).suggest(words),
      'addressBook.savePerson': async (person: Args<'addressBook.savePerson'>) => (await book()).savePerson(person),
      'addressBook.saveGroup': async (group: Args<'addressBook.saveGroup'>) => (await book()).saveGroup(group),
      'addressBook.remove': async ({ id }: Args<'addressBook.remove'>) => (await book()).remove(id),
      'addressBook.restore': async (entries: Args<'addressBook.restore'>) => (await book()).restore(entries),
      async 'addressBook.import'() {
        const paths = await platform.pickFiles({ title: 'Import contacts (vCard)', many: true });
        if (paths.length === 0) return null;
        const { readCards } = await import('../mail/address-book/vcard');
        const texts = await Promise.all(
          paths.map((path) =>
            readFile(path, 'utf8').catch((cause: unknown) => {
              throw fail('mail.unreadable-file', { path }, { cause });
            }),
          ),
        );
        const { unreadable, ...cards } = readCards(texts.join('\n'));
        return { ...(await (await book()).take(cards)), unreadable };
      },
      async 'addressBook.export'() {
        const path = await platform.pickSavePath({ title: 'Export contacts (vCard)', name: 'contacts.vcf' });
        if (path === null) return { path };
        const { writeCards } = await import('../mail/address-book/vcard');
        await saveFile(path, writeCards((await book()).current));
        return { path };
      },
    },
    /** Whom a message went to, once their server took it. */
    async collect(draft: Pick<Draft, 'to' | 'cc' | 'bcc'>, reached: readonly string[]): Promise<void> {
      const named = new Map(
        [draft.to, draft.cc, draft.bcc].flatMap(parseAddresses).map((one) => [one.address, one.name]),
      );
      const people = reached.map((address): Mailbox => ({ name: named.get(address) ?? '', address }));
      if (people.length > 0) await (await book()).collect(people, new Date().toISOString());
    },
  };
}
