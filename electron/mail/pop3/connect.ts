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
  const { host, port, security, user, password, accessToken, onStep = () => {} } = options;
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
    const transaction = await authorization.login({ user, password, accessToken });
    onStep('login', user);
    // Some servers announce more once they know who asks (RFC 2449 §5).
    if (transaction.capabilities.known) await transaction.capa();
    if (!oneAtATime) await transaction.trustPipelining();
    return transaction;
  } catch (error) {
    authorization.drop(error);
    throw error;
  }
}

/** Without it a server may withhold messages, or alter them (RFC 6856 §2); a refusal leaves all as it was. */
async function speakUtf8(authorization: Authorization): Promise<void> {
  try {
    await authorization.utf8();
  } catch (error) {
    if (asPosthornError(error).code !== 'pop3.command-refused') throw error;
  }
}
