import type { Args } from '../../shared/contract';
import type { Context } from './context';

/** @param closeMaildrop ends a session in which the account's maildrop is held open */
export function accountsCalls({ accounts, secrets, store, emit }: Context, closeMaildrop: (accountId: string) => void) {
  return {
    'accounts.list': () => accounts.list(),
    async 'accounts.save'(input: Args<'accounts.save'>) {
      const account = await accounts.save(input);
      emit('accounts.changed', {});
      return account;
    },
    async 'accounts.remove'({ id }: Args<'accounts.remove'>) {
      closeMaildrop(id);
      await accounts.remove(id);
      await store.ask('removeAccount', { accountId: id });
      emit('accounts.changed', {});
      emit('mail.changed', { folders: ['inbox', 'drafts', 'outbox', 'sent', 'archive', 'trash'] });
    },
    'accounts.secretStorage': () => ({ keyring: secrets.keyring }),
  };
}
