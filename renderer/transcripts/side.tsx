import type { SessionSummary, TlsFacts, TranscriptLine } from '../../shared/contract';
import { formatDay, formatSize } from '../ui/format';
import { Problem } from '../ui/problem';
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
      {session.tls && <Tls tls={session.tls} />}
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

function Tls({ tls }: { tls: TlsFacts }) {
  const facts = [
    ['Version', tls.version],
    ['Cipher', tls.cipher],
    ['Name', [tls.subject, ...tls.altNames.filter((name) => name !== tls.subject)].join(', ')],
    ['Issuer', tls.issuer],
    ['Expires', formatDay(tls.validTo)],
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
    </section>
  );
}
