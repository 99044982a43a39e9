import * as v from 'valibot';
import { count } from './common';
import { call, job } from './define';
import { dnsServer } from './dns-server';

export const zoneRow = v.object({
  /** Of an incremental transfer: whether the record went or came; else empty. */
  change: v.picklist(['', '−', '+']),
  owner: v.string(),
  ttlSeconds: count,
  type: v.string(),
  data: v.string(),
});
export type ZoneRow = v.InferOutput<typeof zoneRow>;

export const zoneTransfer = v.object({
  zone: v.string(),
  records: count,
  /** Of the zone as it is now. */
  serial: count,
  /** Whether it was only told what has changed since the serial that was named (RFC 1995). */
  incremental: v.boolean(),
  octets: count,
  sentence: v.string(),
  sessionId: v.string(),
});
export type ZoneTransfer = v.InferOutput<typeof zoneTransfer>;

export const zoneFile = v.object({
  name: v.string(),
  rows: v.array(zoneRow),
  /** Lines that can't be read, and why. */
  problems: v.array(v.object({ line: count, text: v.string() })),
});
export type ZoneFile = v.InferOutput<typeof zoneFile>;

export const dnsZonesCalls = {
  /** Fetches a zone (RFC 5936); with a `serial` only what has changed since, where the server can tell (RFC 1995). */
  'dns.transfer': job(
    v.object({
      zone: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1024)),
      server: v.nullable(dnsServer),
      encrypted: v.boolean(),
      serial: v.nullable(v.pipe(count, v.maxValue(0xffff_ffff))),
    }),
    v.array(zoneRow),
    zoneTransfer,
  ),
  /** Saves the zone that was fetched last as a zone file. */
  'dns.saveZone': call(v.object({}), v.object({ path: v.nullable(v.string()) })),
  /** Picks and reads a zone file (RFC 1035 §5). `origin`: what relative names belong to where the file does not say. */
  'dns.openZoneFile': call(v.object({ origin: v.pipe(v.string(), v.maxLength(1024)) }), v.nullable(zoneFile)),
  /** Where traces and lookups from the root begin, as a zone file; `own`: not those that come along. */
  'dns.rootHints': call(v.object({}), v.object({ text: v.string(), own: v.boolean() })),
  /** `text` null: those that come along. */
  'dns.setRootHints': call(v.object({ text: v.nullable(v.pipe(v.string(), v.maxLength(100_000))) }), v.void()),
};
