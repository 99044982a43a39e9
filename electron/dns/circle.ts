/** Numbers that go round in a circle of 2³² (RFC 1982): serials of zones, and times of signatures (RFC 4034 §3.1.5). */

/** How far a number lies before another one, or behind it when negative. */
export const ahead = (number: number, of: number): number => (number - of) | 0;

/**
 * Seconds since 1970 modulo 2³² as an instant: of those that they can mean, the nearest one.
 * @param now seconds since 1970
 */
export function instantOf(time: number, now: number): string {
  return new Date((now + ahead(time, now)) * 1000).toISOString();
}
