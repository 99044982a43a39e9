import * as v from 'valibot';
import { count, errorData, instant } from './common';

/** What an answer says: its code and its data, sorted. */
const saying = v.object({ rcode: v.string(), data: v.array(v.string()) });

export const dnsWatch = v.object({
  question: v.object({ name: v.string(), type: v.string() }),
  /** Null: as often as the answer's TTL allows. */
  everySeconds: v.nullable(count),
  running: v.boolean(),
  asked: count,
  lastAt: v.nullable(instant),
  nextAt: v.nullable(instant),
  now: v.nullable(saying),
  /** The newest first. */
  changes: v.array(v.object({ at: instant, before: saying, after: saying })),
  /** Why the last question got no answer; it is asked again. */
  error: v.nullable(errorData),
});
export type DnsWatch = v.InferOutput<typeof dnsWatch>;

/** Nobody is asked the same more often than this. */
export const leastWatchSeconds = 2;
