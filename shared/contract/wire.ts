import * as v from 'valibot';
import { count, errorData, instant } from './common';
import { call, event } from './define';

export const protocol = v.picklist(['POP3', 'SMTP', 'IMAP', 'NTP', 'DNS']);
export type Protocol = v.InferOutput<typeof protocol>;

/** What a certificate and a handshake say; kept with the session they belong to. */
export const tlsFacts = v.object({
  /** `TLSv1.3` */
  version: v.string(),
  cipher: v.string(),
  subject: v.string(),
  altNames: v.array(v.string()),
  issuer: v.string(),
  validFrom: instant,
  validTo: instant,
  /** SHA-256 of the certificate, colon-separated hex. */
  fingerprint: v.string(),
});
export type TlsFacts = v.InferOutput<typeof tlsFacts>;

export const transcriptLine = v.object({
  /** Position in the session, from 0. */
  seq: count,
  /** Microseconds since the session began. */
  atUs: count,
  direction: v.picklist(['sent', 'received', 'event']),
  /** One line or datagram as text, secrets already replaced by `••••••••`. */
  text: v.string(),
  /** Octets on the wire, with the line end. 0 for an event. */
  octets: count,
  /** The line where something was refused or broke. */
  failed: v.boolean(),
});
export type TranscriptLine = v.InferOutput<typeof transcriptLine>;

export const sessionSummary = v.object({
  id: v.string(),
  protocol,
  /** `host:port` as it was asked for. */
  peer: v.string(),
  startedAt: instant,
  endedAt: v.nullable(instant),
  state: v.picklist(['open', 'closed', 'failed']),
  /** `6 messages · 2 marked`; empty until there is something to say. */
  summary: v.string(),
  octetsSent: count,
  octetsReceived: count,
  lineCount: count,
  tls: v.nullable(tlsFacts),
  error: v.nullable(errorData),
});
export type SessionSummary = v.InferOutput<typeof sessionSummary>;

export const wireCalls = {
  /** Newest first. */
  'wire.sessions': call(v.object({}), v.array(sessionSummary)),
  'wire.lines': call(
    v.object({ sessionId: v.string(), from: v.optional(count, 0) }),
    v.object({ lines: v.array(transcriptLine) }),
  ),
  /** Asks where to put the transcript as text; `path` is null when the person cancelled. */
  'wire.save': call(v.object({ sessionId: v.string() }), v.object({ path: v.nullable(v.string()) })),
  'wire.session': event(sessionSummary),
  'wire.newLines': event(v.object({ sessionId: v.string(), lines: v.array(transcriptLine) })),
};
