import type { Account, AccountInput, Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import { type AccountCredentials, credentialsOf } from '../mail/accounts';
import type { Context } from './context';

export function sendJobs({ accounts, store, transcripts, emit, trusted }: Context) {
  const sending = new Set<number>();
  const outgoingPassword = async ({ id, outgoing, signIn }: Account): Promise<string> => {
    if (outgoing.user === '') return '';
    if (signIn === 'token') throw fail('smtp.token-not-possible', { host: outgoing.host });
    return (await accounts.credentials(id)).password;
  };
  /** The one that was typed, or the one that is known and of the same kind. */
  const credentialsFor = async ({ id, signIn, password }: AccountInput): Promise<AccountCredentials> => {
    const known = password === '' && id !== null && accounts.get(id).signIn === signIn;
    return known ? accounts.credentials(id) : credentialsOf(signIn, password);
  };
  return {
    async 'compose.send'({ id }: Args<'compose.send'>, { signal, progress }: JobContext<'compose.send'>) {
      // Two presses of a key must not send twice.
      if (sending.has(id)) throw fail('mail.already-sending', {});
      sending.add(id);
      try {
        const { send } = await import('../mail/send');
        const draft = await store.ask('drafts.get', { id });
        const account = accounts.get(draft.accountId);
        const password = await outgoingPassword(account);
        const onChange = () => {
          emit('compose.changed', { id });
          emit('mail.changed', { folders: ['drafts', 'outbox', 'sent', 'inbox'] });
        };
        return await send(store, id, {
          account,
          password,
          transcripts,
          ca: await trusted(),
          signal,
          onProgress: progress,
          onChange,
        });
      } finally {
        sending.delete(id);
      }
    },
    async 'accounts.test'(input: Args<'accounts.test'>, { signal, progress }: JobContext<'accounts.test'>) {
      const { testAccount } = await import('../mail/test-account');
      const credentials = await credentialsFor(input);
      return testAccount({ input, credentials, transcripts, ca: await trusted(), signal, onStep: progress });
    },
  };
}
