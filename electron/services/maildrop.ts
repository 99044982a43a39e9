import type { Args, Maildrop } from '../../shared/contract';
import type { MaildropSession } from '../mail/pop3';
import type { Context } from './context';

/** The maildrops that are held open by hand, one an account. */
export function maildropCalls({ accounts, store, transcripts, emit, trusted }: Context) {
  const sessions = new Map<string, MaildropSession>();
  const sessionOf = async (accountId: string): Promise<MaildropSession> => {
    const known = sessions.get(accountId);
    if (known) return known;
    accounts.get(accountId);
    const [{ MaildropSession }, { decodeHeaders }] = await Promise.all([
      import('../mail/pop3'),
      import('../mail/mime'),
    ]);
    const made = new MaildropSession(accountId, {
      downloaded: async () => {
        const known = await store.ask('uidls', { accountId });
        return new Set(known.flatMap(({ uidl, messageId }) => (messageId === null ? [] : [uidl])));
      },
      decodeHeaders,
      onChange: (state) => emit('maildrop.changed', state),
    });
    sessions.set(accountId, made);
    return made;
  };
  const current = async (accountId: string): Promise<Maildrop> => (await sessionOf(accountId)).current;

  return {
    calls: {
      'maildrop.get': ({ accountId }: Args<'maildrop.get'>) => current(accountId),
      async 'maildrop.open'({ accountId }: Args<'maildrop.open'>) {
        const { incoming } = accounts.get(accountId);
        const session = await sessionOf(accountId);
        const [password, ca] = await Promise.all([accounts.password(accountId), trusted()]);
        return session.open({ ...incoming, password, ca, transcripts });
      },
      'maildrop.mark': async ({ accountId, number }: Args<'maildrop.mark'>) =>
        (await sessionOf(accountId)).mark(number),
      'maildrop.unmark': async ({ accountId, number }: Args<'maildrop.unmark'>) =>
        (await sessionOf(accountId)).unmark(number),
      'maildrop.reset': async ({ accountId }: Args<'maildrop.reset'>) => (await sessionOf(accountId)).reset(),
      async 'maildrop.download'({ accountId, number }: Args<'maildrop.download'>) {
        const session = await sessionOf(accountId);
        return session.download(number, async (uidl, fetch) => {
          const incoming = store.receive({ accountId, kind: 'received', uidl });
          try {
            await fetch(async (chunk) => incoming.write(chunk));
          } catch (error) {
            await incoming.discard();
            throw error;
          }
          await incoming.end();
          await store.settleIncoming();
          emit('mail.changed', { folders: ['inbox'] });
        });
      },
      async 'maildrop.apply'({ accountId }: Args<'maildrop.apply'>) {
        const { deleted } = await (await sessionOf(accountId)).apply();
        await store.ask('forgetUidls', { accountId, uidls: deleted });
        return { deleted: deleted.length };
      },
      async 'maildrop.drop'({ accountId }: Args<'maildrop.drop'>) {
        (await sessionOf(accountId)).drop();
      },
    },
    /** The program ends: without QUIT nothing is deleted. */
    close: () => {
      for (const session of sessions.values()) session.drop();
    },
  };
}
