import type { MaildropEntry } from '../../shared/contract';
import { formatOctets, formatSize } from '../ui/format';

interface MaildropGridProps {
  entries: MaildropEntry[];
  at: number | null;
  onAt(number: number): void;
  onMark(entry: MaildropEntry): void;
  onDownload(entry: MaildropEntry): void;
}

/** The messages on the server; arrows move, the keys of the screen mark. */
export function MaildropGrid({ entries, at, onAt, onMark, onDownload }: MaildropGridProps) {
  const move = (step: number) => {
    const index = entries.findIndex(({ number }) => number === at);
    const next = entries[Math.min(entries.length - 1, Math.max(0, index + step))];
    if (next) onAt(next.number);
  };
  return (
    <table
      role="grid"
      aria-label="Maildrop"
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      <thead>
        <tr>
          <th className="number">#</th>
          <th>Subject</th>
          <th>From</th>
          <th className="number">Size</th>
          <th>UIDL</th>
          <th>Here</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row
            key={entry.number}
            entry={entry}
            at={entry.number === at}
            onAt={() => onAt(entry.number)}
            onMark={() => onMark(entry)}
            onDownload={() => onDownload(entry)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  entry,
  at,
  onAt,
  onMark,
  onDownload,
}: {
  entry: MaildropEntry;
  at: boolean;
  onAt(): void;
  onMark(): void;
  onDownload(): void;
}) {
  return (
    <tr
      className={`${entry.marked ? 'gone' : ''} ${at ? 'at' : ''}`}
      aria-label={`${entry.number}, ${entry.subject || entry.uidl}`}
      aria-selected={at}
      onClick={onAt}
      onKeyDown={() => {}}
    >
      <td className="number">{entry.number}</td>
      <td className="subject" title={entry.subject}>
        {entry.marked && <span className="chip bad">marked</span>}
        <span className="text">{entry.subject}</span>
      </td>
      <td className="from" title={entry.from}>
        {entry.from}
      </td>
      <td className="number" title={formatOctets(entry.octets)}>
        {formatSize(entry.octets)}
      </td>
      <td className="mono dim uidl" title={entry.uidl}>
        {entry.uidl}
      </td>
      <td>
        {entry.downloaded ? (
          <span className="chip ok">downloaded</span>
        ) : (
          <span className="chip">only on the server</span>
        )}
      </td>
      <td className="deeds">
        <button type="button" className="button bare" onClick={onMark}>
          {entry.marked ? 'Unmark' : 'Delete'}
        </button>
        {!entry.downloaded && (
          <button type="button" className="button bare" onClick={onDownload}>
            Download
          </button>
        )}
      </td>
    </tr>
  );
}
