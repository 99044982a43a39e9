/** One side of a comparison: something that can be done again and again, and timed. */
export interface Contender {
  name: string;
  /** In the first round alone: it takes so long, and only waits, that others would say the same. */
  once?: boolean;
  /** Does it once and answers with the milliseconds that it took. */
  run(): Promise<number>;
}

export interface Outcome {
  /** What was measured, in one line. */
  title: string;
  /** Posthorn is the first. */
  rows: { name: string; times: number[] }[];
  /** The most that Posthorn may take of what the first peer takes; said, not asserted. */
  target: number | null;
  missing: string[];
  /** What else was seen. */
  notes: string[];
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** A B, then B A: whatever else the machine does, and whoever goes first, weighs the same on all. */
export async function alternate(
  contenders: Contender[],
  { rounds, warmUps }: { rounds: number; warmUps: number },
): Promise<Outcome['rows']> {
  const rows = contenders.map((contender) => ({ ...contender, times: [] as number[] }));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const row of round % 2 === 0 ? rows : rows.toReversed()) {
      if (row.once && round !== 0) continue;
      const took = await row.run();
      if (round >= 0) row.times.push(took);
    }
  }
  return rows.map(({ name, times }) => ({ name, times }));
}
