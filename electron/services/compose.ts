import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Account, Args, Draft } from '../../shared/contract';
import { asPosthornError, fail } from '../../shared/errors';
import { signed, signedDocument, textOf } from '../../shared/rich-text';
import { ownAddresses, senderAmong, senderOf } from '../../shared/senders';
import type { JobContext } from '../ipc';
import { begunBy, draftFrom } from '../mail/compose';
import { safeFileName } from '../mail/mime/file-name';
import type { Context } from './context';
import type { SizeLimits } from './size-limits';

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

export function composeServices({ store, accounts, platform, emit }: Context, sizeLimits: SizeLimits) {
  const changed = (draft: Draft): Draft => {
    emit('compose.changed', { id: draft.id });
    emit('mail.changed', { folders: ['drafts', 'outbox'] });
    return draft;
  };
  const attach = (id: number, file: { name: string; type: string; bytes: Uint8Array; inline?: boolean }) => {
    const name = safeFileName(file.name, 'attachment');
    const { bytes, inline = false } = file;
    return store.ask('drafts.attach', { id, name, type: file.type || unknownType, bytes, inline });
  };

  return {
    calls: {
      async 'compose.create'(args: Args<'compose.create'>) {
        if (args.kind === 'new') {
          const account = accountFor(accounts.list(), args.accountId);
          const empty = {
            to: '',
            cc: '',
            bcc: '',
            subject: '',
            attachments: [],
            inReplyTo: '',
            references: [],
          };
          return changed(await store.ask('drafts.create', { ...empty, ...begunBy(senderOf(account, ''), '') }));
        }
        const id = args.messageId;
        const [view, threading] = await Promise.all([store.ask('message', { id }), store.ask('threading', { id })]);
        const account = accountFor(accounts.list(), view.row.accountId);
        const own = ownAddresses(accounts.list());
        // What goes on with an own message comes from who wrote that, an answer from whom the message was sent to.
        const isOwn = own.some((address) => address.toLowerCase() === view.row.from.address.toLowerCase());
        const meant = isOwn ? [view.row.from] : [...view.to, ...view.cc, ...view.bcc];
        const sender = senderAmong(
          account,
          meant.map(({ address }) => address),
        );
        const fields = draftFrom(args.kind, view, threading, own, sender);
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
      'compose.window': ({ id, open }: Args<'compose.window'>) => ({ shown: platform.writing.show(id, open) }),
      'compose.closeWindow': ({ id }: Args<'compose.closeWindow'>) => platform.writing.close(id),
      async 'compose.attach'({ id, files }: Args<'compose.attach'>) {
        for (const file of files) await attach(id, file);
        return changed(await store.ask('drafts.get', { id }));
      },
      async 'compose.image'({ id, sha256 }: Args<'compose.image'>) {
        const { attachments } = await store.ask('drafts.get', { id });
        const known = attachments.find((attachment) => attachment.sha256 === sha256 && attachment.inline);
        if (!known) throw fail('mail.no-part', { part: sha256.slice(0, 8) });
        return { type: known.type, bytes: Uint8Array.from(await store.ask('drafts.attachment', { sha256 })) };
      },
      async 'compose.templates'() {
        return (await store.ask('drafts.templates', {})).map(({ id, template }) => ({ id, name: template }));
      },
      async 'compose.saveTemplate'({ id, name }: Args<'compose.saveTemplate'>) {
        const { accountId, identityId, subject, attachments, ...written } = await store.ask('drafts.get', { id });
        // Who uses it has a signature already.
        const before = senderOf(accounts.get(accountId), identityId).writing.signature;
        const unsigned = { before, signature: '', first: false };
        const rich = written.rich && signedDocument(written.rich, null, unsigned);
        const text = rich ? textOf(rich) : signed(written.text, unsigned).trim();
        const known = (await store.ask('drafts.templates', {})).find(({ template }) => template === name);
        const kept = { accountId, to: '', cc: '', bcc: '', subject, text, rich, attachments };
        await store.ask('drafts.create', { ...kept, inReplyTo: '', references: [], template: name });
        if (known) await store.ask('drafts.remove', { id: known.id });
      },
      async 'compose.renameTemplate'({ id, name }: Args<'compose.renameTemplate'>) {
        await store.ask('drafts.save', { id, template: name });
      },
      async 'compose.useTemplate'({ id, templateId }: Args<'compose.useTemplate'>) {
        const template = await store.ask('drafts.get', { id: templateId });
        for (const { sha256, name, type, inline } of template.attachments) {
          const bytes = await store.ask('drafts.attachment', { sha256 });
          await store.ask('drafts.attach', { id, name, type, bytes, inline });
        }
        return { draft: changed(await store.ask('drafts.get', { id })), template };
      },
      async 'compose.sizeLimit'({ accountId, identityId }: Args<'compose.sizeLimit'>) {
        const { outgoing } = senderOf(accounts.get(accountId), identityId);
        return { host: outgoing.host, most: await sizeLimits.get(outgoing) };
      },
      'compose.detach': async (args: Args<'compose.detach'>) => changed(await store.ask('drafts.detach', args)),
    },
    jobs: {
      async 'compose.pickFiles'(
        { id }: Args<'compose.pickFiles'>,
        { signal, progress }: JobContext<'compose.pickFiles'>,
      ): Promise<Draft> {
        for (const path of await platform.pickFiles({ title: 'Attach files', many: true })) {
          if (signal.aborted) break;
          const name = safeFileName(basename(path), 'attachment');
          const type = typeOf[extname(path).toLowerCase()] ?? unknownType;
          // What can't be read is said by who reads it.
          const octetsTotal = await stat(path).then(
            ({ size }) => size,
            () => 0,
          );
          const onOctets = (octets: number) => progress({ name, octets, octetsTotal });
          await store.attachFile({ id, path, name, type }, { signal, onOctets }).catch((error: unknown) => {
            if (asPosthornError(error).code !== 'app.cancelled') throw error;
          });
        }
        return changed(await store.ask('drafts.get', { id }));
      },
    },
  };
}

/** The account that was asked for; else the first, since a message must come from somebody. */
function accountFor(accounts: Account[], id: string | null): Account {
  const account = accounts.find((known) => known.id === id) ?? accounts[0];
  if (!account) throw fail('accounts.none', {});
  return account;
}
