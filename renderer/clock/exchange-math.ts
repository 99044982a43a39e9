import type { ClockExchange } from '../../shared/contract';

/** T1 … T4 as µs after T1, each by the clock that read it. */
export interface Relative {
  t2: number;
  t3: number;
  t4: number;
}

/** Whole µs since 1970 of an instant with six decimals. */
export function microseconds(iso: string): bigint {
  return BigInt(Date.parse(`${iso.slice(0, 23)}Z`)) * 1000n + BigInt(iso.slice(23, 26));
}

export function relative({ timestamps }: ClockExchange): Relative {
  const [t1, t2, t3, t4] = timestamps.map(microseconds);
  const since = (at: bigint | undefined) => Number((at ?? 0n) - (t1 ?? 0n));
  return { t2: since(t2), t3: since(t3), t4: since(t4) };
}

/**
 * The offset that this exchange would mean if the path were not the same length both ways.
 * @param share of the way there in the whole, 0 to 1; a half is what NTP supposes
 */
export function offsetIfSplit({ t2, t3, t4 }: Relative, share: number): number {
  const delay = t4 - (t3 - t2);
  return t2 - share * delay;
}

const minus = '\u2212';

/** `1,234 µs`, signed with a true minus. */
export function us(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  const [whole = '', part] = Math.abs(rounded).toString().split('.');
  return `${rounded < 0 ? minus : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${part ? `.${part}` : ''} µs`;
}
