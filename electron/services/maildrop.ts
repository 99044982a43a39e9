import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Args, MaildropEntry } from '../../shared/contract';
import type { JobContext } from '../ipc';
import { safeFileName } from '../mail/mime/file-name';
import type { MaildropSession } from '../mail/pop3';
import type { KnownUidl } from '../mail/store';
import type { Context } from './context';
import { writeFailed } from './save-file';

/** The maildrops that are held open by hand, one an account. */
export function maildropServices(context: Context) {
  const { accounts, store, transcripts, emit, trusted, platform } = context;
  const sessions = new Map<string, MaildropSession>();
  const sessionOf = async (accountId: string): Promise<MaildropSession> => {
    const known = sessions.get(accountId);
    if (known) return known;
    accounts.get(accountId);
    const [{ MaildropSession }, { decodeHeaders }] = await Promise.all([
      import('../mail/pop3'),
      import('../mail/mime'),
    ]);
    // Somebody else may have asked meanwhile.
    const first = sessions.get(accountId);
    if (first) return first;
    const made = new MaildropSession(accountId, {
      known: async () => new Map((await store.ask('uidls', { accountId })).map((row) => [row.uidl, hereOf(row)])),
      decodeHeaders,
      onChange: (change) => emit('maildrop.changed', change),
    });
    sessions.set(accountId, made);
    return made;
  };

  return {
    calls: {
      'maildrop.get': async ({ accountId }: Args<'maildrop.get'>) => (await sessionOf(accountId)).current,
      async 'maildrop.open'({ accountId }: Args<'maildrop.open'>) {
        const { incoming } = accounts.get(accountId);
        const session = await sessionOf(accountId);
        const [credentials, ca] = await Promise.all([accounts.credentials(accountId), trusted()]);
        await session.open({ ...incoming, ...credentials, ca, transcripts });
      },
      'maildrop.look': async ({ accountId, numbers }: Args<'maildrop.look'>) =>
        (await sessionOf(accountId)).look(numbers),
      'maildrop.mark': async ({ accountId, numbers }: Args<'maildrop.mark'>) =>
        (await sessionOf(accountId)).mark(numbers),
      'maildrop.unmark': async ({ accountId, numbers }: Args<'maildrop.unmark'>) =>
        (await sessionOf(accountId)).unmark(numbers),
      'maildrop.reset': async ({ accountId }: Args<'maildrop.reset'>) => (await sessionOf(accountId)).reset(),
      async 'maildrop.preview'({ accountId, number }: Args<'maildrop.preview'>) {
        const raw = await (await sessionOf(accountId)).preview(number);
        const { parseMessage } = await import('../mail/mime');
        const { subject, from, to, plain } = await parseMessage(raw);
        const people = to.map(({ name, address }) => name || address).join(', ');
        return { subject, from: from.name || from.address, to: people, text: plain.trim(), source: raw.toString() };
      },
      async 'maildrop.save'({ accountId, number }: Args<'maildrop.save'>) {
        const session = await sessionOf(accountId);
        const name = safeFileName(`${session.entry(number)?.subject || `message ${number}`}.eml`, 'message.eml');
        const path = await platform.pickSavePath({ title: 'Save message', name });
        if (path === null) return { path };
        await intoFile(path, (write) => session.save(number, write));
        await platform.markAsDownloaded(path);
        return { path };
      },
      'maildrop.command': async ({ accountId, line, confirmed }: Args<'maildrop.command'>) =>
        (await sessionOf(accountId)).command(line, confirmed),
      'maildrop.keepOpen': async ({ accountId, on }: Args<'maildrop.keepOpen'>) =>
        (await sessionOf(accountId)).keepOpen(on),
      async 'maildrop.setLanguage'({ accountId, language }: Args<'maildrop.setLanguage'>) {
        await (await sessionOf(accountId)).setLanguage(language);
        await accounts.setLanguage(accountId, language);
        emit('accounts.changed', {});
      },
      async 'maildrop.apply'({ accountId }: Args<'maildrop.apply'>) {
        const { deleted, uncertain } = await (await sessionOf(accountId)).apply();
        await store.ask('forgetUidls', { accountId, uidls: deleted.filter((uidl) => uidl !== '') });
        return { deleted: deleted.length, uncertain };
      },
      async 'maildrop.drop'({ accountId }: Args<'maildrop.drop'>) {
        (await sessionOf(accountId)).drop();
      },
    },
    jobs: {
      async 'maildrop.download'(
        { accountId, numbers }: Args<'maildrop.download'>,
        { signal, progress }: JobContext<'maildrop.download'>,
      ) {
        const session = await sessionOf(accountId);
        return session.download(
          numbers,
          {
            begin: (uidl) => store.receive({ accountId, kind: 'received', uidl: uidl || null }),
            async settle() {
              await store.settleIncoming();
              emit('mail.changed', { folders: ['inbox'] });
            },
          },
          { signal, onProgress: (done, total) => progress({ done, total }) },
        );
      },
    },
    /** Whether a fetch would find the maildrop locked by this program itself. */
    holds: (accountId: string) => sessions.get(accountId)?.holds === true,
    /** The account is removed. */
    forget(accountId: string) {
      sessions.get(accountId)?.drop();
      sessions.delete(accountId);
    },
    /** How many marks would be lost if the program ended now. */
    marked: () => [...sessions.values()].reduce((sum, { marked }) => sum + marked, 0),
    /** Without QUIT nothing is deleted. */
    drop: () => {
      for (const session of sessions.values()) session.drop();
    },
  };
}

function hereOf({ messageId, partial, sinceMs }: KnownUidl): Pick<MaildropEntry, 'here' | 'since'> {
  const here = messageId === null ? 'deleted' : partial ? 'header' : 'whole';
  return { here, since: sinceMs > 0 ? new Date(sinceMs).toISOString() : null };
}

/** A file is under its name only when it is whole. @throws `store.write-failed`, and what `fill` throws */
async function intoFile(path: string, fill: (write: (chunk: Buffer) => Promise<void>) => Promise<void>): Promise<void> {
  const part = `${path}.${randomUUID().slice(0, 8)}.part`;
  const file = await open(part, 'wx').catch((cause: unknown) => {
    throw writeFailed(path, cause);
  });
  try {
    await fill(async (chunk) => {
      await file.writeFile(chunk).catch((cause: unknown) => {
        throw writeFailed(path, cause);
      });
    });
    await file.close();
    await rename(part, path).catch((cause: unknown) => {
      throw writeFailed(path, cause);
    });
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}
