import * as v from 'valibot';
import { count, id, instant } from './common';
import { delivery } from './compose';
import { call, event } from './define';

/** A message in the outbox, with what the list shows of it. */
const outboxEntry = v.object({
  id,
  accountId: v.string(),
  /** Under which of the account's names it goes. */
  identityId: v.string(),
  subject: v.string(),
  delivery,
});
export type OutboxEntry = v.InferOutput<typeof outboxEntry>;

const outboxStatus = v.object({
  paused: v.boolean(),
  /** This computer reaches no network, so that nothing is tried. */
  offline: v.boolean(),
  /** Messages that go by themselves, by and by. */
  waiting: count,
  /** Of these, under way now. */
  sending: count,
  /** Messages that a person has to look at. */
  stopped: count,
});
export type OutboxStatus = v.InferOutput<typeof outboxStatus>;

export const outboxCalls = {
  /**
   * Puts a message into the outbox, durably and as it is now. It goes at `at`, or else when the time to undo is over; to those
   * alone who have not got it. `again`: also to those of whom nobody knows whether they have.
   */
  'outbox.queue': call(
    v.object({
      id,
      at: v.optional(v.nullable(instant), null),
      again: v.optional(v.boolean(), false),
    }),
    v.object({ goesAt: instant }),
  ),
  /** Takes a message out, to be edited: a draft again where nobody has it, else still in the outbox, where it rests. */
  'outbox.take': call(v.object({ id }), v.void()),
  /** Goes now, also while the outbox is paused. `again` as in `outbox.queue`. */
  'outbox.sendNow': call(v.object({ id, again: v.optional(v.boolean(), false) }), v.void()),
  /** Sends it to nobody more. Where nobody has it, it is a draft again; else it is filed in Sent. */
  'outbox.cancel': call(v.object({ id }), v.object({ to: v.picklist(['drafts', 'sent', 'stopping']) })),
  /** A person has found out that a doubtful message has arrived; when everybody has it, it goes to Sent. */
  'outbox.arrived': call(v.object({ id }), v.void()),
  /** Whether the sender wants to hear of the delivery (RFC 3461). */
  'outbox.wantReport': call(v.object({ id, wanted: v.boolean() }), v.void()),
  'outbox.status': call(v.object({}), outboxStatus),
  'outbox.setPaused': call(v.object({ paused: v.boolean() }), v.void()),
  /** What the window knows of the network. */
  'outbox.setOnline': call(v.object({ online: v.boolean() }), v.void()),
  /** A message was put into the outbox. `chosen`: somebody chose the time. */
  'outbox.queued': event(v.object({ id, goesAt: instant, chosen: v.boolean() })),
  'outbox.changed': event(v.object({})),
  'outbox.progress': event(
    v.object({
      id,
      step: v.picklist(['building', 'connecting', 'securing', 'login', 'envelope', 'data', 'finishing']),
      octets: count,
      octetsTotal: count,
    }),
  ),
  /** A try has come to its end. */
  'outbox.tried': event(outboxEntry),
};
