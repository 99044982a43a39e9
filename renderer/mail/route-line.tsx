import { type Leg, span } from './route-words';

const width = 600;
const edge = 14;
/** Between two dots: what happened at once must be seen as two. */
const least = 22;

/** The way as a line: a dot a server, as far apart as the time between them allows, and the slowest hop by name. */
export function RouteLine({ legs }: { legs: Leg[] }) {
  const places = placesOf(legs);
  const slowest = legs.reduce<Leg | null>((best, leg) => ((leg.tookMs ?? 0) > (best?.tookMs ?? 0) ? leg : best), null);
  const at = slowest ? legs.indexOf(slowest) : -1;
  const text = slowest
    ? `The slowest hop was to ${slowest.name}: ${span(slowest.tookMs ?? 0)}`
    : 'Every hop took less than a second';
  const from = places[at - 1] ?? edge;
  const to = places[at] ?? width - edge;
  return (
    <svg
      className="route-line"
      role="img"
      aria-label={`${legs.length} servers on a line. ${text}`}
      viewBox={`0 0 ${width} 44`}
    >
      <title>{text}</title>
      <path className="way" d={`M${edge} 30H${width - edge}`} />
      {slowest && <path className="way slow" d={`M${from} 30H${to}`} />}
      {legs.map(({ contradiction }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: their order is what they are
        <circle key={i} className={contradiction ? 'bad' : ''} cx={places[i]} cy="30" r="5" />
      ))}
      <text x={width / 2} y="14" textAnchor="middle">
        {text}
      </text>
    </svg>
  );
}

/** What is too near to its neighbour is moved away from it; the rest of the line is shared out by time. */
function placesOf(legs: readonly Leg[]): number[] {
  const took = legs.slice(1).map(({ tookMs }) => Math.max(tookMs ?? 0, 0));
  const sum = took.reduce((all, one) => all + one, 0);
  const gap = Math.min(least, (width - 2 * edge) / Math.max(took.length, 1));
  const free = width - 2 * edge - gap * took.length;
  let x = edge;
  return [x, ...took.map((ms) => (x += gap + (sum > 0 ? (free * ms) / sum : free / took.length)))];
}
