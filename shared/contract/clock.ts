import * as v from 'valibot';
import { count, endpoint, instant } from './common';
import { call, event, job } from './define';

const signedUs = v.pipe(v.number(), v.integer());

/** One NTP measurement (RFC 5905): the best of a few exchanges with one server. */
export const clockMeasurement = v.object({
  id: count,
  at: instant,
  server: endpoint,
  /** The address that answered. */
  address: v.string(),
  /** θ, RFC 5905 §8: server minus local clock, so negative when this computer's clock is ahead. */
  offsetUs: signedUs,
  /** Round trip δ. */
  delayUs: count,
  /** Root distance: true time lies within offset ± this. */
  errorUs: count,
  stratum: count,
  /** `GPS`, `127.127.1.1`, … */
  referenceId: v.string(),
  leap: v.picklist(['none', 'insert', 'delete', 'unsynchronised']),
  /** log2 seconds. */
  precisionLog2: v.pipe(v.number(), v.integer()),
  pollLog2: v.pipe(v.number(), v.integer()),
  rootDelayUs: count,
  rootDispersionUs: count,
  version: count,
  /** T1 … T4 of the exchange, ISO 8601 with microseconds: sent, received there, sent there, received here. */
  timestamps: v.tuple([v.string(), v.string(), v.string(), v.string()]),
  samples: count,
  sessionId: v.string(),
  /** `Your clock is 0.8 ms ahead.` */
  sentence: v.string(),
});
export type ClockMeasurement = v.InferOutput<typeof clockMeasurement>;

export const clockCalls = {
  'clock.measure': job(endpoint, v.object({ sample: count, samples: count }), clockMeasurement),
  /** Newest first. */
  'clock.history': call(v.object({}), v.array(clockMeasurement)),
  'clock.clearHistory': call(v.object({}), v.void()),
  'clock.changed': event(v.object({})),
};
