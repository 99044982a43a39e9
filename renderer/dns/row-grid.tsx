import './row-grid.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';

const rowHeight = 30;

export interface Column {
  name: string;
  /** As in `grid-template-columns`. */
  width: string;
  /** For readers of the screen alone. */
  hidden?: true;
}

interface RowGridProps {
  label: string;
  columns: readonly Column[];
  /** How many rows there are by now. */
  count: number;
  /** The cells of one; nothing as long as it is not there yet. */
  cells(index: number): ReactNode;
  /** Told which row is the first that is drawn. */
  onFirst?: (index: number) => void;
}

/** Many rows, drawn only where they can be seen. */
export function RowGrid({ label, columns, count, cells, onFirst }: RowGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  useEffect(() => onFirst?.(first), [onFirst, first]);
  const gridTemplateColumns = columns.map(({ width }) => width).join(' ');
  return (
    <div
      ref={scroller}
      className="row-grid"
      role="table"
      aria-label={label}
      aria-rowcount={count}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div role="rowgroup" className="row-grid-head">
        <div role="row" style={{ gridTemplateColumns }}>
          {columns.map(({ name, hidden }) => (
            <span key={name} role="columnheader">
              {hidden ? <span className="visually-hidden">{name}</span> : name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            style={{
              gridTemplateColumns,
              transform: `translateY(${start}px)`,
              position: 'absolute',
              height: rowHeight,
            }}
          >
            {cells(index) ?? columns.map(({ name }) => <span key={name} role="cell" />)}
          </div>
        ))}
      </div>
    </div>
  );
}
