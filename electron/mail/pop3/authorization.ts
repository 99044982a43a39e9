import { createHash } from 'node:crypto';
import type { Security, TlsFacts } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { type Credentials, isCleartext, type MechanismName, startMechanism } from '../../sasl';
import { type Connection, connect, type Deadlines, type Transcripts } from '../../wire';
import { askCapabilities } from './capa';
import { type Capabilities, noCapabilities } from './capabilities';
import { answerOf, Channel, refusal } from './channel';
import { chooseLanguage, type Language, listLanguages } from './language';
import { refusesTheWay, type Way, waysToLogIn } from './login';
import { apopChallenge, parseStatus, type StatusReply } from './replies';
import { authenticate } from './sasl';
import { Transaction } from './transaction';

export interface ServerOptions {
  host: string;
  port: number;
  security: Security;
  transcripts: Transcripts;
  /** PEMs trusted besides the system's. */
  ca?: string[];
  deadlines?: Partial<Deadlines>;
  signal?: AbortSignal | undefined;
}

/** USER was accepted; PASS is what may follow (RFC 1939 §7). */
export interface NamedUser {
  /** @throws `pop3.auth-refused` and the codes of `refusal` */
  pass(password: string): Promise<Transaction>;
}

/**
 * The AUTHORIZATION state (RFC 1939 §4), a command at a time. Each way out of it gives the next state, and this one then
 * takes no more commands.
 */
export class Authorization {
  private over = false;
  private offered: Capabilities = noCapabilities;
  /** What APOP is made from; empty where the server does not offer it. */
  private readonly challenge: string;

  private constructor(
    private readonly channel: Channel,
    readonly greeting: string,
    private readonly security: Security,
  ) {
    this.challenge = apopChallenge(greeting) ?? '';
  }

  /**
   * Connects, with TLS from the first byte where the account says so, and is greeted.
   * @throws `wire.*`, `tls.*`, `app.cancelled`, `pop3.no-greeting`, `pop3.refused-at-greeting`
   */
  static async open(options: ServerOptions): Promise<Authorization> {
    const { host, port, security, transcripts, ca, deadlines, signal } = options;
    const connection: Connection = await connect({
      protocol: 'POP3',
      host,
      port,
      tls: security === 'tls' ? 'implicit' : 'later',
      transcripts,
      signal,
      ...(ca ? { ca } : {}),
      ...(deadlines ? { deadlines } : {}),
    });
    const channel = new Channel(connection, { host, port });
    try {
      return new Authorization(channel, await greeting(channel), security);
    } catch (error) {
      channel.close(error);
      throw error;
    }
  }

  get host(): string {
    return this.channel.host;
  }

  /** What CAPA said last. */
  get capabilities(): Capabilities {
    return this.offered;
  }

  get tls(): TlsFacts | null {
    return this.channel.connection.tls;
  }

  get offersApop(): boolean {
    return this.challenge !== '';
  }

  private allowed(command: string): void {
    if (this.over) throw fail('pop3.state', { command, state: 'TRANSACTION' });
  }

  /** Nothing is known of a server that does not know CAPA, which is no fault (RFC 2449 §5). */
  async capa(): Promise<Capabilities> {
    this.allowed('CAPA');
    this.offered = await askCapabilities(this.channel);
    return this.offered;
  }

  /**
   * What was offered in the clear may have been altered on the way, so ask `capa` again (RFC 2595 §4).
   * @throws `tls.not-offered`, `tls.injected`, `tls.*`
   */
  async stls(): Promise<TlsFacts> {
    this.allowed('STLS');
    if (this.tls) throw fail('pop3.state', { command: 'STLS', state: 'encrypted' });
    const { channel, host } = this;
    // A server without CAPA may still know STLS; one with CAPA that does not name it does not (RFC 2595 §4).
    if (this.offered.known && !this.offered.stls) throw fail('tls.not-offered', { host });
    return channel.exclusive(async () => {
      await channel.send('STLS');
      const reply = await channel.status('STLS');
      if (!reply.ok) throw fail('tls.not-offered', { host }, { answer: answerOf(reply) });
      const facts = await channel.connection.startTls();
      this.offered = noCapabilities;
      return facts;
    });
  }

  /**
   * From here on names, passwords, headers and texts may be UTF-8 (RFC 6856 §2). It belongs behind STLS.
   * @throws `pop3.command-refused`
   */
  async utf8(): Promise<void> {
    this.allowed('UTF8');
    await this.channel.ask('UTF8');
  }

  /** @throws `pop3.language-refused` */
  async languages(): Promise<Language[]> {
    this.allowed('LANG');
    return listLanguages(this.channel);
  }

  /** @returns the tag that the server has chosen @throws `pop3.language-refused` */
  async lang(tag: string): Promise<string> {
    this.allowed('LANG');
    return chooseLanguage(this.channel, tag);
  }

  /** @throws `pop3.cleartext`, `pop3.unsafe-credentials`, `pop3.auth-refused` and the codes of `refusal` */
  async user(name: string): Promise<NamedUser> {
    this.allowed('USER');
    this.refuseCleartext('USER');
    refuseUnsafe(name);
    await this.channel.ask(`USER ${name}`);
    return {
      pass: async (password) => {
        this.allowed('PASS');
        refuseUnsafe(password);
        await this.channel.ask(`PASS ${password}`);
        return this.entered();
      },
    };
  }

  /** @throws `pop3.no-way-to-log-in` where the greeting has no challenge, and as `user` */
  async apop(user: string, password: string): Promise<Transaction> {
    return this.accepted('APOP', (await this.tryApop(user, password)).reply);
  }

  /** @throws `sasl.*`, and as `user` */
  async auth(mechanism: MechanismName, who: Credentials): Promise<Transaction> {
    return this.accepted(mechanism, (await this.tryAuth(mechanism, who)).reply);
  }

  /**
   * Logs in by the best way that the server offers. A way that the server refuses as such is followed by the next; a
   * refused password is not tried again, since servers lock people out for that.
   * @throws `pop3.no-way-to-log-in`, and as `auth`
   */
  async login(who: Credentials): Promise<Transaction> {
    this.allowed('AUTH');
    const { offered } = this;
    const token = who.accessToken !== undefined;
    const ways = waysToLogIn({
      capabilities: offered,
      challenge: this.offersApop,
      encrypted: this.tls !== null,
      token,
    });
    let refused: unknown = fail('pop3.no-way-to-log-in', { host: this.host, offered: offered.sasl.join(', ') });
    for (const [index, way] of ways.entries()) {
      let tried: Tried;
      try {
        tried = await this.tryWay(way, who);
      } catch (error) {
        const { code } = asPosthornError(error);
        // Servers hang up on a second attempt; why the first one failed says more.
        if (index > 0 && code.startsWith('wire.')) throw refused;
        if (code !== 'sasl.prohibited-character') throw error;
        // The rules of one mechanism on characters are not those of the next.
        refused = error;
        continue;
      }
      if (tried.reply.ok) return this.entered();
      refused = this.refusalOf(way, tried.reply);
      const { proofGiven } = tried;
      if (!refusesTheWay(way, tried.reply, { proofGiven, authRespCode: offered.authRespCode })) break;
    }
    throw refused;
  }

  private tryWay(way: Way, who: Credentials): Promise<Tried> {
    if (way === 'APOP') return this.tryApop(who.user, who.password);
    if (way === 'USER') return this.tryUser(who);
    return this.tryAuth(way, who);
  }

  private async tryUser({ user, password }: Credentials): Promise<Tried> {
    this.refuseCleartext('USER');
    refuseUnsafe(user + password);
    const named = await this.channel.try(`USER ${user}`);
    if (!named.ok) return { reply: named, proofGiven: false };
    return { reply: await this.channel.try(`PASS ${password}`), proofGiven: true };
  }

  private async tryApop(user: string, password: string): Promise<Tried> {
    this.allowed('APOP');
    refuseUnsafe(user + password);
    if (!this.offersApop) throw fail('pop3.no-way-to-log-in', { host: this.host, offered: '' });
    const digest = createHash('md5')
      .update(this.challenge + password)
      .digest('hex');
    return { reply: await this.channel.try(`APOP ${user} ${digest}`), proofGiven: true };
  }

  private async tryAuth(name: MechanismName, who: Credentials): Promise<Tried> {
    this.allowed('AUTH');
    if (isCleartext(name)) this.refuseCleartext(`AUTH ${name}`);
    refuseUnsafe(who.user + who.password + (who.accessToken ?? ''));
    // Whoever marks refused passwords can be given all at once; older servers know no initial response.
    return authenticate(this.channel, startMechanism(name, who, this.channel.where), this.offered.authRespCode);
  }

  private accepted(way: Way, reply: StatusReply): Transaction {
    if (!reply.ok) throw this.refusalOf(way, reply);
    return this.entered();
  }

  private refusalOf(way: Way, reply: StatusReply): PosthornError {
    const { host } = this;
    const token = way === 'OAUTHBEARER' || way === 'XOAUTH2';
    if (token && (reply.code === '' || reply.code === 'AUTH')) {
      return fail('pop3.token-refused', { host }, { answer: answerOf(reply) });
    }
    return refusal('AUTH', reply, host);
  }

  private entered(): Transaction {
    this.over = true;
    return new Transaction(this.channel, this.offered);
  }

  /** Ends the session before a login; nothing on the server changes (RFC 1939 §4). */
  async quit(): Promise<void> {
    this.allowed('QUIT');
    this.over = true;
    try {
      await this.channel.ask('QUIT');
      this.channel.close();
    } catch (error) {
      this.channel.close(error);
      throw error;
    }
  }

  /** Drops the line. */
  drop(reason: unknown): void {
    this.over = true;
    this.channel.close(reason);
  }

  /** The secret goes over a line that others can read only where the account says so. */
  private refuseCleartext(command: string): void {
    if (this.tls || this.security === 'none') return;
    throw fail('pop3.cleartext', { command, host: this.host });
  }
}

/** What came of one way to log in. */
interface Tried {
  reply: StatusReply;
  proofGiven: boolean;
}

/** A line end in a name or a password would be a command of its own. @throws `pop3.unsafe-credentials` */
export function refuseUnsafe(text: string): void {
  if (/[\r\n\0]/.test(text)) throw fail('pop3.unsafe-credentials', {});
}

async function greeting(channel: Channel): Promise<string> {
  const line = (
    await channel.connection.readLine({ step: 'greeting', deadlineMs: channel.connection.deadlines.greetingMs })
  ).toString('utf8');
  const reply = parseStatus(line);
  channel.connection.session?.received(line, { failed: reply?.ok !== true });
  const { host } = channel;
  if (!reply) throw fail('pop3.no-greeting', { host });
  if (reply.ok) return line;
  if (reply.code) throw refusal('greeting', reply, host);
  throw fail('pop3.refused-at-greeting', { host }, { answer: answerOf(reply) });
}
