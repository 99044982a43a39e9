import { useVirtualizer } from '@tanstack/react-virtual';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useEffect, useRef } from 'react';
import type { MaildropEntry } from '../../shared/contract';
import { MaildropRow, type RowDeeds } from './maildrop-row';
import { type Selection, targets } from './selection';
import { type Column, type Sorting, turn } from './sorting';

const rowHeight = 32;
const headHeight = 30;
/** So many rows beyond those in view are asked for as well, so that scrolling finds them there. */
const margin = 20;
/** Rows that are only scrolled past are not asked for. */
const restMs = 60;

const heads: { name: string; by?: Column; className?: string }[] = [
  { name: '#', by: 'number', className: 'number' },
  { name: 'Subject', by: 'subject' },
  { name: 'From', by: 'from' },
  { name: 'Size', by: 'octets', className: 'number' },
  { name: 'UIDL' },
  { name: 'Here' },
  { name: 'Actions', className: 'unnamed' },
];

interface MaildropGridProps extends RowDeeds {
  /** As they are shown. */
  entries: MaildropEntry[];
  order: readonly number[];
  selection: Selection;
  sorting: Sorting;
  sortedBy: Sorting;
  noTop: boolean;
  onSort(sorting: Sorting): void;
  /** These are looked at. */
  onLook(numbers: number[]): void;
}

/** The messages on the server, drawn only where they can be seen; one tab stop, the keys of the screen move inside. */
export function MaildropGrid({
  entries,
  order,
  selection,
  sorting,
  sortedBy,
  noTop,
  onSort,
  onLook,
  ...deeds
}: MaildropGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: headHeight,
    // Neither the head nor anything else may cover the row that the keys have come to.
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const first = Math.max(0, (items[0]?.index ?? 0) - margin);
  const wanted = entries
    .slice(first, (items.at(-1)?.index ?? -1) + 1 + margin)
    .filter(({ subject, marked }) => subject === null && !marked)
    .map(({ number }) => number);
  const key = wanted.join(' ');
  const look = useRef(onLook);
  look.current = onLook;
  useEffect(() => {
    if (key === '' || noTop) return;
    const timer = setTimeout(() => look.current(key.split(' ').map(Number)), restMs);
    return () => clearTimeout(timer);
  }, [key, noTop]);
  const { at } = selection;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row is followed, or the row to where the order that was chosen moves it; not one that other rows move
  useEffect(() => {
    const index = at === null ? -1 : order.indexOf(at);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [virtual, at, sortedBy]);
  const chosen = new Set(targets(order, selection));

  return (
    <div
      ref={scroller}
      className="drop-grid"
      role="grid"
      aria-label="Maildrop"
      aria-rowcount={entries.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={at === null ? undefined : `drop-${at}`}
      tabIndex={0}
      data-pane
    >
      <div className="drop-row head" role="row" aria-rowindex={1} style={{ height: headHeight }}>
        {heads.map(({ name, by, className }) => (
          <span
            key={name}
            role="columnheader"
            className={className}
            aria-sort={by && sorting.by === by ? (sorting.descending ? 'descending' : 'ascending') : undefined}
          >
            {by ? (
              <button
                type="button"
                title={`Sort by ${name.toLowerCase()} (s)`}
                onClick={() => onSort(turn(sorting, by))}
              >
                {name}
                {sorting.by === by &&
                  (sorting.descending ? (
                    <ArrowDown size={12} strokeWidth={1.6} aria-hidden />
                  ) : (
                    <ArrowUp size={12} strokeWidth={1.6} aria-hidden />
                  ))}
              </button>
            ) : className === 'unnamed' ? (
              <span className="visually-hidden">{name}</span>
            ) : (
              name
            )}
          </span>
        ))}
      </div>
      <div className="grid-inner" style={{ height: virtual.getTotalSize() }} role="rowgroup">
        {items.map(({ index, start }) => {
          const entry = entries[index];
          return (
            entry && (
              <MaildropRow
                key={entry.number}
                entry={entry}
                rowIndex={index + 2}
                top={start - headHeight}
                height={rowHeight}
                at={entry.number === at}
                selected={chosen.has(entry.number)}
                noTop={noTop}
                {...deeds}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
