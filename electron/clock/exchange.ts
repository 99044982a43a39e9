import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClockMeasurement } from '../../shared/contract/clock';
import { asPosthornError, fail, type PosthornError } from '../../shared/errors';
import { type Datagrams, openDatagrams, type Session, type Transcripts } from '../wire';
import { type Judged, judge } from './answer';
import { describePacket } from './describe';
import { delayUs, offsetUs, rootDistanceUs } from './formulae';
import { tieLocalClock } from './local-clock';
import { isoMicroseconds, usFromNtpShort } from './ntp-time';
import { clientPacket, encodePacket, leapName, referenceIdText } from './packet';
import { clockSentence, duration } from './sentence';

/** A measurement that has no place in the history yet. */
export type Measured = Omit<ClockMeasurement, 'id'>;
type Good = Extract<Judged, { kind: 'good' }>;

export interface MeasureOptions {
  host: string;
  port: number;
  transcripts: Transcripts;
  /** How many exchanges; the one with the smallest delay counts. */
  samples?: number;
  signal?: AbortSignal | undefined;
  /** Called after each exchange, answered or not, with how many are done. */
  onSample?: (done: number, of: number) => void;
}

/** One exchange waits so long for its answer, and all of them together so long while there is none. */
const EXCHANGE_MS = 2_000;
const SILENCE_MS = 5_000;
/** A burst of a few by hand does not burden a server, but a pause lets a queue on the way drain. */
const GAP_MS = 60;

/**
 * Measures this computer's clock against one server (RFC 5905, client mode). One random port and one session for all
 * exchanges, a new random transmit timestamp for each.
 *
 * Throws `ntp.silent`, `ntp.kiss-of-death`, `ntp.unsynchronised`, `ntp.bogus-origin`, `ntp.malformed`,
 * `ntp.clock-moved`, and what `wire` throws.
 */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const { host, port, transcripts, signal } = options;
  const session = transcripts.open('NTP', `${host}:${port}`);
  try {
    if (signal?.aborted) throw fail('app.cancelled', {});
    const datagrams = await openDatagrams({ host, port, session, signal });
    try {
      const measured = await burst(datagrams, session, options);
      session.summarise(summary(measured));
      session.close();
      return measured;
    } finally {
      datagrams.close();
    }
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    throw error;
  }
}

/** `4 exchanges · 0.8 ms ahead`. */
function summary({ samples, offsetUs: offset }: Measured): string {
  return `${samples} exchange${samples === 1 ? '' : 's'} · ${duration(Math.abs(offset))} ${offset < 0 ? 'ahead' : 'behind'}`;
}

async function burst(datagrams: Datagrams, session: Session, options: MeasureOptions): Promise<Measured> {
  const { host, port, samples = 4, onSample } = options;
  const server = `${host}:${port}`;
  const giveUpAt = performance.now() + SILENCE_MS;
  const seen = new Set<Judged['kind'] | 'moved'>();
  let malformed = '';
  let best: Good | null = null;
  let answered = 0;

  for (let i = 0; i < samples; i++) {
    if (i > 0) await pause(GAP_MS);
    const left = giveUpAt - performance.now();
    if (left <= 0) break;
    for await (const judged of exchange(datagrams, session, Math.min(EXCHANGE_MS, left))) {
      seen.add(judged.kind);
      if (judged.kind === 'kiss')
        throw fail('ntp.kiss-of-death', { server, code: judged.code, meaning: judged.meaning });
      if (judged.kind === 'unsynchronised') throw fail('ntp.unsynchronised', { server, reason: judged.reason });
      if (judged.kind === 'malformed') malformed = judged.reason;
      if (judged.kind === 'good') {
        answered++;
        if (!best || delayUs(judged.times) < delayUs(best.times)) best = judged;
      }
    }
    onSample?.(i + 1, samples);
  }
  if (best) return result(best, { host, port, address: datagrams.address, samples: answered, sessionId: session.id });
  throw whyNone(seen, server, malformed);
}

/**
 * One question, and what comes back until its answer is there or the time is up. An answer that is not for this
 * question (bogus, late, doubled) is noted and dropped; the wait goes on, so that a forger can't cut it short.
 */
async function* exchange(
  datagrams: Datagrams,
  session: Session,
  waitMs: number,
): AsyncGenerator<Judged | { kind: 'moved' }> {
  const nonce = randomBytes(8).readBigUInt64BE();
  const bytes = encodePacket(clientPacket(nonce));
  const clock = tieLocalClock();
  const deadline = performance.now() + waitMs;
  const sentAt = await datagrams.send(bytes, describePacket(bytes));
  for (;;) {
    const received = await datagrams.receive(Math.max(deadline - performance.now(), 0)).catch(silence);
    if (!received) return;
    const judged = judge(received.bytes, { nonce, t1: clock.wallUs(sentAt), t4: clock.wallUs(received.at) });
    const dropped = judged.kind !== 'good';
    session.received(describePacket(received.bytes), { octets: received.bytes.length, failed: dropped });
    const stepMs = clock.steppedMs();
    if (stepMs !== 0) {
      session.event(`This computer's clock was moved by ${stepMs} ms meanwhile: dropped`, { failed: true });
      yield { kind: 'moved' };
      return;
    }
    if (judged.kind === 'bogus-origin')
      session.event('Its origin is not what was sent: bogus, late or doubled, dropped');
    if (judged.kind === 'malformed') session.event(`Not an answer: ${judged.reason}, dropped`);
    yield judged;
    if (!dropped) return;
  }
}

/** Silence is an outcome of an exchange, not its failure; any other error goes on its way. */
function silence(error: unknown): null {
  if (asPosthornError(error).code === 'wire.no-answer') return null;
  throw error;
}

function whyNone(seen: ReadonlySet<string>, server: string, malformed: string): PosthornError {
  if (seen.has('moved')) return fail('ntp.clock-moved', {});
  if (seen.has('bogus-origin')) return fail('ntp.bogus-origin', { server });
  if (seen.has('malformed')) return fail('ntp.malformed', { server, reason: malformed });
  return fail('ntp.silent', { server, seconds: SILENCE_MS / 1000 });
}

function result(
  { packet, times }: Good,
  where: { host: string; port: number; address: string; samples: number; sessionId: string },
): Measured {
  const offset = Math.round(offsetUs(times));
  const delay = delayUs(times);
  return {
    at: new Date(Number(times.t4 / 1000n)).toISOString(),
    server: { host: where.host, port: where.port },
    address: where.address,
    offsetUs: offset,
    delayUs: Math.max(delay, 0),
    errorUs: Math.ceil(rootDistanceUs(packet, delay)),
    stratum: packet.stratum,
    referenceId: referenceIdText(packet),
    leap: leapName(packet.leap),
    precisionLog2: packet.precisionLog2,
    pollLog2: packet.pollLog2,
    rootDelayUs: usFromNtpShort(packet.rootDelay),
    rootDispersionUs: usFromNtpShort(packet.rootDispersion),
    version: packet.version,
    timestamps: [
      isoMicroseconds(times.t1),
      isoMicroseconds(times.t2),
      isoMicroseconds(times.t3),
      isoMicroseconds(times.t4),
    ],
    samples: where.samples,
    sessionId: where.sessionId,
    sentence: clockSentence(offset),
  };
}
