import { setImmediate as nextTurn } from 'node:timers/promises';
import { asPosthornError, fail, type PosthornError, type ProtocolAnswer } from '../../../shared/errors';
import type { Connection } from '../../wire';
import { DotReader } from './dot-reader';
import { LineSplitter } from './line-splitter';
import { Pace } from './pace';
import { parseChallenge, parseStatus, type StatusReply } from './replies';

/** Largest listing that is taken: a million messages with the longest unique-ids. */
const longestListing = { octets: 100_000_000, lines: 1_000_000, line: 65_536 };

/** So many slices of one chunk are handed on as they are, without a copy. */
const mostSlices = 8;

/** The words and codes of a refusal, as the server gave them. */
export function answerOf(reply: StatusReply): ProtocolAnswer {
  return reply.code ? { text: reply.text, code: reply.code } : { text: reply.text };
}

/** What a refused command means (RFC 2449 §8, RFC 3206, RFC 6856). */
export function refusal(command: string, reply: StatusReply, host: string): PosthornError {
  const answer = { answer: answerOf(reply) };
  switch (reply.code) {
    case 'IN-USE':
      return fail('pop3.maildrop-locked', { host }, answer);
    case 'LOGIN-DELAY':
      return fail('pop3.login-delay', { host }, answer);
    case 'SYS/TEMP':
      return fail('pop3.temporarily-unavailable', { host }, answer);
    case 'SYS/PERM':
      return fail('pop3.permanently-unavailable', { host }, answer);
    case 'AUTH':
      return fail('pop3.auth-refused', { host }, answer);
    case 'UTF8':
      return fail('pop3.utf8-required', { host }, answer);
    case 'LANG':
      return fail('pop3.language-refused', { host }, answer);
  }
  const verb = verbOf(command);
  if (['USER', 'PASS', 'APOP', 'AUTH'].includes(verb)) return fail('pop3.auth-refused', { host }, answer);
  if (verb === 'LANG') return fail('pop3.language-refused', { host }, answer);
  return fail('pop3.command-refused', { command: verb === 'PASS' ? verb : command, host }, answer);
}

const verbOf = (command: string) => command.split(' ')[0] ?? command;

/** How far a server is behind the commands that were sent. */
export interface Flight {
  /** Commands whose status line has not come. */
  unanswered: number;
  /** The next of these was sent before the one before it was answered. */
  awaitedWasAhead: boolean;
  /** At least one command that was sent ahead has been answered in this session. */
  anyAheadAnswered: boolean;
}

/** What a server says to a command, or within an AUTH exchange. */
type ServerWord = { kind: 'status'; reply: StatusReply } | { kind: 'challenge'; challenge: string };

/** Commands out, answers in, over one connection. Who calls must keep the order; `exclusive` does. */
export class Channel {
  private queue: Promise<unknown> = Promise.resolve();
  /** The commands that are not answered yet; true for one that was sent ahead of the answer to another. */
  private readonly unanswered: boolean[] = [];
  private anyAheadAnswered = false;

  constructor(
    readonly connection: Connection,
    readonly where: { host: string; port: number },
  ) {}

  get host(): string {
    return this.where.host;
  }

  /** How far the server is behind, for judging whether it keeps the promise of PIPELINING. */
  get flight(): Flight {
    return {
      unanswered: this.unanswered.length,
      awaitedWasAhead: this.unanswered[0] === true,
      anyAheadAnswered: this.anyAheadAnswered,
    };
  }

  /** Runs conversations one after the other, whoever starts them: an answer carries no name to tell whose it is. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work, work);
    this.queue = result.catch(() => {});
    return result;
  }

  /** @throws `pop3.unasked-answer` when something came that nobody asked for */
  async send(...commands: string[]): Promise<void> {
    if (this.unanswered.length === 0 && this.connection.pending > 0) await this.refuseUnasked(commands[0] ?? '');
    for (const command of commands) {
      this.connection.session?.sent(command);
      this.unanswered.push(this.unanswered.length > 0);
    }
    await this.connection.write(commands.map((command) => `${command}\r\n`).join(''));
  }

  /** A line within an exchange that the server has not ended yet. */
  async respond(line: string): Promise<void> {
    this.connection.session?.sent(line);
    await this.connection.write(`${line}\r\n`);
  }

  /** An answer before its question would be taken for the answer to the next one, and each later one be off by one. */
  private async refuseUnasked(command: string): Promise<never> {
    const line = (await this.connection.readLine({ step: `answering ${verbOf(command)}` })).toString('utf8');
    this.connection.session?.received(line, { failed: true });
    const reply = parseStatus(line);
    // Servers say so before they hang up: these words are why the command can't be given.
    if (reply?.ok === false) throw refusal(command, reply, this.host);
    this.connection.destroy();
    throw fail('pop3.unasked-answer', { command: verbOf(command), host: this.host });
  }

  /** The status line that answers this command. @throws `pop3.bad-reply` */
  async status(command: string, deadlineMs?: number): Promise<StatusReply> {
    return this.noChallenge(command, await this.statusOrChallenge(command, deadlineMs));
  }

  /** The same without a wait, which thousands of answers that have come already would not need; null where it has not. */
  statusHere(command: string): StatusReply | null {
    const line = this.connection.lineHere();
    return line && this.noChallenge(command, this.judge(command, line));
  }

  private noChallenge(command: string, said: ServerWord): StatusReply {
    if (said.kind === 'status') return said.reply;
    throw fail('pop3.bad-reply', { command: verbOf(command), host: this.host });
  }

  /** The same within an AUTH exchange, in which the server may ask for more (RFC 5034 §4). */
  async statusOrChallenge(command: string, deadlineMs?: number): Promise<ServerWord> {
    return this.judge(
      command,
      await this.connection.readLine({
        step: `answering ${verbOf(command)}`,
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
      }),
    );
  }

  private judge(command: string, octets: Buffer): ServerWord {
    const line = octets.toString('utf8');
    const reply = parseStatus(line);
    const challenge = reply ? null : parseChallenge(line);
    this.connection.session?.received(line, { failed: reply ? !reply.ok : challenge === null });
    if (challenge !== null) return { kind: 'challenge', challenge };
    if (!reply) throw fail('pop3.bad-reply', { command: verbOf(command), host: this.host });
    if (this.unanswered.shift()) this.anyAheadAnswered = true;
    return { kind: 'status', reply };
  }

  /** The same, but a refusal is thrown. */
  async accepted(command: string): Promise<StatusReply> {
    return this.granted(command, await this.status(command));
  }

  /** @throws what the server refuses with */
  granted(command: string, reply: StatusReply): StatusReply {
    if (!reply.ok) throw refusal(command, reply, this.host);
    return reply;
  }

  /** Sends a command and takes its one-line answer, be it yes or no. */
  try(command: string): Promise<StatusReply> {
    return this.exclusive(async () => {
      await this.send(command);
      return this.status(command);
    });
  }

  /** The same, but a refusal is thrown. */
  ask(command: string): Promise<StatusReply> {
    return this.exclusive(async () => {
      await this.send(command);
      return this.accepted(command);
    });
  }

  /**
   * The content of a multi-line answer, handed on as it comes.
   * @returns its octets
   */
  async content(onChunk: (chunk: Buffer) => void | Promise<void>, step = 'sending a message'): Promise<number> {
    const reader = new DotReader();
    const pace = new Pace(this.connection, step);
    for (;;) {
      const here = this.connection.someHere();
      const chunk = here ?? (await pace.wait());
      pace.came(chunk.byteLength);
      const slices: Buffer[] = [];
      const rest = reader.push(chunk, (slice) => slices.push(slice));
      // The end is noted before anybody waits, so that a failure there leaves the stream where the next answer begins.
      if (rest) this.connection.unread(rest);
      // Each stuffed dot begins a slice; a content of little else must not become thousands of calls.
      const pieces = slices.length > mostSlices ? [Buffer.concat(slices)] : slices;
      for (const piece of pieces) {
        const waiting = onChunk(piece);
        if (waiting) await waiting;
      }
      if (rest) return reader.octets;
    }
  }

  /** Sends a command and takes a multi-line answer whole. @param most octets it may have */
  askMultiLine(command: string, most: number): Promise<Buffer> {
    return this.exclusive(async () => {
      await this.send(command);
      await this.accepted(command);
      return this.whole(command, most);
    });
  }

  async whole(command: string, most: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.bounded(command, most, (chunk) => void chunks.push(chunk));
    return Buffer.concat(chunks);
  }

  /** Drops the line for an answer that no honest server gives. @param octets fewer than came */
  tooMuch(command: string, octets: number): PosthornError {
    this.connection.destroy();
    return fail('pop3.too-much', { command, host: this.host, octets });
  }

  /** @returns the octets of the content @throws `pop3.too-much` */
  private async bounded(command: string, most: number, take: (chunk: Buffer) => void | Promise<void>): Promise<number> {
    let came = 0;
    const octets = await this.content(
      (chunk) => {
        came += chunk.byteLength;
        if (came > most) throw this.tooMuch(command, most);
        return take(chunk);
      },
      `answering ${verbOf(command)}`,
    );
    this.connection.session?.count('received', octets);
    return octets;
  }

  /** Sends a command and hands on the lines of its answer, as `takeLines` does. */
  askLines(command: string, take: (line: string) => void): Promise<void> {
    return this.exclusive(async () => {
      await this.send(command);
      await this.accepted(command);
      await this.takeLines(command, take);
    });
  }

  /** The answer to a listing that was sent: its status, be it yes or no, when its lines are handed on. */
  async listing(command: string, take: (line: string) => void): Promise<StatusReply> {
    const reply = await this.status(command);
    if (reply.ok) await this.takeLines(command, take);
    return reply;
  }

  /**
   * The content of a multi-line answer, line by line as it comes. A listing of a large maildrop is here faster than it can
   * be gone through, so the rest of the program gets a turn after each piece of it.
   */
  async takeLines(command: string, take: (line: string) => void): Promise<void> {
    const lines = new LineSplitter(take);
    const octets = await this.bounded(command, longestListing.octets, (chunk) => {
      lines.push(chunk);
      if (lines.count > longestListing.lines || lines.open > longestListing.line)
        throw this.tooMuch(command, lines.octets + lines.open - 1);
      return nextTurn();
    });
    lines.end();
    this.connection.session?.event(`${lines.count} lines, ${octets.toLocaleString('en')} octets`);
  }

  /** Ends the session in the transcript as it ended. */
  close(error?: unknown): void {
    if (error === undefined) this.connection.end();
    else this.connection.destroy();
    this.connection.session?.close(error === undefined ? undefined : asPosthornError(error));
  }
}
