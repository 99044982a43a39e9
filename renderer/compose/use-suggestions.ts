import { useEffect, useRef, useState } from 'react';
import { parseAddresses } from '../../shared/addresses';
import type { Suggestion } from '../../shared/contract';
import { call } from '../client';

export interface Suggestions {
  list: readonly Suggestion[];
  /** The one that Enter takes; -1: none. */
  at: number;
  move(step: 1 | -1): void;
  close(): void;
}

/**
 * What the address book knows for the letters of an entry.
 * @param here the addresses that the field holds already
 */
export function useSuggestions(entry: string, here: readonly string[]): Suggestions {
  const [list, setList] = useState<readonly Suggestion[]>([]);
  const [at, setAt] = useState(-1);
  /** Put aside until something else is typed. */
  const closed = useRef<string | null>(null);
  const words = entry.trim();
  const turn = useRef(0);
  const present = useRef(here);
  present.current = here;

  useEffect(() => {
    turn.current += 1;
    const mine = turn.current;
    if (words === '' || closed.current === words) {
      setList([]);
      setAt(-1);
      return;
    }
    closed.current = null;
    call('addressBook.suggest', { words: words.slice(0, 1_000) }).then(
      (found) => {
        if (mine !== turn.current) return;
        const there = new Set(present.current.map((address) => address.toLowerCase()));
        const left = found.filter(({ members }) => members.some(({ address }) => !there.has(address.toLowerCase())));
        setList(left);
        // Whoever has typed an address means that one.
        setAt(left.length > 0 && parseAddresses(words)[0]?.problem !== '' ? 0 : -1);
      },
      () => {},
    );
  }, [words]);

  return {
    list,
    at,
    move: (step) => setAt((now) => (now + step + list.length) % Math.max(1, list.length)),
    close() {
      closed.current = words;
      turn.current += 1;
      setList([]);
      setAt(-1);
    },
  };
}
