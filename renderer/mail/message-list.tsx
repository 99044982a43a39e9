import { useVirtualizer } from '@tanstack/react-virtual';
import Paperclip from 'lucide-react/icons/paperclip';
import Reply from 'lucide-react/icons/reply';
import Star from 'lucide-react/icons/star';
import { useEffect, useRef } from 'react';
import type { MessageRow } from '../../shared/contract';
import { dayOf, formatOctets, formatSize, formatWhen } from '../ui/format';
import type { Messages } from './use-messages';

const dayHeight = 32;

export interface ListProps {
  messages: Messages;
  compact: boolean;
  /** The message that is read, or where the keys are. */
  at: number | null;
  selected: ReadonlySet<number>;
  /** In Sent, Drafts and Outbox the other side is the recipient. */
  showRecipients: boolean;
  onPick(row: MessageRow, event: { ctrl: boolean; shift: boolean }): void;
}

export const senderOf = (row: MessageRow, recipients: boolean) =>
  recipients ? row.to || '(no recipient)' : row.from.name || row.from.address || '(no sender)';
export const subjectOf = (row: MessageRow) => row.subject || '(no subject)';

/** The rows, drawn only where they can be seen; one tab stop, the keys move inside. */
export function MessageList({ messages, compact, at, selected, showRecipients, onPick }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const total = messages.total ?? 0;
  const rowHeight = compact ? 48 : 68;
  const startsDay = (index: number) => {
    const row = messages.row(index);
    const before = messages.row(index - 1);
    return row !== undefined && (index === 0 || (before !== undefined && dayOf(before.date) !== dayOf(row.date)));
  };
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeight + (startsDay(index) ? dayHeight : 0),
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { need } = messages;
  useEffect(() => need(first, last), [need, first, last]);
  // Where a day begins is known only when its rows are.
  const known = items.map(({ index }) => (startsDay(index) ? 1 : 0)).join('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when what is known changes
  useEffect(() => virtual.measure(), [virtual, known, rowHeight]);
  const atIndex = at === null ? -1 : messages.indexOf(at);
  useEffect(() => {
    if (atIndex >= 0) virtual.scrollToIndex(atIndex, { align: 'auto' });
  }, [virtual, atIndex]);

  return (
    <div
      ref={scroller}
      className={`grid ${compact ? 'compact' : ''}`}
      role="grid"
      aria-label="Messages"
      aria-rowcount={total}
      aria-multiselectable="true"
      aria-activedescendant={at === null ? undefined : `message-${at}`}
      tabIndex={0}
      data-pane
    >
      <div className="grid-inner" style={{ height: virtual.getTotalSize() }} role="presentation">
        {items.map(({ index, start, key }) => {
          const row = messages.row(index);
          if (!row) return <Skeleton key={key} top={start} height={rowHeight} />;
          const day = startsDay(index);
          return (
            <div key={key} role="presentation">
              {day && (
                <div className="day" style={{ top: start }} aria-hidden>
                  {dayOf(row.date)}
                </div>
              )}
              <Row
                row={row}
                index={index}
                top={start + (day ? dayHeight : 0)}
                height={rowHeight}
                at={row.id === at}
                selected={selected.size > 0 ? selected.has(row.id) : row.id === at}
                recipients={showRecipients}
                onPick={onPick}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Skeleton({ top, height }: { top: number; height: number }) {
  return (
    <div className="message-row" style={{ top, height }} aria-busy="true">
      <span className="skeleton who">sender</span>
      <span />
      <span className="skeleton subject">subject</span>
    </div>
  );
}

interface RowProps {
  row: MessageRow;
  index: number;
  top: number;
  height: number;
  at: boolean;
  selected: boolean;
  recipients: boolean;
  onPick: ListProps['onPick'];
}

function Row({ row, index, top, height, at, selected, recipients, onPick }: RowProps) {
  const who = senderOf(row, recipients);
  const subject = subjectOf(row);
  return (
    <div
      id={`message-${row.id}`}
      className={`message-row ${row.unread ? 'unread' : ''} ${at ? 'at' : ''}`}
      style={{ top, height }}
      role="row"
      aria-label={`${who}, ${subject}`}
      aria-rowindex={index + 1}
      aria-selected={selected}
      tabIndex={-1}
      onMouseDown={(event) => {
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => onPick(row, { ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey })}
      onKeyDown={() => {}}
    >
      <span className="who" role="gridcell">
        {row.unread && <span className="visually-hidden">Unread: </span>}
        {who}
      </span>
      <time className="when" dateTime={row.date} title={new Date(row.date).toLocaleString()}>
        {formatWhen(row.date)}
      </time>
      <span className="subject">{subject}</span>
      <span className="marks">
        {row.answered && <Reply size={13} strokeWidth={1.6} role="img" aria-label="Answered" />}
        {row.starred && <Star size={13} strokeWidth={1.6} fill="currentColor" role="img" aria-label="Starred" />}
        {row.attachments > 0 && <Paperclip size={13} strokeWidth={1.6} role="img" aria-label="Has attachments" />}
        <span title={formatOctets(row.size)}>{formatSize(row.size)}</span>
      </span>
      <span className="snippet">{row.snippet}</span>
    </div>
  );
}
