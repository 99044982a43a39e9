import type { ClockPoint, ClockReading } from '../../shared/contract/clock';

/** The history as comma-separated values (RFC 4180), one measurement a line; offsets in µs, server minus local. */
export function historyCsv(points: readonly ClockPoint[]): string {
  const lines = points.map(({ at, offsetUs, errorUs }) => `${at},${offsetUs},${errorUs}`);
  return ['at,offset_us,error_us', ...lines, ''].join('\r\n');
}

/** Everything that is known: the newest measurement with all its servers, and the history. */
export function clockJson(newest: ClockReading | null, points: readonly ClockPoint[]): string {
  const history = points.map(({ at, offsetUs, errorUs }) => ({ at, offsetUs, errorUs }));
  return `${JSON.stringify({ newest, history }, null, 2)}\n`;
}
