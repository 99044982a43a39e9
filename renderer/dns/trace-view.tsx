import { type KeyboardEvent, useRef, useState } from 'react';
import type { TraceStep } from '../../shared/contract';
import { go } from '../shell/route';
import { formatDuration, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { SavePicture } from './save-picture';
import { marks } from './trace-marks';
import { TracePicture } from './trace-picture';
import type { useTrace } from './use-trace';
import { plainName, zoneTitle } from './zone-names';

type Tracing = ReturnType<typeof useTrace>;

/** The last way down, or what one would be. @param encrypted whether resolvers are asked so, which a trace does not do */
export function TracePanel({ tracing, encrypted }: { tracing: Tracing; encrypted: boolean }) {
  const { question, error } = tracing;
  return (
    <>
      {encrypted && (
        <p className="dim">
          A trace is not encrypted, whatever transport is chosen: the servers of zones take questions over UDP and TCP.
        </p>
      )}
      {error && <Problem error={error.toJSON()} />}
      {question ? (
        <TraceView tracing={tracing} question={question} />
      ) : (
        <p className="dim">
          A trace asks the servers of the root, and goes on to those it is sent to, as a resolver does. No resolver is
          asked.
        </p>
      )}
    </>
  );
}

/** The way from the root down to a name: whom each zone's server sent the question to. */
function TraceView({
  tracing: { steps, result, running },
  question,
}: {
  tracing: Tracing;
  question: NonNullable<Tracing['question']>;
}) {
  const elapsedUs = steps.reduce((sum, step) => sum + step.elapsedUs, 0);
  return (
    <>
      <div role="status" aria-label="Result" className="stack">
        <p className="sentence">
          {result?.sentence ?? `Asking from the root down for ${question.name} ${question.type}.`}
          {!result && !running && ' It was not gone to its end.'}
        </p>
        <div className="row-line">
          <span className="dim">
            {plural(steps.length, 'question')}
            {running ? ' so far' : ''}, {formatDuration(elapsedUs)} of waiting
          </span>
          {result && (
            <SavePicture
              name={`trace-${result.question.name}-${result.question.type}`}
              draw={() => <TracePicture steps={steps} sentence={result.sentence} />}
            />
          )}
        </div>
      </div>
      {result && result.findings.length > 0 && (
        <section>
          <h2>What is not as it should be</h2>
          <ul aria-label="Findings" className="findings">
            {result.findings.map(({ severity, text, rfc }) => (
              <li key={text} className={severity}>
                <span className={severity === 'error' ? 'chip bad' : 'chip warn'}>{severity}</span>
                <span>
                  {text} <span className="faint small">{rfc}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Tree steps={steps} />
    </>
  );
}

function Tree({ steps }: { steps: TraceStep[] }) {
  const [at, setAt] = useState(0);
  const tree = useRef<HTMLDivElement>(null);
  const current = Math.min(at, steps.length - 1);
  const move = (event: KeyboardEvent) => {
    const target = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (target === undefined || target < 0 || target >= steps.length) return;
    event.preventDefault();
    setAt(target);
    tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[target]?.focus();
  };
  return (
    <div role="tree" aria-label="Trace" className="trace" ref={tree} onKeyDown={move}>
      {steps.map((step, index) => {
        const { zone, server, outcome, depth, sentence, referral, elapsedUs, sessionId, records } = step;
        const before = steps[index - 1];
        const { sign, word, kind } = marks[outcome];
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
            key={index}
            role="treeitem"
            aria-level={level(step)}
            aria-label={`${zone} ${server.name} ${word}: ${sentence}`}
            tabIndex={index === current ? 0 : -1}
            className={`trace-step ${kind}`}
            style={{ marginLeft: depth * 28 }}
            onFocus={() => setAt(index)}
          >
            <span className="sign" aria-hidden>
              {sign}
            </span>
            <div className="grow">
              {(before?.zone !== zone || before.depth !== depth) && (
                <h3>
                  {zoneTitle(zone)}
                  {depth > 0 && <span className="dim">, to find {step.question.name.replace(/\.$/, '')}</span>}
                </h3>
              )}
              <div className="row-line">
                <span className="mono">{plainName(server.name)}</span>
                <span className="mono dim">{server.address}</span>
                <span className={kind === 'bad' ? 'chip bad' : kind === 'ok' ? 'chip ok' : 'chip'}>{word}</span>
                <span className="dim small">{outcome === 'silent' ? '' : formatDuration(elapsedUs)}</span>
                <button type="button" className="button bare" tabIndex={-1} onClick={() => go('wire', sessionId)}>
                  Transcript
                </button>
              </div>
              <p>{sentence}</p>
              {referral && (
                <ul className="glue small mono">
                  {referral.servers.map(({ name, addresses }) => (
                    <li key={name}>
                      {name} <span className="dim">{addresses.length > 0 ? addresses.join(', ') : 'no glue'}</span>
                    </li>
                  ))}
                </ul>
              )}
              {records.length > 0 && (
                <ul className="glue small mono">
                  {records.map(({ owner, type, data }) => (
                    <li key={`${owner} ${type} ${data}`}>
                      {owner} {type} {data}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** How far below the root, so that a reader of the screen hears the way down. */
const level = ({ zone, depth }: TraceStep): number =>
  1 + depth + zone.split('.').filter((label) => label !== '').length;
