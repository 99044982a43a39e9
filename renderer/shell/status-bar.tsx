import { useEffect, useState } from 'react';
import type { Account } from '../../shared/contract';
import { sentencesOf } from '../../shared/notes';
import { accountName } from '../account/account-name';
import { call } from '../client';
import { inboxOf } from '../mail/places';
import { OutboxChip } from '../outbox/outbox-chip';
import { formatAgo, formatAhead, formatTime, plural } from '../ui/format';
import { useNow } from '../ui/use-now';
import { useCall } from '../use-call';
import { lookedAtAll } from './looked-at';
import { go } from './route';
import { useApp } from './state';

const newestInOutbox = {
  folder: 'outbox',
  accountIds: null,
  unreadOnly: false,
  query: '',
  offset: 0,
  limit: 1,
} as const;

/** What is going on, in one line. */
export function StatusBar() {
  const { accounts, practice, receiving, receiveErrors, choosePlace } = useApp();
  const last = useCall('mail.lastReceive', accounts.length > 0 ? {} : null, ['mail.lastReceiveChanged']);
  const settled = useSettled();
  const resolvers = useCall('dns.resolvers', settled ? {} : null);
  const { data: clock } = useCall('clock.newest', settled ? {} : null, ['clock.changed']);
  useNow(30_000);
  const notes = last.data?.flatMap((one) => one.notes) ?? [];
  const notedId = last.data?.find((one) => one.notes.length > 0)?.accountId;
  const noted = accounts.find(({ id }) => id === notedId);
  const unencrypted = accounts.filter(
    (one) => !one.practice && (one.incoming.security === 'none' || one.outgoing.security === 'none'),
  );
  const state = () => {
    const [only, ...others] = accounts;
    if (!only) return 'No account yet';
    const named = (some: readonly Account[]) => some.map(accountName).join(', ');
    const busy = accounts.filter(({ id }) => receiving.has(id));
    if (busy.length > 0) return `${named(busy)}: getting mail`;
    const failed = accounts.filter(({ id }) => receiveErrors.has(id));
    if (failed.length > 0) return `${named(failed)}: the last try failed`;
    const name = others.length === 0 ? accountName(only) : plural(accounts.length, 'account');
    const waiting = accounts.filter(({ id }) => lookedAtAll(last.data, [id]) === null);
    if (waiting.length > 0 && waiting.length < accounts.length) return `${named(waiting)}: not checked yet`;
    const at = lookedAtAll(
      last.data,
      accounts.map(({ id }) => id),
    );
    return at ? `${name}: checked ${formatTime(at)}` : `${name}: not checked yet`;
  };
  const showOutbox = async () => {
    const { rows } = await call('mail.list', newestInOutbox);
    const accountId = rows[0]?.accountId ?? accounts[0]?.id;
    if (accountId !== undefined) choosePlace({ accountId, folder: 'outbox' });
    go('mail');
  };
  return (
    <div className="status" role="status" aria-label="Status">
      <span className="row-line">
        <span
          className={`dot ${accounts.length > 0 ? (accounts.some(({ id }) => receiveErrors.has(id)) ? 'bad' : '') : 'none'}`}
          aria-hidden
        />
        {state()}
      </span>
      {noted && (
        <button
          type="button"
          className="chip"
          title={notes.map((note) => sentencesOf(note).does).join('\n')}
          onClick={() => {
            choosePlace(inboxOf(noted));
            go('mail');
          }}
        >
          {plural(notes.length, 'note')} about the server
        </button>
      )}
      <OutboxChip ask={settled} onShow={() => void showOutbox()} />
      {practice.on && <span className="chip brass">Practice servers on</span>}
      {unencrypted.length > 0 && (
        <span className="chip warn" title="Passwords and mail cross the network as anybody there can read them.">
          Not encrypted: {unencrypted.map((one) => one.address).join(', ')}
        </span>
      )}
      <span className="grow" />
      <span>{resolvers.data && `Resolver ${resolvers.data[0]?.host ?? 'unknown'}`}</span>
      <button
        type="button"
        className="chip"
        title={
          clock ? `${clock.sentence} Measured ${formatAgo(clock.at)}.` : 'How far this clock is ahead of true time'
        }
        onClick={() => go('clock')}
      >
        Clock{' '}
        {clock
          ? `${clock.result ? formatAhead(clock.result.offsetUs) : 'unknown'} · ${formatAgo(clock.at)}`
          : 'not measured'}
      </button>
    </div>
  );
}

/** Whether the window had a moment to itself: what only the status bar shows must not hold up the inbox. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const handle = requestIdleCallback(() => setSettled(true), { timeout: 2_000 });
    return () => cancelIdleCallback(handle);
  }, []);
  return settled;
}
