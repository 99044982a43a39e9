import * as v from 'valibot';
import { count, endpoint, errorData, host, instant, port } from './common';
import { call, event, job } from './define';

const signedUs = v.pipe(v.number(), v.integer());
const log2 = v.pipe(v.number(), v.integer());

/**
 * Whom to ask: one server, or a pool whose name stands for several; `nts`: authenticated (RFC 8915), the port is that of the
 * key exchange.
 */
export const clockServer = v.object({
  host,
  port,
  pool: v.fallback(v.boolean(), false),
  nts: v.fallback(v.boolean(), false),
});
export type ClockServer = v.InferOutput<typeof clockServer>;

/** The header of an answer (RFC 5905 §7.3), and what came behind it. */
const ntpHeader = v.object({
  leap: v.picklist(['none', 'insert', 'delete', 'unsynchronised']),
  version: count,
  mode: count,
  stratum: count,
  /** log2 seconds. */
  pollLog2: log2,
  precisionLog2: log2,
  rootDelayUs: count,
  rootDispersionUs: count,
  /** `GPS`, `127.127.1.1`, … */
  referenceId: v.string(),
  /** Seconds and fraction as they stand in the packet: `ecb1b5a0.c1d2e3f4`. */
  reference: v.string(),
  origin: v.string(),
  receive: v.string(),
  transmit: v.string(),
  extensions: v.array(v.object({ type: v.string(), octets: count })),
  /** The whole datagram in hexadecimal. */
  octets: v.string(),
});
export type NtpHeader = v.InferOutput<typeof ntpHeader>;

const clockExchange = v.object({
  /** T1 … T4, ISO 8601 with microseconds: sent here, received there, sent there, received here. */
  timestamps: v.tuple([v.string(), v.string(), v.string(), v.string()]),
  /** θ, RFC 5905 §8: server minus local clock, so negative when this computer's clock is ahead. */
  offsetUs: signedUs,
  /** δ, the round trip. */
  delayUs: count,
  /** T3 came with the answer after it, when the server knew it better (RFC 9769). */
  interleaved: v.boolean(),
});
export type ClockExchange = v.InferOutput<typeof clockExchange>;

/** What became of a server in the selection (RFC 5905 §11.2). */
const standing = v.picklist(['leading', 'survivor', 'outlier', 'falseticker', 'unfit', 'failed']);

const clockSource = v.object({
  /** As it was named; `address` is the one of its addresses that was asked, empty when there was none. */
  server: endpoint,
  address: v.string(),
  sessionId: v.nullable(v.string()),
  /** Its answers are proved to be its own (NTS). */
  authenticated: v.boolean(),
  standing,
  sent: count,
  answered: count,
  error: v.nullable(errorData),
  answer: v.nullable(
    v.object({
      offsetUs: signedUs,
      delayUs: count,
      /** ε and ψ of the clock filter (RFC 5905 §10). */
      dispersionUs: count,
      jitterUs: count,
      /** λ, the root distance: by this server's word the true time lies within the offset ± this. */
      distanceUs: count,
      /** How much of the combined offset is its own, 0 to 100. */
      weightPercent: v.number(),
      header: ntpHeader,
      exchanges: v.array(clockExchange),
      /** Which of the exchanges counts: the one with the shortest delay. */
      best: count,
    }),
  ),
});
export type ClockSource = v.InferOutput<typeof clockSource>;

/** One measurement: a few exchanges with each of some servers, and what follows from all of them. */
export const clockReading = v.object({
  /** 0 while the measurement still runs. */
  id: count,
  at: instant,
  verdict: v.picklist(['agreed', 'alone', 'no-majority', 'no-answer']),
  result: v.nullable(
    v.object({
      offsetUs: signedUs,
      /** True time lies within the offset ± this. */
      errorUs: count,
      jitterUs: count,
      /** What more than half of the servers agree on. */
      lowUs: signedUs,
      highUs: signedUs,
      /** A leap second that most survivors announce. */
      leap: v.picklist(['none', 'insert', 'delete']),
    }),
  ),
  sources: v.array(clockSource),
  /** To how many µs this computer's clock could be read. */
  resolutionUs: v.number(),
  /** `Your clock is 0.8 ms ahead. …`, and who says so. */
  sentence: v.string(),
  because: v.string(),
});
export type ClockReading = v.InferOutput<typeof clockReading>;

export const clockPoint = v.object({ id: count, at: instant, offsetUs: signedUs, errorUs: count });
export type ClockPoint = v.InferOutput<typeof clockPoint>;

/** How far this computer's clock was off when that was last, or next, measured. */
export const clockOffset = v.omit(clockPoint, ['id']);
export type ClockOffset = v.InferOutput<typeof clockOffset>;

const driftFit = v.object({
  /** How many µs a second this clock gains on true time; negative: it loses. */
  ppm: v.number(),
  /** With a confidence of 95 %. */
  lowPpm: v.number(),
  highPpm: v.number(),
  since: instant,
  until: instant,
  points: count,
});

export const clockHistory = v.object({
  /** Oldest first. */
  points: v.array(clockPoint),
  /** Where the clock did not just run on. */
  breaks: v.array(
    v.object({
      at: instant,
      kind: v.picklist(['step', 'suspend', 'correction']),
      /** How far it was moved, or how long the computer slept. */
      byUs: signedUs,
    }),
  ),
  /** Of the stretch since the last break; null: too few points, or too short. */
  drift: v.nullable(driftFit),
  /** The same for each stretch of the range, in pieces. */
  fits: v.array(driftFit),
  sentence: v.string(),
});
export type ClockHistory = v.InferOutput<typeof clockHistory>;

/** The program that keeps this computer's clock, by its own word. */
export const clockKeeper = v.object({
  /** `chronyd`, or empty when none was found. */
  name: v.string(),
  sentence: v.string(),
  facts: v.array(v.object({ name: v.string(), value: v.string() })),
  /** How a person sets the clock right on this system: what to do, and a command where there is one. */
  mending: v.array(v.object({ text: v.string(), command: v.string() })),
});
export type ClockKeeper = v.InferOutput<typeof clockKeeper>;

const measuring = v.object({ round: count, rounds: count, reading: clockReading });

export const clockCalls = {
  'clock.measure': job(
    v.object({ servers: v.pipe(v.array(clockServer), v.minLength(1), v.maxLength(16)) }),
    measuring,
    clockReading,
  ),
  /** The newest measurement, with everything that it saw. */
  'clock.newest': call(v.object({}), v.nullable(clockReading)),
  'clock.history': call(v.object({ hours: v.pipe(v.number(), v.minValue(1), v.maxValue(24 * 31)) }), clockHistory),
  'clock.clearHistory': call(v.object({}), v.void()),
  /**
   * How far the clock was off at a time that it showed, by the nearest measurement of that day; null: nobody measured it, or
   * it was moved in between.
   */
  'clock.offsetAt': call(v.object({ at: instant }), v.nullable(clockOffset)),
  /** Asks a server again that turned this computer away. */
  'clock.forgive': call(v.object({ address: v.string(), port }), v.void()),
  'clock.keeper': call(v.object({}), clockKeeper),
  'clock.export': call(v.object({ format: v.picklist(['csv', 'json']) }), v.object({ path: v.nullable(v.string()) })),
  'clock.changed': event(v.object({})),
};
