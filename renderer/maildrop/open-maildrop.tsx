import { useRef, useState } from 'react';
import type { Maildrop, MaildropEntry } from '../../shared/contract';
import { hint } from '../actions';
import { call } from '../client';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { formatCount, plural } from '../ui/format';
import { say } from '../ui/toast';
import { MaildropGrid } from './maildrop-grid';
import { Preview } from './preview';
import { ProgressNote } from './progress-note';
import { all, extend, move, nothing, pick, targets, toggle } from './selection';
import { columns, turn } from './sorting';
import { Sum } from './sum';
import { useDownload } from './use-download';
import { useMarking } from './use-marking';
import { useRows } from './use-rows';

/** The contract's limit for one question. */
const mostAtOnce = 500;

/** What the server holds, and what can be done to it. */
export function OpenMaildrop({
  maildrop,
  attempt,
}: {
  maildrop: Maildrop;
  attempt(work: () => Promise<unknown>): Promise<void>;
}) {
  const { settings } = useApp();
  const { accountId, entries, noTop } = maildrop;
  const [words, setWords] = useState('');
  const [selection, setSelection] = useState(nothing);
  const [previewed, setPreviewed] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const filter = useRef<HTMLInputElement>(null);
  const { shown, order, sorting, sort, sortedBy, unknown } = useRows(entries, words);
  const { downloading, download } = useDownload(accountId);
  const { marking, mark: markInTurns } = useMarking(accountId);

  const chosen = new Set(targets(order, selection));
  const chosenEntries = shown.filter(({ number }) => chosen.has(number));
  const numbersOf = (which: (entry: MaildropEntry) => boolean) =>
    chosenEntries.filter(which).map(({ number }) => number);
  const free = numbersOf(({ marked }) => !marked);
  const marked = numbersOf((entry) => entry.marked);
  const away = numbersOf((entry) => entry.here !== 'whole' && !entry.marked);
  const current = selection.at !== null && order.includes(selection.at) ? selection.at : null;
  const readable = current !== null && !entries.some((entry) => entry.number === current && entry.marked);

  const markAll = (numbers: number[]) =>
    attempt(async () => {
      const refused = await markInTurns(numbers);
      if (refused.length > 0) say(`The server refused to mark ${plural(refused.length, 'message')}.`);
    });
  const unmarkAll = (numbers: number[]) => {
    if (numbers.length === 0) return;
    void attempt(async () => {
      const { refused } = await call('maildrop.unmark', { accountId, numbers });
      if (refused.length > 0) say(`The server refused to mark ${plural(refused.length, 'message')} again.`);
    });
  };
  const mark = () => void markAll(free);
  const unmark = () => unmarkAll(marked);
  const reset = () => void attempt(() => call('maildrop.reset', { accountId }));
  const get = (numbers: number[]) => void attempt(() => download(numbers));
  const save = () => {
    if (current === null || !readable) return;
    void attempt(async () => {
      const { path } = await call('maildrop.save', { accountId, number: current });
      if (path) say(`Saved as ${path}`);
    });
  };
  const preview = (number: number | null) => {
    // A server gives nothing of a message that is marked (RFC 1939 §7).
    if (number !== null && !noTop && !entries.some((entry) => entry.number === number && entry.marked))
      setPreviewed(number);
  };
  const askForAll = () =>
    void attempt(async () => {
      setAsking(true);
      try {
        const wanted = entries.filter(({ subject, marked }) => subject === null && !marked).map(({ number }) => number);
        for (let from = 0; from < wanted.length; from += mostAtOnce)
          await call('maildrop.look', { accountId, numbers: wanted.slice(from, from + mostAtOnce) });
      } finally {
        setAsking(false);
      }
    });
  const anyMarked = entries.some((entry) => entry.marked);

  useKeys(
    {
      'maildrop.next': () => setSelection(move(order, selection, 1)),
      'maildrop.previous': () => setSelection(move(order, selection, -1)),
      'maildrop.first': () => setSelection(move(order, selection, -order.length)),
      'maildrop.last': () => setSelection(move(order, selection, order.length)),
      'maildrop.preview': () => preview(current),
      'maildrop.select': () => {
        if (current !== null) setSelection(toggle(selection, current));
      },
      'maildrop.selectDown': () => setSelection(extend(order, selection, 1)),
      'maildrop.selectUp': () => setSelection(extend(order, selection, -1)),
      'maildrop.selectAll': () => setSelection(all(order, selection)),
      'maildrop.clear': () => setSelection({ ...selection, selected: new Set() }),
      'maildrop.mark': mark,
      'maildrop.unmark': unmark,
      'maildrop.reset': () => {
        if (anyMarked) reset();
      },
      'maildrop.download': () => get(away),
      'maildrop.save': save,
      'maildrop.filter': () => filter.current?.focus(),
      'maildrop.sort': () => {
        const next = columns[(columns.indexOf(sorting.by) + 1) % columns.length];
        if (next) sort(turn(sorting, next));
      },
      'maildrop.command': () => document.getElementById('typed-command')?.focus(),
      'maildrop.keepOpen': () => void attempt(() => call('maildrop.keepOpen', { accountId, on: !maildrop.keptOpen })),
    },
    { singleKeys: settings.singleKeys, groups: ['Server'] },
  );

  return (
    <>
      <Sum maildrop={maildrop} />
      <div className="drop-tools" role="toolbar" aria-label="Maildrop">
        <input
          ref={filter}
          className="field grow"
          type="search"
          aria-label="Filter maildrop"
          placeholder="Filter maildrop"
          title={hint('maildrop.filter')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            setWords('');
          }}
        />
        <span className="chosen dim">{chosen.size > 1 && `${formatCount(chosen.size)} selected`}</span>
        <Tool action="maildrop.preview" name="Preview" off={!readable || noTop} onClick={() => preview(current)} />
        <Tool action="maildrop.mark" name="Mark" off={free.length === 0} onClick={mark} />
        <Tool action="maildrop.unmark" name="Unmark" off={marked.length === 0} onClick={unmark} />
        <Tool action="maildrop.download" name="Download" off={away.length === 0} onClick={() => get(away)} />
        <Tool action="maildrop.save" name="Save as .eml" off={!readable} onClick={save} />
        <Tool action="maildrop.reset" name="Undo all marks (RSET)" off={!anyMarked} onClick={reset} />
      </div>
      {noTop && (
        <p className="note drop-note">
          Subjects of {formatCount(entries.length)} are not known: the server has no TOP.
        </p>
      )}
      {unknown > 0 && !noTop && (
        <p className="note drop-note" role="status">
          <span className="grow">
            {plural(unknown, 'subject is', 'subjects are')} not known yet; they count as empty until they are asked for.
          </span>
          <button type="button" className="button" disabled={asking} onClick={askForAll}>
            {asking ? 'Asking' : 'Ask for all (TOP)'}
          </button>
        </p>
      )}
      {downloading && <ProgressNote name="Downloading" work={downloading} />}
      {marking && <ProgressNote name="Marking" work={marking} />}
      <MaildropGrid
        entries={shown}
        order={order}
        selection={selection}
        sorting={sorting}
        sortedBy={sortedBy}
        noTop={noTop}
        onSort={sort}
        onLook={(numbers) => void attempt(() => call('maildrop.look', { accountId, numbers }))}
        onPick={(number, held) => setSelection(pick(order, selection, number, held))}
        onPreview={preview}
        onMark={({ marked, number }) => (marked ? unmarkAll([number]) : void markAll([number]))}
        onDownload={(number) => get([number])}
      />
      {entries.length === 0 && <div className="empty">This maildrop is empty (STAT: 0 0).</div>}
      {entries.length > 0 && shown.length === 0 && <div className="empty">Nothing matches “{words}”.</div>}
      {previewed !== null && <Preview accountId={accountId} number={previewed} onClose={() => setPreviewed(null)} />}
    </>
  );
}

function Tool({ action, name, off, onClick }: { action: string; name: string; off: boolean; onClick(): void }) {
  return (
    <button type="button" className="button bare" title={hint(action)} disabled={off} onClick={onClick}>
      {name}
    </button>
  );
}
