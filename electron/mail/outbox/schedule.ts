import type { Delivery, RecipientState } from '../../../shared/contract';
import { type ErrorData, fail, type PosthornError } from '../../../shared/errors';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** After the first try, the second and so on; then as after the last of them (RFC 5321 §4.5.4.1 wants patience). */
const pausesMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs];
const laterPauseMs = 2 * hourMs;
const patienceDays = 2;

/** When the next try is due after so many; null: it has been tried for long enough. All in milliseconds since 1970. */
export function retryAt(attempts: number, firstTryMs: number, nowMs: number): number | null {
  const at = nowMs + (pausesMs[attempts - 1] ?? laterPauseMs);
  return at > firstTryMs + patienceDays * 24 * hourMs ? null : at;
}

/** What no server said, and passes by itself. */
const passing: ReadonlySet<string> = new Set<ErrorData['code']>([
  'smtp.auth-unavailable',
  'smtp.closing',
  'smtp.mail-limit',
  'smtp.not-now',
  'store.disk-full',
  'store.write-failed',
  'tls.handshake-failed',
]);

/** Whether the same message may go another time: after a 4xx answer or a fault of the network, never after 5xx. */
export function passes({ code, answer }: Pick<PosthornError, 'code' | 'answer'>): boolean {
  if (answer?.code !== undefined) return answer.code.startsWith('4');
  return passing.has(code) || code.startsWith('wire.');
}

/** A fault from which it follows that this computer reaches no network. */
export const isOffline = ({ code }: Pick<ErrorData, 'code'>): boolean => code === 'wire.unreachable';

/** Who is to get it at the next try. */
export const pendingOf = ({ recipients }: Pick<Delivery, 'recipients'>): string[] =>
  recipients.filter(({ state }) => state === 'waiting' || state === 'later').map(({ address }) => address);

const has = ({ state }: RecipientState) => state === 'accepted';
const sameAddress = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const untried = (address: string): RecipientState => ({
  address,
  state: 'waiting',
  answer: '',
  code: '',
  enhanced: '',
});

/**
 * A message as it is put into the outbox; who has it already keeps that.
 * @param addresses everybody it is for, each once
 */
export function queued(
  before: Delivery | null,
  addresses: readonly string[],
  wait: { at: string; waitsFor: Delivery['waitsFor'] },
): Delivery {
  const reached = before?.recipients.filter(has) ?? [];
  const missing = addresses.filter((address) => !reached.some((one) => sameAddress(one.address, address)));
  return {
    state: 'waiting',
    attempts: before?.attempts ?? 0,
    nextTryAt: wait.at,
    waitsFor: wait.waitsFor,
    firstTryAt: null,
    lastTryAt: before?.lastTryAt ?? null,
    recipients: [...reached, ...missing.map(untried)],
    error: null,
    sessionId: before?.sessionId ?? '',
  };
}

/** The same message at rest: it goes no more by itself. */
export const resting = (delivery: Delivery): Delivery => ({
  ...delivery,
  state: delivery.state === 'doubtful' ? 'doubtful' : delivery.recipients.some(has) ? 'partial' : 'failed',
  nextTryAt: null,
});

/** Where nobody has it or may have it, a message can become a draft again. */
export const isWithNobody = ({ recipients }: Delivery): boolean =>
  recipients.every(({ state }) => state !== 'accepted' && state !== 'doubtful');

/** How it stands after a try. @param told of those who were tried; the others keep what is known of them */
export function afterTry(
  before: Delivery,
  told: { recipients: readonly RecipientState[]; error: PosthornError | null; sessionId: string },
  nowMs: number,
): Delivery {
  const recipients = before.recipients.map(
    (one) => told.recipients.find(({ address }) => sameAddress(address, one.address)) ?? one,
  );
  const now = new Date(nowMs).toISOString();
  const firstTryAt = before.firstTryAt ?? now;
  const attempts = before.attempts + 1;
  const tried = { ...before, recipients, attempts, firstTryAt, lastTryAt: now, sessionId: told.sessionId };
  const count = recipients.length;
  const some = recipients.some(has);
  const stopped = (error: PosthornError): Delivery => ({
    ...tried,
    state: error.code === 'smtp.doubtful' ? 'doubtful' : some ? 'partial' : 'failed',
    nextTryAt: null,
    error: error.toJSON(),
  });
  const { error } = told;
  if (error?.code === 'smtp.doubtful') return stopped(error);
  const later = pendingOf({ recipients }).length;
  // Where some are refused for good and others for now, the error speaks of all of them.
  const permanent = error !== null && error.code !== 'smtp.all-recipients-refused' && !passes(error);
  if (error && permanent) return stopped(error);
  if (later === 0) {
    const refused = recipients.filter((one) => !has(one)).length;
    if (refused === 0) return { ...tried, state: 'sent', nextTryAt: null, error: null };
    return stopped(some || !error ? fail('smtp.some-recipients-refused', { refused, count }) : error);
  }
  const reason = error && passes(error) ? error : fail('outbox.recipients-later', { later, count });
  const at = retryAt(attempts, Date.parse(firstTryAt), nowMs);
  if (at === null) {
    return stopped(fail('outbox.given-up', { days: patienceDays }, reason.answer ? { answer: reason.answer } : {}));
  }
  const nextTryAt = new Date(at).toISOString();
  return { ...tried, state: 'waiting', waitsFor: 'retry', nextTryAt, error: reason.toJSON() };
}

/** A person's word that it has arrived with everybody who is in doubt. @throws `smtp.decided` */
export function decided(before: Delivery | null): Delivery {
  if (before?.state !== 'doubtful') throw fail('smtp.decided', {});
  const recipients = before.recipients.map(
    (one): RecipientState => (one.state === 'doubtful' ? { ...one, state: 'accepted' } : one),
  );
  const missing = recipients.filter((one) => !has(one)).length;
  const count = recipients.length;
  return {
    ...before,
    recipients,
    nextTryAt: null,
    state: missing > 0 ? 'partial' : 'sent',
    error: missing > 0 ? fail('smtp.some-recipients-refused', { refused: missing, count }).toJSON() : null,
  };
}
