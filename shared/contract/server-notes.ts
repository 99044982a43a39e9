import * as v from 'valibot';
import { count } from './common';

const totals = v.object({ messages: count, octets: count });
/** The ids of the messages that are meant. */
const ids = v.array(v.string());

/**
 * What a POP3 server does in a way of its own, or against the rules, as a fetch has seen it. It is no error: everything went
 * on. The sentences are made from this by `shared/notes`.
 */
export const serverNote = v.variant('code', [
  /** It has no unique-ids (RFC 1939 §7 leaves that to it). `byFetching`: nor does it show headers alone. */
  v.object({ code: v.literal('no-uidl'), byFetching: v.boolean() }),
  /** So many messages have an id that another one has as well. */
  v.object({ code: v.literal('shared-uidl'), messages: count }),
  /** So many messages have an id of more than the 70 characters that RFC 1939 §7 allows. */
  v.object({ code: v.literal('long-uidl'), messages: count }),
  /** So many messages of LIST are missing in the listing of UIDL. */
  v.object({ code: v.literal('unlisted-uidl'), messages: count }),
  v.object({ code: v.literal('stat-unlike-list'), stat: totals, list: totals }),
  /** So many messages came with another size than LIST gave for them. */
  v.object({ code: v.literal('sizes-unlike-list'), messages: count }),
  /** Listed, and refused when they were asked for. */
  v.object({ code: v.literal('not-given'), ids }),
  /** Their headers are here and their rest was wanted, but they are gone there. */
  v.object({ code: v.literal('rest-gone'), ids }),
  /** EXPIRE (RFC 2449 §6.7). */
  v.object({ code: v.literal('expire'), days: count }),
  /** It announces PIPELINING (RFC 2449 §6.8) and does not take several commands at once. */
  v.object({ code: v.literal('pipelining-untrue') }),
]);
export type ServerNote = v.InferOutput<typeof serverNote>;
