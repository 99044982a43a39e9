import * as v from 'valibot';
import { count, id, instant } from './common';
import { call, event } from './define';
import { dnsProtocol, dnsServer } from './dns-server';

/** An answer that is remembered. */
export const cachedAnswer = v.object({
  id,
  name: v.string(),
  type: v.string(),
  /** `NOERROR`, or `NXDOMAIN`: that there is nothing is remembered too (RFC 2308). */
  rcode: v.string(),
  /** Empty of a “no”. */
  data: v.array(v.string()),
  server: dnsServer,
  transport: dnsProtocol,
  /** When it was asked for. */
  at: instant,
  /** From then on. */
  ttlSeconds: count,
});
export type CachedAnswer = v.InferOutput<typeof cachedAnswer>;

export const dnsCacheCalls = {
  /** What was used last comes first. */
  'dns.cache': call(v.object({}), v.array(cachedAnswer)),
  /** `id` null: all of it. */
  'dns.forget': call(v.object({ id: v.nullable(id) }), v.void()),
  'dns.cacheChanged': event(v.object({})),
};
