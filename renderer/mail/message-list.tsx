import { useVirtualizer } from '@tanstack/react-virtual';
import Low from 'lucide-react/icons/arrow-down';
import High from 'lucide-react/icons/circle-alert';
import Download from 'lucide-react/icons/download';
import Paperclip from 'lucide-react/icons/paperclip';
import Reply from 'lucide-react/icons/reply';
import Star from 'lucide-react/icons/star';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MessageRow } from '../../shared/contract';
import { chipOf, reportedWords } from '../outbox/words';
import { dayOf, formatFull, formatOctets, formatSize, formatWhen } from '../ui/format';
import type { Messages } from './use-messages';

const dayHeight = 32;
/** What the bars above and below the list take of the window. */
const aroundList = 76;

export interface ListProps {
  messages: Messages;
  /** Which list this is: another one begins at the top. */
  listKey: string;
  compact: boolean;
  /** The message that is read, or where the keys are. */
  at: number | null;
  selected: ReadonlySet<number>;
  /** In Sent, Drafts and Outbox the other side is the recipient. */
  showRecipients: boolean;
  /** Where the mail of several accounts stands together: the name of each, by its id. */
  accountNames: ReadonlyMap<string, string> | null;
  onPick(row: MessageRow, event: { ctrl: boolean; shift: boolean }): void;
}

export const senderOf = (row: MessageRow, recipients: boolean) =>
  recipients ? row.to || '(no recipient)' : row.from.name || row.from.address || '(no sender)';
export const subjectOf = (row: MessageRow) => row.subject || '(no subject)';

/** The rows, drawn only where they can be seen; one tab stop, the keys move inside. */
export function MessageList({
  messages,
  listKey,
  compact,
  at,
  selected,
  showRecipients,
  accountNames,
  onPick,
}: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const total = messages.total ?? 0;
  const rowHeight = compact ? 48 : 68;
  const startsDay = (index: number) => {
    const row = messages.row(index);
    const before = messages.row(index - 1);
    return row !== undefined && (index === 0 || (before !== undefined && dayOf(before.date) !== dayOf(row.date)));
  };
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeight + (startsDay(index) ? dayHeight : 0),
    // The first picture holds the rows that are seen: they don't wait until the pane is measured, nor for those out of sight.
    overscan: isDrawn ? 8 : 0,
    initialRect: { width: 0, height: window.innerHeight - aroundList },
  });
  // Scrolling is kept steady below, by the row at the top edge.
  virtual.shouldAdjustScrollPositionOnItemSizeChange = () => false;
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { need } = messages;
  useEffect(() => need(first, last), [need, first, last]);
  // Where a day begins is known only when its rows are; only rows in view are measured, however long the list is.
  useLayoutEffect(() => {
    for (const { index, size } of virtual.getVirtualItems()) {
      const wanted = rowHeight + (startsDay(index) ? dayHeight : 0);
      if (size !== wanted) virtual.resizeItem(index, wanted);
    }
  });
  const shown = useRef({ listKey, rowHeight });
  // Another list, or other rows, begin at the top.
  useLayoutEffect(() => {
    if (shown.current.listKey === listKey && shown.current.rowHeight === rowHeight) return;
    shown.current = { listKey, rowHeight };
    virtual.measure();
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [virtual, listKey, rowHeight]);
  const { indexOf } = messages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another row is followed, not one that new mail pushes down
  useEffect(() => {
    const index = at === null ? -1 : indexOf(at);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [virtual, at]);

  /** The row at the top edge, and where it stood when it was last drawn. */
  const top = useRef<{ id: number; start: number } | null>(null);
  // New mail comes in above: what is being looked at stays where it is.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (top.current && element.scrollTop > 0) {
      const start = virtual.measurementsCache[indexOf(top.current.id)]?.start;
      if (start !== undefined) element.scrollTop += start - top.current.start;
    }
    const edge = virtual.getVirtualItems().find(({ end }) => end > element.scrollTop);
    const row = edge && messages.row(edge.index);
    top.current = row ? { id: row.id, start: edge.start } : null;
  });
  const slow = useSlow(messages.total === null && !messages.error);

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
      {slow &&
        Array.from({ length: skeletons }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <Skeleton key={index} top={index * rowHeight} height={rowHeight} />
        ))}
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
                accountName={accountNames?.get(row.accountId)}
                onPick={onPick}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const skeletons = 6;
const slowAfterMs = 200;

/** Whether something has been going on for so long that it should be seen. */
function useSlow(busy: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!busy) return;
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, [busy]);
  return busy && slow;
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
  accountName: string | undefined;
  onPick: ListProps['onPick'];
}

function Row({ row, index, top, height, at, selected, recipients, accountName, onPick }: RowProps) {
  const who = senderOf(row, recipients);
  const subject = subjectOf(row);
  const chip = row.outbox && chipOf(row.outbox);
  const reported = row.reported && reportedWords[row.reported];
  return (
    <div
      id={`message-${row.id}`}
      className={`message-row ${row.unread ? 'unread' : ''} ${at ? 'at' : ''}`}
      style={{ top, height }}
      role="row"
      aria-label={`${who}, ${subject}${chip ? `, ${chip.text}` : ''}${reported ? `, ${reported.text}` : ''}`}
      aria-description={accountName && `to ${accountName}`}
      aria-rowindex={index + 1}
      aria-selected={selected}
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
      <span className="when" role="gridcell">
        <time dateTime={row.date} title={formatFull(row.date)}>
          {formatWhen(row.date)}
        </time>
      </span>
      <span className="subject" role="gridcell">
        {subject}
      </span>
      <span className="marks" role="gridcell">
        {row.priority === 'high' && <High size={13} strokeWidth={2} role="img" aria-label="High priority" />}
        {row.priority === 'low' && <Low size={13} strokeWidth={1.6} role="img" aria-label="Low priority" />}
        {row.answered && <Reply size={13} strokeWidth={1.6} role="img" aria-label="Answered" />}
        {row.starred && <Star size={13} strokeWidth={1.6} fill="currentColor" role="img" aria-label="Starred" />}
        {chip && <span className={`chip ${chip.tone}`}>{chip.text}</span>}
        {reported && <span className={`chip ${reported.tone}`}>{reported.text}</span>}
        {row.partial && <Download size={13} strokeWidth={1.6} role="img" aria-label="Only the header is here" />}
        {row.attachments > 0 && <Paperclip size={13} strokeWidth={1.6} role="img" aria-label="Has attachments" />}
        <span title={formatOctets(row.size)}>{formatSize(row.size)}</span>
      </span>
      <span className="beginning" role="gridcell">
        <span className="snippet">{row.snippet}</span>
        {accountName && (
          <span className="account-of" title={accountName}>
            {accountName}
          </span>
        )}
      </span>
    </div>
  );
}
