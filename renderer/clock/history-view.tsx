import { useId, useState } from 'react';
import type { ClockHistory } from '../../shared/contract';
import { call } from '../client';
import { Confirm } from '../ui/dialog';
import { formatAhead, formatDuration, formatFull, formatMoment, formatWhen, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useAttempt } from '../use-attempt';
import { useCall } from '../use-call';

const ranges = [
  ['1 h', 1],
  ['24 h', 24],
  ['7 d', 24 * 7],
  ['30 d', 24 * 30],
] as const;

const width = 640;
const height = 150;
const left = 8;
const right = width - 8;
const top = 18;
const bottom = height - 22;

const breakWords: Record<ClockHistory['breaks'][number]['kind'], string> = {
  step: 'set',
  suspend: 'slept',
  correction: 'corrected',
};
const breakText = ({ kind, byUs }: ClockHistory['breaks'][number]) =>
  kind === 'suspend' ? `slept for ${formatDuration(byUs)}` : `${breakWords[kind]} by ${formatAhead(-byUs)}`;

/** How the offset and the drift went: measured points, what was done to the clock, and gaps where nobody measured. */
export function HistoryView() {
  const [hours, setHours] = useState<number>(24);
  const [asTable, setAsTable] = useState(false);
  const [clearing, setClearing] = useState(false);
  const { error, attempt } = useAttempt();
  const { data } = useCall('clock.history', { hours }, ['clock.changed']);
  const group = useId();
  const save = (format: 'csv' | 'json') =>
    attempt(async () => {
      const { path } = await call('clock.export', { format });
      if (path !== null) say(`Saved as ${path}.`);
    });
  return (
    <section aria-label="History">
      <h2>History</h2>
      <div className="row-line history-bar">
        <div role="radiogroup" aria-label="Range" className="row-line">
          {ranges.map(([name, value]) => (
            <label key={name} className="row-line">
              <input type="radio" name={group} checked={hours === value} onChange={() => setHours(value)} />
              {name}
            </label>
          ))}
        </div>
        <span className="grow" />
        <button type="button" className="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Show as table
        </button>
        <button type="button" className="button" onClick={() => void save('csv')}>
          Export CSV
        </button>
        <button type="button" className="button" onClick={() => void save('json')}>
          Export JSON
        </button>
        <button type="button" className="button bare" onClick={() => setClearing(true)}>
          Clear history
        </button>
      </div>
      {error && <Problem error={error.toJSON()} />}
      {data && data.points.length === 0 && <p className="dim">Nothing was measured in this time.</p>}
      {data &&
        data.points.length > 0 &&
        (asTable ? <Tables history={data} /> : <Charts history={data} hours={hours} />)}
      {data && <p className="dim">{data.sentence}</p>}
      {clearing && (
        <Confirm
          title="Clear the history?"
          action="Clear history"
          onClose={() => setClearing(false)}
          onConfirm={() => void attempt(() => call('clock.clearHistory', {}))}
        >
          All measurements on this computer are forgotten. This can't be undone.
        </Confirm>
      )}
    </section>
  );
}

function Charts({ history: { points, breaks, fits }, hours }: { history: ClockHistory; hours: number }) {
  const until = Date.now();
  const since = until - hours * 3_600_000;
  const x = (at: string) => left + ((Date.parse(at) - since) / (until - since)) * (right - left);
  return (
    <div className="charts">
      <OffsetChart points={points} breaks={breaks} x={x} since={since} until={until} />
      <DriftChart fits={fits} x={x} since={since} until={until} />
    </div>
  );
}

interface Axis {
  x(at: string): number;
  since: number;
  until: number;
}

/** The ends of the time that is shown. */
function TimeAxis({ since, until }: Pick<Axis, 'since' | 'until'>) {
  return (
    <>
      <text x={left} y={height - 6}>
        {formatMoment(new Date(since).toISOString())}
      </text>
      <text x={right} y={height - 6} textAnchor="end">
        {formatMoment(new Date(until).toISOString())}
      </text>
    </>
  );
}

function OffsetChart({ points, breaks, x, since, until }: Axis & Pick<ClockHistory, 'points' | 'breaks'>) {
  const offsets = points.map(({ offsetUs }) => -offsetUs);
  const [low, high] = [Math.min(...offsets), Math.max(...offsets)];
  const reach = Math.max((high - low) / 2, 100);
  const middle = (low + high) / 2;
  const y = (us: number) => (top + bottom) / 2 - ((us - middle) / (reach * 1.25)) * ((bottom - top) / 2);
  const inside = (us: number) => Math.min(Math.max(y(us), top - 6), bottom + 4);
  const text = `${plural(points.length, 'measurement')}, from ${formatAhead(-low)} to ${formatAhead(-high)}${breaks.length > 0 ? `; the clock was ${breaks.map(breakText).join(', ')}` : ''}`;
  return (
    <svg className="chart" role="img" aria-label={`Offset history: ${text}`} viewBox={`0 0 ${width} ${height}`}>
      <title>Offset history</title>
      {y(0) > top && y(0) < bottom && <path className="zero" d={`M${left} ${y(0)}H${right}`} />}
      {breaks.map((one) => (
        <g key={one.at}>
          <path className="break" d={`M${x(one.at)} ${top}V${bottom}`} />
          <text x={x(one.at) + 3} y={bottom - 2}>
            {breakWords[one.kind]}
          </text>
        </g>
      ))}
      {points.map(({ id, at, offsetUs, errorUs }) => (
        <path
          key={id}
          className="error"
          d={`M${x(at)} ${inside(-offsetUs - errorUs)}V${inside(-offsetUs + errorUs)}`}
        />
      ))}
      {runs(points, breaks).map((run) => (
        <polyline key={run[0]?.id} points={run.map(({ at, offsetUs }) => `${x(at)},${y(-offsetUs)}`).join(' ')} />
      ))}
      {points.map(({ id, at, offsetUs }) => (
        <circle key={id} cx={x(at)} cy={y(-offsetUs)} r="2.5" />
      ))}
      <text x={left} y="11">
        Offset, {formatAhead(-high)} at most
      </text>
      <text x={right} y="11" textAnchor="end">
        {formatAhead(-low)} at least
      </text>
      <TimeAxis since={since} until={until} />
    </svg>
  );
}

/** Points that a line may join: nothing is known of a gap, or of what happened when the clock was touched. */
function runs(points: ClockHistory['points'], breaks: ClockHistory['breaks']): ClockHistory['points'][] {
  const gaps = points.slice(1).map(({ at }, i) => Date.parse(at) - Date.parse(points[i]?.at ?? at));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const broken = new Set(breaks.map(({ at }) => at));
  const all: ClockHistory['points'][] = [];
  points.forEach((point, i) => {
    if (i === 0 || broken.has(point.at) || (gaps[i - 1] ?? 0) > usual * 3) all.push([point]);
    else all.at(-1)?.push(point);
  });
  return all;
}

function DriftChart({ fits, x, since, until }: Axis & Pick<ClockHistory, 'fits'>) {
  if (fits.length === 0)
    return (
      <p className="dim">The drift is drawn once there are five measurements over five minutes without a break.</p>
    );
  const low = Math.min(0, ...fits.map(({ lowPpm }) => lowPpm));
  const high = Math.max(0, ...fits.map(({ highPpm }) => highPpm));
  const y = (ppm: number) => bottom - 4 - ((ppm - low) / Math.max(high - low, 0.001)) * (bottom - top - 8);
  const text = fits
    .map(
      ({ ppm, lowPpm, highPpm, since: from }) =>
        `${formatWhen(from)} ${ppm.toFixed(2)} ppm (${lowPpm.toFixed(2)} to ${highPpm.toFixed(2)})`,
    )
    .join('; ');
  return (
    <svg className="chart" role="img" aria-label={`Drift history: ${text}`} viewBox={`0 0 ${width} ${height}`}>
      <title>Drift history</title>
      <path className="zero" d={`M${left} ${y(0)}H${right}`} />
      {fits.map(({ since: from, until: to, ppm, lowPpm, highPpm }) => (
        <g key={from}>
          <rect
            className="band"
            x={x(from)}
            width={Math.max(x(to) - x(from), 2)}
            y={y(highPpm)}
            height={Math.max(y(lowPpm) - y(highPpm), 1)}
          />
          <path className="rate" d={`M${x(from)} ${y(ppm)}H${Math.max(x(to), x(from) + 2)}`} />
        </g>
      ))}
      <text x={left} y="11">
        Drift, up to {high.toFixed(2)} ppm
      </text>
      <text x={right} y="11" textAnchor="end">
        down to {low.toFixed(2).replace('-', '\u2212')} ppm
      </text>
      <TimeAxis since={since} until={until} />
    </svg>
  );
}

const mostRows = 200;

function Tables({ history: { points, breaks, fits } }: { history: ClockHistory }) {
  const done = new Map(breaks.map((one) => [one.at, breakText(one)]));
  const newest = [...points].reverse().slice(0, mostRows);
  return (
    <div className="side-by-side">
      <table aria-label="Offset history">
        <thead>
          <tr>
            <th>When</th>
            <th className="number">Offset</th>
            <th className="number">±</th>
            <th>Before it</th>
          </tr>
        </thead>
        <tbody>
          {newest.map(({ id, at, offsetUs, errorUs }) => (
            <tr key={id}>
              <td title={formatFull(at)}>{formatWhen(at)}</td>
              <td className="number">{formatAhead(offsetUs)}</td>
              <td className="number">{formatDuration(errorUs)}</td>
              <td>{done.get(at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table aria-label="Drift history">
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th className="number">Drift (ppm)</th>
            <th className="number">95 % within</th>
          </tr>
        </thead>
        <tbody>
          {fits.map(({ since, until, ppm, lowPpm, highPpm }) => (
            <tr key={since}>
              <td>{formatWhen(since)}</td>
              <td>{formatWhen(until)}</td>
              <td className="number">{ppm.toFixed(2)}</td>
              <td className="number">
                {lowPpm.toFixed(2)} to {highPpm.toFixed(2)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
