import * as v from 'valibot';
import { count, errorData, id, instant } from './common';
import { call, event } from './define';

export const maildropEntry = v.object({
  number: id,
  octets: count,
  uidl: v.string(),
  /** From TOP; empty until it is known. */
  subject: v.string(),
  from: v.string(),
  /** A copy is in this computer's store. */
  downloaded: v.boolean(),
  marked: v.boolean(),
});
export type MaildropEntry = v.InferOutput<typeof maildropEntry>;

/** The maildrop of one account as the server holds it, in the TRANSACTION state (RFC 1939 §5). */
export const maildrop = v.object({
  accountId: v.string(),
  state: v.picklist(['closed', 'opening', 'open', 'closing']),
  lockedSince: v.nullable(instant),
  sessionId: v.string(),
  entries: v.array(maildropEntry),
  /** The server has no TOP, so subjects stay unknown. */
  noTop: v.boolean(),
  error: v.nullable(errorData),
});
export type Maildrop = v.InferOutput<typeof maildrop>;

const which = v.object({ accountId: v.string() });
const entry = v.object({ accountId: v.string(), number: id });

export const maildropCalls = {
  'maildrop.get': call(which, maildrop),
  'maildrop.open': call(which, maildrop),
  'maildrop.mark': call(entry, maildrop),
  /** POP3 has no single unmark: RSET, then DELE again for the others. */
  'maildrop.unmark': call(entry, maildrop),
  /** RSET */
  'maildrop.reset': call(which, maildrop),
  'maildrop.download': call(entry, maildrop),
  /** QUIT: what is marked is deleted for good. */
  'maildrop.apply': call(which, v.object({ deleted: count })),
  /** Drops the line without QUIT: nothing is deleted. */
  'maildrop.drop': call(which, v.void()),
  'maildrop.changed': event(maildrop),
};
