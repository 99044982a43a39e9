import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  type ClockOffset,
  type ClockReading,
  clockPoint,
  clockReading,
  type ClockHistory as Told,
} from '../../shared/contract/clock';
import { JsonFile } from '../json-file';
import { driftSentence, fitDrift, fitPieces, stretches } from './drift';
import type { Measured } from './measure';
import { nearestOffset } from './nearest-offset';

const waypoint = v.object({ ...clockPoint.entries, run: v.string(), monotonicUs: v.number() });
type Kept = v.InferOutput<typeof schema>;
type Point = v.InferOutput<typeof waypoint>;

const kept = v.object({
  nextId: v.pipe(v.number(), v.integer(), v.minValue(1)),
  newest: v.nullable(clockReading),
  points: v.array(waypoint),
});
const schema = v.pipe(v.unknown(), v.transform(fromOlder), kept);

const HOUR_MS = 3_600_000;
/** All of a day is kept, of the rest of a month one each ten minutes: at most some six thousand points. */
const ALL_MS = 24 * HOUR_MS;
const LONGEST_MS = 31 * 24 * HOUR_MS;
const THINNED_MS = 10 * 60_000;
/** Measured without a pause, a day would be more than this. */
const MOST = 8_000;
const PIECES = 12;
const SHORTEST_PIECE_S = 300;

/**
 * The history of the clock, in `clock-history.json` of a folder: small and bounded, so that one file that is written whole is
 * simpler than a table of the mail index, which may be rebuilt from messages at any time. Ids only grow, also across `clear`.
 */
export class ClockHistory {
  private readonly file: JsonFile<typeof schema>;
  private now: Promise<Kept> | null = null;
  private readonly run = randomUUID();

  constructor(folder: string) {
    this.file = new JsonFile(join(folder, 'clock-history.json'), schema, { nextId: 1, newest: null, points: [] });
  }

  /** The newest measurement that is kept. */
  async newest(): Promise<ClockReading | null> {
    return (await this.kept()).newest;
  }

  /** Oldest first. */
  async points(): Promise<Point[]> {
    return (await this.kept()).points;
  }

  /** The last hours, with what the clock did in them. */
  async told(hours: number, nowMs = Date.now()): Promise<Told> {
    const from = nowMs - hours * HOUR_MS;
    const points = (await this.points()).filter(({ at }) => Date.parse(at) >= from);
    const { stretches: all, breaks } = stretches(points);
    const drift = fitDrift(all.at(-1) ?? []);
    const pieceSeconds = Math.max(SHORTEST_PIECE_S, (hours * 3_600) / PIECES);
    return {
      points: points.map(({ id, at, offsetUs, errorUs }) => ({ id, at, offsetUs, errorUs })),
      breaks,
      drift,
      fits: all.flatMap((stretch) => fitPieces(stretch, pieceSeconds)),
      sentence: driftSentence(drift),
    };
  }

  /** How far the clock was off when it showed this time; null where nobody knows. */
  async offsetAt(atMs: number, now = readBoth()): Promise<ClockOffset | null> {
    const { run } = this;
    return nearestOffset(await this.points(), atMs, { run, ...now });
  }

  async add(measured: Measured, monotonicUs = readBoth().monotonicUs): Promise<ClockReading> {
    const { run } = this;
    const { nextId } = await this.change(({ nextId: id, points }) => {
      const { at, result } = measured;
      const point = result && { id, at, offsetUs: result.offsetUs, errorUs: result.errorUs, run, monotonicUs };
      return { nextId: id + 1, newest: { id, ...measured }, points: thin(point ? [...points, point] : points) };
    });
    return { id: nextId - 1, ...measured };
  }

  async clear(): Promise<void> {
    await this.change(({ nextId }) => ({ nextId, newest: null, points: [] }));
  }

  private kept(): Promise<Kept> {
    this.now ??= this.file.read();
    return this.now;
  }

  /** Changes follow each other: each begins with what the one before it made. */
  private async change(make: (kept: Kept) => Kept): Promise<Kept> {
    const next = this.kept().then(make);
    this.now = next;
    await this.file.write(await next);
    return next;
  }
}

const readBoth = () => ({ wallMs: Date.now(), monotonicUs: Math.round(performance.now() * 1000) });

/** Leaves out what is too old, and much of what is old; the newest point says what "old" is, as a clock may be set back. */
function thin(points: readonly Point[]): Point[] {
  const newest = Date.parse(points.at(-1)?.at ?? '');
  let before = Number.NEGATIVE_INFINITY;
  const left = points.filter(({ at }) => {
    const age = newest - Date.parse(at);
    if (age > LONGEST_MS) return false;
    if (age <= ALL_MS || Math.abs(Date.parse(at) - before) >= THINNED_MS) {
      before = Date.parse(at);
      return true;
    }
    return false;
  });
  return left.slice(-MOST);
}

/** What an older Posthorn kept: whole measurements of one server each, of which the points are taken over. */
const older = v.object({
  nextId: v.number(),
  measurements: v.array(v.object({ ...clockPoint.entries })),
});

function fromOlder(read: unknown): unknown {
  const parsed = v.safeParse(older, read);
  if (!parsed.success) return read;
  const { nextId, measurements } = parsed.output;
  // Each in a run of its own: what the monotonic clock said then is not known.
  const points = measurements.map((one) => ({ ...one, run: `older ${one.id}`, monotonicUs: 0 }));
  return { nextId, newest: null, points };
}
