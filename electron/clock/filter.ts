import { PHI } from './formulae';

/** What one exchange gave, in µs; `atUs` is T4. */
export interface Sample {
  offsetUs: number;
  delayUs: number;
  /** ε: how far off reading the clocks may have been, and how far they may have drifted meanwhile. */
  dispersionUs: number;
  atUs: bigint;
}

/** What the exchanges with one server say together. */
export interface Filtered {
  /** Which sample gave offset and delay. */
  best: number;
  offsetUs: number;
  delayUs: number;
  dispersionUs: number;
  jitterUs: number;
}

/** RFC 5905 §10: as many stages as the filter has. */
const STAGES = 8;

/**
 * The clock filter (RFC 5905 §10): the sample with the shortest delay counts, since a queue on the way can only make it
 * longer; the others say how much to trust it. Stages that no sample has filled yet are left out rather than counted as
 * 16 s: whoever measures once has no later samples.
 * @param precisionUs below this the jitter can't be told
 */
export function clockFilter(samples: readonly Sample[], precisionUs: number): Filtered {
  const newest = samples.map((sample, index) => ({ ...sample, index })).slice(-STAGES);
  const beganUs = newest[0]?.atUs ?? 0n;
  const at = ({ atUs }: Sample) => Number(atUs - beganUs);
  const now = Math.max(...newest.map(at));
  const sorted = newest.sort((a, b) => a.delayUs - b.delayUs);
  const [first] = sorted;
  if (!first) throw new RangeError('a clock filter without a sample');
  const aged = (sample: Sample) => sample.dispersionUs + PHI * (now - at(sample));
  const squares = sorted.reduce((sum, { offsetUs }) => sum + (first.offsetUs - offsetUs) ** 2, 0);
  return {
    best: first.index,
    offsetUs: first.offsetUs,
    delayUs: first.delayUs,
    dispersionUs: sorted.reduce((sum, sample, i) => sum + aged(sample) / 2 ** (i + 1), 0),
    jitterUs: Math.max(precisionUs, Math.sqrt(squares / Math.max(sorted.length - 1, 1))),
  };
}
