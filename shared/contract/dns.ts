import * as v from 'valibot';
import { count, endpoint, instant } from './common';
import { call, job } from './define';

export const resourceRecord = v.object({
  /** Presentation form, absolute, with RFC 1035 §5.1 escapes. */
  owner: v.string(),
  ttlSeconds: count,
  class: v.string(),
  /** `MX`, or `TYPE65280` (RFC 3597). */
  type: v.string(),
  typeCode: count,
  /** RDATA in presentation form. */
  data: v.string(),
  /** One plain clause, or empty: `tried first, at 211.72.211.25`. */
  meaning: v.string(),
});
export type ResourceRecord = v.InferOutput<typeof resourceRecord>;

export const dnsTransport = v.picklist(['udp', 'tcp']);

export const dnsAnswer = v.object({
  at: instant,
  question: v.object({ name: v.string(), type: v.string(), typeCode: count, class: v.string() }),
  server: endpoint,
  /** The transport of the answer that counts: TCP when the UDP one was truncated. */
  transport: dnsTransport,
  truncatedOverUdp: v.boolean(),
  /** `NOERROR`, `NXDOMAIN`, … */
  rcode: v.string(),
  kind: v.picklist(['answer', 'no-data', 'referral', 'nxdomain', 'servfail', 'refused', 'other']),
  /** `aa`, `tc`, `rd`, `ra`, `ad`, `cd`: those that are set. */
  flags: v.array(v.string()),
  answer: v.array(resourceRecord),
  authority: v.array(resourceRecord),
  additional: v.array(resourceRecord),
  elapsedUs: count,
  octets: count,
  /** What the answer says, in a sentence. */
  sentence: v.string(),
  sessionId: v.string(),
});
export type DnsAnswer = v.InferOutput<typeof dnsAnswer>;

export const dnsQuestion = v.object({
  /** A name, or an address, which turns into its PTR question. */
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1024)),
  /** A mnemonic, `TYPEn` or a number; an address asks for PTR whatever this says. */
  type: v.pipe(v.string(), v.trim(), v.toUpperCase(), v.minLength(1), v.maxLength(16)),
  /** Null: the system's resolver. */
  server: v.nullable(endpoint),
  transport: dnsTransport,
});
export type DnsQuestion = v.InferOutput<typeof dnsQuestion>;

export const dnsCalls = {
  'dns.query': job(dnsQuestion, v.object({ step: v.picklist(['udp', 'retry', 'tcp']) }), dnsAnswer),
  /** The system's resolvers, in the system's order. */
  'dns.resolvers': call(v.object({}), v.array(endpoint)),
};
