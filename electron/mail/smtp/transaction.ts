import type { RecipientState } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { putFinalDot, streamContent } from './dotted';
import {
  addressOf,
  checkAgainst,
  checkEnvelope,
  type Mailing,
  mailCommand,
  type Recipient,
  rcptCommand,
} from './envelope';
import type { Extensions } from './extensions';
import { contentRefusal, recipientState } from './outcome';
import { isYes, type Reply } from './reply';
import { type Line, State } from './state';

/** MAIL was accepted; recipients and the content follow (RFC 5321 §3.3). `R` is the state behind it. */
export class Transaction<R> extends State {
  constructor(
    line: Line,
    private readonly mailing: Mailing,
    private readonly extensions: Extensions,
    private readonly ready: () => R,
  ) {
    super(line);
  }

  /** @returns what the server said of this recipient, be it yes or no */
  async rcpt(recipient: Recipient): Promise<RecipientState> {
    this.allowed('RCPT');
    const { envelope, content } = this.mailing;
    const alone = { envelope: { ...envelope, to: [recipient] }, content };
    checkEnvelope(alone.envelope);
    checkAgainst(this.extensions, this.tls !== null, alone, this.host);
    // Only MAIL can say that an address of any script follows (RFC 6531 §3.4).
    const announced = mailCommand(this.mailing, this.extensions).includes(' SMTPUTF8');
    if (!announced && mailCommand(alone, this.extensions).includes(' SMTPUTF8')) {
      throw fail('smtp.no-smtputf8', { address: addressOf(recipient) });
    }
    return recipientState(addressOf(recipient), await this.line.channel.ask(rcptCommand(recipient)));
  }

  /**
   * Sends the content and ends the transaction.
   * @returns the server's last word, and the state in which the next message may begin
   * @throws `smtp.data-refused`, and `smtp.doubtful` where the line broke after the final dot
   */
  async data(onProgress: (octets: number) => void = () => {}): Promise<{ reply: Reply; ready: R }> {
    this.allowed('DATA');
    const { channel } = this.line;
    const go = await channel.ask('DATA', { expected: '345' });
    if (!go.code.startsWith('3')) throw this.failure ?? contentRefusal(go, this.host);
    this.leave('after the content');
    let octets: number;
    try {
      octets = await streamContent(channel, this.mailing.content, onProgress);
    } catch (error) {
      channel.close(error);
      throw error;
    }
    const answer = putFinalDot(channel, octets);
    await channel.send();
    let reply: Reply;
    try {
      reply = await answer;
    } catch (error) {
      throw fail('smtp.doubtful', { host: this.host }, { cause: error });
    }
    if (!isYes(reply)) throw contentRefusal(reply, this.host);
    return { reply, ready: this.ready() };
  }

  /** Forgets the sender and the recipients. */
  async rset(): Promise<R> {
    const reply = await this.ask('RSET');
    if (!isYes(reply)) throw fail('smtp.command-refused', { host: this.host, command: 'RSET' });
    this.leave('after RSET');
    return this.ready();
  }
}
