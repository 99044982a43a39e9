import type { ClockOffset } from '../../shared/contract/clock';
import { MOST_PPM, stretches, type Waypoint } from './drift';

/** A quartz drifts by some seconds a day: what was measured longer before or after says too little. */
const LONGEST_MS = 24 * 3_600_000;
/** The two clocks of this computer are not read at once. */
const READING_MS = 50;

/** What this computer's clocks show at one moment. */
interface Now {
  run: string;
  wallMs: number;
  monotonicUs: number;
}

/**
 * How far the clock was off when it showed `atMs`, by the measurement nearest to that. Null where there is none within a day,
 * or where the clock was moved between the two: then the one says nothing of the other.
 * @param points oldest first
 */
export function nearestOffset(points: readonly Waypoint[], atMs: number, now: Now): ClockOffset | null {
  const all = stretches(points).stretches;
  const measured = all.flatMap((stretch, index) =>
    stretch.map((point) => ({ point, index, awayMs: Math.abs(msOf(point) - atMs) })),
  );
  const [first, ...others] = measured;
  if (!first) return null;
  const { point, index, awayMs } = others.reduce((best, one) => (one.awayMs < best.awayMs ? one : best), first);
  if (awayMs > LONGEST_MS) return null;
  const stretch = all[index] ?? [];
  if (stretch[0] && atMs < msOf(stretch[0]) && index > 0) return null;
  const last = stretch.at(-1);
  if (last && atMs > msOf(last) && (index < all.length - 1 || movedSince(last, now))) return null;
  const { at, offsetUs, errorUs } = point;
  return { at, offsetUs, errorUs };
}

const msOf = ({ at }: Waypoint) => Date.parse(at);

/**
 * Whether the wall clock went another way than the monotonic one since. Sleep looks the same from here as being set forward;
 * either way nobody has looked at the clock since. Of an earlier run of the program nothing can be compared.
 */
function movedSince(point: Waypoint, { run, wallMs, monotonicUs }: Now): boolean {
  if (point.run !== run) return false;
  const runningMs = (monotonicUs - point.monotonicUs) / 1000;
  return Math.abs(wallMs - msOf(point) - runningMs) > READING_MS + (MOST_PPM / 1e6) * runningMs;
}
