import type { Claim } from './intersection';

/** A server that told the truth, as far as the others can say. */
export interface Candidate extends Claim {
  jitterUs: number;
  stratum: number;
}

/** RFC 5905 §11.2.2: so many survivors are not thinned out further. */
const FEWEST = 3;
/** RFC 5905 §7.2, MAXDIST: a stratum weighs as much as this. */
const STRATUM_US = 1_000_000;

/** By preference: the lower stratum, then the smaller root distance. */
function byPreference(a: Candidate, b: Candidate): number {
  return a.stratum * STRATUM_US + a.distanceUs - (b.stratum * STRATUM_US + b.distanceUs);
}

/**
 * The cluster algorithm (RFC 5905 §11.2.2): as long as one server differs more from the others than the best of them
 * differs from itself, it is an outlier and goes. Answers with the survivors, the preferred one first.
 */
export function cluster<C extends Candidate>(candidates: readonly C[]): C[] {
  const survivors = [...candidates].sort(byPreference);
  while (survivors.length > FEWEST) {
    const jitters = survivors.map((one) => selectionJitterUs(one, survivors));
    const largest = Math.max(...jitters);
    if (largest < Math.min(...survivors.map(({ jitterUs }) => jitterUs))) break;
    survivors.splice(jitters.lastIndexOf(largest), 1);
  }
  return survivors;
}

/** φ: how far the others are from this one. */
function selectionJitterUs(one: Candidate, all: readonly Candidate[]): number {
  const squares = all.reduce((sum, other) => sum + (one.offsetUs - other.offsetUs) ** 2, 0);
  return Math.sqrt(squares / Math.max(all.length - 1, 1));
}
