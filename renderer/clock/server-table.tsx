import { type ReactNode, useRef, useState } from 'react';
import type { ClockSource } from '../../shared/contract';
import { call } from '../client';
import { go } from '../shell/route';
import { formatAhead, formatDuration } from '../ui/format';
import { Power } from './power';
import { sourceName } from './servers';
import { standings } from './standings';

type Answer = NonNullable<ClockSource['answer']>;

interface Column {
  name: string;
  /** What it is, and why somebody would look at it. */
  meaning: string;
  number?: boolean;
  /** What rows are sorted by; those without an answer come last. */
  by(source: ClockSource, answer: Answer | null): number | string | null;
  show(source: ClockSource, answer: Answer | null): ReactNode;
}

const dash = '–';

/** A column of an answer's own value. */
const value = (
  name: string,
  meaning: string,
  by: (answer: Answer) => number,
  show: (answer: Answer) => ReactNode,
): Column => ({
  name,
  meaning,
  number: true,
  by: (_, answer) => answer && by(answer),
  show: (_, answer) => (answer ? show(answer) : dash),
});

const order: ClockSource['standing'][] = ['leading', 'survivor', 'outlier', 'falseticker', 'unfit', 'failed'];

const columns: Column[] = [
  {
    name: 'Server',
    meaning: 'Its name, and which of the addresses of that name was asked.',
    by: (source) => sourceName(source),
    show: sourceName,
  },
  {
    name: 'Standing',
    meaning:
      'What the selection made of it: leads and survivor count, an outlier scatters, a falseticker contradicts the majority.',
    by: ({ standing }) => order.indexOf(standing),
    show: ({ standing }) => (
      <span className={`standing ${standing}`} title={standings[standing].meaning}>
        {standings[standing].word}
      </span>
    ),
  },
  value(
    'Offset',
    'How far this clock is ahead by this server (θ with its sign turned): the shortest exchange counts.',
    (a) => -a.offsetUs,
    (a) => formatAhead(a.offsetUs),
  ),
  value(
    'Delay',
    'The way there and back (δ). The longer it is, the less is known about how it was split.',
    (a) => a.delayUs,
    (a) => formatDuration(a.delayUs),
  ),
  value(
    'Jitter',
    'How much the offsets of its exchanges differ (ψ): a restless path or server.',
    (a) => a.jitterUs,
    (a) => formatDuration(a.jitterUs),
  ),
  value(
    'Dispersion',
    'What reading two clocks, and their drift since, may have added (ε).',
    (a) => a.dispersionUs,
    (a) => formatDuration(a.dispersionUs),
  ),
  value(
    'Distance',
    'Root distance (λ): by its word the true time lies within the offset ± this. Half of all ways, and all dispersion and jitter.',
    (a) => a.distanceUs,
    (a) => formatDuration(a.distanceUs),
  ),
  value(
    'Weight',
    'How much of the combined offset is its own: the smaller the distance, the more.',
    (a) => a.weightPercent,
    (a) => `${a.weightPercent.toFixed(0)} %`,
  ),
  value(
    'Stratum',
    'Steps from a reference clock: 1 has one of its own.',
    (a) => a.header.stratum,
    (a) => a.header.stratum,
  ),
  {
    name: 'Reference',
    meaning:
      'What it follows: a kind of clock at stratum 1 (GPS, PPS), else the address of a server, or a part of the hash of an IPv6 one.',
    by: (_, answer) => answer?.header.referenceId ?? null,
    show: (_, answer) => (answer ? <span className="mono">{answer.header.referenceId}</span> : dash),
  },
  {
    name: 'Leap',
    meaning: 'Whether it announces a leap second for the end of this UTC day.',
    by: (_, answer) => answer?.header.leap ?? null,
    show: (_, answer) => answer?.header.leap ?? dash,
  },
  value(
    'Precision',
    'How finely it reads its own clock.',
    (a) => a.header.precisionLog2,
    (a) => <Power log2={a.header.precisionLog2} />,
  ),
  value(
    'Poll',
    'How often it wants to be asked at most, if it says so.',
    (a) => a.header.pollLog2,
    (a) => <Power log2={a.header.pollLog2} />,
  ),
  value(
    'Root delay',
    'Its own way to the reference clock and back (Δ).',
    (a) => a.header.rootDelayUs,
    (a) => formatDuration(a.header.rootDelayUs),
  ),
  value(
    'Root dispersion',
    'How far off it may be by its own word (E).',
    (a) => a.header.rootDispersionUs,
    (a) => formatDuration(a.header.rootDispersionUs),
  ),
  {
    name: 'NTS',
    meaning:
      'Whether its answers are proved to be its own (RFC 8915). Without it whoever sees the question can forge an answer.',
    by: ({ authenticated }) => Number(authenticated),
    show: ({ authenticated }) => (authenticated ? 'yes' : 'no'),
  },
  {
    name: 'Answered',
    meaning: 'How many of the questions it answered.',
    number: true,
    by: ({ answered }) => answered,
    show: ({ answered, sent }) => `${answered} of ${sent}`,
  },
];

/** All servers of a measurement with every variable; a chosen one shows its exchange below. */
export function ServerTable({
  sources,
  chosen,
  onChoose,
}: {
  sources: ClockSource[];
  chosen: ClockSource | undefined;
  onChoose(source: ClockSource): void;
}) {
  const [sort, setSort] = useState<{ column: Column; down: boolean } | null>(null);
  const [explained, setExplained] = useState<Column | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const sorted = sort ? sortBy(sources, sort.column, sort.down) : sources;
  const move = (index: number) => {
    const next = sorted[index];
    if (!next) return;
    onChoose(next);
    const row = body.current?.rows[index];
    row?.focus();
  };
  return (
    <section aria-label="Servers asked">
      <h2>Who says so</h2>
      <div className="wide-table">
        <table role="grid" aria-label="Servers">
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.name}
                  className={column.number ? 'number' : undefined}
                  aria-sort={sort?.column === column ? (sort.down ? 'descending' : 'ascending') : undefined}
                >
                  <button
                    type="button"
                    className="sort"
                    title={column.meaning}
                    aria-describedby="column-meaning"
                    onFocus={() => setExplained(column)}
                    onMouseEnter={() => setExplained(column)}
                    onClick={() => setSort({ column, down: sort?.column === column && !sort.down })}
                  >
                    {column.name}
                    <span aria-hidden>{sort?.column === column ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              ))}
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            {sorted.map((source, index) => (
              <tr
                key={`${source.server.host} ${source.address} ${source.server.port}`}
                tabIndex={source === chosen || (!chosen && index === 0) ? 0 : -1}
                aria-selected={source === chosen}
                onClick={() => onChoose(source)}
                onKeyDown={(event) => {
                  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                  if (step === undefined || event.target !== event.currentTarget) return;
                  event.preventDefault();
                  move(index + step);
                }}
              >
                {columns.map(({ name, number, show }) => (
                  <td key={name} className={number ? 'number' : undefined}>
                    {show(source, source.answer)}
                  </td>
                ))}
                <td>
                  <Actions source={source} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p id="column-meaning" className="dim meaning">
        {explained ? (
          <>
            <b>{explained.name}.</b> {explained.meaning}
          </>
        ) : (
          'Each column explains itself here when its heading has the focus or the pointer; pressing it sorts.'
        )}
      </p>
      {sources.map(
        ({ error, ...source }) =>
          error && (
            <p key={`${source.server.host} ${source.address} ${source.server.port}`} className="note">
              <span>
                {error.happened} {error.safe} {error.todo}
              </span>
            </p>
          ),
      )}
    </section>
  );
}

function Actions({ source: { sessionId, error, address, server } }: { source: ClockSource }) {
  return (
    <span className="row-line">
      {sessionId !== null && (
        <button type="button" className="button bare" onClick={() => go('wire', sessionId)}>
          Transcript
        </button>
      )}
      {(error?.code === 'ntp.refused-before' || error?.code === 'ntp.kiss-of-death') && (
        <button
          type="button"
          className="button bare"
          title="Asks this server again the next time, although it turned this computer away"
          onClick={() => void call('clock.forgive', { address, port: server.port })}
        >
          Ask again
        </button>
      )}
    </span>
  );
}

function sortBy(sources: readonly ClockSource[], { by }: Column, down: boolean): ClockSource[] {
  return [...sources].sort((a, b) => {
    const [x, y] = [by(a, a.answer), by(b, b.answer)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const compared = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return down ? -compared : compared;
  });
}
