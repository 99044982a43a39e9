import type { Args } from '../../shared/contract';
import { asPosthornError } from '../../shared/errors';
import type { JobContext } from '../ipc';
import type { Context } from './context';
import type { LastReceive } from './mail';

/** Receiving, one session an account at a time: the maildrop is locked for one. */
export function receiveJobs({ accounts, store, transcripts, emit, trusted }: Context, lastReceive: LastReceive) {
  return {
    async 'mail.receive'({ accountId }: Args<'mail.receive'>, { signal, progress }: JobContext<'mail.receive'>) {
      const account = accounts.get(accountId);
      try {
        const [{ receive }, password, ca] = await Promise.all([
          import('../mail/receive'),
          accounts.password(accountId),
          trusted(),
        ]);
        const result = await receive(store, {
          ...account.incoming,
          password,
          ca,
          transcripts,
          signal,
          accountId,
          deleteOnServer: account.deleteOnServer,
          onProgress: progress,
          onStored: () => emit('mail.changed', { folders: ['inbox'] }),
        });
        lastReceive.set(accountId, null);
        return result;
      } catch (error) {
        lastReceive.set(accountId, asPosthornError(error).toJSON());
        throw error;
      }
    },
  };
}
