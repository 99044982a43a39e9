import type { Account, Folder } from '../../shared/contract';

/** Where the list is: a folder of an account, or the common inbox, which belongs to none. */
export interface Place {
  accountId: string | null;
  folder: Folder;
  /** The message that is shown there first. */
  message?: number;
}

export const commonInbox: Place = { accountId: null, folder: 'inbox' };

type Known = readonly Pick<Account, 'id' | 'inbox'>[];

/** The accounts that show their mail in the common inbox. */
const inCommon = (accounts: Known) => accounts.filter(({ inbox }) => inbox === 'common').map(({ id }) => id);

export const hasCommonInbox = (accounts: Known) => accounts.some(({ inbox }) => inbox === 'common');

/** Whose mail stands there. */
export const accountIdsOf = (place: Place, accounts: Known): string[] =>
  place.accountId === null ? inCommon(accounts) : [place.accountId];

/** Where the inbox of an account is. */
export const inboxOf = ({ id, inbox }: Known[number]): Place =>
  inbox === 'common' ? commonInbox : { accountId: id, folder: 'inbox' };

/** Where the window begins: at the top of the folders. Null: there is no account. */
export function firstPlace(accounts: Known): Place | null {
  const [first] = accounts;
  if (!first) return null;
  return hasCommonInbox(accounts) ? commonInbox : inboxOf(first);
}

/** The place that was chosen, as far as it is still there: an account may be gone, or show its inbox elsewhere by now. */
export function placeNow(chosen: Place | null, accounts: Known): Place | null {
  if (!chosen) return firstPlace(accounts);
  if (chosen.accountId === null) return hasCommonInbox(accounts) ? chosen : firstPlace(accounts);
  const account = accounts.find(({ id }) => id === chosen.accountId);
  if (!account) return firstPlace(accounts);
  return chosen.folder === 'inbox' ? inboxOf(account) : chosen;
}
