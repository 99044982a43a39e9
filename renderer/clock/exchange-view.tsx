import { useState } from 'react';
import type { ClockExchange, ClockSource } from '../../shared/contract';
import { formatAhead } from '../ui/format';
import { offsetIfSplit, type Relative, relative, us } from './exchange-math';
import { sourceName } from './servers';

const width = 560;
const height = 250;
const client = 150;
const server = 410;
const top = 40;
const bottom = 220;
/** Of the height, between any two events: what happens at once could not be read else. */
const least = 36;

/** One exchange as a lecture would draw it: two time lines, four timestamps, and the formulae with these numbers. */
export function ExchangeView({ source }: { source: ClockSource }) {
  const { answer } = source;
  const [picked, setPicked] = useState<number | null>(null);
  if (!answer) return null;
  const index = Math.min(picked ?? answer.best, answer.exchanges.length - 1);
  const exchange = answer.exchanges[index];
  if (!exchange) return null;
  return (
    <section aria-label="Exchange" className="exchange">
      <h2>The exchange with {sourceName(source)}</h2>
      <label className="row-line">
        <span className="dim">Which one</span>
        <select className="field" value={index} onChange={(event) => setPicked(Number(event.target.value))}>
          {answer.exchanges.map(({ delayUs, interleaved, timestamps }, i) => (
            <option key={`${timestamps[0]} ${interleaved}`} value={i}>
              {i + 1}: delay {us(delayUs)}
              {interleaved ? ', interleaved' : ''}
              {i === answer.best ? ', the shortest: it counts' : ''}
            </option>
          ))}
        </select>
      </label>
      <div className="side-by-side">
        <TimeLines exchange={exchange} />
        <Formulae exchange={exchange} answer={answer} />
      </div>
    </section>
  );
}

function TimeLines({ exchange }: { exchange: ClockExchange }) {
  const parts = relative(exchange);
  const { y2, y3 } = heights(parts);
  const [t1, t2, t3, t4] = exchange.timestamps.map((iso) => iso.slice(11, 26));
  const text = `The question left here at ${t1}, came there at ${t2}; the answer left there at ${t3}, came here at ${t4}.`;
  return (
    <svg className="chart lines" role="img" aria-label={`Two time lines. ${text}`} viewBox={`0 0 ${width} ${height}`}>
      <title>Two time lines</title>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path className="tip" d="M0 0L8 4L0 8z" />
        </marker>
      </defs>
      <text className="head" x={client} y="16" textAnchor="middle">
        This computer
      </text>
      <text className="head" x={server} y="16" textAnchor="middle">
        Server
      </text>
      <path className="line" d={`M${client} 26V${height - 6}M${server} 26V${height - 6}`} />
      <path className="arrow" markerEnd="url(#tip)" d={`M${client} ${top}L${server - 2} ${y2}`} />
      <path className="arrow" markerEnd="url(#tip)" d={`M${server} ${y3}L${client + 2} ${bottom}`} />
      <text x={(client + server) / 2} y={(top + y2) / 2 - 8} textAnchor="middle">
        question
      </text>
      <text x={(client + server) / 2} y={(y3 + bottom) / 2 + 18} textAnchor="middle">
        answer
      </text>
      <Instant x={client} y={top} side="left" name="T1" at={t1} />
      <Instant x={server} y={y2} side="right" name="T2" at={t2} />
      <Instant x={server} y={y3} side="right" name="T3" at={t3} />
      <Instant x={client} y={bottom} side="left" name="T4" at={t4} />
    </svg>
  );
}

/** Where T2 and T3 stand between T1 and T4, supposing equal ways, to scale as far as all can be read. */
function heights({ t2, t3, t4 }: Relative): { y2: number; y3: number } {
  const kept = t3 - t2;
  const scale = (bottom - top) / Math.max(t4, 1);
  const way = Math.min(Math.max(((t4 - kept) / 2) * scale, least), (bottom - top - least) / 2);
  return { y2: top + way, y3: bottom - way };
}

function Instant({
  x,
  y,
  side,
  name,
  at,
}: {
  x: number;
  y: number;
  side: 'left' | 'right';
  name: string;
  at: string | undefined;
}) {
  const away = side === 'left' ? -10 : 10;
  return (
    <g>
      <circle cx={x} cy={y} r="4" />
      <text x={x + away} y={y + 4} textAnchor={side === 'left' ? 'end' : 'start'}>
        {name} {at}
      </text>
    </g>
  );
}

function Formulae({ exchange, answer }: { exchange: ClockExchange; answer: NonNullable<ClockSource['answer']> }) {
  const [share, setShare] = useState(50);
  const parts = relative(exchange);
  const { t2, t3, t4 } = parts;
  const { header, dispersionUs, jitterUs, distanceUs, delayUs } = answer;
  return (
    <div className="formulae">
      <dl>
        <dt>Offset θ = ((T2 − T1) + (T3 − T4)) / 2</dt>
        <dd className="mono">
          (({us(t2)}) + ({us(t3 - t4)})) / 2 = <b>{us((t2 + t3 - t4) / 2)}</b>
        </dd>
        <dt>Delay δ = (T4 − T1) − (T3 − T2)</dt>
        <dd className="mono">
          {us(t4)} − {us(t3 - t2)} = <b>{us(t4 - (t3 - t2))}</b>
        </dd>
        <dt>Root distance λ = (Δ + δ) / 2 + E + ε + ψ</dt>
        <dd className="mono">
          ({us(header.rootDelayUs)} + {us(delayUs)}) / 2 + {us(header.rootDispersionUs)} + {us(dispersionUs)} +{' '}
          {us(jitterUs)} = <b>{us(distanceUs)}</b>
        </dd>
      </dl>
      <label className="labelled">
        <span>What if the path were asymmetric: {share} % of the way on the way there</span>
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          onChange={(event) => setShare(Number(event.target.value))}
        />
      </label>
      <p className="dim" role="status">
        Then this clock would be off by {formatAhead(offsetIfSplit(parts, share / 100))}. NTP supposes 50 %, and can't
        see the difference: half of the delay is what it can err by.
      </p>
    </div>
  );
}
