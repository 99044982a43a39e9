import { useEffect, useState } from 'react';
import { formatAgo, formatFull } from '../ui/format';

/** When the draft was last saved; apart from the status, which would say it every second. */
export function SavedAt({ at }: { at: string }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="faint small" title={formatFull(at)}>
      Draft saved {formatAgo(at, now)}
    </span>
  );
}
