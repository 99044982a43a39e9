import type { Args } from '../../shared/contract';
import { asPosthornError, fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import type { Context } from './context';
import type { LastReceives } from './last-receives';

/**
 * Receiving, one session an account at a time: the maildrop is locked for one.
 * @param heldHere whether the maildrop of an account is held open by hand
 */
export function receiveJobs(
  { accounts, store, transcripts, emit, trusted }: Context,
  lastReceives: LastReceives,
  heldHere: (accountId: string) => boolean,
) {
  /** When a server that wants pauses between logins may be asked again, on the clock of `performance`. */
  const notBefore = new Map<string, number>();
  return {
    async 'mail.receive'({ accountId }: Args<'mail.receive'>, { signal, progress }: JobContext<'mail.receive'>) {
      const account = accounts.get(accountId);
      if (heldHere(accountId)) throw fail('pop3.maildrop-open-here', { host: account.incoming.host });
      const waitMs = (notBefore.get(accountId) ?? 0) - performance.now();
      if (waitMs > 0)
        throw fail('pop3.login-too-soon', { host: account.incoming.host, seconds: Math.ceil(waitMs / 1000) });
      try {
        const [{ receive }, credentials, ca] = await Promise.all([
          import('../mail/receive'),
          accounts.credentials(accountId),
          trusted(),
        ]);
        const result = await receive(store, {
          ...account.incoming,
          ...credentials,
          ca,
          transcripts,
          signal,
          accountId,
          deleteOnServer: account.deleteOnServer,
          policy: account.policy,
          onProgress: progress,
          onStored: () => emit('mail.changed', { folders: ['inbox'] }),
        });
        if (result.loginDelaySeconds !== null)
          notBefore.set(accountId, performance.now() + result.loginDelaySeconds * 1000);
        await lastReceives.succeeded(account, result.notes);
        return result;
      } catch (error) {
        lastReceives.failed(accountId, asPosthornError(error).toJSON());
        throw error;
      }
    },
  };
}
