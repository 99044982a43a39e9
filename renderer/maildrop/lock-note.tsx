import { useEffect, useState } from 'react';

/** Servers may end a session after 10 minutes without a command (RFC 1939 §3); before that the note turns amber. */
const warnAfterMs = 8 * 60_000;

/** How long the maildrop has been locked for this session: other programs get an error meanwhile. */
export function LockNote({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const heldMs = Math.max(0, now - Date.parse(since));
  const minutes = Math.floor(heldMs / 60_000);
  const seconds = String(Math.floor((heldMs % 60_000) / 1_000)).padStart(2, '0');
  return (
    <span className={`chip ${heldMs > warnAfterMs ? 'warn' : ''}`} role="note" aria-label="Maildrop lock">
      Locked for you for {minutes}:{seconds}
      {heldMs > warnAfterMs && '. The server may end the session soon.'}
    </span>
  );
}
