import type { ClockMeasurement } from '../../shared/contract';
import { formatAhead } from '../ui/format';

const width = 520;
const height = 120;
const most = 60;

/** The newest offsets, oldest on the left, each with its error bar; the text says the same. */
export function OffsetHistory({ measurements }: { measurements: ClockMeasurement[] }) {
  const shown = measurements.slice(0, most).reverse();
  if (shown.length < 2) return <div className="dim">The next measurement begins a chart here.</div>;
  const reach = Math.max(1_000, ...shown.map(({ offsetUs, errorUs }) => Math.abs(offsetUs) + errorUs));
  const x = (index: number) => 10 + (index * (width - 20)) / (shown.length - 1);
  const y = (aheadUs: number) => height / 2 - (aheadUs / reach) * (height / 2 - 16);
  const offsets = shown.map(({ offsetUs }) => offsetUs);
  const text = `${shown.length} measurements, from ${formatAhead(Math.max(...offsets))} to ${formatAhead(Math.min(...offsets))}`;
  return (
    <svg className="chart" role="img" aria-label={`Offset history: ${text}`} viewBox={`0 0 ${width} ${height}`}>
      <title>Offset history</title>
      <path className="zero" d={`M0 ${height / 2}H${width}`} />
      {shown.map(({ id, offsetUs, errorUs }, index) => (
        <g key={id}>
          <path className="error" d={`M${x(index)} ${y(-offsetUs - errorUs)}V${y(-offsetUs + errorUs)}`} />
          <circle cx={x(index)} cy={y(-offsetUs)} r="2.5" />
        </g>
      ))}
      <polyline points={shown.map(({ offsetUs }, index) => `${x(index)},${y(-offsetUs)}`).join(' ')} />
      <text x="2" y="12">
        {formatAhead(-reach)}
      </text>
      <text x="2" y={height - 4}>
        {formatAhead(reach)}
      </text>
    </svg>
  );
}
