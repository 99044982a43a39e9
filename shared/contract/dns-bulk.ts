import * as v from 'valibot';
import { count, errorData } from './common';
import { call, event } from './define';
import { dnsServer, dnsTransport } from './dns-server';

/** What became of one of many questions. `silent`: no answer came; `failed`: the line broke; `bad-name`: it was not asked. */
export const bulkKind = v.picklist([
  'answer',
  'no-data',
  'nxdomain',
  'servfail',
  'refused',
  'referral',
  'other',
  'silent',
  'broken',
  'failed',
  'bad-name',
]);
export type BulkKind = v.InferOutput<typeof bulkKind>;

export const bulkRow = v.object({
  /** Its place among the questions, from 0. */
  index: count,
  /** As it was given. */
  name: v.string(),
  type: v.string(),
  kind: bulkKind,
  /** RDATA in presentation form; aliases on the way are left out. */
  data: v.array(v.string()),
  ttlSeconds: v.nullable(count),
  elapsedUs: v.nullable(count),
});
export type BulkRow = v.InferOutput<typeof bulkRow>;

export const mostBulkNames = 100_000;

export const bulkSource = v.variant('kind', [
  /** Names, one a line. */
  v.object({ kind: v.literal('text'), text: v.pipe(v.string(), v.minLength(1), v.maxLength(8_000_000)) }),
  /** The file that was picked last. */
  v.object({ kind: v.literal('file') }),
]);

export const bulkOrder = v.object({
  source: bulkSource,
  types: v.pipe(
    v.array(v.pipe(v.string(), v.trim(), v.toUpperCase(), v.minLength(1), v.maxLength(16))),
    v.minLength(1),
    v.maxLength(16),
  ),
  server: v.nullable(dnsServer),
  transport: dnsTransport,
  /** Open at a time. */
  concurrency: v.pipe(count, v.minValue(1), v.maxValue(1_000)),
  /** Questions a second; null: as fast as they are answered. */
  perSecond: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(100_000))),
});
export type BulkOrder = v.InferOutput<typeof bulkOrder>;

export const bulkState = v.object({
  state: v.picklist(['running', 'done', 'cancelled', 'failed']),
  /** Questions: names times types. */
  total: count,
  done: count,
  /** How many of each kind. */
  kinds: v.record(bulkKind, count),
  /** Messages that answered nothing that was open. */
  dropped: count,
  /** Names behind the most that are taken. */
  leftOut: count,
  elapsedMs: count,
  error: v.nullable(errorData),
});
export type BulkState = v.InferOutput<typeof bulkState>;

export const dnsBulkCalls = {
  /** Opens the file picker for names, one a line; null: none was picked. */
  'dns.bulkPick': call(v.object({}), v.nullable(v.object({ name: v.string(), octets: count }))),
  /** Asks many questions; those before it are forgotten. */
  'dns.bulkStart': call(bulkOrder, v.void()),
  'dns.bulkCancel': call(v.object({}), v.void()),
  /** Of the last ones; null: there were none. */
  'dns.bulkState': call(v.object({}), v.nullable(bulkState)),
  /** Those that have come, of this kind, in the order of the questions. */
  'dns.bulkRows': call(
    v.object({ from: count, count: v.pipe(count, v.maxValue(500)), kind: v.nullable(bulkKind) }),
    v.object({ rows: v.array(bulkRow), total: count }),
  ),
  /** Saves them; null: no place was chosen. */
  'dns.bulkSave': call(
    v.object({ format: v.picklist(['csv', 'json']), kind: v.nullable(bulkKind) }),
    v.object({ path: v.nullable(v.string()) }),
  ),
  'dns.bulkChanged': event(bulkState),
};
