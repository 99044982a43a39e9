import type { MaildropEntry } from '../../shared/contract';

export const columns = ['number', 'octets', 'subject', 'from'] as const;
export type Column = (typeof columns)[number];

export interface Sorting {
  by: Column;
  descending: boolean;
}

export const asTheServerLists: Sorting = { by: 'number', descending: false };

// Made once: to make one takes as long as to sort a screenful.
const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The column again turns its order round; another one begins with what people look for: large ones, A. */
export function turn(before: Sorting, by: Column): Sorting {
  return by === before.by ? { by, descending: !before.descending } : { by, descending: by === 'octets' };
}

/** What is not known yet comes last in either direction, and equals stay in the order of their numbers. */
export function sortEntries(entries: readonly MaildropEntry[], { by, descending }: Sorting): MaildropEntry[] {
  const sign = descending ? -1 : 1;
  return [...entries].sort((a, b) => {
    const [left, right] = [a[by], b[by]];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a.number - b.number;
    const difference =
      typeof left === 'string' || typeof right === 'string' ? words.compare(String(left), String(right)) : left - right;
    return sign * difference || a.number - b.number;
  });
}
