import { usFromNtpShort } from './ntp-time';
import type { NtpPacket } from './packet';

/** The four instants of an exchange, microseconds since 1970: sent here, received there, sent there, received here. */
export interface FourTimestamps {
  t1: bigint;
  t2: bigint;
  t3: bigint;
  t4: bigint;
}

/** θ (RFC 5905 §8), server minus local clock, in µs. */
export function offsetUs({ t1, t2, t3, t4 }: FourTimestamps): number {
  return Number(t2 - t1 + (t3 - t4)) / 2;
}

/** δ (RFC 5905 §8), time on the way there and back, in µs. May be negative by the two clocks' precision. */
export function delayUs({ t1, t2, t3, t4 }: FourTimestamps): number {
  return Number(t4 - t1 - (t3 - t2));
}

/** Φ, how far an undisciplined clock may drift (RFC 5905 §7.2): 15 µs a second. */
export const PHI = 15e-6;

/**
 * ε of one exchange (RFC 5905 §8), in µs: the precision of both clocks, and how far they may have drifted in it.
 * @param localPrecisionUs what the local clock is read to
 */
export function dispersionUs(
  { precisionLog2 }: Pick<NtpPacket, 'precisionLog2'>,
  { t1, t4 }: Pick<FourTimestamps, 't1' | 't4'>,
  localPrecisionUs: number,
): number {
  return 2 ** precisionLog2 * 1_000_000 + localPrecisionUs + PHI * Math.max(Number(t4 - t1), 0);
}

/**
 * λ, the root distance (RFC 5905 §11.2): the true time lies within θ ± this, in µs. Half the way to the reference clock and
 * back, what the server says about its own error, and what measuring added.
 */
export function rootDistanceUs(
  packet: Pick<NtpPacket, 'rootDelay' | 'rootDispersion'>,
  measured: { delayUs: number; dispersionUs: number; jitterUs: number },
): number {
  const way = (usFromNtpShort(packet.rootDelay) + Math.max(measured.delayUs, 0)) / 2;
  return way + usFromNtpShort(packet.rootDispersion) + measured.dispersionUs + measured.jitterUs;
}
