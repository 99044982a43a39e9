/**
 * The wall clock to the microsecond. `Date.now()` has only milliseconds, `hrtime` has nanoseconds but no date: this
 * ties one to the other at the moments when the millisecond turns.
 */
export interface LocalClock {
  /** Wall time, µs since 1970, of an `hrtime` instant near the tie. */
  wallUs(at: bigint): bigint;
  /** How far the wall clock was moved since the tie, in ms; 0 while it only ran on. */
  steppedMs(): number;
  /** How closely the two are tied, in µs, as measured: the wall time is right to within this. */
  readonly resolutionUs: number;
}

export interface ClockSources {
  /** ms since 1970, whole. */
  now(): number;
  /** ns, monotonic. */
  hrtime(): bigint;
}

const system: ClockSources = { now: () => Date.now(), hrtime: () => process.hrtime.bigint() };

/** A tie to within this is good; a busy machine gets a few more turns of the millisecond for it. */
const GOOD_NS = 2_000n;
const TRIES = 5;

/** Between these two lies the `hrtime` of the wall clock's zero. */
interface Bounds {
  earliest: bigint;
  latest: bigint;
}

/**
 * Ties the clocks; takes a millisecond or a few, as it waits for the next one to begin. Each turn that is seen bounds the
 * difference of the two clocks from either side, and what all of them allow is less than what one does.
 */
export function tieLocalClock(sources: ClockSources = system): LocalClock {
  let bounds = catchEdge(sources);
  for (let i = 1; i < TRIES && width(bounds) > GOOD_NS; i++) {
    const next = catchEdge(sources);
    const both = { earliest: max(bounds.earliest, next.earliest), latest: min(bounds.latest, next.latest) };
    // Nothing that both allow: the wall clock was moved between the two, and only the newer one still holds.
    bounds = both.earliest <= both.latest ? both : next;
  }
  const zero = (bounds.earliest + bounds.latest) / 2n;
  const wallUs = (at: bigint) => (at - zero) / 1000n;
  return {
    wallUs,
    resolutionUs: Number(width(bounds) / 2n) / 1000,
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

/** A turn by more than one is a clock that was set, or a process that slept: another is waited for, this many times. */
const JUMPS = 3;

/** The turn lies after what was read before the last look at the old millisecond, and before what follows the new one. */
function catchEdge(sources: ClockSources, jumps = 0): Bounds {
  const { now, hrtime } = sources;
  let earliest = hrtime();
  const first = now();
  let before = hrtime();
  for (;;) {
    const ms = now();
    const after = hrtime();
    if (ms !== first) {
      if (ms !== first + 1 && jumps < JUMPS) return catchEdge(sources, jumps + 1);
      const wallNs = BigInt(ms) * 1_000_000n;
      return { earliest: earliest - wallNs, latest: after - wallNs };
    }
    earliest = before;
    before = after;
  }
}

const width = ({ earliest, latest }: Bounds) => latest - earliest;
const max = (a: bigint, b: bigint) => (a > b ? a : b);
const min = (a: bigint, b: bigint) => (a < b ? a : b);
