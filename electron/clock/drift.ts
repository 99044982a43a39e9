import type { ClockHistory as History } from '../../shared/contract/clock';

/** One measurement on the way of a clock. */
export interface Waypoint {
  at: string;
  /** Server minus local clock. */
  offsetUs: number;
  errorUs: number;
  /** Which run of the program measured it; within one, `monotonicUs` can be compared. */
  run: string;
  /** A clock that nobody sets, and that stands still while the computer sleeps. */
  monotonicUs: number;
}

export type Break = History['breaks'][number];
export type Fit = History['fits'][number];

/** No quartz is worse; what changes faster was made to. */
export const MOST_PPM = 100;
/** `at` has whole milliseconds, and the two clocks are not read at once. */
const READING_US = 5_000;
const SLEEP_US = 1_000_000;
/** Fewer points, or a shorter stretch, say nothing about a rate. */
const FEWEST = 5;
const SHORTEST_S = 300;
/** More than these are thinned out: the slopes of all pairs are looked at. */
const MOST_FITTED = 300;
/** Two-sided 95 % of the normal distribution. */
const Z = 1.96;

const seconds = (at: string) => Date.parse(at) / 1000;

/** What happened between two measurements, if the clock did not just run on. */
function breakBetween(before: Waypoint, after: Waypoint): Break | null {
  const wallUs = (Date.parse(after.at) - Date.parse(before.at)) * 1000;
  const changeUs = after.offsetUs - before.offsetUs;
  const doubtUs = before.errorUs + after.errorUs;
  const broken = (kind: Break['kind'], byUs: number): Break => ({ at: after.at, kind, byUs: Math.round(byUs) });
  const tooFast = Math.abs(changeUs) > doubtUs + (MOST_PPM / 1e6) * Math.abs(wallUs);
  if (before.run !== after.run) return tooFast ? broken('step', -changeUs) : null;
  const runningUs = after.monotonicUs - before.monotonicUs;
  // The true time that passed, less the time that this computer was awake.
  const asleepUs = wallUs + changeUs - runningUs;
  if (asleepUs > SLEEP_US + doubtUs) return broken('suspend', asleepUs);
  const jumpUs = wallUs - runningUs;
  if (Math.abs(jumpUs) > READING_US) return broken('step', jumpUs);
  return tooFast ? broken('correction', -changeUs) : null;
}

/** Cuts a history (oldest first) where the clock was set, corrected, or slept. */
export function stretches<P extends Waypoint>(points: readonly P[]): { stretches: P[][]; breaks: Break[] } {
  const all: P[][] = [];
  const breaks: Break[] = [];
  let before: P | null = null;
  for (const point of points) {
    const broken = before && breakBetween(before, point);
    if (broken) breaks.push(broken);
    if (!before || broken) all.push([point]);
    else all.at(-1)?.push(point);
    before = point;
  }
  return { stretches: all, breaks };
}

/**
 * How fast the clock gains on true time, by the median of the slopes of all pairs (Theil–Sen), which a few bad measurements
 * can't move; the confidence interval is Sen's. Null: too little to say anything.
 */
export function fitDrift(points: readonly Waypoint[]): Fit | null {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < FEWEST || seconds(last.at) - seconds(first.at) < SHORTEST_S) return null;
  const every = Math.max(1, points.length / MOST_FITTED);
  const fitted = points.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  const slopes: number[] = [];
  fitted.forEach((a, i) => {
    for (const b of fitted.slice(i + 1)) {
      const passed = seconds(b.at) - seconds(a.at);
      // An offset that falls is a clock that gains.
      if (passed > 0) slopes.push((a.offsetUs - b.offsetUs) / passed);
    }
  });
  slopes.sort((a, b) => a - b);
  const n = fitted.length;
  const reach = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (index: number) => slopes[Math.min(Math.max(Math.round(index), 0), slopes.length - 1)] ?? 0;
  const middle = (slopes.length - 1) / 2;
  return {
    ppm: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    lowPpm: at(middle - reach / 2),
    highPpm: at(middle + reach / 2),
    since: first.at,
    until: last.at,
    points: points.length,
  };
}

/** The rate in pieces no shorter than `pieceSeconds`, for a picture of how it changes. */
export function fitPieces(points: readonly Waypoint[], pieceSeconds: number): Fit[] {
  const pieces: Waypoint[][] = [];
  for (const point of points) {
    const piece = pieces.at(-1);
    const first = piece?.[0];
    if (piece && first && seconds(point.at) - seconds(first.at) <= pieceSeconds) piece.push(point);
    else pieces.push([point]);
  }
  return pieces.flatMap((piece) => fitDrift(piece) ?? []);
}

/** What a rate means to a person. */
export function driftSentence(fit: Fit | null): string {
  if (!fit) return 'Too few measurements since the clock was last touched to say how it drifts.';
  const { ppm, lowPpm, highPpm } = fit;
  const range = `${lowPpm.toFixed(2)} to ${highPpm.toFixed(2)} ppm, with a confidence of 95 %`;
  if (lowPpm <= 0 && highPpm >= 0) return `No drift can be told from noise (${range}).`;
  const perDay = (Math.abs(ppm) * 86_400) / 1e6;
  const daily = perDay < 1 ? `${(perDay * 1000).toFixed(0)} ms` : `${perDay.toFixed(1)} s`;
  return `Your clock ${ppm > 0 ? 'gains' : 'loses'} ${Math.abs(ppm).toFixed(2)} ppm, ${daily} a day (${range}).`;
}
