import * as v from 'valibot';
import { languageTag } from './accounts';
import { count, errorData, id, instant } from './common';
import { call, event, job } from './define';

export const maildropEntry = v.object({
  number: id,
  octets: count,
  /** Empty until it is known. */
  uidl: v.string(),
  /** From TOP, which is asked only for what is looked at; null until then. */
  subject: v.nullable(v.string()),
  from: v.nullable(v.string()),
  /** How much of it is on this computer; `deleted` was here once, and was deleted here for ever. */
  here: v.picklist(['none', 'header', 'whole', 'deleted']),
  /** Since when it is, or when it first came. */
  since: v.nullable(instant),
  marked: v.boolean(),
});
export type MaildropEntry = v.InferOutput<typeof maildropEntry>;

const status = {
  accountId: v.string(),
  /** Grows with each change, so that a window can tell which of two pictures is the newer one. */
  revision: count,
  state: v.picklist(['closed', 'opening', 'open', 'closing']),
  lockedSince: v.nullable(instant),
  /** A server may hang up 10 minutes after this (RFC 1939 §3). */
  lastCommandAt: v.nullable(instant),
  /** NOOP is sent every minute. */
  keptOpen: v.boolean(),
  sessionId: v.string(),
  /** As the server said it when the maildrop was opened. */
  stat: v.nullable(v.object({ messages: count, octets: count })),
  /** The server has no TOP, so subjects stay unknown. */
  noTop: v.boolean(),
  /** What the server's answers can be in (LANG, RFC 6856 §3): tag, and name in itself; empty where it has no LANG. */
  languages: v.array(v.object({ tag: languageTag, name: v.string() })),
  /** The one of them that was chosen; null: as the server likes. */
  language: v.nullable(languageTag),
  error: v.nullable(errorData),
};

/** The maildrop of one account as the server holds it, in the TRANSACTION state (RFC 1939 §5). */
export const maildrop = v.object({ ...status, entries: v.array(maildropEntry) });
export type Maildrop = v.InferOutput<typeof maildrop>;

/** What changed: a maildrop of ten thousand messages is not sent again for one mark. */
export const maildropChange = v.object({
  ...status,
  /** `all`: these entries and no others; `some`: these in place of those with their numbers. */
  which: v.picklist(['all', 'some']),
  entries: v.array(maildropEntry),
});
export type MaildropChange = v.InferOutput<typeof maildropChange>;

const which = v.object({ accountId: v.string() });
const one = v.object({ accountId: v.string(), number: id });
const some = v.object({ accountId: v.string(), numbers: v.pipe(v.array(id), v.minLength(1), v.maxLength(1_000_000)) });
/** Those that the server would not, by number. */
const refused = v.object({ refused: v.array(id) });

export const maildropCalls = {
  'maildrop.get': call(which, maildrop),
  'maildrop.open': call(which, v.void()),
  /** TOP n 0 for those that are looked at and not known yet. */
  'maildrop.look': call(v.object({ accountId: v.string(), numbers: v.pipe(v.array(id), v.maxLength(500)) }), v.void()),
  'maildrop.mark': call(some, refused),
  /** POP3 has no single unmark: RSET, then DELE again for the others. */
  'maildrop.unmark': call(some, refused),
  /** RSET */
  'maildrop.reset': call(which, v.void()),
  /** TOP n 20, as text: what a person can read of it, and as it came. */
  'maildrop.preview': call(
    one,
    v.object({ subject: v.string(), from: v.string(), to: v.string(), text: v.string(), source: v.string() }),
  ),
  'maildrop.download': job(
    some,
    v.object({ done: count, total: count }),
    v.object({ downloaded: count, refused: v.array(id) }),
  ),
  /** RETR straight to a file that the person picks; `path` is null when they cancelled. */
  'maildrop.save': call(one, v.object({ path: v.nullable(v.string()) })),
  /** A command as the person typed it; what needs a second thought must be confirmed. */
  'maildrop.command': call(
    v.object({ accountId: v.string(), line: v.pipe(v.string(), v.maxLength(1_000)), confirmed: v.boolean() }),
    v.object({
      /** The status line, as it came. */
      status: v.string(),
      ok: v.boolean(),
      /** The first lines of what followed it. */
      lines: v.array(v.string()),
      /** How many more there were. */
      more: count,
    }),
  ),
  /** NOOP every minute, or not. */
  'maildrop.keepOpen': call(v.object({ accountId: v.string(), on: v.boolean() }), v.void()),
  /** LANG, for this session and for all later ones of the account; null: as the server likes. */
  'maildrop.setLanguage': call(v.object({ accountId: v.string(), language: v.nullable(languageTag) }), v.void()),
  /** QUIT: what is marked is deleted for good. `uncertain`: the server did not answer. */
  'maildrop.apply': call(which, v.object({ deleted: count, uncertain: v.boolean() })),
  /** Drops the line without QUIT: nothing is deleted. */
  'maildrop.drop': call(which, v.void()),
  'maildrop.changed': event(maildropChange),
};
