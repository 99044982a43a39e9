import { randomBytes } from 'node:crypto';
import { asPosthornError, fail, type PosthornError } from '../../shared/errors';
import { openDatagrams, type Session } from '../wire';
import { type Judged, judge } from './answer';
import { describePacket } from './describe';
import type { LocalClock } from './local-clock';
import { type NtpTimestamp, unixUsFromNtp } from './ntp-time';
import { type Association, isNakFor, type Protected } from './nts/association';
import { clientPacket, encodePacket } from './packet';

/** What became of one question. */
export type Outcome =
  | (Extract<Judged, { kind: 'good' }> & { bytes: Buffer; previous: Previous })
  | Exclude<Judged, { kind: 'good' }>
  /** This computer's clock was set meanwhile. */
  | { kind: 'moved' }
  | { kind: 'silent' }
  | { kind: 'broken'; error: PosthornError };

/** What the next question needs to ask for the interleaved mode. */
export interface Previous {
  /** The server's receive timestamp, by which it knows the exchange. */
  receive: NtpTimestamp;
  t1: bigint;
  t2: bigint;
  t4: bigint;
}

export interface Question {
  address: string;
  port: number;
  version: number;
  session: Session;
  clock: LocalClock;
  /** The exchange before, of which a server with the interleaved mode (RFC 9769) tells when its answer really left. */
  previous: Previous | null;
  /** Keys that question and answer are authenticated with. */
  association: Association | null;
  /** Whether this thread may do nothing else for a moment, for the sake of stamps that are closer to the truth. */
  eager: boolean;
  signal?: AbortSignal | undefined;
}

/** One exchange waits so long for its answer; the next question to a server may follow after 2 s. */
const EXCHANGE_MS = 1_500;
/** An answer from near by comes sooner; on a longer way the stamps are not what the error comes of. */
const EAGER_MS = 1;
/** Of a flood no more than these go into the transcript; all are judged. */
const TOLD = 20;

/**
 * Asks once, from a socket and a random port of its own, with a random transmit timestamp (RFC 9109, RFC 5905 §8). An answer
 * that is not for this question (bogus, late, doubled) is noted and dropped; the wait goes on, so that a forger can't cut
 * it short.
 * @throws `app.cancelled`
 */
export async function ask({
  address,
  port,
  version,
  session,
  clock,
  previous,
  association,
  eager,
  signal,
}: Question): Promise<Outcome> {
  if (signal?.aborted) throw fail('app.cancelled', {});
  const nonce = randomNumber();
  const before = previous ? { ...previous, nonce: randomNumber() } : undefined;
  const header = encodePacket(
    clientPacket(nonce, version, before && { origin: before.receive, receive: before.nonce }),
  );
  const secured = association?.protect(header) ?? null;
  const question = secured?.bytes ?? header;
  let dropped: Outcome = { kind: 'silent' };
  let told = 0;
  try {
    const datagrams = await openDatagrams({ host: address, port, session, signal, eagerMs: eager ? EAGER_MS : 0 });
    try {
      const deadline = performance.now() + EXCHANGE_MS;
      const sentAt = await datagrams.send(question, describePacket(question));
      for (;;) {
        const { bytes, at } = await datagrams.receive(Math.max(deadline - performance.now(), 0));
        const times = { t1: clock.wallUs(sentAt), t4: clock.wallUs(at) };
        const judged = authenticated(judge(bytes, { nonce, before, ...times }), bytes, association, secured);
        const good = judged.kind === 'good';
        if (good || told++ < TOLD) session.received(describePacket(bytes), { octets: bytes.length, failed: !good });
        if (clock.steppedMs() !== 0) return { kind: 'moved' };
        if (good) {
          const { receive } = judged.packet;
          return { ...judged, bytes, previous: { receive, t2: unixUsFromNtp(receive, times.t1), ...times } };
        }
        if (judged.kind !== 'malformed' && judged.kind !== 'bogus-origin') return judged;
        if (told <= TOLD) session.event(whyDropped(judged));
        if (dropped.kind !== 'bogus-origin') dropped = judged;
      }
    } finally {
      datagrams.close();
    }
  } catch (thrown) {
    const error = asPosthornError(thrown);
    if (error.code === 'app.cancelled') throw error;
    return error.code === 'wire.no-answer' ? dropped : { kind: 'broken', error };
  }
}

const randomNumber = (): NtpTimestamp => randomBytes(8).readBigUInt64BE();

/** With keys, only what was made with them is believed; a NAK can't be, and must at least bear the id of the question. */
function authenticated(
  judged: Judged,
  bytes: Buffer,
  association: Association | null,
  secured: Protected | null,
): Judged {
  if (judged.kind === 'malformed' || judged.kind === 'bogus-origin') return judged;
  if (judged.kind === 'nak')
    return secured && isNakFor(bytes, secured.uniqueId)
      ? judged
      : { kind: 'malformed', reason: 'it speaks of cookies that were not sent' };
  if (association && secured && !association.verify(bytes, secured.uniqueId))
    return { kind: 'malformed', reason: 'it is not made with the keys that were agreed on (NTS)' };
  return judged;
}

function whyDropped(judged: Extract<Judged, { kind: 'bogus-origin' | 'malformed' }>): string {
  return judged.kind === 'bogus-origin'
    ? 'Its origin is not what was sent: bogus, late or doubled, dropped'
    : `Not an answer: ${judged.reason}, dropped`;
}
