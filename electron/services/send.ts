import type { AccountInput, Args } from '../../shared/contract';
import type { JobContext } from '../ipc';
import { type AccountCredentials, credentialsOf } from '../mail/accounts';
import type { Context } from './context';

export function sendJobs({ accounts, transcripts, trusted }: Context) {
  /** The one that was typed, or the one that is known and of the same kind. */
  const credentialsFor = async ({ id, signIn, password }: AccountInput): Promise<AccountCredentials> => {
    const known = password === '' && id !== null && accounts.get(id).signIn === signIn;
    return known ? accounts.credentials(id) : credentialsOf(signIn, password);
  };
  return {
    async 'accounts.test'(input: Args<'accounts.test'>, { signal, progress }: JobContext<'accounts.test'>) {
      const { testAccount } = await import('../mail/test-account');
      const credentials = await credentialsFor(input);
      return testAccount({ input, credentials, transcripts, ca: await trusted(), signal, onStep: progress });
    },
  };
}
