import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { fail } from '../../shared/errors';

/** What a server's kiss code asks of this computer, by `address port`. */
export const refusalsSchema = v.record(
  v.string(),
  v.object({ code: v.string(), atMs: v.number(), untilMs: v.nullable(v.number()), times: v.number() }),
);
type Refusals = v.InferOutput<typeof refusalsSchema>;
export type Refusal = Refusals[string];

export interface RefusalsFile {
  read(): Promise<Refusals>;
  write(value: Refusals): Promise<void>;
}

export interface Place {
  address: string;
  port: number;
}

/** RFC 5905 §13: no two questions to one server come closer than this. */
const GAP_MS = 2_000;
/** RATE asks for fewer questions: none for so long, and each further time for twice as long. */
const RATE_MS = 15 * 60_000;
const LONGEST_RATE_MS = 24 * 3_600_000;
/** Pools bring other addresses each time; those that refused longest ago are forgotten first. */
const MOST_KEPT = 500;

const keyOf = ({ address, port }: Place) => `${address} ${port}`;

/** How this computer behaves towards servers: never faster than they bear, and never where it was told to stay away. */
export class Manners {
  private readonly nextAt = new Map<string, number>();
  private known: Promise<Refusals> | null = null;

  constructor(
    private readonly file: RefusalsFile,
    private readonly gapMs = GAP_MS,
    private readonly now: () => number = Date.now,
  ) {}

  /** Waits until each of them may be asked, and takes the turn. @throws `app.cancelled` */
  async turn(places: readonly Place[], signal?: AbortSignal): Promise<void> {
    for (;;) {
      const wait = Math.max(0, ...places.map((place) => (this.nextAt.get(keyOf(place)) ?? 0) - performance.now()));
      if (wait <= 0) break;
      await pause(wait, undefined, signal ? { signal } : {}).catch(() => {
        throw fail('app.cancelled', {});
      });
    }
    for (const place of places) this.nextAt.set(keyOf(place), performance.now() + this.gapMs);
  }

  /** What keeps this computer from asking there now. */
  async refusal(place: Place): Promise<Refusal | null> {
    const found = (await this.refusals())[keyOf(place)];
    return found && (found.untilMs === null || found.untilMs > this.now()) ? found : null;
  }

  async refused(place: Place, code: string): Promise<void> {
    await this.change((all) => {
      const times = (all[keyOf(place)]?.times ?? 0) + 1;
      const rest = Math.min(RATE_MS * 2 ** (times - 1), LONGEST_RATE_MS);
      const atMs = this.now();
      // Added anew, so that it stands behind all others.
      const { [keyOf(place)]: _older, ...others } = all;
      const kept = Object.entries(others).slice(-(MOST_KEPT - 1));
      return {
        ...Object.fromEntries(kept),
        [keyOf(place)]: { code, atMs, untilMs: code === 'RATE' ? atMs + rest : null, times },
      };
    });
  }

  /** A person wants to ask again all the same. */
  async forgive(place: Place): Promise<void> {
    await this.change(({ [keyOf(place)]: _gone, ...others }) => others);
  }

  private refusals(): Promise<Refusals> {
    this.known ??= this.file.read();
    return this.known;
  }

  /** Changes follow each other: each begins with what the one before it made. */
  private async change(make: (all: Refusals) => Refusals): Promise<void> {
    this.known = this.refusals().then(make);
    await this.file.write(await this.known);
  }
}
