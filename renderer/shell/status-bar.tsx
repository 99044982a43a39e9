import { useEffect, useState } from 'react';
import { formatAhead, formatTime } from '../ui/format';
import { useCall } from '../use-call';
import { go } from './route';
import { useApp } from './state';

/** What is going on, in one line. */
export function StatusBar() {
  const { accounts, practice, receiving, receiveErrors } = useApp();
  const [account] = accounts;
  const busy = account !== undefined && receiving.has(account.id);
  // Asked again when receiving ends, as the argument is there again.
  const last = useCall('mail.lastReceive', account && !busy ? { accountId: account.id } : null, ['mail.changed']);
  const settled = useSettled();
  const resolvers = useCall('dns.resolvers', settled ? {} : null);
  const clock = useCall('clock.history', settled ? {} : null, ['clock.changed']);
  const newest = clock.data?.[0];
  const unencrypted = accounts.filter(
    (one) => !one.practice && (one.incoming.security === 'none' || one.outgoing.security === 'none'),
  );
  const state = () => {
    if (!account) return 'No account yet';
    const name = account.practice ? 'Practice mailbox' : account.address;
    if (receiving.has(account.id)) return `${name}: getting mail`;
    if (receiveErrors.has(account.id)) return `${name}: the last try failed`;
    return last.data?.at ? `${name}: checked ${formatTime(last.data.at)}` : `${name}: not checked yet`;
  };
  return (
    <div className="status" role="status" aria-label="Status">
      <span className="row-line">
        <span className={`dot ${account ? (receiveErrors.has(account.id) ? 'bad' : '') : 'none'}`} aria-hidden />
        {state()}
      </span>
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
        title="How far this clock is ahead of true time"
        onClick={() => go('clock')}
      >
        Clock {newest ? formatAhead(newest.offsetUs) : 'not measured'}
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
