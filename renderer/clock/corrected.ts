import type { ClockOffset } from '../../shared/contract';
import type { Validity } from '../../shared/errors';
import { formatDuration } from '../ui/format';

/** A clock that is off by less is right for dates in whole seconds. */
const rightMs = 500;

/** True time, ms since 1970, when this computer's clock showed `atMs`; that itself where the offset is not known. */
export const correctedMs = (atMs: number, known: ClockOffset | null): number => atMs + (known?.offsetUs ?? 0) / 1000;

/** Whether a clock is right to the half second, as closely as it was measured. */
export const isRight = ({ offsetUs }: ClockOffset) => Math.abs(offsetUs) < rightMs * 1000;

/** `2.30 s behind`. */
export const offText = ({ offsetUs }: ClockOffset) =>
  `${formatDuration(offsetUs)} ${offsetUs < 0 ? 'ahead' : 'behind'}`;

/** `measured 3.0 min before`, seen from that time of this computer's clock. */
export function measuredText({ at }: ClockOffset, fromMs: number): string {
  const awayMs = fromMs - Date.parse(at);
  return `measured ${formatDuration(awayMs * 1000)} ${awayMs < 0 ? 'after' : 'before'}`;
}

type Stage = 'early' | 'valid' | 'over';

/** Where a moment lies in a validity; a missing bound is none. */
export function stageOf({ from, until }: { from: string | null; until: string | null }, atMs: number): Stage {
  if (from !== null && atMs < Date.parse(from)) return 'early';
  return until !== null && atMs > Date.parse(until) ? 'over' : 'valid';
}

const stageWords: Readonly<Record<Stage, string>> = {
  early: 'not valid yet',
  valid: 'valid',
  over: 'expired',
};

/**
 * What a measured offset says of a certificate that this computer's clock finds valid or not; empty where it changes nothing
 * or is not known. It is a hint: what was refused stays refused.
 * @param atMs when it was judged, by this computer's clock
 */
export function certificateHint(validity: Validity, atMs: number, known: ClockOffset | null): string {
  if (!known) return '';
  const shown = stageOf(validity, atMs);
  const truly = stageOf(validity, correctedMs(atMs, known));
  const off = `${offText(known)} (${measuredText(known, atMs)})`;
  if (shown !== truly)
    return `The certificate is ${stageWords[shown]} by this computer's clock, which is ${off}; by true time it is ${stageWords[truly]}. Set the clock, then try again: the Clock screen says how.`;
  if (shown === 'valid') return '';
  return isRight(known)
    ? `This computer's clock is not to blame: it is right to within half a second (${measuredText(known, atMs)}).`
    : `This computer's clock is ${off}, but that does not explain it: by true time the certificate is ${stageWords[truly]} too.`;
}
