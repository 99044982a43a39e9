import { askEarly } from './client';
import { accountIdsOf, firstPlace } from './mail/places';
import { pageOf } from './mail/query';
import { writtenHere } from './written-here';

/** How long the first picture waits for the inbox; after that it comes without, and the rows follow. */
const patienceMs = 150;

async function askForTheInbox(): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  const settings = askEarly('settings.get', {});
  const practice = askEarly('practice.status', {});
  const inbox = askEarly('accounts.list', {}).then((accounts) => {
    const place = firstPlace(accounts);
    if (!place) return;
    const accountIds = accountIdsOf(place, accounts);
    const query = { folder: place.folder, accountIds, unreadOnly: false, query: '' };
    return Promise.all([
      askEarly('mail.list', pageOf(query, 0)),
      askEarly('mail.folders', { accountIds }),
      askEarly('mail.lastReceive', {}),
    ]);
  });
  // Who asks for it later is told what went wrong.
  await Promise.race([patience, Promise.allSettled([settings, practice, inbox])]);
}

/**
 * What the inbox needs is asked for by importing this, while the window is still being put together. Resolves when the first picture
 * can be drawn: with the inbox in it, unless that takes long.
 */
export const inboxAsked: Promise<void> = writtenHere() === null ? askForTheInbox() : Promise.resolve();
