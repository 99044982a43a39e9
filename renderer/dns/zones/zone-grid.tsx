import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { ZoneRow } from '../../../shared/contract';
import { formatCount, formatTtl } from '../../ui/format';

const rowHeight = 30;

/** The records of a zone, drawn only where they can be seen. @param count of them, which grows while they come */
export function ZoneGrid({ rows, count }: { rows: readonly ZoneRow[]; count: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  return (
    <div
      ref={scroller}
      className="zone-rows"
      role="table"
      aria-label="Records"
      aria-rowcount={count}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div role="rowgroup" className="zone-head">
        <div role="row" className="zone-row">
          {['Change', 'Name', 'TTL', 'Type', 'Data'].map((name) => (
            <span key={name} role="columnheader">
              {name === 'Change' ? <span className="visually-hidden">{name}</span> : name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 1}
              className="zone-row"
              style={{ transform: `translateY(${start}px)`, position: 'absolute', height: rowHeight }}
            >
              {row && (
                <>
                  <span role="cell" title={row.change === '+' ? 'came' : row.change === '' ? undefined : 'went'}>
                    {row.change}
                  </span>
                  <span role="cell" className="mono" title={row.owner}>
                    {row.owner}
                  </span>
                  <span role="cell" className="mono" title={`${formatCount(row.ttlSeconds)} s`}>
                    {formatTtl(row.ttlSeconds)}
                  </span>
                  <span role="cell">{row.type}</span>
                  <span role="cell" className="mono" title={row.data}>
                    {row.data}
                  </span>
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
