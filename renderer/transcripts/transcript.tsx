import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Protocol, TranscriptLine } from '../../shared/contract';
import { formatOctets } from '../ui/format';
import { explain } from './explain';

const arrows = { sent: '→', received: '←', event: '·' };
const arrowNames = { sent: 'sent', received: 'received', event: 'event' };

interface TranscriptProps {
  /** What is shown, which a filter may have thinned out. */
  lines: TranscriptLine[];
  /** The whole session: what a line means depends on those before it. */
  session: TranscriptLine[];
  protocol: Protocol;
  name: string;
  wrap: boolean;
  /** Keep the newest line in view, while it is. */
  follow: boolean;
  /** What is worth saying stands under the lines instead of beside them. */
  inline?: boolean;
  selected: number | null;
  onSelect(seq: number): void;
}

/** What to say under a line: of a hundred commands or answers that are alike, only under the first. */
function meaningOf(protocol: Protocol, lines: TranscriptLine[], index: number, session: TranscriptLine[]): string {
  const line = lines[index];
  if (!line || line.direction === 'event') return '';
  const told = explain(protocol, line, session);
  if (line.direction === 'received' && !told.notable) return '';
  const before = lines.findLast(({ direction }, at) => at < index && direction === line.direction);
  return before && explain(protocol, before, session).text === told.text ? '' : told.text;
}

/** The lines of a session, drawn only where they can be seen. */
export function Transcript({
  lines,
  session,
  protocol,
  name,
  wrap,
  follow,
  inline = false,
  selected,
  onSelect,
}: TranscriptProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 21,
    overscan: 20,
  });
  const following = useRef(follow);
  const lastTop = useRef(0);
  // The heights of lines are known only once they are drawn, so the end is sought after each drawing.
  useLayoutEffect(() => {
    if (following.current && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines that come in must not pull back to the chosen one
  useEffect(() => {
    const index = lines.findIndex(({ seq }) => seq === selected);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [virtual, selected]);
  const move = (step: number) => {
    const at = lines.findIndex(({ seq }) => seq === selected);
    const next = lines[Math.min(lines.length - 1, Math.max(0, at + step))];
    if (next) onSelect(next.seq);
  };
  return (
    <div
      ref={scroller}
      className={`transcript ${wrap ? 'wrap' : ''}`}
      role="log"
      aria-label={name}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        if (scrollHeight - scrollTop - clientHeight < 40) following.current = follow;
        // Only who scrolls back stops following; lines that grow do not.
        else if (scrollTop < lastTop.current) following.current = false;
        lastTop.current = scrollTop;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          if (!line) return null;
          const meaning = inline && meaningOf(protocol, lines, index, session);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys on the log choose a line as well
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={`wire-line ${line.direction} ${line.failed ? 'failed' : ''} ${line.seq === selected ? 'selected' : ''}`}
              style={{ transform: `translateY(${start}px)` }}
              title={line.octets > 0 ? formatOctets(line.octets) : undefined}
              onClick={() => onSelect(line.seq)}
              onKeyDown={() => {}}
            >
              <span className="at">{(line.atUs / 1e6).toFixed(3)}</span>
              <span className="arrow" role="img" aria-label={arrowNames[line.direction]}>
                {arrows[line.direction]}
              </span>
              <span className="words">{line.text}</span>
              {meaning && <span className="meaning">{meaning}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
