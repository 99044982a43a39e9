import Download from 'lucide-react/icons/download';
import type { MaildropEntry } from '../../shared/contract';
import { formatFull, formatOctets, formatSize, formatWhen } from '../ui/format';

export interface RowDeeds {
  onPick(number: number, event: { ctrl: boolean; shift: boolean }): void;
  onPreview(number: number): void;
  onMark(entry: MaildropEntry): void;
  onDownload(number: number): void;
}

interface RowProps extends RowDeeds {
  entry: MaildropEntry;
  rowIndex: number;
  top: number;
  height: number;
  at: boolean;
  selected: boolean;
  noTop: boolean;
}

/** What to call a message whose subject is not known, or that has none. */
export const nameOf = ({ subject, uidl }: MaildropEntry) => subject || uidl || '(no subject)';

function shownSubject({ subject }: MaildropEntry, noTop: boolean): string {
  if (subject !== null) return subject || '(no subject)';
  // A server gives no header of a message that is marked.
  return noTop ? '' : 'not asked for before it was marked';
}

export function MaildropRow({
  entry,
  rowIndex,
  top,
  height,
  at,
  selected,
  noTop,
  onPick,
  onPreview,
  onMark,
  onDownload,
}: RowProps) {
  const { number, subject, from, uidl, octets, marked } = entry;
  const waiting = subject === null && !noTop && !marked;
  return (
    <div
      id={`drop-${number}`}
      className={`drop-row ${marked ? 'gone' : ''} ${at ? 'at' : ''}`}
      style={{ top, height }}
      role="row"
      aria-label={`${number}, ${nameOf(entry)}`}
      aria-rowindex={rowIndex}
      aria-selected={selected}
      aria-busy={waiting || undefined}
      onMouseDown={(event) => {
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => onPick(number, { ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey })}
      onDoubleClick={() => onPreview(number)}
      onKeyDown={() => {}}
    >
      <span role="gridcell" className="number">
        {number}
      </span>
      <span role="gridcell" className="subject" title={subject ?? undefined}>
        {marked && (
          <span className="chip bad" title="Goes when you apply">
            marked
          </span>
        )}
        {waiting ? (
          <span className="skeleton">the subject is on its way</span>
        ) : (
          <span className={subject === null ? 'dim' : 'text'}>{shownSubject(entry, noTop)}</span>
        )}
      </span>
      <span role="gridcell" className="from" title={from ?? undefined}>
        {waiting ? <span className="skeleton">sender</span> : from}
      </span>
      <span role="gridcell" className="number" title={formatOctets(octets)}>
        {formatSize(octets)}
      </span>
      <span role="gridcell" className="mono uidl" title={uidl}>
        {uidl}
      </span>
      <span role="gridcell">
        <Here entry={entry} />
      </span>
      <span role="gridcell" className="deeds">
        <button
          type="button"
          className="button bare"
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            onMark(entry);
          }}
        >
          {marked ? 'Unmark' : 'Delete'}
        </button>
        {entry.here !== 'whole' && !marked && (
          <button
            type="button"
            className="button bare"
            tabIndex={-1}
            aria-label="Download"
            title="Download"
            onClick={(event) => {
              event.stopPropagation();
              onDownload(number);
            }}
          >
            <Download size={15} strokeWidth={1.6} aria-hidden />
          </button>
        )}
      </span>
    </div>
  );
}

const words = {
  none: 'only on the server',
  header: 'header only',
  whole: 'downloaded',
  deleted: 'deleted here',
};

function Here({ entry: { here, since } }: { entry: MaildropEntry }) {
  return (
    <>
      <span className={`chip ${here === 'whole' ? 'ok' : here === 'header' ? 'warn' : ''}`}>{words[here]}</span>
      {since !== null && (
        <time className="since" dateTime={since} title={`First came ${formatFull(since)}`}>
          {formatWhen(since)}
        </time>
      )}
    </>
  );
}
