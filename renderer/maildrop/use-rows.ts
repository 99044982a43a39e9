import { useEffect, useMemo, useRef, useState } from 'react';
import type { MaildropEntry } from '../../shared/contract';
import { asTheServerLists, type Sorting, sortEntries } from './sorting';

const textOf = ({ number, subject, from, uidl }: MaildropEntry) =>
  `${number}\n${subject ?? ''}\n${from ?? ''}\n${uidl}`.toLowerCase();

export interface Rows {
  shown: MaildropEntry[];
  order: number[];
  sorting: Sorting;
  sort(sorting: Sorting): void;
  /** What the order follows by now: the sorting that was chosen, one picture later. */
  sortedBy: Sorting;
  /** How many would have to be asked for before the order or the filter tells the truth. */
  unknown: number;
}

/** The entries as they are shown: in an order, and only those with these words. */
export function useRows(entries: MaildropEntry[], words: string): Rows {
  const [sorting, sort] = useState(asTheServerLists);
  const unknown = entries.filter(({ subject, marked }) => subject === null && !marked).length;
  const bySubject = sorting.by === 'subject' || sorting.by === 'from';
  // Subjects that come while somebody scrolls must not move rows about: they take their places when the last one is here.
  const [{ places, sortedBy }, setPlaced] = useState<{ places: ReadonlyMap<number, number> | null; sortedBy: Sorting }>(
    {
      places: null,
      sortedBy: asTheServerLists,
    },
  );
  const latest = useRef(entries);
  latest.current = entries;
  const complete = unknown === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order, another listing, or the last of the subjects
  useEffect(() => {
    const places = new Map(sortEntries(latest.current, sorting).map(({ number }, place) => [number, place]));
    setPlaced({ places, sortedBy: sorting });
  }, [sorting, entries.length, complete]);

  const wanted = words.trim().toLowerCase();
  const shown = useMemo(() => {
    const found = wanted === '' ? entries : entries.filter((entry) => textOf(entry).includes(wanted));
    const placeOf = ({ number }: MaildropEntry) => places?.get(number) ?? number;
    return [...found].sort((a, b) => placeOf(a) - placeOf(b));
  }, [entries, wanted, places]);
  const order = useMemo(() => shown.map(({ number }) => number), [shown]);
  return {
    shown,
    order,
    sorting,
    sort,
    sortedBy,
    unknown: bySubject || wanted !== '' ? unknown : 0,
  };
}
