import type { ClockOffset, Hop, Route } from '../../shared/contract';
import { correctedMs, isRight, measuredText, offText, stageOf } from '../clock/corrected';
import { formatDay, formatTimeOfDay, plural } from '../ui/format';

/** Fields bear whole seconds, and not all servers round them alike. */
const sameMs = 1_500;
/** From here on a Date is not that of a message which was sent at once. */
const laterMs = 60_000;

/** One hop with what follows from the one before it. */
export interface Leg {
  hop: Hop;
  /** `mx.x.test`, or what else tells this server. */
  name: string;
  /** Since the last server before it that told the time; null: that can't be said. */
  tookMs: number | null;
  /** Whose clock contradicts whose, or empty. */
  contradiction: string;
}

/** `2 s`, `3 min 20 s`, `5 h 12 min`, `4 days`: as fine as fields tell it. */
export function span(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const pair = (big: number, bigName: string, small: number, smallName: string) =>
    `${big} ${bigName}${small > 0 ? ` ${small} ${smallName}` : ''}`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  if (seconds < 172_800) return pair(Math.floor(seconds / 3_600), 'h', Math.floor((seconds % 3_600) / 60), 'min');
  return plural(Math.floor(seconds / 86_400), 'day');
}

const nameOf = ({ by, program, fromAddress }: Hop) => by || program || fromAddress || 'a server without a name';

export function legsOf({ hops }: Pick<Route, 'hops'>): Leg[] {
  let before: { atMs: number; name: string } | null = null;
  return hops.map((hop) => {
    const name = nameOf(hop);
    if (hop.at === null) return { hop, name, tookMs: null, contradiction: '' };
    const atMs = Date.parse(hop.at);
    const tookMs: number | null = before && atMs - before.atMs;
    const contradiction =
      before !== null && tookMs !== null && tookMs < -sameMs ? contradictionOf(before.name, name, -tookMs) : '';
    before = { atMs, name };
    return { hop, name, tookMs, contradiction };
  });
}

function contradictionOf(earlier: string, later: string, byMs: number): string {
  return earlier === later
    ? `the clock of ${later} was set back by ${span(byMs)} or more`
    : `the clock of ${earlier} runs ahead of that of ${later} by ${span(byMs)} or more`;
}

/** From the first server that told the time to the last; null where no two did. */
export function transitMs(route: Pick<Route, 'hops'>): number | null {
  const times = route.hops.flatMap(({ at }) => (at === null ? [] : [Date.parse(at)]));
  const [first] = times;
  const last = times.at(-1);
  return first === undefined || last === undefined || times.length < 2 ? null : last - first;
}

/** `3 hops, 2 s`: the line of a route that is closed. */
export function routeSummary(route: Pick<Route, 'hops'>): string {
  const took = transitMs(route);
  const hops = plural(route.hops.length, 'hop');
  return took === null || took < 0 ? hops : `${hops}, ${span(took)}`;
}

/** How long it was under way, by the servers' own clocks. */
export function transitSentence(route: Pick<Route, 'hops'>): string {
  const took = transitMs(route);
  if (route.hops.length === 0) return 'No server has left a line in its header (Received), so its way is not known.';
  if (took === null) return '';
  if (took < -sameMs) return 'By the clocks of its servers it came before it left, so how long it took is not known.';
  return `From the first server to the last it took ${span(Math.max(took, 0))}.`;
}

/** What its Date says beside the first server that had it. */
export function dateSentence({ date, hops }: Pick<Route, 'date' | 'hops'>): string {
  const first = hops.find(({ at }) => at !== null);
  if (date === null) return 'It bears no Date that can be read.';
  if (!first?.at) return '';
  const tookMs = Date.parse(first.at) - Date.parse(date);
  const name = nameOf(first);
  if (tookMs < -sameMs)
    return `Its Date is ${span(tookMs)} later than ${name} had it: the clock of its author runs ahead, or that of ${name} behind.`;
  if (tookMs > laterMs)
    return `Its Date is ${span(tookMs)} earlier than ${name} had it: it waited to be sent, or the clock of its author runs behind.`;
  return `Its Date and the time of ${name} agree (${span(Math.max(tookMs, 0))} between them).`;
}

/** When it came here, by this computer's clock as it was measured. */
export function arrivalSentence(
  { hops, arrivedAt }: Pick<Route, 'hops' | 'arrivedAt'>,
  known: ClockOffset | null,
): string {
  if (arrivedAt === null) return 'When it came to this computer was not kept.';
  const shownMs = Date.parse(arrivedAt);
  const trueMs = correctedMs(shownMs, known);
  const last = hops.findLast(({ at }) => at !== null);
  const time = formatTimeOfDay(new Date(trueMs).toISOString());
  const after = last?.at ? gapText(trueMs - Date.parse(last.at), nameOf(last)) : '';
  if (!known)
    return `By this computer's clock it was fetched at ${time}${after}. How far that clock was off then is not known: it was not measured within a day, or moved since.`;
  if (isRight(known))
    return `It was fetched at ${time}${after}; this computer's clock was right to within half a second (${measuredText(known, shownMs)}).`;
  return `This computer's clock was ${offText(known)} (${measuredText(known, shownMs)}), so it was fetched at ${time}${after}, and not at ${formatTimeOfDay(arrivedAt)} as that clock showed.`;
}

/** Nothing can be fetched before it is there, so what is left is the clock of the server. */
function gapText(gapMs: number, server: string): string {
  if (gapMs < -sameMs) return `, ${span(gapMs)} before ${server} says it had it: its clock runs ahead by that or more`;
  return `, ${span(Math.max(gapMs, 0))} after ${server} had it`;
}

/** What a signature says of its own validity, judged at the time of receipt. */
export function signatureSentence(
  { signedAt, expiresAt }: Route['signatures'][number],
  arrivedAt: string | null,
  known: ClockOffset | null,
): string {
  const parts = [signedAt ? `signed ${dayAndTime(signedAt)}` : 'does not say when it was signed'];
  const shownMs = arrivedAt === null ? null : Date.parse(arrivedAt);
  // In whole seconds: what was signed in this very second is not from the future.
  const from = signedAt && new Date(Date.parse(signedAt) - sameMs).toISOString();
  const stageAt = (ms: number | null) => (ms === null ? null : stageOf({ from, until: expiresAt }, ms));
  const shown = stageAt(shownMs);
  const truly = stageAt(shownMs === null ? null : correctedMs(shownMs, known));
  if (expiresAt === null) parts.push('valid without end');
  else if (truly === 'over') parts.push(`expired on ${dayAndTime(expiresAt)}, before it came here`);
  else parts.push(`valid until ${dayAndTime(expiresAt)}`);
  if (truly === 'early') parts.push('signed later than it came here, so the clock of its signer runs ahead');
  if (truly !== null && shown !== truly && known && !isRight(known))
    parts.push(`judged by this computer's clock as it was measured, ${offText(known)}`);
  return `${parts.join('; ')}.`;
}

const dayAndTime = (iso: string) => `${formatDay(iso)}, ${formatTimeOfDay(iso)}`;

/** `ESMTPS, TLS 1.3`, and whether that is encryption. */
export function protocolText({ protocol, tls, encrypted }: Hop): string {
  const how = [protocol, tls].filter(Boolean).join(', ');
  if (encrypted) return tls ? how : `${how}, encrypted`;
  return how ? `${how}, not said to be encrypted` : 'not said';
}
