/**
 * The wall clock to the microsecond. `Date.now()` has only milliseconds, `hrtime` has nanoseconds but no date: this
 * ties one to the other at the moment the millisecond turns.
 */
export interface LocalClock {
  /** Wall time, µs since 1970, of an `hrtime` instant near the tie. */
  wallUs(at: bigint): bigint;
  /** How far the wall clock was moved since the tie, in ms; 0 while it only ran on. */
  steppedMs(): number;
}

export interface ClockSources {
  /** ms since 1970, whole. */
  now(): number;
  /** ns, monotonic. */
  hrtime(): bigint;
}

const system: ClockSources = { now: () => Date.now(), hrtime: () => process.hrtime.bigint() };

/** A turn of the millisecond that was seen to within this is good; a busy machine gets a few tries for it. */
const GOOD_NS = 20_000n;
const TRIES = 5;

/** Ties the clocks; takes about a millisecond, as it waits for the next one to begin. */
export function tieLocalClock(sources: ClockSources = system): LocalClock {
  let best = catchEdge(sources);
  for (let i = 1; i < TRIES && best.doubt > GOOD_NS; i++) {
    const next = catchEdge(sources);
    if (next.doubt < best.doubt) best = next;
  }
  const { ms, at: edge } = best;
  const wallUs = (at: bigint) => BigInt(ms) * 1000n + (at - edge) / 1000n;
  return {
    wallUs,
    steppedMs: () => {
      const expected = Number(wallUs(sources.hrtime()) / 1000n);
      const difference = sources.now() - expected;
      // One is the rounding of the two readings; slewing (500 ppm at most) is far less within an exchange.
      return Math.abs(difference) > 1 ? difference : 0;
    },
  };
}

function catchEdge({ now, hrtime }: ClockSources): { ms: number; at: bigint; doubt: bigint } {
  const first = now();
  let before = hrtime();
  for (;;) {
    const ms = now();
    const after = hrtime();
    if (ms !== first) return { ms, at: (before + after) / 2n, doubt: after - before };
    before = after;
  }
}
