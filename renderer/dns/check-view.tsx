import type { DomainCheck, DomainFinding } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';
import type { Job } from '../use-job';

const kinds: Record<DomainFinding['severity'], { chip: string; word: string }> = {
  error: { chip: 'chip bad', word: 'error' },
  warning: { chip: 'chip warn', word: 'warning' },
  note: { chip: 'chip', word: 'note' },
  good: { chip: 'chip ok', word: 'good' },
};

interface CheckPanelProps {
  checking: Job<'dns.check'>;
  /** As typed. */
  selectors: string;
  onSelectors(selectors: string): void;
}

/** The names among what was typed that can be selectors of DKIM (RFC 6376 §3.1). */
export const selectorsIn = (typed: string): string[] =>
  typed.split(/[\s,;]+/).filter((word) => /^[a-z0-9._-]{1,63}$/i.test(word));

/** The last check, or what one would be. */
export function CheckPanel({
  checking: { result, progress, error, running },
  selectors,
  onSelectors,
}: CheckPanelProps) {
  return (
    <>
      <label className="labelled selectors">
        <span>DKIM selectors, if you know any</span>
        <input
          className="field mono"
          value={selectors}
          placeholder="s2026, mail"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onSelectors(event.target.value)}
        />
      </label>
      {running && (
        <p className="dim" role="status">
          {plural(progress?.questions ?? 0, 'question')} asked so far.
        </p>
      )}
      {error && <Problem error={error.toJSON()} />}
      {result && <CheckView check={result} />}
      {!result && !running && !error && (
        <p className="dim">
          A check looks at the records that decide whether mail for a domain arrives, and whether mail from it is
          believed. It also goes from the root down to the domain’s own name servers and asks each of them whether it
          holds the zone; up to four of them are asked once for a name of others (open recursion), and for a transfer of
          the zone, which is left as soon as it begins.
        </p>
      )}
    </>
  );
}

/** What decides whether a domain's mail arrives and is believed, worst first. */
function CheckView({ check }: { check: DomainCheck }) {
  const { findings, sentence, questions, questionsToZones, server } = check;
  return (
    <>
      <div role="status" aria-label="Result" className="stack">
        <p className="sentence">{sentence}</p>
        <p className="dim">
          {plural(questions, 'question')} to {serverName(server)}, and {questionsToZones} to servers of zones
        </p>
      </div>
      <ul aria-label="Findings" className="findings checked">
        {findings.map(({ severity, topic, text, remedy, rfc }) => (
          <li key={`${topic} ${text}`}>
            <span className={kinds[severity].chip}>{kinds[severity].word}</span>
            <span className="dim topic">{topic}</span>
            <span>
              {text} <span className="faint small">{rfc}</span>
              {remedy && <span className="remedy dim">{remedy}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
