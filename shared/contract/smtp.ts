import * as v from 'valibot';
import { security } from './accounts';
import { count, errorData, host, port } from './common';
import { call, event } from './define';
import { tlsFacts } from './wire';

/** How far an SMTP session has come (RFC 5321 §4.1.4): what the server waits for. `content`: 354 was said. */
const phase = v.picklist(['greeted', 'ready', 'sender', 'recipients', 'content']);

/** The one SMTP session that a person drives by hand. */
export const smtpSession = v.object({
  /** Grows with each change, so that a window can tell which of two pictures is the newer one. */
  revision: count,
  state: v.picklist(['closed', 'opening', 'open']),
  /** Its transcript; stays after the end. */
  sessionId: v.string(),
  /** `host:port`; empty before the first session. */
  peer: v.string(),
  /** What EHLO says of this computer. */
  localName: v.string(),
  /** The lines of the greeting, without their code. */
  banner: v.array(v.string()),
  tls: v.nullable(tlsFacts),
  /** It began in the clear (STARTTLS). */
  tlsLater: v.boolean(),
  /** Null until the server was greeted; HELO tells no extensions. */
  hello: v.nullable(v.picklist(['EHLO', 'HELO'])),
  /** As EHLO listed them. */
  extensions: v.array(v.object({ keyword: v.string(), parameters: v.array(v.string()) })),
  /** Who is logged in; empty: nobody. */
  user: v.string(),
  phase,
  /** Recipients that the server took for the message that is begun. */
  recipients: v.array(v.string()),
  /** Messages that the server took in this session. */
  taken: count,
  error: v.nullable(errorData),
});
export type SmtpSession = v.InferOutput<typeof smtpSession>;

/** What the server said to a command, as it came. */
const reply = v.object({ ok: v.boolean(), lines: v.array(v.string()) });

export const smtpCalls = {
  'smtp.get': call(v.object({}), smtpSession),
  /** Connects and waits for the greeting; what follows is the person's. A session that is open is dropped. */
  'smtp.open': call(v.object({ host, port, security }), v.void()),
  /** A command as the person typed it; what needs a second thought must be confirmed. */
  'smtp.command': call(v.object({ line: v.pipe(v.string(), v.maxLength(2_000)), confirmed: v.boolean() }), reply),
  /** AUTH, by the best way that is offered, with the account's secret or with one that is used now and not kept. */
  'smtp.login': call(
    v.variant('with', [
      v.object({ with: v.literal('account'), accountId: v.string() }),
      v.object({ with: v.literal('password'), user: v.pipe(v.string(), v.minLength(1)), password: v.string() }),
    ]),
    v.void(),
  ),
  /** The message behind 354, with its final dot. Its lines end as SMTP wants it, and dots are doubled. */
  'smtp.content': call(v.object({ text: v.pipe(v.string(), v.maxLength(1_000_000)) }), reply),
  /** Ends the line without QUIT. */
  'smtp.drop': call(v.object({}), v.void()),
  'smtp.changed': event(smtpSession),
};
