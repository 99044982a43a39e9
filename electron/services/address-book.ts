import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAddresses } from '../../shared/addresses';
import type { Args, Mailbox } from '../../shared/contract';
import { addressBook } from '../../shared/contract/address-book';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import { JsonFile } from '../json-file';
import { AddressBook } from '../mail/address-book';
import type { Context } from './context';
import { saveFile } from './save-file';
import type { sendServices } from './send';

type SendJob = ReturnType<typeof sendServices>['jobs']['compose.send'];

/** @param send who is written to is collected once their server took the message */
export function addressBookServices({ profile, platform, store, emit }: Context, send: SendJob) {
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
    jobs: {
      async 'compose.send'(args: Args<'compose.send'>, context: JobContext<'compose.send'>) {
        const { to, cc, bcc, delivery: before } = await store.ask('drafts.get', { id: args.id });
        const had = new Set(
          before?.recipients.filter(({ state }) => state === 'accepted').map(({ address }) => address),
        );
        const delivery = await send(args, context);
        const named = new Map([to, cc, bcc].flatMap(parseAddresses).map((one) => [one.address, one.name]));
        const reached = delivery.recipients
          .filter(({ state, address }) => state === 'accepted' && !had.has(address))
          .map(({ address }): Mailbox => ({ name: named.get(address) ?? '', address }));
        // The message is on its way, whatever becomes of the list of whom it went to.
        if (reached.length > 0) await (await book()).collect(reached, new Date().toISOString()).catch(() => {});
        return delivery;
      },
    },
  };
}
