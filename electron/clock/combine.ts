import type { Candidate } from './cluster';
import type { Intersection } from './intersection';

/** The time by all survivors. */
export interface Combined {
  offsetUs: number;
  /** True time lies within the offset ± this, as long as the leading survivor keeps its word. */
  errorUs: number;
  jitterUs: number;
  /** What each survivor weighs, in their order; together 1. */
  weights: number[];
}

/**
 * The combine algorithm (RFC 5905 §11.2.3): the mean of the survivors, each weighing as much as its root distance is
 * small, kept within what the majority agrees on. The bound is the root distance of the first survivor, widened by how far
 * the others moved the offset from its own.
 */
export function combine(survivors: readonly Candidate[], { lowUs, highUs }: Intersection): Combined {
  const [leading] = survivors;
  if (!leading) throw new RangeError('nobody survived');
  // A distance of nothing would be an infinite weight.
  const raw = survivors.map(({ distanceUs }) => 1 / Math.max(distanceUs, 1e-3));
  const sum = raw.reduce((all, weight) => all + weight, 0);
  const weights = raw.map((weight) => weight / sum);
  const mean = (value: (one: Candidate) => number) =>
    survivors.reduce((all, one, i) => all + value(one) * (weights[i] ?? 0), 0);
  const offsetUs = Math.min(
    Math.max(
      mean((one) => one.offsetUs),
      lowUs,
    ),
    highUs,
  );
  const selection = mean((one) => (one.offsetUs - leading.offsetUs) ** 2);
  return {
    offsetUs,
    errorUs: leading.distanceUs + Math.abs(offsetUs - leading.offsetUs),
    jitterUs: Math.sqrt(selection + leading.jitterUs ** 2),
    weights,
  };
}
