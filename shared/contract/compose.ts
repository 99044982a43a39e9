import * as v from 'valibot';
import { richDocument } from '../rich-text/schema';
import { count, errorData, id, instant, priority } from './common';
import { call, event, job } from './define';

export const draftAttachment = v.object({
  /** SHA-256 of the bytes, hex. */
  sha256: v.string(),
  name: v.string(),
  type: v.string(),
  size: count,
  /** An image that stands in the formatted text; in plain text it is a file like the others. */
  inline: v.optional(v.boolean(), false),
});

const addressField = v.pipe(v.string(), v.maxLength(100_000));

/** What the compose sheet edits. To, Cc and Bcc are kept as typed. */
export const draftFields = v.object({
  id,
  accountId: v.string(),
  /** Which of the account's identities writes; empty: the account's own. */
  identityId: v.optional(v.string(), ''),
  to: addressField,
  cc: addressField,
  bcc: addressField,
  subject: v.pipe(v.string(), v.maxLength(10_000)),
  /** What is written, without its formatting. */
  text: v.pipe(v.string(), v.maxLength(20_000_000)),
  /** The same, formatted; null: it is written, and goes out, as plain text. */
  rich: v.optional(v.nullable(richDocument), null),
  /** Asks everybody to tell that they read it (RFC 8098 §2.1). */
  receipt: v.optional(v.boolean(), false),
  priority: v.optional(priority, 'normal'),
});
export type DraftFields = v.InferOutput<typeof draftFields>;

/** One recipient's truth. `waiting`: not tried yet. `later`: a 4xx answer. `doubtful`: nobody knows whether it arrived. */
export const recipientState = v.object({
  address: v.string(),
  state: v.picklist(['waiting', 'accepted', 'refused', 'later', 'doubtful']),
  answer: v.string(),
  code: v.string(),
  enhanced: v.string(),
});
export type RecipientState = v.InferOutput<typeof recipientState>;

/**
 * How a message in the outbox stands. `waiting`: it goes by itself. `failed` and `partial`: it does not, and nobody or some have
 * it. `doubtful`: nobody knows whether it arrived, and a person has to decide.
 */
export const delivery = v.object({
  state: v.picklist(['waiting', 'sending', 'failed', 'partial', 'doubtful', 'sent']),
  attempts: count,
  /** When it goes by itself; null: not before a person says so. */
  nextTryAt: v.optional(v.nullable(instant), null),
  /** What it waits for: the time to undo, a time that was chosen, its turn, or another try. */
  waitsFor: v.optional(v.picklist(['undo', 'time', 'turn', 'retry']), 'turn'),
  firstTryAt: v.optional(v.nullable(instant), null),
  lastTryAt: v.nullable(instant),
  recipients: v.array(recipientState),
  error: v.nullable(errorData),
  /** The transcript of the last try, or empty. */
  sessionId: v.string(),
});
export type Delivery = v.InferOutput<typeof delivery>;

export const draft = v.intersect([
  draftFields,
  v.object({
    attachments: v.array(draftAttachment),
    /** Message-ID this one answers, without angle brackets, or empty. */
    inReplyTo: v.string(),
    references: v.array(v.string()),
    /** The name of a template, which is in no folder; empty: it is a message. */
    template: v.optional(v.string(), ''),
    /** It answers a message that came in Bcc, whose other readers don't know of that. */
    answersBcc: v.optional(v.boolean(), false),
    /** The part of Message-ID before the `@`: a message that is tried again is the same one. */
    messageId: v.string(),
    savedAt: instant,
    /** The sender wants to hear of the delivery (RFC 3461). */
    wantsReport: v.optional(v.boolean(), false),
    /** Null while it is a draft; set from when it was put into the outbox. */
    delivery: v.nullable(delivery),
  }),
]);
export type Draft = v.InferOutput<typeof draft>;

const templateName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

export const composeCalls = {
  'compose.create': call(
    v.variant('kind', [
      v.object({ kind: v.literal('new'), accountId: v.optional(v.nullable(v.string()), null) }),
      v.object({ kind: v.picklist(['reply', 'reply-all', 'reply-list', 'forward']), messageId: id }),
    ]),
    draft,
  ),
  'compose.get': call(v.object({ id }), draft),
  'compose.save': call(draftFields, v.object({ savedAt: instant })),
  'compose.discard': call(v.object({ id }), v.void()),
  /** Opens the system's file picker. What is attached when it is cancelled stays. */
  'compose.pickFiles': job(v.object({ id }), v.object({ name: v.string(), octets: count, octetsTotal: count }), draft),
  /** For files that were dropped or pasted. */
  'compose.attach': call(
    v.object({
      id,
      files: v.array(
        v.object({
          name: v.pipe(v.string(), v.maxLength(255)),
          type: v.string(),
          bytes: v.instance(Uint8Array),
          inline: v.optional(v.boolean(), false),
        }),
      ),
    }),
    draft,
  ),
  /** The bytes of an image that stands in the text, to show it there. */
  'compose.image': call(
    v.object({ id, sha256: v.string() }),
    v.object({ type: v.string(), bytes: v.instance(Uint8Array) }),
  ),
  /** What was kept to be written again, by name. */
  'compose.templates': call(v.object({}), v.array(v.object({ id, name: v.string() }))),
  /** Keeps what a draft says, and its files, under a name; one of that name is replaced. */
  'compose.saveTemplate': call(v.object({ id, name: templateName }), v.void()),
  'compose.renameTemplate': call(v.object({ id, name: templateName }), v.void()),
  /** Attaches the files of a template to a draft, and answers with both: the words are put together where they are edited. */
  'compose.useTemplate': call(v.object({ id, templateId: id }), v.object({ draft, template: draft })),
  /** The largest message that the sender's server takes, as it said the last time; null: not known, or no limit. */
  'compose.sizeLimit': call(
    v.object({ accountId: v.string(), identityId: v.string() }),
    v.object({ host: v.string(), most: v.nullable(count) }),
  ),
  'compose.detach': call(v.object({ id, sha256: v.string(), name: v.string() }), draft),
  /** Brings the window in which a draft is written to the front, or opens it where it has none and `open` says so. */
  'compose.window': call(v.object({ id, open: v.boolean() }), v.object({ shown: v.boolean() })),
  /** Closes it; what stands there has been saved. */
  'compose.closeWindow': call(v.object({ id }), v.void()),
  /** A person closes it: it is to be saved, and then `compose.closeWindow` called. */
  'compose.closing': event(v.object({ id })),
  'compose.changed': event(v.object({ id })),
};
