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
  /** Who said it. */
  server: dnsServer,
  transport: dnsProtocol,
  /** Of one that was found out from the root down: the server that gave its end. */
  fromRoot: v.nullable(v.string()),
  /** When it was asked for. */
  at: instant,
  /** From then on. */
  ttlSeconds: count,
});
export type CachedAnswer = v.InferOutput<typeof cachedAnswer>;

/** Who answers for a zone, as far as ways from the root have come by it. It helps to find servers, and is no answer. */
export const knownDelegation = v.object({
  zone: v.string(),
  servers: v.array(v.object({ name: v.string(), addresses: v.array(v.string()) })),
  /** Whether the zone itself says so, and not only the zone above. */
  own: v.boolean(),
  at: instant,
  ttlSeconds: count,
  /** Whether they are those of the practice servers. */
  practice: v.boolean(),
});
export type KnownDelegation = v.InferOutput<typeof knownDelegation>;

export const dnsCacheCalls = {
  /** What was used last comes first. */
  'dns.cache': call(v.object({}), v.array(cachedAnswer)),
  'dns.delegations': call(v.object({}), v.array(knownDelegation)),
  /** `id` null: all of it, delegations as well. */
  'dns.forget': call(v.object({ id: v.nullable(id) }), v.void()),
  'dns.cacheChanged': event(v.object({})),
};
