import { randomInt } from 'node:crypto';

/** `POSTHORN_SEED=n` repeats a run. */
export const randomSeed = () => Number(process.env.POSTHORN_SEED ?? randomInt(1_000_000));

/** mulberry32: a small generator that a seed repeats. */
export function seeded(state: number): () => number {
  let s = state;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
