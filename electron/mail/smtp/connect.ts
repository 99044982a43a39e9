import type { TlsFacts } from '../../../shared/contract';
import { asPosthornError } from '../../../shared/errors';
import { Greeted, type ServerOptions } from './greeted';
import type { Ready } from './ready';

export type SmtpStep = 'connecting' | 'securing' | 'login' | 'envelope' | 'data' | 'finishing';

export interface SmtpOptions extends ServerOptions {
  /** Empty: no login. */
  user: string;
  password: string;
  /** The server takes mail for its own mailboxes, by LMTP (RFC 2033). */
  lmtp?: boolean | undefined;
  /** Logs in with OAUTHBEARER or XOAUTH2 in place of the password. */
  accessToken?: string | undefined;
  /** Told how large a message the server takes, in octets (RFC 1870); null: it names no limit. */
  onSizeLimit?: ((most: number | null) => void) | undefined;
  /** Told of each step as it begins. */
  onStep?: ((step: SmtpStep) => void) | undefined;
}

/**
 * Goes as far as a message may begin: greeting, EHLO, encryption, login.
 * @throws `smtp.*`, `sasl.*`, `wire.*`, `tls.*`, `app.cancelled`
 */
export async function connectSmtp(options: SmtpOptions): Promise<Ready<Greeted>> {
  const { security, user, password, accessToken, lmtp = false, onStep = () => {} } = options;
  const enter = (greeted: Greeted) => (lmtp ? greeted.lhlo() : greeted.hello());
  onStep('connecting');
  let at: Greeted | Ready<Greeted> = await Greeted.open(options);
  try {
    at = await enter(at);
    if (security === 'starttls') {
      onStep('securing');
      at = await enter(await at.starttls());
    }
    if (user !== '') {
      onStep('login');
      await at.login({ user, password, accessToken });
    }
    options.onSizeLimit?.(at.extensions.size?.most ?? null);
    return at;
  } catch (error) {
    if (isUnderstood(error)) void at.quit(error);
    else at.drop(error);
    throw error;
  }
}

/** A refusal that was understood ends with QUIT, as RFC 5321 §4.1.1.10 asks; a line that is broken just ends. */
const isUnderstood = (error: unknown): boolean => /^smtp\.(auth|hello|token)/.test(asPosthornError(error).code);

/** `TLSv1.3, mail.example.org`. */
export const tlsDetail = (facts: TlsFacts): string => `${facts.version}, ${facts.subject}`;
