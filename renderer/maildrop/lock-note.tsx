import { useEffect, useState } from 'react';
import { idleWarning, minutesAndSeconds } from './idle';

/** How long the maildrop has been locked for this session, in which other programs get an error. */
export function LockNote({ since, lastCommandAt }: { since: string; lastCommandAt: string | null }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const warning = idleWarning(lastCommandAt, now);
  return (
    <span
      className={`chip ${warning ? 'warn' : ''}`}
      role="note"
      aria-label="Maildrop lock"
      title="Other programs can't open it meanwhile"
    >
      Locked for you {minutesAndSeconds(now - Date.parse(since))}
      {warning && `. ${warning}`}
    </span>
  );
}
