import { createHash } from 'node:crypto';
import type { TlsFacts } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { answerOf, type Channel, refusal } from './channel';
import { type Capabilities, parseList, parseStat, parseUidl, type StatusReply } from './replies';

/** Longest header that is taken. */
const longestHeader = 4_194_304;

/** How many short commands may be on their way at once: few enough for any server's input buffer. */
const window = 32;

/** How much may be asked for before it comes: enough to fill a long line, whatever the size of the messages. */
const retrieveWindow = { messages: 256, octets: 1_048_576 };

/** Receives the messages of `retrieveMany`, one after the other. */
export interface MessageSink {
  chunk(number: number, chunk: Buffer): void | Promise<void>;
  /** The message is whole. */
  end(number: number, octets: number): void | Promise<void>;
  /** The server would not give this one; the others go on. */
  refused(number: number, error: PosthornError): void | Promise<void>;
}

/**
 * The TRANSACTION state (RFC 1939 §5): the maildrop is locked for this session, and what is marked for deletion goes
 * when `quit` is answered.
 */
export class Transaction {
  private over = false;

  constructor(
    private readonly channel: Channel,
    readonly capabilities: Capabilities,
  ) {}

  get host(): string {
    return this.channel.host;
  }

  get tls(): TlsFacts | null {
    return this.channel.connection.tls;
  }

  get sessionId(): string {
    return this.channel.connection.session?.id ?? '';
  }

  /** What the list of sessions says of this one. */
  summarise(text: string): void {
    this.channel.connection.session?.summarise(text);
  }

  /** How many commands may be on their way at once (RFC 2449 §6.8). */
  private get ahead(): number {
    return this.capabilities.has('PIPELINING') ? window : 1;
  }

  private allowed(command: string): void {
    if (this.over) throw fail('pop3.state', { command, state: 'UPDATE' });
  }

  async stat(): Promise<{ messages: number; octets: number }> {
    this.allowed('STAT');
    const stat = parseStat((await this.channel.ask('STAT')).text);
    if (!stat) throw fail('pop3.bad-reply', { command: 'STAT', host: this.host });
    return stat;
  }

  /** Size in octets by message number. */
  async list(): Promise<Map<number, number>> {
    this.allowed('LIST');
    return parseList(await this.channel.lines('LIST'));
  }

  /**
   * Unique-id by message number. A server without UIDL gets ids made from the header and the size of each message, which
   * stay the same as long as the message does.
   */
  async uidl(sizes: ReadonlyMap<number, number>): Promise<Map<number, string>> {
    this.allowed('UIDL');
    try {
      return parseUidl(await this.channel.lines('UIDL'));
    } catch (error) {
      if (asPosthornError(error).code !== 'pop3.command-refused') throw error;
    }
    this.channel.connection.session?.event(
      'The server has no UIDL: messages are told apart by their headers and sizes.',
    );
    const made = new Map<number, string>();
    await this.headersOf([...sizes.keys()], (number, header) => {
      if (header instanceof Error) throw header;
      const octets = sizes.get(number) ?? 0;
      made.set(number, createHash('sha256').update(`${octets}\0`).update(header).digest('hex'));
    });
    return made;
  }

  /**
   * Fetches messages in this order; with PIPELINING several are asked for before the first has come (RFC 2449 §6.8).
   * @param sizes of the messages that are wanted, by message number, as LIST gave them
   * @throws `pop3.cut-in-message` when the line is lost inside one
   */
  retrieveMany(sizes: ReadonlyMap<number, number>, sink: MessageSink): Promise<void> {
    const numbers = [...sizes.keys()];
    for (const number of numbers) assertNumber(number);
    this.allowed('RETR');
    const most = this.capabilities.has('PIPELINING') ? retrieveWindow : { messages: 1, octets: 0 };
    return this.channel.exclusive(async () => {
      let asked = 0;
      let onTheWay = 0;
      for (const [index, number] of numbers.entries()) {
        // Asked in handfuls, so that one packet carries many commands.
        if (asked <= index || (onTheWay < most.octets / 2 && asked - index < most.messages / 2)) {
          const next: string[] = [];
          while (
            asked < numbers.length &&
            (asked <= index || (onTheWay < most.octets && asked - index < most.messages))
          ) {
            const one = numbers[asked] ?? 0;
            next.push(`RETR ${one}`);
            onTheWay += sizes.get(one) ?? 0;
            asked += 1;
          }
          if (next.length > 0) await this.channel.send(...next);
        }
        await this.takeMessage(number, sink);
        onTheWay -= sizes.get(number) ?? 0;
      }
    });
  }

  private async takeMessage(number: number, sink: MessageSink): Promise<void> {
    const command = `RETR ${number}`;
    let began = false;
    try {
      const reply = await this.channel.status(command);
      if (!reply.ok) return await sink.refused(number, refusal(command, reply, this.host));
      began = true;
      const octets = await this.channel.content((chunk) => sink.chunk(number, chunk));
      const { session } = this.channel.connection;
      session?.count('received', octets);
      session?.event(`message ${number}: ${octets.toLocaleString('en')} octets`);
      began = false;
      await sink.end(number, octets);
    } catch (error) {
      const { code } = asPosthornError(error);
      if (!began || (code !== 'wire.closed' && code !== 'wire.reset')) throw error;
      throw fail('pop3.cut-in-message', { number, saved: 0, host: this.host }, { cause: error });
    }
  }

  /** Fetches one message whole. @returns its octets */
  async retrieve(number: number, onChunk: (chunk: Buffer) => void | Promise<void>): Promise<number> {
    let octets = 0;
    await this.retrieveMany(new Map([[number, 0]]), {
      chunk: (_number, chunk) => onChunk(chunk),
      end: (_number, size) => {
        octets = size;
      },
      refused: (_number, error) => {
        throw error;
      },
    });
    return octets;
  }

  /** The header of a message and this many lines of its body. */
  async top(number: number, lines: number): Promise<Buffer> {
    assertNumber(number);
    this.allowed('TOP');
    return this.channel.askMultiLine(`TOP ${number} ${lines}`, longestHeader);
  }

  /**
   * The headers of many messages, several asked for at once where the server allows it. Other commands get their turn
   * between two handfuls.
   * @param take receives each header, or why the server would not give it
   */
  async headersOf(
    numbers: number[],
    take: (number: number, header: Buffer | PosthornError) => void | Promise<void>,
  ): Promise<void> {
    for (const number of numbers) assertNumber(number);
    for (let at = 0; at < numbers.length; at += this.ahead) {
      const batch = numbers.slice(at, at + this.ahead);
      await this.channel.exclusive(async () => {
        // The session may have been ended between two handfuls.
        this.allowed('TOP');
        await this.channel.send(...batch.map((number) => `TOP ${number} 0`));
        for (const number of batch) {
          const command = `TOP ${number} 0`;
          const reply = await this.channel.status(command);
          await take(
            number,
            reply.ok ? await this.channel.whole(command, longestHeader) : refusal(command, reply, this.host),
          );
        }
      });
    }
  }

  /** Marks for deletion; nothing is gone before `quit`. */
  async dele(number: number): Promise<void> {
    assertNumber(number);
    this.allowed('DELE');
    await this.channel.ask(`DELE ${number}`);
  }

  /** Marks many, in one flight where the server allows it. @returns those that the server refused to mark */
  deleMany(numbers: number[]): Promise<number[]> {
    for (const number of numbers) assertNumber(number);
    this.allowed('DELE');
    const { ahead } = this;
    return this.channel.exclusive(async () => {
      const refused: number[] = [];
      for (let at = 0; at < numbers.length; at += ahead) {
        const batch = numbers.slice(at, at + ahead);
        await this.channel.send(...batch.map((number) => `DELE ${number}`));
        for (const number of batch) if (!(await this.channel.status(`DELE ${number}`)).ok) refused.push(number);
      }
      return refused;
    });
  }

  /** Takes all marks back. */
  async rset(): Promise<void> {
    this.allowed('RSET');
    await this.channel.ask('RSET');
  }

  async noop(): Promise<void> {
    this.allowed('NOOP');
    await this.channel.ask('NOOP');
  }

  /**
   * A command that a person typed; what it is and does is for the caller to know.
   * @param onChunk takes what follows a yes, when the answer has many lines; null when it has one
   * @returns the status, also when it is a refusal
   */
  byHand(command: string, onChunk: ((chunk: Buffer) => void) | null): Promise<StatusReply> {
    const verb = command.split(' ')[0] ?? command;
    this.allowed(verb);
    return this.channel.exclusive(async () => {
      await this.channel.send(command);
      const reply = await this.channel.status(command);
      if (!onChunk || !reply.ok) return reply;
      const octets = await this.channel.content(onChunk, `answering ${verb}`);
      this.channel.connection.session?.count('received', octets);
      this.channel.connection.session?.event(`${octets.toLocaleString('en')} octets`);
      return reply;
    });
  }

  /**
   * Enters the UPDATE state: the server deletes what is marked and ends the session.
   * @returns whether the server said so; without its answer nobody knows whether anything was deleted
   */
  async quit(): Promise<{ answered: boolean }> {
    this.allowed('QUIT');
    this.over = true;
    return this.channel.exclusive(async () => {
      try {
        await this.channel.send('QUIT');
        await this.channel.accepted('QUIT');
        this.channel.close();
        return { answered: true };
      } catch (error) {
        this.channel.close(error);
        if (asPosthornError(error).code === 'pop3.command-refused') throw error;
        return { answered: false };
      }
    });
  }

  /** Resolves when the server has hung up, with why: its last words, where it left any. */
  async hungUp(): Promise<PosthornError> {
    await this.channel.connection.gone;
    return this.channel.exclusive(async () => {
      const facts = { host: this.host, step: 'waiting for a command' };
      try {
        return fail('wire.closed', facts, { answer: answerOf(await this.channel.status('nothing')) });
      } catch (error) {
        const reason = asPosthornError(error);
        return reason.code === 'wire.closed' ? fail('wire.closed', facts) : reason;
      }
    });
  }

  /** Drops the line: the server forgets all marks (RFC 1939 §6). */
  drop(reason?: unknown): void {
    // After QUIT the session has ended in its own way, and that stays what the transcript says.
    if (this.over) return;
    this.over = true;
    this.channel.connection.session?.event('The line was dropped without QUIT: nothing was deleted.');
    this.channel.connection.destroy();
    this.channel.connection.session?.close(reason === undefined ? undefined : asPosthornError(reason));
  }
}

function assertNumber(number: number): void {
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${number} is no message number`);
}
