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
      const before = sources.hrtime();
      const now = sources.now();
      const earliest = Number(wallUs(before) / 1000n);
      const latest = Number(wallUs(sources.hrtime()) / 1000n);
      // One is the rounding of the readings; slewing (500 ppm at most) is far less within an exchange.
      if (now < earliest - 1) return now - earliest;
      return now > latest + 1 ? now - latest : 0;
    },
  };
}

/** The edge lies after what was read before the last look at the old millisecond, and before what follows the new one. */
function catchEdge({ now, hrtime }: ClockSources): { ms: number; at: bigint; doubt: bigint } {
  const first = now();
  let earliest = hrtime();
  let before = earliest;
  for (;;) {
    const ms = now();
    const after = hrtime();
    if (ms !== first) return { ms, at: (earliest + after) / 2n, doubt: after - earliest };
    earliest = before;
    before = after;
  }
}
