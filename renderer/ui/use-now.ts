import { useEffect, useState } from 'react';

/** Draws again each so many ms: for ages, which grow by themselves. */
export function useNow(everyMs: number): void {
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => draw((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
