import type { ClockReading, ClockSource } from '../../shared/contract';
import { formatAhead } from '../ui/format';
import { sourceName } from './servers';
import { isTruthful, standings } from './standings';

const width = 640;
const left = 8;
const right = width - 8;
const rowHeight = 34;
const top = 22;

interface Row {
  source: ClockSource;
  /** How far this clock is ahead by it, and the ends of its interval, in µs. */
  ahead: number;
  from: number;
  to: number;
}

/**
 * Each server's interval, offset ± root distance, as how far this clock is ahead, and what the majority agrees on. The scale
 * fits those who are believed: one that is 30 s off stands at the edge with an arrow, or nobody else could be seen.
 */
export function IntervalChart({ reading }: { reading: ClockReading }) {
  const rows = reading.sources.flatMap((source): Row[] => {
    if (!source.answer || source.standing === 'unfit') return [];
    const { offsetUs, distanceUs } = source.answer;
    return [{ source, ahead: -offsetUs, from: -offsetUs - distanceUs, to: -offsetUs + distanceUs }];
  });
  if (rows.length === 0) return null;
  const truthful = rows.filter(({ source }) => isTruthful(source));
  const shown = truthful.length > 0 ? truthful : rows;
  const low = Math.min(...shown.map(({ from }) => from));
  const high = Math.max(...shown.map(({ to }) => to));
  const margin = Math.max((high - low) * 0.12, 1);
  const x = (us: number) => left + ((us - low + margin) / (high - low + 2 * margin)) * (right - left);
  const inside = (us: number) => Math.min(Math.max(x(us), left), right);
  const height = top + rows.length * rowHeight + 26;
  const { result } = reading;
  const band = result && { from: inside(-result.highUs), to: inside(-result.lowUs) };
  const text = rows
    .map(
      ({ source, from, to }) =>
        `${sourceName(source)} ${standings[source.standing].word}, ${formatAhead(-from)} to ${formatAhead(-to)}`,
    )
    .join('; ');
  const agreed = result
    ? `The majority agrees on ${formatAhead(result.highUs)} to ${formatAhead(result.lowUs)}. `
    : 'No majority agrees. ';
  return (
    <svg
      className="chart intervals"
      role="img"
      aria-label={`Offset intervals: ${agreed}${text}`}
      viewBox={`0 0 ${width} ${height}`}
    >
      <title>Offset intervals</title>
      <defs>
        <pattern id="agreed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className="hatch" d="M0 0V6" />
        </pattern>
      </defs>
      {band && (
        <g>
          <rect
            className="band"
            x={band.from}
            y={top - 4}
            width={Math.max(band.to - band.from, 2)}
            height={rows.length * rowHeight + 4}
          />
          <rect
            fill="url(#agreed)"
            x={band.from}
            y={top - 4}
            width={Math.max(band.to - band.from, 2)}
            height={rows.length * rowHeight + 4}
          />
          <text x={(band.from + band.to) / 2} y={12} textAnchor="middle">
            what the majority agrees on
          </text>
        </g>
      )}
      {x(0) >= left && x(0) <= right && (
        <g>
          <path className="zero" d={`M${x(0)} ${top - 4}V${height - 22}`} />
          <text x={x(0)} y={height - 8} textAnchor="middle">
            this clock
          </text>
        </g>
      )}
      {rows.map((row, index) => (
        <Interval
          key={`${row.source.address} ${row.source.server.port}`}
          row={row}
          y={top + index * rowHeight + 24}
          x={x}
          inside={inside}
        />
      ))}
      <text x={left} y={height - 8}>
        {formatAhead(-(low - margin))}
      </text>
      <text x={right} y={height - 8} textAnchor="end">
        {formatAhead(-(high + margin))}
      </text>
    </svg>
  );
}

function Interval({
  row: { source, ahead, from, to },
  y,
  x,
  inside,
}: {
  row: Row;
  y: number;
  x(us: number): number;
  inside(us: number): number;
}) {
  const off = x(to) < left ? 'left' : x(from) > right ? 'right' : null;
  const middle = inside(ahead);
  const believed = isTruthful(source);
  return (
    <g className={believed ? 'interval' : 'interval false'}>
      {off === null && (
        <path
          className="span"
          d={`M${inside(from)} ${y}H${inside(to)}M${inside(from)} ${y - 5}V${y + 5}M${inside(to)} ${y - 5}V${y + 5}`}
        />
      )}
      {off === 'left' && <path className="mark" d={`M${left} ${y}l9 -5v10z`} />}
      {off === 'right' && <path className="mark" d={`M${right} ${y}l-9 -5v10z`} />}
      {off === null && believed && <circle className="mark" cx={middle} cy={y} r="4" />}
      {off === null && !believed && <path className="mark" d={`M${middle} ${y - 5}l5 5l-5 5l-5 -5z`} />}
      <text
        x={off === 'right' ? right - 14 : off === 'left' ? left + 14 : left}
        y={y - 9}
        textAnchor={off === 'right' ? 'end' : 'start'}
      >
        {sourceName(source)} · {standings[source.standing].word}
        {believed ? '' : ` · ${formatAhead(-ahead)}`}
      </text>
    </g>
  );
}
