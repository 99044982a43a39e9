import './bulk.css';
import { type FormEvent, useState } from 'react';
import type { BulkKind, BulkOrder, BulkState } from '../../../shared/contract';
import { asPosthornError, type PosthornError } from '../../../shared/errors';
import { call } from '../../client';
import { formatCount, formatDuration, formatOctets, plural } from '../../ui/format';
import { Problem } from '../../ui/problem';
import { say } from '../../ui/toast';
import { useTold } from '../../use-told';
import { NeedsServer, ServerChoice, TransportChoice } from '../server-choice';
import type { useServers } from '../use-servers';
import { bulkKinds, kindWords } from './kinds';
import { ResultGrid } from './result-grid';

/** What was typed, which is there again when one comes back. */
const typed = { names: '', types: 'A', concurrency: 50, perSecond: '200' };

/** Puts names where they will be asked for. */
export function offerNames(names: string): void {
  Object.assign(typed, { names, types: 'PTR' });
}

/** Names that are not shown: a file, or a text that a field would be slow with. */
interface Given {
  label: string;
  octets: number;
  /** Of what was pasted. */
  text?: string;
}
const mostShown = 20_000;

/** Many questions at once, and what became of each. */
export function BulkView({ servers }: { servers: ReturnType<typeof useServers> }) {
  const state = useTold('dns.bulkState', {}, 'dns.bulkChanged');
  const [names, setNames] = useState(typed.names);
  const [types, setTypes] = useState(typed.types);
  const [concurrency, setConcurrency] = useState(typed.concurrency);
  const [perSecond, setPerSecond] = useState(typed.perSecond);
  const [given, setGiven] = useState<Given | null>(null);
  const [error, setError] = useState<PosthornError>();
  const running = state?.state === 'running';
  Object.assign(typed, { names, types, concurrency, perSecond });

  const attempt = (work: Promise<unknown>) =>
    work.then(
      () => setError(undefined),
      (thrown: unknown) => setError(asPosthornError(thrown)),
    );
  const start = (event: FormEvent) => {
    event.preventDefault();
    const source: BulkOrder['source'] =
      given && !given.text ? { kind: 'file' } : { kind: 'text', text: given?.text ?? names };
    void attempt(
      call('dns.bulkStart', {
        source,
        types: types.split(/[\s,;]+/).filter((type) => type !== ''),
        server: servers.server,
        transport: servers.transport,
        concurrency,
        perSecond: perSecond === '' ? null : Number(perSecond),
      }),
    );
  };
  const pick = () =>
    void attempt(
      call('dns.bulkPick', {}).then((picked) => picked && setGiven({ label: picked.name, octets: picked.octets })),
    );
  return (
    <div className="bulk" data-pane>
      <form className="bulk-form" onSubmit={start}>
        <label className="labelled">
          <span>Names, addresses and prefixes, one a line</span>
          <textarea
            className="field mono"
            rows={4}
            spellCheck={false}
            disabled={given !== null}
            placeholder={given ? '' : 'xxx.com.tw\n211.72.211.25'}
            value={given ? '' : names}
            onChange={(event) => setNames(event.target.value)}
            onPaste={(event) => {
              const text = event.clipboardData.getData('text');
              if (text.length <= mostShown) return;
              event.preventDefault();
              setGiven({ label: 'What was pasted', octets: text.length, text: `${names}\n${text}` });
            }}
          />
        </label>
        <div className="stack">
          <div className="row-line">
            <button type="button" className="button" onClick={pick}>
              Choose file
            </button>
            {given ? (
              <>
                <span>
                  {given.label} <span className="dim">{formatOctets(given.octets)}</span>
                </span>
                <button type="button" className="button bare" onClick={() => setGiven(null)}>
                  Leave out
                </button>
              </>
            ) : (
              <span className="dim">up to 100,000 names</span>
            )}
          </div>
          <div className="row-line">
            <label className="row-line">
              <span className="dim">Types</span>
              <input
                className="field mono types"
                value={types}
                spellCheck={false}
                onChange={(event) => setTypes(event.target.value)}
              />
            </label>
            <ServerChoice servers={servers} />
            <TransportChoice servers={servers} />
          </div>
          <div className="row-line">
            <label className="row-line">
              <span className="dim">At a time</span>
              <input
                className="field number"
                type="number"
                min={1}
                max={1000}
                value={concurrency}
                onChange={(event) => setConcurrency(Math.round(Number(event.target.value)))}
              />
            </label>
            <label className="row-line">
              <span className="dim">a second, at most</span>
              <input
                className="field number"
                type="number"
                min={1}
                max={100_000}
                placeholder="all"
                title="Empty: as fast as they are answered. Who runs the server may mind."
                value={perSecond}
                onChange={(event) => setPerSecond(event.target.value)}
              />
            </label>
            {running ? (
              <button type="button" className="button" onClick={() => void call('dns.bulkCancel', {})}>
                Cancel
              </button>
            ) : (
              <button
                type="submit"
                className="button primary"
                disabled={(names.trim() === '' && given === null) || servers.fromRoot !== null}
              >
                Ask all
              </button>
            )}
          </div>
        </div>
      </form>
      <NeedsServer servers={servers} what="Bulk" />
      {error && <Problem error={error.toJSON()} />}
      {state ? (
        <Outcome state={state} />
      ) : (
        <p className="dim">
          Each name is asked for each type. What becomes of it is shown as it comes, and can be saved as CSV or JSON.
        </p>
      )}
    </div>
  );
}

function Outcome({ state }: { state: BulkState }) {
  const [kind, setKind] = useState<BulkKind | null>(null);
  const [error, setError] = useState<PosthornError>();
  const { total, done, kinds, dropped, leftOut, elapsedMs } = state;
  const countOf = (of: BulkKind) => kinds[of] ?? 0;
  const seen = bulkKinds
    .map((id) => ({ id, word: kindWords[id], count: countOf(id) }))
    .filter(({ count }) => count > 0);
  const save = (format: 'csv' | 'json') =>
    call('dns.bulkSave', { format, kind }).then(
      ({ path }) => {
        setError(undefined);
        if (path !== null) say(`The answers are saved in ${path}.`);
      },
      (thrown: unknown) => setError(asPosthornError(thrown)),
    );
  return (
    <>
      <div role="status" aria-label="Progress" className="row-line bulk-progress">
        <progress className="progress" max={Math.max(1, total)} value={done} aria-label="Questions answered" />
        <span>
          {formatCount(done)} of {plural(total, 'question')}, {formatDuration(elapsedMs * 1000)}
          {state.state === 'cancelled' && ', cancelled'}
          {dropped > 0 && `; ${plural(dropped, 'message')} dropped that answered none of them`}
          {leftOut > 0 && `; ${plural(leftOut, 'name was', 'names were')} too many and left out`}
        </span>
      </div>
      {state.error && <Problem error={state.error} />}
      {error && <Problem error={error.toJSON()} />}
      <div className="row-line">
        <div className="segments" role="radiogroup" aria-label="Show">
          {[{ id: null, word: 'all', count: done }, ...seen].map(({ id, word, count }) => (
            <label key={word} className={kind === id ? 'on' : ''}>
              <input
                type="radio"
                className="visually-hidden"
                name="bulk-kind"
                checked={kind === id}
                onChange={() => setKind(id)}
              />
              {word} {formatCount(count)}
            </label>
          ))}
        </div>
        <span className="grow" />
        <button type="button" className="button" disabled={done === 0} onClick={() => void save('csv')}>
          Save as CSV
        </button>
        <button type="button" className="button" disabled={done === 0} onClick={() => void save('json')}>
          Save as JSON
        </button>
      </div>
      <ResultGrid kind={kind} count={kind === null ? done : countOf(kind)} settled={state.state !== 'running'} />
    </>
  );
}
