/** Who logs in. Where a token is there, it stands in for the password (RFC 6750). */
export interface Credentials {
  user: string;
  password: string;
  accessToken?: string | undefined;
}

/** The mechanisms that are spoken here, by their registered names. */
export type MechanismName = 'SCRAM-SHA-256' | 'CRAM-MD5' | 'PLAIN' | 'LOGIN' | 'OAUTHBEARER' | 'XOAUTH2';

/**
 * One exchange by one mechanism (RFC 4422 §3), seen from the client. It knows no protocol: octets go in and out, and the
 * protocol wraps them as it does (POP3 and SMTP in base64, a line each).
 */
export interface Mechanism {
  readonly name: MechanismName;
  /** What the client says first; null where the server has to begin. */
  initial(): Buffer | null;
  /**
   * Refuses whatever is asked after the last turn.
   * @throws `sasl.bad-challenge`, `sasl.server-unproven`: the exchange is to be cancelled
   */
  respond(challenge: Buffer): Buffer | Promise<Buffer>;
  /**
   * Asked when the server says that all went well.
   * @throws `sasl.server-unproven` where that must not be believed
   */
  finish(): void;
  /** Whether anything made from the secret has been said: a refusal before that can't be about the secret. */
  readonly proofGiven: boolean;
}

/** Mechanisms that hand the secret itself to whoever can read the line. */
const readable: ReadonlySet<string> = new Set<MechanismName>(['PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2']);

export const isCleartext = (mechanism: MechanismName): boolean => readable.has(mechanism);
