import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { BulkKind, BulkRow } from '../../../shared/contract';
import { call } from '../../client';
import { formatDuration, formatTtl } from '../../ui/format';
import { kindChip, kindWords } from './kinds';

const rowHeight = 30;
/** So many are asked for at once. */
const pageSize = 100;

interface ResultGridProps {
  kind: BulkKind | null;
  /** How many there are by now. */
  count: number;
  /** No more come. */
  settled: boolean;
}

/** The results that are in view; the others stay where they are, on disk. */
export function ResultGrid({ kind, count, settled }: ResultGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const from = Math.floor((items[0]?.index ?? 0) / pageSize) * pageSize;
  const [page, setPage] = useState<{ kind: BulkKind | null; from: number; rows: BulkRow[] }>({
    kind,
    from: 0,
    rows: [],
  });
  // While more come, rows that stood here move on: what is in view is asked for again with each count.
  // biome-ignore lint/correctness/useExhaustiveDependencies: count and settled stand for what there is to ask for
  useEffect(() => {
    let current = true;
    call('dns.bulkRows', { from, count: pageSize * 2, kind }).then(
      ({ rows }) => current && setPage({ kind, from, rows }),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [kind, from, count, settled]);
  return (
    <div
      ref={scroller}
      className="bulk-results"
      role="table"
      aria-label="Results"
      aria-rowcount={count}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div role="rowgroup" className="bulk-head">
        <div role="row" className="bulk-row">
          {['Name', 'Type', 'Result', 'TTL', 'Data', 'Time'].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = page.kind === kind ? page.rows[index - page.from] : undefined;
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 1}
              className="bulk-row"
              style={{ transform: `translateY(${start}px)`, position: 'absolute', height: rowHeight }}
            >
              {row && <Cells row={row} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Cells({ row: { name, type, kind, ttlSeconds, data, elapsedUs } }: { row: BulkRow }) {
  return (
    <>
      <span role="cell" className="mono" title={name}>
        {name}
      </span>
      <span role="cell">{type}</span>
      <span role="cell">
        <span className={kindChip(kind)}>{kindWords[kind]}</span>
      </span>
      <span role="cell" className="mono">
        {ttlSeconds === null ? '' : formatTtl(ttlSeconds)}
      </span>
      <span role="cell" className="mono" title={data.join('\n')}>
        {data.join(', ')}
      </span>
      <span role="cell" className="dim">
        {elapsedUs === null ? '' : formatDuration(elapsedUs)}
      </span>
    </>
  );
}
