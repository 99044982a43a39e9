import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import type { Connection, Session } from '../../wire';
import { answerOf, isFarewell, parseReply, parseReplyLine, type Reply } from './reply';

/** No server has so many extensions, or so much to say of a recipient. */
const mostLines = 500;
const mostOctets = 65_536;
/** RFC 5321 §4.5.3.1.5 allows 512 octets a line; servers say more. */
const longestLine = 8_192;

/** Octets a second that a line has to carry, where an answer waits behind what is still on its way. */
const slowestLine = 32_768;

/** What a command may be answered with, by the first digit (RFC 5321 §4.3.2); anything else is out of step. */
export type Expected = '245' | '345' | '2345';

interface Due {
  /** What is answered, as a sentence says it: `RCPT`, `the content`. */
  what: string;
  expected: Expected;
  deadlineMs: number;
  beforeTls: boolean;
  /** Octets that had been sent when what it answers was. */
  sentBefore: number;
  resolve(reply: Reply): void;
  reject(error: PosthornError): void;
}

interface Asking {
  expected?: Expected;
  deadlineMs?: number;
  /** Octets that belong to the command and follow it at once (RFC 3030 §2). */
  payload?: Buffer;
  /** Encryption begins behind the answer, and it is the connection's to judge what came in between. */
  beforeTls?: boolean;
}

/**
 * Commands out, replies in, over one connection. Commands are put into a flight and sent together; replies are read all the
 * while, so that neither side ever waits for the other to read (RFC 2920 §3.1), and are given to their commands in order.
 */
export class Channel {
  private readonly due: Due[] = [];
  private flight: Buffer[] = [];
  private reading = false;
  private sentOctets = 0;
  /** Of these it is known that they arrived, by the answers to them. */
  private arrivedOctets = 0;
  private broken: PosthornError | null = null;
  /** What came unasked is being read, and nothing is sent before it is known what it was. */
  private judging: Promise<unknown> | null = null;

  constructor(
    readonly connection: Connection,
    readonly where: { host: string; port: number },
  ) {}

  get host(): string {
    return this.where.host;
  }

  get session(): Session | null {
    return this.connection.session;
  }

  /** Why nothing more can be asked, if so. */
  get failure(): PosthornError | null {
    return this.broken;
  }

  /** Octets that no answer has shown to have arrived. */
  get unanswered(): number {
    return this.sentOctets - this.arrivedOctets;
  }

  /** The greeting, which answers the connection itself. */
  greeting(): Promise<Reply> {
    return this.answer('the greeting', { deadlineMs: this.connection.deadlines.greetingMs });
  }

  /** Puts a command into the next flight. @returns what the server will answer */
  command(text: string, asking: Asking = {}): Promise<Reply> {
    const { payload } = asking;
    const bytes = Buffer.from(`${text}\r\n`);
    this.judgeUnasked(text);
    this.session?.sent(text, { octets: bytes.byteLength + (payload?.byteLength ?? 0) });
    this.add(bytes);
    if (payload) this.add(payload);
    return this.answer(verbOf(text), asking);
  }

  /** Puts octets of a content into the next flight, which have no answer of their own. */
  put(bytes: Buffer): void {
    this.session?.count('sent', bytes.byteLength);
    this.add(bytes);
  }

  private add(bytes: Buffer): void {
    this.flight.push(bytes);
    this.sentOctets += bytes.byteLength;
  }

  /** The answer to what was put or sent before. */
  answer(what: string, asking: Asking = {}): Promise<Reply> {
    const { expected = '245', deadlineMs = this.connection.deadlines.replyMs, beforeTls = false } = asking;
    const reply = new Promise<Reply>((resolve, reject) => {
      if (this.broken) return reject(this.broken);
      this.due.push({ what, expected, deadlineMs, beforeTls, sentBefore: this.sentOctets, resolve, reject });
    });
    // Who asked may be busy with sending when it fails, and hears of it later.
    reply.catch(() => {});
    if (!this.reading) void this.read();
    return reply;
  }

  /**
   * Sends what was put together. Resolves when the connection has taken it.
   * @throws what broke the line, unless an answer that is due will tell it
   */
  async send(): Promise<void> {
    const { flight } = this;
    this.flight = [];
    if (this.judging) await this.judging;
    if (this.broken) throw this.broken;
    const [first, ...more] = flight;
    if (!first) return;
    try {
      await this.connection.write(more.length > 0 ? Buffer.concat(flight) : first);
    } catch (error) {
      // What the server said before it went tells more than that it went.
      if (this.due.length === 0) throw this.breakWith(error);
    }
  }

  /** Sends one command and waits for its answer. */
  async ask(text: string, asking: Asking = {}): Promise<Reply> {
    const reply = this.command(text, asking);
    await this.send();
    return reply;
  }

  /** A line within an exchange that the server has not ended yet (RFC 4954 §4). */
  async respond(line: string): Promise<Reply> {
    this.session?.sent(line);
    this.add(Buffer.from(`${line}\r\n`));
    const reply = this.answer('AUTH', { expected: '2345' });
    await this.send();
    return reply;
  }

  /** What the server says while it is being sent the content, where nothing is due; null while it says nothing. */
  async interruption(): Promise<Reply | null> {
    if (this.due.length > 0 || this.connection.pending === 0) return null;
    return this.answer('the content');
  }

  /** From the first answer that is due to the last. */
  private async read(): Promise<void> {
    this.reading = true;
    try {
      for (let due = this.due[0]; due; due = this.due[0]) {
        const reply = await this.replyTo(due);
        this.arrivedOctets = Math.max(this.arrivedOctets, due.sentBefore);
        const more = due.beforeTls ? null : await this.moreThan(due.what);
        this.due.shift();
        due.resolve(reply);
        const farewell = [reply, more].find((one) => one && isFarewell(one));
        if (farewell) throw this.closing(farewell);
      }
    } catch (error) {
      const reason = this.breakWith(error);
      for (const due of this.due.splice(0)) due.reject(reason);
    }
    this.reading = false;
  }

  private async replyTo({ what, expected, deadlineMs, sentBefore }: Due): Promise<Reply> {
    const onTheWay = Math.max(0, sentBefore - this.arrivedOctets);
    const reply = await this.readReply(what, deadlineMs + Math.floor(onTheWay / slowestLine) * 1_000);
    if (!expected.includes(reply.code.slice(0, 1))) throw this.badReply(what, reply);
    return reply;
  }

  private async readReply(what: string, deadlineMs: number): Promise<Reply> {
    const { connection } = this;
    const step = what === 'the greeting' ? 'greeting' : `answering ${what}`;
    const until = performance.now() + deadlineMs;
    const lines: string[] = [];
    let octets = 0;
    for (;;) {
      const line = (await connection.readLine({ step, deadlineMs, most: longestLine })).toString('utf8');
      const parsed = parseReplyLine(line);
      this.session?.received(line, { failed: parsed ? /^[45]/.test(line) : true });
      if (!parsed || (lines[0] !== undefined && !lines[0].startsWith(parsed.code))) throw this.badReply(what);
      lines.push(line);
      octets += line.length;
      if (parsed.last) return parseReply(lines);
      if (lines.length >= mostLines || octets > mostOctets) {
        throw fail('smtp.too-much', { host: this.host, command: what, lines: lines.length });
      }
      // A reply as a whole has to keep its time: lines now and then would else never be late.
      if (performance.now() > until) throw connection.tooSlow({ step, deadlineMs });
    }
  }

  private badReply(what: string, reply?: Reply): PosthornError {
    return fail('smtp.bad-reply', { host: this.host, command: what }, reply ? answerOf(reply) : {});
  }

  /**
   * What came behind the last answer that is due. An answer before its question would be taken for the answer to the next
   * one, and each later one be off by one; only a farewell may come at any time.
   */
  private async moreThan(what: string): Promise<Reply | null> {
    if (this.due.length > 1 || this.connection.pending === 0) return null;
    const reply = await this.readReply(what, this.connection.deadlines.replyMs);
    if (!isFarewell(reply)) throw this.unasked(what, reply);
    return reply;
  }

  /** The same for what came while nothing was due. */
  private judgeUnasked(command: string): void {
    if (this.broken || this.due.length > 0 || this.connection.pending === 0) return;
    const what = verbOf(command);
    this.judging = this.answer(what).then(
      (reply) => void this.breakWith(isFarewell(reply) ? this.closing(reply) : this.unasked(what, reply)),
      () => {},
    );
  }

  private unasked(what: string, reply: Reply): PosthornError {
    return fail('smtp.unasked-reply', { host: this.host, command: what }, answerOf(reply));
  }

  private closing(reply: Reply): PosthornError {
    return fail('smtp.closing', { host: this.host }, answerOf(reply));
  }

  private breakWith(error: unknown): PosthornError {
    this.broken ??= asPosthornError(error);
    this.connection.destroy();
    return this.broken;
  }

  /** Ends the session in the transcript as it ended. */
  close(error?: unknown): void {
    if (error === undefined) this.connection.end();
    else this.connection.destroy();
    this.broken ??= error === undefined ? null : asPosthornError(error);
    this.session?.close(error === undefined ? undefined : asPosthornError(error));
  }
}

const verbOf = (command: string) => command.split(' ')[0] ?? command;
