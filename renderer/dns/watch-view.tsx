import type { DnsWatch } from '../../shared/contract';
import { call } from '../client';
import { formatAgo, formatFull, formatTtl, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { useNow } from '../ui/use-now';

const choices = [
  [null, 'as often as the TTL allows'],
  [2, 'every 2 s'],
  [10, 'every 10 s'],
  [60, 'every minute'],
  [600, 'every 10 minutes'],
] as const;

interface WatchPanelProps {
  watching: DnsWatch | null;
  everySeconds: number | null;
  onEvery(everySeconds: number | null): void;
}

/** What the watched question says, and each time that it began to say something else. */
export function WatchPanel({ watching, everySeconds, onEvery }: WatchPanelProps) {
  useNow(1_000);
  return (
    <>
      <div className="row-line">
        <label className="row-line">
          <span className="dim">Ask</span>
          <select
            className="field"
            aria-label="How often"
            value={String(everySeconds)}
            onChange={(event) =>
              onEvery(choices.find(([seconds]) => String(seconds) === event.target.value)?.[0] ?? null)
            }
          >
            {choices.map(([seconds, words]) => (
              <option key={words} value={String(seconds)}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {watching?.running && (
          <button type="button" className="button" onClick={() => void call('dns.watchStop', {})}>
            Stop watching
          </button>
        )}
      </div>
      {watching ? (
        <Watched watching={watching} />
      ) : (
        <p className="dim">
          A watch asks the same again and again, and tells you when the answer is another one: after a change of a zone,
          for instance.
        </p>
      )}
    </>
  );
}

const said = ({ rcode, data }: DnsWatch['changes'][number]['after']) => (data.length > 0 ? data : [rcode]);

function Watched({
  watching: { question, running, asked, now, lastAt, nextAt, changes, error },
}: {
  watching: DnsWatch;
}) {
  const nextIn = nextAt ? Math.max(0, Math.ceil((Date.parse(nextAt) - Date.now()) / 1_000)) : null;
  return (
    <>
      <div role="status" aria-label="Watch" className="stack">
        <p className="sentence">
          {changes.length === 0
            ? `${question.name} ${question.type} has said the same so far.`
            : `${question.name} ${question.type} has changed ${plural(changes.length, 'time')}.`}
        </p>
        <p className="dim">
          Asked {plural(asked, 'time')}
          {lastAt && `, last answered ${formatAgo(lastAt)}`}
          {running ? nextIn !== null && `, again in ${formatTtl(nextIn)}` : '; stopped'}
        </p>
      </div>
      {error && <Problem error={error} />}
      {now && (
        <section>
          <h2>Now</h2>
          <Data lines={said(now)} />
        </section>
      )}
      {changes.length > 0 && (
        <section>
          <h2>Changes</h2>
          <table aria-label="Changes">
            <thead>
              <tr>
                <th>When</th>
                <th>Before</th>
                <th>After</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ at, before, after }) => (
                <tr key={at}>
                  <td>{formatFull(at)}</td>
                  <td>
                    <Data lines={said(before)} />
                  </td>
                  <td>
                    <Data lines={said(after)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function Data({ lines }: { lines: string[] }) {
  return (
    <ul className="glue mono">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
