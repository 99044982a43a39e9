import type { AccountInput, Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import { type AccountCredentials, credentialsOf } from '../mail/accounts';
import type { Context } from './context';
import type { SizeLimits } from './size-limits';

export function sendServices({ accounts, store, transcripts, emit, trusted }: Context, sizeLimits: SizeLimits) {
  const sending = new Set<number>();
  /** The one that was typed, or the one that is known and of the same kind. */
  const credentialsFor = async ({ id, signIn, password }: AccountInput): Promise<AccountCredentials> => {
    const known = password === '' && id !== null && accounts.get(id).signIn === signIn;
    return known ? accounts.credentials(id) : credentialsOf(signIn, password);
  };
  const changed = (id: number) => () => {
    emit('compose.changed', { id });
    emit('mail.changed', { folders: ['drafts', 'outbox', 'sent', 'inbox'] });
  };
  const jobs = {
    async 'compose.send'({ id, again }: Args<'compose.send'>, { signal, progress }: JobContext<'compose.send'>) {
      // Two presses of a key must not send twice.
      if (sending.has(id)) throw fail('mail.already-sending', {});
      sending.add(id);
      try {
        const { send } = await import('../mail/send');
        const draft = await store.ask('drafts.get', { id });
        const { account, credentials } = await accounts.sender(draft.accountId, draft.identityId);
        return await send(store, id, {
          account,
          credentials,
          transcripts,
          ca: await trusted(),
          signal,
          onProgress: progress,
          onSizeLimit: (most) => void sizeLimits.learn(account.outgoing, most).catch(() => {}),
          onChange: changed(id),
          again,
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
  const calls = {
    async 'compose.arrived'({ id }: Args<'compose.arrived'>) {
      const { arrived } = await import('../mail/send');
      const draft = await store.ask('drafts.get', { id });
      return arrived(store, id, { account: accounts.as(draft.accountId, draft.identityId), onChange: changed(id) });
    },
  };
  return { calls, jobs };
}
