import type { MessageFolder } from '../../shared/contract';
import { asPosthornError } from '../../shared/errors';
import { call } from '../client';
import { plural } from '../ui/format';
import { say } from '../ui/toast';

const tell = (thrown: unknown) => {
  const error = asPosthornError(thrown);
  say([error.message, error.safe, error.todo].filter(Boolean).join(' '));
};

/** Moves, and offers the way back. */
function move(ids: number[], to: MessageFolder, done: string): void {
  call('mail.move', { ids, to }).then(({ moved }) => {
    if (moved.length === 0) return say('They are there already.');
    const what = moved.length === 1 ? done : `${plural(moved.length, 'message')}: ${done.toLowerCase()}`;
    say(`${what} Undo: Z`, () => void call('mail.restore', { moved }).catch(tell));
  }, tell);
}

export const remove = (ids: number[]) => move(ids, 'trash', 'Deleted.');
export const archive = (ids: number[]) => move(ids, 'archive', 'Archived.');
export const backToInbox = (ids: number[]) => move(ids, 'inbox', 'Moved to Inbox.');

export function flag(ids: number[], flags: { unread?: boolean; starred?: boolean }): void {
  if (ids.length > 0) call('mail.flag', { ids, ...flags }).catch(tell);
}
