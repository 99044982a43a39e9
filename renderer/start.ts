import { askEarly } from './client';
import { pageOf } from './mail/use-messages';

/** How long the first picture waits for the inbox; after that it comes without, and the rows follow. */
const patienceMs = 150;

/**
 * Asks for what the inbox needs while the window is still being put together.
 * @returns resolves when the first picture can be drawn: with the inbox in it, unless that takes long
 */
export async function askForTheInbox(): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  const settings = askEarly('settings.get', {});
  const practice = askEarly('practice.status', {});
  const inbox = askEarly('accounts.list', {}).then(([account]) => {
    if (!account) return;
    const accountId = account.id;
    const query = { folder: 'inbox', accountId, unreadOnly: false, query: '' } as const;
    return Promise.all([
      askEarly('mail.list', pageOf(query, 0)),
      askEarly('mail.folders', { accountId }),
      askEarly('mail.lastReceive', { accountId }),
    ]);
  });
  // Who asks for it later is told what went wrong.
  await Promise.race([patience, Promise.allSettled([settings, practice, inbox])]);
}
