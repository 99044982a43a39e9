import type { TlsFacts } from '../../../shared/contract';
import { asPosthornError } from '../../../shared/errors';
import { Authorization, refuseUnsafe, type ServerOptions } from './authorization';
import { isDistrusted } from './pipelining';
import type { Transaction } from './transaction';

export type Pop3Step = 'connect' | 'tls' | 'login' | 'maildrop';

export interface Pop3Options extends ServerOptions {
  user: string;
  password: string;
  /** Logs in with OAUTHBEARER or XOAUTH2 in place of the password. */
  accessToken?: string | undefined;
  /** The language in which the server's answers are wanted; null: as it likes. */
  language?: string | null | undefined;
  /** Sends no command before the one before it is answered, even where the server announces PIPELINING. */
  oneAtATime?: boolean | undefined;
  /** Told of each step as it is done, with what was seen. */
  onStep?: ((step: Pop3Step, detail: string) => void) | undefined;
}

/**
 * Goes through the AUTHORIZATION state (RFC 1939 §4): greeting, capabilities, encryption, login. A server that announces
 * PIPELINING and can't do it is left and entered once more, with one command at a time.
 * @throws `pop3.*`, `sasl.*`, `wire.*`, `tls.*`, `app.cancelled`
 */
export async function connectPop3(options: Pop3Options): Promise<Transaction> {
  refuseUnsafe(options.user + options.password + (options.accessToken ?? ''));
  const oneAtATime = options.oneAtATime === true || isDistrusted(options);
  try {
    return await enter(options, oneAtATime);
  } catch (error) {
    if (asPosthornError(error).code !== 'pop3.pipelining-broken') throw error;
    return enter(options, true);
  }
}

const tlsDetail = (facts: TlsFacts) => `${facts.version}, ${facts.subject}`;

async function enter(options: Pop3Options, oneAtATime: boolean): Promise<Transaction> {
  const { host, port, security, user, password, accessToken, language = null, onStep = () => {} } = options;
  const authorization = await Authorization.open(options);
  try {
    onStep('connect', `${host}, port ${port}`);
    if (authorization.tls) onStep('tls', tlsDetail(authorization.tls));
    await authorization.capa();
    if (security === 'starttls') {
      onStep('tls', tlsDetail(await authorization.stls()));
      await authorization.capa();
    }
    if (authorization.capabilities.utf8) await speakUtf8(authorization);
    // Before the login, whose refusals are what a person reads first.
    const spoken = await speakLanguage(authorization, language);
    const transaction = await authorization.login({ user, password, accessToken });
    onStep('login', user);
    const { known, pipelining } = transaction.capabilities;
    // Some servers announce more once they know who asks (RFC 2449 §5).
    if (known && (oneAtATime || !pipelining)) await transaction.capa();
    if (!oneAtATime) await transaction.trustPipelining();
    if (!spoken) await speakLanguage(transaction, language);
    return transaction;
  } catch (error) {
    authorization.drop(error);
    throw error;
  }
}

/** @returns whether it was asked for; a refusal leaves the answers as they were */
async function speakLanguage(
  state: Pick<Authorization | Transaction, 'capabilities' | 'lang'>,
  language: string | null,
): Promise<boolean> {
  if (language === null || !state.capabilities.lang) return false;
  try {
    await state.lang(language);
  } catch (error) {
    if (asPosthornError(error).code !== 'pop3.language-refused') throw error;
  }
  return true;
}

/** Without it a server may withhold messages, or alter them (RFC 6856 §2); a refusal leaves all as it was. */
async function speakUtf8(authorization: Authorization): Promise<void> {
  try {
    await authorization.utf8();
  } catch (error) {
    if (asPosthornError(error).code !== 'pop3.command-refused') throw error;
  }
}
