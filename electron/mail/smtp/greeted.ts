import type { Security } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { connect, type Deadlines, type Session, type Transcripts } from '../../wire';
import { Channel } from './channel';
import { noExtensions, parseExtensions } from './extensions';
import { literalOf } from './local-name';
import { Ready } from './ready';
import { answerOf, isForNow, isYes, type Reply } from './reply';
import { type Line, State } from './state';

export interface ServerOptions {
  host: string;
  port: number;
  security: Security;
  transcripts: Transcripts;
  /** What is said is kept in this one; in a new one where it is left out. */
  session?: Session | undefined;
  /** PEMs trusted besides the system's. */
  ca?: string[] | undefined;
  deadlines?: Partial<Deadlines> | undefined;
  signal?: AbortSignal | undefined;
  /** What EHLO says of this computer; its address on this line where it is left out. */
  localName?: string | undefined;
  /** The address of this computer to connect from. */
  localAddress?: string | undefined;
}

/**
 * Connects, with TLS from the first byte where the account says so, and is greeted.
 * @throws `wire.*`, `tls.*`, `app.cancelled`, `smtp.greeting-refused`, `smtp.bad-reply`
 */
export async function openLine(options: ServerOptions): Promise<{ line: Line; greeting: Reply }> {
  const { host, port, security, transcripts, session, ca, deadlines, signal, localName, localAddress } = options;
  if (localName !== undefined && !/^[\x21-\x7e]+$/.test(localName)) throw fail('smtp.unsafe-argument', {});
  const connection = await connect({
    protocol: 'SMTP',
    host,
    port,
    tls: security === 'tls' ? 'implicit' : 'later',
    transcripts,
    signal,
    localAddress,
    ...(session ? { session } : {}),
    ...(ca ? { ca } : {}),
    ...(deadlines ? { deadlines } : {}),
  });
  const channel = new Channel(connection, { host, port });
  try {
    const greeting = await channel.greeting();
    if (!isYes(greeting)) throw fail('smtp.greeting-refused', { host }, answerOf(greeting));
    if (greeting.code !== '220') throw fail('smtp.bad-reply', { host, command: 'the greeting' }, answerOf(greeting));
    const name = localName ?? literalOf(connection.localAddress);
    return { line: { channel, security, localName: name, loggedIn: false, mails: 0 }, greeting };
  } catch (error) {
    channel.close(error);
    throw error;
  }
}

/** The server has greeted, and waits to hear who calls (RFC 5321 §3.1). */
export class Greeted extends State {
  private constructor(
    line: Line,
    /** What the server said first; null behind STARTTLS, where it says nothing. */
    readonly greeting: Reply | null,
  ) {
    super(line);
  }

  /** @throws as `openLine` */
  static async open(options: ServerOptions): Promise<Greeted> {
    const { line, greeting } = await openLine(options);
    return new Greeted(line, greeting);
  }

  /** The same session, encrypted: what was said in the clear counts no more (RFC 3207 §4.2). */
  static again(line: Line): Greeted {
    return new Greeted(line, null);
  }

  /** @throws `smtp.hello-refused`; HELO may follow */
  async ehlo(): Promise<Ready<Greeted>> {
    return this.entered(await this.ask(`EHLO ${this.line.localName}`), true);
  }

  /** @throws `smtp.hello-refused` */
  async helo(): Promise<Ready<Greeted>> {
    return this.entered(await this.ask(`HELO ${this.line.localName}`), false);
  }

  /** EHLO, or HELO where the server does not know that (RFC 5321 §3.2). @throws `smtp.hello-refused` */
  async hello(): Promise<Ready<Greeted>> {
    const reply = await this.ask(`EHLO ${this.line.localName}`);
    if (isYes(reply) || isForNow(reply)) return this.entered(reply, true);
    return this.helo();
  }

  /**
   * As a server of final delivery wants it (RFC 2033 §4.1). Behind a content it answers for each recipient by itself (§4.2), so each
   * has a transaction of its own.
   * @throws `smtp.hello-refused`
   */
  async lhlo(): Promise<Ready<Greeted>> {
    return this.entered(await this.ask(`LHLO ${this.line.localName}`), true, 1);
  }

  /** @param recipients of a transaction, at most; the server's own limit where it is left out */
  private entered(reply: Reply, extended: boolean, recipients?: number): Ready<Greeted> {
    const { host } = this;
    if (!isYes(reply)) throw fail('smtp.hello-refused', { host }, answerOf(reply));
    this.leave('after EHLO');
    const lines = reply.lines.slice(1).map((text) => text.slice(4));
    const offered = extended ? parseExtensions(lines) : noExtensions;
    const limits = { ...offered.limits, ...(recipients === undefined ? {} : { recipients }) };
    return new Ready(this.line, { ...offered, limits }, (line) => Greeted.again(line));
  }
}
