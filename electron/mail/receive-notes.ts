import type { ServerNote } from '../../shared/contract';
import { isLong, isShared, type UidlHabits } from './pop3';
import type { Listing } from './receive-plan';

export interface Totals {
  messages: number;
  octets: number;
}

/** What a session has seen of its server. */
export interface Seen {
  stat: Totals;
  listing: Listing;
  uidlHabits: UidlHabits;
  /** Messages that came with another size than LIST gave. */
  otherSizes: number;
  /** The ids of messages that were listed and not given. */
  notGiven: string[];
  /** The ids of messages whose rest was wanted and is there no more. */
  restGone: string[];
  expire: { days: number | 'never' } | null;
  /** PIPELINING is announced and not kept. */
  pipeliningUntrue: boolean;
}

/** What is worth telling of it, what concerns mail before what only takes time. */
export function notesOf(seen: Seen): ServerNote[] {
  const { stat, listing, uidlHabits, otherSizes, notGiven, restGone, expire, pipeliningUntrue } = seen;
  const ids = [...listing.uidls.values()];
  const there = new Set(ids);
  const shared = ids.filter((id) => isShared(id, there)).length;
  const long = ids.filter(isLong).length;
  const list = {
    messages: listing.sizes.size,
    octets: [...listing.sizes.values()].reduce((sum, size) => sum + size, 0),
  };
  const notes: ServerNote[] = [];
  if (restGone.length > 0) notes.push({ code: 'rest-gone', ids: restGone });
  if (notGiven.length > 0) notes.push({ code: 'not-given', ids: notGiven });
  if (typeof expire?.days === 'number') notes.push({ code: 'expire', days: expire.days });
  if (stat.messages !== list.messages || stat.octets !== list.octets)
    notes.push({ code: 'stat-unlike-list', stat, list });
  if (uidlHabits.none) notes.push({ code: 'no-uidl', byFetching: uidlHabits.byFetching });
  else {
    if (shared > 0) notes.push({ code: 'shared-uidl', messages: shared });
    if (long > 0) notes.push({ code: 'long-uidl', messages: long });
    if (uidlHabits.unlisted > 0) notes.push({ code: 'unlisted-uidl', messages: uidlHabits.unlisted });
  }
  if (otherSizes > 0) notes.push({ code: 'sizes-unlike-list', messages: otherSizes });
  if (pipeliningUntrue) notes.push({ code: 'pipelining-untrue' });
  return notes;
}
