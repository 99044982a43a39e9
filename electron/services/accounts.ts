import type { Args } from '../../shared/contract';
import type { Context } from './context';

interface Listeners {
  onSave(): Promise<void>;
  /** Ends what goes on for the account, and forgets what only it needs. */
  onRemove(accountId: string): Promise<void>;
}

export function accountsCalls({ accounts, secrets, store, emit }: Context, { onSave, onRemove }: Listeners) {
  return {
    'accounts.list': () => accounts.list(),
    async 'accounts.save'(input: Args<'accounts.save'>) {
      const account = await accounts.save(input);
      emit('accounts.changed', {});
      await onSave();
      return account;
    },
    async 'accounts.remove'({ id }: Args<'accounts.remove'>) {
      await onRemove(id);
      await accounts.remove(id);
      await store.ask('removeAccount', { accountId: id });
      emit('accounts.changed', {});
      emit('mail.changed', { folders: ['inbox', 'drafts', 'outbox', 'sent', 'archive', 'trash'] });
    },
    'accounts.secretStorage': () => ({ keyring: secrets.keyring }),
  };
}
