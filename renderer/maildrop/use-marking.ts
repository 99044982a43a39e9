import { useRef, useState } from 'react';
import { call } from '../client';
import type { LongWork } from './progress-note';

/** So many DELEs go out before it is told how far they are, and can be stopped. */
const atOnce = 500;

/** Marks messages for deletion: a few at once, and many in turns that show how far it is. */
export function useMarking(accountId: string): {
  marking: LongWork | null;
  /** @returns those that the server would not mark, by number */
  mark(numbers: number[]): Promise<number[]>;
} {
  const [marking, setMarking] = useState<LongWork | null>(null);
  const busy = useRef(false);
  return {
    marking,
    async mark(numbers) {
      if (numbers.length === 0 || busy.current) return [];
      busy.current = true;
      let stopped = false;
      const cancel = () => {
        stopped = true;
      };
      const refused: number[] = [];
      try {
        for (let done = 0; done < numbers.length && !stopped; done += atOnce) {
          if (numbers.length > atOnce) setMarking({ done, total: numbers.length, cancel });
          const answer = await call('maildrop.mark', { accountId, numbers: numbers.slice(done, done + atOnce) });
          refused.push(...answer.refused);
        }
      } finally {
        busy.current = false;
        setMarking(null);
      }
      return refused;
    },
  };
}
