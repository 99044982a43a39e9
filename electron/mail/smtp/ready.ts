import { fail, type PosthornError } from '../../../shared/errors';
import { type Credentials, isCleartext, type MechanismName, startMechanism } from '../../sasl';
import { sendChunked } from './chunked';
import { sendDotted } from './dotted';
import { checkAgainst, checkEnvelope, type Mailing, mailCommand } from './envelope';
import type { Extensions } from './extensions';
import { refusesTheWay, waysToLogIn } from './login';
import { Lots, type Queue } from './lots';
import { senderRefusal } from './outcome';
import { answerOf, isForNow, isYes, type Reply } from './reply';
import { type AuthResult, authenticate } from './sasl';
import { type Line, State } from './state';
import { Transaction } from './transaction';

/** The server knows who calls, and a message may begin. `G` is the state behind STARTTLS, where it is greeted once more. */
export class Ready<G> extends State {
  constructor(
    line: Line,
    readonly extensions: Extensions,
    private readonly again: (line: Line) => G,
  ) {
    super(line);
  }

  /**
   * What was offered in the clear may have been altered on the way, so EHLO comes again behind it (RFC 3207 §4.2).
   * @throws `tls.not-offered`, `tls.injected`, `tls.*`
   */
  async starttls(): Promise<G> {
    this.allowed('STARTTLS');
    const { channel } = this.line;
    const { host } = channel;
    if (this.tls) throw fail('smtp.state', { command: 'STARTTLS', state: 'on an encrypted line' });
    if (!this.extensions.startTls) throw fail('tls.not-offered', { host });
    const reply = await channel.ask('STARTTLS', { beforeTls: true });
    if (!isYes(reply)) throw fail('tls.not-offered', { host }, answerOf(reply));
    this.leave('before EHLO');
    try {
      await channel.connection.startTls();
    } catch (error) {
      channel.close(error);
      throw error;
    }
    return this.again(this.line);
  }

  /**
   * Logs in by this mechanism.
   * @throws `smtp.cleartext`, `smtp.auth-refused`, `smtp.token-refused`, `smtp.auth-unavailable`, `sasl.*`
   */
  async auth(name: MechanismName, who: Credentials): Promise<void> {
    const { reply } = await this.tryAuth(name, who);
    if (!isYes(reply)) throw this.authRefusal(name, reply);
    this.line.loggedIn = true;
  }

  /**
   * Logs in by the best way that the server offers. A way that the server refuses as such is followed by the next; a refused
   * password is not tried again, since servers lock people out for that.
   * @throws `smtp.auth-not-offered`, and as `auth`
   */
  async login(who: Credentials): Promise<void> {
    const { host } = this;
    const token = who.accessToken !== undefined;
    const ways = waysToLogIn({ auth: this.extensions.auth, encrypted: this.tls !== null, token });
    let refusal: PosthornError | null = null;
    for (const way of ways) {
      const { reply, proofGiven } = await this.tryAuth(way, who);
      if (isYes(reply)) {
        this.line.loggedIn = true;
        return;
      }
      refusal = this.authRefusal(way, reply);
      if (this.failure || !refusesTheWay(reply, proofGiven)) break;
    }
    throw refusal ?? fail('smtp.auth-not-offered', { host });
  }

  private async tryAuth(name: MechanismName, who: Credentials): Promise<AuthResult> {
    this.allowed('AUTH');
    const { channel, security, loggedIn } = this.line;
    if (loggedIn) throw fail('smtp.state', { command: 'AUTH', state: 'after a login' });
    if (isCleartext(name) && !this.tls && security !== 'none') {
      throw fail('smtp.cleartext', { host: this.host, mechanism: name });
    }
    return authenticate(channel, startMechanism(name, who, channel.where));
  }

  private authRefusal(way: MechanismName, reply: Reply): PosthornError {
    const { host } = this;
    if (this.failure) return this.failure;
    if (isForNow(reply)) return fail('smtp.auth-unavailable', { host }, answerOf(reply));
    const token = way === 'OAUTHBEARER' || way === 'XOAUTH2';
    return fail(token ? 'smtp.token-refused' : 'smtp.auth-refused', { host }, answerOf(reply));
  }

  /**
   * Begins a message, a command at a time.
   * @throws `smtp.sender-refused`, `smtp.not-now`, `smtp.auth-required`, and what `checkEnvelope` and `checkAgainst` throw
   */
  async mail(mailing: Mailing): Promise<Transaction<Ready<G>>> {
    this.allowed('MAIL');
    checkEnvelope(mailing.envelope);
    checkAgainst(this.extensions, this.tls !== null, mailing, this.host);
    const most = this.extensions.limits.mails;
    if (most !== null && this.line.mails >= most) throw fail('smtp.mail-limit', { host: this.host, most });
    const command = mailCommand(mailing, this.extensions);
    const reply = await this.line.channel.ask(command);
    if (!isYes(reply)) throw this.failure ?? senderRefusal(reply, mailing.envelope.from, this.host);
    this.line.mails += 1;
    this.leave('in a transaction');
    return new Transaction(this.line, mailing, this.extensions, () => this.afresh());
  }

  /**
   * Sends what the queue holds, with as much under way as the server allows, until the queue is empty, the line is broken or
   * the session may carry no more. What was not taken from the queue by then stays there.
   */
  async sendAll(queue: Queue): Promise<void> {
    this.allowed('MAIL');
    this.leave('in a transaction');
    const lots = new Lots(this.line, this.extensions, queue);
    const { pipelining, chunking } = this.extensions;
    // What BDAT saves is the wait for 354, and it can only be saved where nothing is waited for.
    await (pipelining && chunking ? sendChunked(lots) : sendDotted(lots));
    await lots.finish();
    this.leave(null);
  }

  /** @returns the server's answer */
  rset(): Promise<Reply> {
    return this.ask('RSET');
  }

  private afresh(): Ready<G> {
    return new Ready(this.line, this.extensions, this.again);
  }
}
