import { basename, extname } from 'node:path';
import type { Account, Args, Draft } from '../../shared/contract';
import { fail } from '../../shared/errors';
import { draftFrom } from '../mail/compose';
import { safeFileName } from '../mail/mime/file-name';
import type { Context } from './context';

/** Types of the files people attach most; the rest goes as what it is, bytes. */
const typeOf: Record<string, string> = {
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.zip': 'application/zip',
  '.json': 'application/json',
  '.eml': 'message/rfc822',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

const unknownType = 'application/octet-stream';

export function composeCalls({ store, accounts, platform, emit }: Context) {
  const changed = (draft: Draft): Draft => {
    emit('compose.changed', { id: draft.id });
    emit('mail.changed', { folders: ['drafts', 'outbox'] });
    return draft;
  };
  const attach = (id: number, file: { name: string; type: string; bytes: Uint8Array }) => {
    const name = safeFileName(file.name, 'attachment');
    return store.ask('drafts.attach', { id, name, type: file.type || unknownType, bytes: file.bytes });
  };

  return {
    async 'compose.create'(args: Args<'compose.create'>) {
      if (args.kind === 'new') {
        const account = accountFor(accounts.list(), args.accountId);
        const empty = {
          to: '',
          cc: '',
          bcc: '',
          subject: '',
          text: '',
          attachments: [],
          inReplyTo: '',
          references: [],
        };
        return changed(await store.ask('drafts.create', { ...empty, accountId: account.id }));
      }
      const id = args.messageId;
      const [view, threading] = await Promise.all([store.ask('message', { id }), store.ask('threading', { id })]);
      const account = accountFor(accounts.list(), view.row.accountId);
      const own = accounts.list().map(({ address }) => address);
      const fields = draftFrom(args.kind, view, threading, own, account.id);
      let draft = await store.ask('drafts.create', { ...fields, attachments: [] });
      if (args.kind === 'forward') {
        for (const { part } of view.attachments.filter(({ inline }) => !inline)) {
          draft = await attach(draft.id, await store.ask('part', { id, part }));
        }
      }
      return changed(draft);
    },
    'compose.get': ({ id }: Args<'compose.get'>) => store.ask('drafts.get', { id }),
    async 'compose.save'(fields: Args<'compose.save'>) {
      const { savedAt } = changed(await store.ask('drafts.save', fields));
      return { savedAt };
    },
    async 'compose.discard'({ id }: Args<'compose.discard'>) {
      await store.ask('drafts.remove', { id });
      emit('mail.changed', { folders: ['drafts', 'outbox'] });
    },
    async 'compose.pickFiles'({ id }: Args<'compose.pickFiles'>) {
      for (const path of await platform.pickFiles({ title: 'Attach files', many: true })) {
        const name = safeFileName(basename(path), 'attachment');
        const type = typeOf[extname(path).toLowerCase()] ?? unknownType;
        await store.ask('drafts.attachFile', { id, path, name, type });
      }
      return changed(await store.ask('drafts.get', { id }));
    },
    async 'compose.attach'({ id, files }: Args<'compose.attach'>) {
      for (const file of files) await attach(id, file);
      return changed(await store.ask('drafts.get', { id }));
    },
    'compose.detach': async (args: Args<'compose.detach'>) => changed(await store.ask('drafts.detach', args)),
  };
}

/** The account that was asked for; else the first, since a message must come from somebody. */
function accountFor(accounts: Account[], id: string | null): Account {
  const account = accounts.find((known) => known.id === id) ?? accounts[0];
  if (!account) throw fail('accounts.none', {});
  return account;
}
