import './outbox.css';
import type { MessageRow, Reports } from '../../shared/contract';
import { useApp } from '../shell/state';
import { explainEnhanced } from '../transcripts/explain/enhanced';
import { formatFull, formatMoment } from '../ui/format';
import { useCall } from '../use-call';
import { reportedWords } from './words';

/** What was reported of a message's delivery, or what a message reports of another's, with the way from one to the other. */
export function DeliveryReports({ row }: { row: Pick<MessageRow, 'id' | 'accountId'> }) {
  const { choosePlace } = useApp();
  const { data } = useCall('mail.reports', { id: row.id }, ['mail.changed']);
  if (!data || data.reports.length + data.reported.length === 0) return null;
  const { about, reports, reported } = data;
  const show = (id: number, folder: 'inbox' | 'sent') => choosePlace({ accountId: row.accountId, folder, message: id });
  return (
    <section className="reports" aria-label="Delivery reports">
      {reports.length > 0 && (
        <div className="row-line">
          <span className="grow">
            {about ? `This reports what became of “${about.subject}”.` : 'It names no message that was sent from here.'}
          </span>
          {about && (
            <button type="button" className="button" onClick={() => show(about.id, 'sent')}>
              Show that message
            </button>
          )}
        </div>
      )}
      <Lines lines={reports} />
      <Lines lines={reported} onShow={(id) => show(id, 'inbox')} />
    </section>
  );
}

interface LinesProps {
  lines: Reports['reported'];
  onShow?: ((reportId: number) => void) | undefined;
}

function Lines({ lines, onShow }: LinesProps) {
  if (lines.length === 0) return null;
  return (
    <ul>
      {lines.map((line) => {
        const { text, tone } = reportedWords[line.action];
        const meaning = explainEnhanced(line.status);
        // Most servers say the status a second time in their own words.
        const words = line.diagnostic.includes(line.status)
          ? line.diagnostic
          : `${line.status} ${line.diagnostic}`.trim();
        return (
          <li key={`${line.reportId} ${line.recipient}`}>
            <span className={`chip ${tone}`}>{text}</span>
            <div className="grow">
              <div>
                <b>{line.recipient}</b>{' '}
                <time className="dim" title={formatFull(line.at)}>
                  {formatMoment(line.at)}
                </time>
              </div>
              {meaning && line.action !== 'delivered' && <div>That means: {meaning.detail}.</div>}
              {words && <div className="mono dim">{words}</div>}
              {line.remoteMta && <div className="dim small">said by {line.remoteMta}</div>}
            </div>
            {onShow && (
              <button type="button" className="button bare" onClick={() => onShow(line.reportId)}>
                Show report
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
