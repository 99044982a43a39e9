import { type KeyboardEvent, memo, type PointerEvent, type RefObject } from 'react';

const perRow = 16;

interface OctetsProps {
  octets: Uint8Array;
  /** Where the keyboard is. */
  at: number;
  /** Half-open. */
  marked: { start: number; end: number };
  onPoint(octet: number | null): void;
  onSelect(octet: number): void;
  grid: RefObject<HTMLDivElement | null>;
}

/** Octets as hexadecimal and as ASCII, sixteen a row. */
export function Octets({ octets, at, marked, onPoint, onSelect, grid }: OctetsProps) {
  const move = (event: KeyboardEvent) => {
    const first = at - (at % perRow);
    const target = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + perRow,
      ArrowUp: at - perRow,
      Home: event.ctrlKey ? 0 : first,
      End: event.ctrlKey ? octets.length - 1 : Math.min(first + perRow, octets.length) - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    if (target < 0 || target >= octets.length) return;
    onSelect(target);
    grid.current?.querySelector<HTMLElement>(`[role="gridcell"][data-at="${target}"]`)?.focus();
  };
  const pointed = (event: PointerEvent): number | null => {
    const place = event.target instanceof HTMLElement ? event.target.dataset.at : undefined;
    return place === undefined ? null : Number(place);
  };
  return (
    <div
      role="grid"
      aria-label="Octets"
      aria-readonly
      className="octet-grid mono"
      ref={grid}
      onKeyDown={move}
      onPointerOver={(event) => onPoint(pointed(event))}
      onPointerLeave={() => onPoint(null)}
      onPointerDown={(event) => {
        const octet = pointed(event);
        if (octet !== null) onSelect(octet);
      }}
    >
      {Array.from({ length: Math.ceil(octets.length / perRow) }, (_, row) => {
        const offset = row * perRow;
        const inRow = (octet: number) => Math.min(Math.max(octet - offset, 0), perRow);
        return (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            key={row}
            octets={octets}
            offset={offset}
            from={inRow(marked.start)}
            to={inRow(marked.end)}
            at={at >= offset && at < offset + perRow ? at : null}
          />
        );
      })}
    </div>
  );
}

interface RowProps {
  octets: Uint8Array;
  offset: number;
  /** Marked in this row, half-open; empty where both are the same. */
  from: number;
  to: number;
  at: number | null;
}

/** Drawn again only where something in it changed: a message may have hundreds of them. */
const Row = memo(function Row({ octets, offset, from, to, at }: RowProps) {
  const row = Array.from(octets.subarray(offset, offset + perRow));
  const mark = (index: number) => {
    if (index < from || index >= to) return '';
    return ['marked', index === from ? 'first' : '', index === to - 1 ? 'last' : ''].join(' ').trim();
  };
  return (
    <div role="row">
      <span role="rowheader" className="dim offset">
        {offset.toString(16).padStart(4, '0')}
      </span>
      {row.map((octet, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: an octet is its place
          key={index}
          role="gridcell"
          aria-selected={index >= from && index < to}
          data-at={offset + index}
          tabIndex={offset + index === at ? 0 : -1}
          className={mark(index)}
        >
          {octet.toString(16).padStart(2, '0')}
        </span>
      ))}
      <span className="ascii" aria-hidden>
        {row.map((octet, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an octet is its place
          <span key={index} data-at={offset + index} className={mark(index)}>
            {octet > 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·'}
          </span>
        ))}
      </span>
    </div>
  );
});
