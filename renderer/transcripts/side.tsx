import type { SessionSummary, TlsFacts, TranscriptLine } from '../../shared/contract';
import { certificateHint, correctedMs } from '../clock/corrected';
import { formatDay, formatSize, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { useCall } from '../use-call';
import { type Explanation, explain } from './explain';

interface SideProps {
  session: SessionSummary;
  lines: TranscriptLine[];
  line: TranscriptLine | undefined;
}

/** What the chosen line means, why the session broke, and how it was encrypted. */
export function Side({ session, lines, line }: SideProps) {
  return (
    <div className="side" data-pane>
      <aside aria-label="Explanation" aria-live="polite">
        {line ? (
          <Told told={explain(session.protocol, line, lines)} />
        ) : (
          <p className="dim">Choose a line to have it explained.</p>
        )}
      </aside>
      {session.error && <Problem error={session.error} />}
      {session.tls && <Tls tls={session.tls} at={session.startedAt} />}
      <p className="dim small">
        {formatSize(session.octetsSent)} sent, {formatSize(session.octetsReceived)} received
      </p>
    </div>
  );
}

function Told({ told }: { told: Explanation }) {
  return (
    <>
      <h2>{told.title}</h2>
      <p>{told.text}</p>
      {told.parts.length > 0 && (
        <dl className="pieces">
          {told.parts.map(({ term, meaning }) => (
            <div key={term}>
              <dt className="mono">{term}</dt>
              {meaning && <dd className="dim">{meaning}</dd>}
            </div>
          ))}
        </dl>
      )}
      {told.advice && <p className="dim">{told.advice}</p>}
      {told.rfc && <p className="faint small">{told.rfc}</p>}
    </>
  );
}

/** @param at when it was used, by this computer's clock */
function Tls({ tls, at }: { tls: TlsFacts; at: string }) {
  const offset = useCall('clock.offsetAt', { at }, ['clock.changed']);
  const known = offset.data ?? null;
  const clock = certificateHint({ from: tls.validFrom, until: tls.validTo }, Date.parse(at), known);
  const days = Math.floor((Date.parse(tls.validTo) - correctedMs(Date.parse(at), known)) / 86_400_000);
  const facts = [
    ['Version', tls.version],
    ['Cipher', tls.cipher],
    ['Name', [tls.subject, ...tls.altNames.filter((name) => name !== tls.subject)].join(', ')],
    ['Issuer', tls.issuer],
    ['Valid from', formatDay(tls.validFrom)],
    ['Expires', `${formatDay(tls.validTo)}${days >= 0 ? `, ${plural(days, 'day')} after this session` : ''}`],
  ];
  return (
    <section aria-label="TLS">
      <h2>TLS</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {clock && <p className="note warn">{clock}</p>}
    </section>
  );
}
