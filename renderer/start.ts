import { askEarly } from './client';
import { pageOf } from './mail/use-messages';

/**
 * Asks for what the inbox needs while the window is still being put together: each answer is there, or on its way, when the
 * first part asks for it.
 */
export async function askForTheInbox(): Promise<void> {
  void askEarly('settings.get', {}).catch(() => {});
  void askEarly('practice.status', {}).catch(() => {});
  const [account] = await askEarly('accounts.list', {}).catch(() => []);
  if (!account) return;
  const query = { folder: 'inbox', accountId: account.id, unreadOnly: false, query: '' } as const;
  void askEarly('mail.list', pageOf(query, 0)).catch(() => {});
  void askEarly('mail.folders', { accountId: account.id }).catch(() => {});
}
