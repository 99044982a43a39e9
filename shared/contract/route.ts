import * as v from 'valibot';
import { instant } from './common';

/** What one server wrote when the message came to it (RFC 5321 §4.4). Texts are empty where the field does not say. */
const hop = v.object({
  /** What the client called itself, and the address that it came from. */
  from: v.string(),
  fromAddress: v.string(),
  by: v.string(),
  /** Where no server is named, what a program wrote in its place: `qmail 4711 invoked by uid 89`. */
  program: v.string(),
  /** `ESMTPS`, `Microsoft SMTP Server`, `LMTP`; RFC 3848. */
  protocol: v.string(),
  /** `TLS 1.3` */
  tls: v.string(),
  /** The field says that it was encrypted; what says nothing may have been. */
  encrypted: v.boolean(),
  id: v.string(),
  for: v.string(),
  at: v.nullable(instant),
  /** The whole field, unfolded. */
  text: v.string(),
});
export type Hop = v.InferOutput<typeof hop>;

/** How a message came here, by its own word. */
export const route = v.object({
  /** The Date field. */
  date: v.nullable(instant),
  /** The oldest first. */
  hops: v.array(hop),
  /** The validity of its DKIM signatures (t= and x=, RFC 6376 §3.5); none of them was verified. */
  signatures: v.array(
    v.object({
      domain: v.string(),
      selector: v.string(),
      signedAt: v.nullable(instant),
      expiresAt: v.nullable(instant),
    }),
  ),
  /** When it came to this computer, by its clock; null: older versions did not keep that. */
  arrivedAt: v.nullable(instant),
});
export type Route = v.InferOutput<typeof route>;
