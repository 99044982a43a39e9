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
/** More than these are thinned out where the slopes of all pairs are looked at. */
const MOST_FITTED = 100;
/** Below this a stamp is off by other things than by queues on the way. */
const LEAST_DOUBT_US = 20;
/** Of the normal distribution: its deviation by the median of the distances from its middle. */
const DEVIATION_PER_MAD = 1.4826;
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
 * How fast the clock gains on true time, by least squares in which each measurement weighs as much as its bound is small: the
 * time that a question or an answer lay in a queue is what the bound is wider by than the best one, and half of what the offset
 * may be off by. A few bad measurements can't move it, since what lies far off the median of the slopes of all pairs
 * (Theil–Sen) is left out before. Null: too little to say anything.
 */
export function fitDrift(points: readonly Waypoint[]): Fit | null {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < FEWEST || seconds(last.at) - seconds(first.at) < SHORTEST_S) return null;
  const dots = dotsOf(points);
  const line = leastSquares(nearTo(medianSlope(dots), dots));
  // An offset that falls is a clock that gains.
  return {
    ppm: -line.slope,
    lowPpm: -line.slope - line.doubt,
    highPpm: -line.slope + line.doubt,
    since: first.at,
    until: last.at,
    points: points.length,
  };
}

/** A measurement as the fit sees it: seconds since the first one, µs, and what its offset may be off by, in µs. */
interface Dot {
  x: number;
  y: number;
  sigma: number;
}

function dotsOf(points: readonly Waypoint[]): Dot[] {
  const [first] = points;
  const beganS = first ? seconds(first.at) : 0;
  const best = points.reduce((least, { errorUs }) => Math.min(least, errorUs), Number.POSITIVE_INFINITY);
  const extra = points.map(({ errorUs }) => errorUs - best);
  // The best measurement is not free of doubt either, and must not outweigh all others together.
  const floor = Math.max(LEAST_DOUBT_US, median(extra) / 6);
  return points.map(({ at, offsetUs }, i) => ({
    x: seconds(at) - beganS,
    y: offsetUs,
    sigma: floor + (extra[i] ?? 0),
  }));
}

function medianSlope(dots: readonly Dot[]): number {
  const every = Math.max(1, dots.length / MOST_FITTED);
  const some = dots.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  const slopes: number[] = [];
  some.forEach((a, i) => {
    for (const b of some.slice(i + 1)) if (b.x > a.x) slopes.push((b.y - a.y) / (b.x - a.x));
  });
  return median(slopes);
}

/** Those no farther off a line of this slope than four deviations, as the median of the distances tells them. */
function nearTo(slope: number, dots: readonly Dot[]): Dot[] {
  const heights = dots.map(({ x, y }) => y - slope * x);
  const middle = median(heights);
  const away = heights.map((height) => Math.abs(height - middle));
  const farthest = 4 * DEVIATION_PER_MAD * median(away) + LEAST_DOUBT_US;
  return dots.filter((_, i) => (away[i] ?? 0) <= farthest);
}

/** Weighted; `doubt` is half of the interval of 95 %. */
function leastSquares(dots: readonly Dot[]): { slope: number; doubt: number } {
  const sum = (value: (dot: Dot) => number) => dots.reduce((all, dot) => all + value(dot) / dot.sigma ** 2, 0);
  const weight = sum(() => 1);
  const [x, y] = [sum((dot) => dot.x) / weight, sum((dot) => dot.y) / weight];
  const spread = sum((dot) => (dot.x - x) ** 2);
  const slope = sum((dot) => (dot.x - x) * (dot.y - y)) / spread;
  const free = dots.length - 2;
  const variance = sum((dot) => (dot.y - y - slope * (dot.x - x)) ** 2) / free;
  // Student's t by its first term beyond the normal distribution: few measurements tell less of their own scatter.
  const t = Z * (1 + (Z ** 2 + 1) / (4 * free));
  return { slope, doubt: t * Math.sqrt(variance / spread) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
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
