/**
 * NTP timestamps (RFC 5905 §6): 64-bit fixed point, 32 bits of seconds since 1900-01-01 and 32 bits of fraction.
 * Instants elsewhere in this folder are whole microseconds since 1970-01-01 UTC, as `bigint`.
 */

/** Seconds from 1900-01-01 to 1970-01-01. */
const UNIX_EPOCH = 2_208_988_800n;
const ERA_SECONDS = 1n << 32n;
const FRACTION = 1n << 32n;
const US = 1_000_000n;

/** A clock that lost its battery says 1970 or 1980; no server is that old, so the era is looked for around this or later. */
const EARLIEST_PIVOT_US = BigInt(Date.UTC(2025, 0, 1)) * 1000n;

/** The 64 bits of a timestamp as they stand in a packet; zero means "unknown". */
export type NtpTimestamp = bigint;

/** Rounded to the nearest unit of 2⁻³² s; the era is lost, as it is on the wire. */
export function ntpFromUnixUs(us: bigint): NtpTimestamp {
  const sinceEpoch = us + UNIX_EPOCH * US;
  return BigInt.asUintN(64, (sinceEpoch * FRACTION + US / 2n) / US);
}

/**
 * The instant a timestamp stands for, in the era that puts it closest to `nearUs`: right as long as both clocks are
 * within 68 years of each other (RFC 5905 §6), so the roll-over of 2036-02-07 needs nothing more.
 */
export function unixUsFromNtp(timestamp: NtpTimestamp, nearUs: bigint): bigint {
  const pivotUs = nearUs > EARLIEST_PIVOT_US ? nearUs : EARLIEST_PIVOT_US;
  const pivotSeconds = floorDivide(pivotUs, US) + UNIX_EPOCH;
  const seconds = timestamp >> 32n;
  const aheadOfPivot = BigInt.asIntN(32, seconds - (pivotSeconds % ERA_SECONDS));
  const fractionUs = ((timestamp & (FRACTION - 1n)) * US + FRACTION / 2n) / FRACTION;
  return (pivotSeconds + aheadOfPivot - UNIX_EPOCH) * US + fractionUs;
}

/** The 32-bit short format (16.16, RFC 5905 §6) of root delay and root dispersion, in microseconds. */
export function usFromNtpShort(short: number): number {
  return Math.round((short * 1_000_000) / 65_536);
}

export function ntpShortFromUs(us: number): number {
  return Math.min(Math.round((us * 65_536) / 1_000_000), 0xffff_ffff);
}

/** ISO 8601 in UTC with six decimals: `2026-11-25T09:41:02.000123Z`. */
export function isoMicroseconds(us: bigint): string {
  const ms = floorDivide(us, 1000n);
  const iso = new Date(Number(ms)).toISOString();
  return `${iso.slice(0, -1)}${String(us - ms * 1000n).padStart(3, '0')}Z`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
