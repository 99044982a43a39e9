import * as v from 'valibot';

/** What is known of a message that comes in besides its bytes. */
export const arrival = v.object({
  accountId: v.string(),
  kind: v.picklist(['received', 'sent']),
  /** Null for a message that came from no maildrop, such as a copy of what was sent. */
  uidl: v.nullable(v.string()),
  /** Only the header was fetched, of a message that has so many octets on the server. */
  octetsOnServer: v.exactOptional(v.number()),
});
export type Arrival = v.InferOutput<typeof arrival>;
