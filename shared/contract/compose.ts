import * as v from 'valibot';
import { count, errorData, id, instant } from './common';
import { call, event } from './define';

export const draftAttachment = v.object({
  /** SHA-256 of the bytes, hex. */
  sha256: v.string(),
  name: v.string(),
  type: v.string(),
  size: count,
});

const addressField = v.pipe(v.string(), v.maxLength(100_000));

/** What the compose sheet edits. To, Cc and Bcc are kept as typed. */
export const draftFields = v.object({
  id,
  accountId: v.string(),
  to: addressField,
  cc: addressField,
  bcc: addressField,
  subject: v.pipe(v.string(), v.maxLength(10_000)),
  text: v.pipe(v.string(), v.maxLength(20_000_000)),
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

export const composeCalls = {
  'compose.create': call(
    v.variant('kind', [
      v.object({ kind: v.literal('new'), accountId: v.optional(v.nullable(v.string()), null) }),
      v.object({ kind: v.picklist(['reply', 'reply-all', 'forward']), messageId: id }),
    ]),
    draft,
  ),
  'compose.get': call(v.object({ id }), draft),
  'compose.save': call(draftFields, v.object({ savedAt: instant })),
  'compose.discard': call(v.object({ id }), v.void()),
  /** Opens the system's file picker. */
  'compose.pickFiles': call(v.object({ id }), draft),
  /** For files that were dropped or pasted. */
  'compose.attach': call(
    v.object({
      id,
      files: v.array(
        v.object({ name: v.pipe(v.string(), v.maxLength(255)), type: v.string(), bytes: v.instance(Uint8Array) }),
      ),
    }),
    draft,
  ),
  'compose.detach': call(v.object({ id, sha256: v.string(), name: v.string() }), draft),
  'compose.changed': event(v.object({ id })),
};
