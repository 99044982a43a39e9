import type { TraceStep } from '../../shared/contract';
import { marks } from './trace-marks';
import { plainName, zoneTitle } from './zone-names';

const width = 760;
const indent = 28;
const lineHeight = 18;

/** A trace as a picture to be saved: its steps from the root down, whom each asked and what was said. */
export function TracePicture({ steps, sentence }: { steps: readonly TraceStep[]; sentence: string }) {
  const title = wrapped(sentence, 90);
  let y = 14 + title.length * 20;
  const rows = steps.map((step, i) => {
    const before = steps[i - 1];
    const isNew = before?.zone !== step.zone || before.depth !== step.depth;
    const x = 24 + step.depth * indent;
    const lines = wrapped(step.sentence, Math.floor((width - x - 40) / 6.6));
    const row = { step, x, y, isNew, lines };
    y += (isNew ? 22 : 0) + lineHeight + lines.length * lineHeight + 14;
    return row;
  });
  return (
    <svg className="picture" role="img" aria-label={`Trace: ${sentence}`} viewBox={`0 0 ${width} ${y}`}>
      <title>Trace</title>
      {title.map((line, row) => (
        <text key={line} className="title" x={12} y={20 + row * 20}>
          {line}
        </text>
      ))}
      {rows.map(({ step, x, y: at, isNew, lines }, i) => {
        const { sign, word, kind } = marks[step.outcome];
        const top = at + (isNew ? 22 : 0);
        const next = rows[i + 1];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a saved trace does not change
          <g key={i}>
            {next && <path className="line" d={`M${x} ${top + 14}V${next.y + (next.isNew ? 22 : 0) - 6}`} />}
            {isNew && (
              <text className="strong" x={x + 22} y={at + 12}>
                {zoneTitle(step.zone)}
              </text>
            )}
            <circle className={`cell ${kind}`} cx={x} cy={top + 4} r={10} />
            <text className={`strong ${kind}`} x={x} y={top + 8} textAnchor="middle">
              {sign}
            </text>
            <text className="mono" x={x + 22} y={top + 8}>
              {plainName(step.server.name)} {step.server.address} · {word}
            </text>
            {lines.map((line, row) => (
              <text key={line} className="dim" x={x + 22} y={top + 8 + (row + 1) * lineHeight}>
                {line}
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

/** SVG breaks no lines by itself. */
function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
