import type { TlsFacts } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { askCapabilities } from './capa';
import type { Capabilities } from './capabilities';
import { answerOf, type Channel, refusal } from './channel';
import { chooseLanguage, type Language, listLanguages } from './language';
import { judged, probePipelining } from './pipelining';
import { parseListOne, parseStat, parseUidlOne, type StatusReply } from './replies';
import { distinctIds, HeaderCollector, idFromHeader } from './unique-ids';

/** Longest header that is taken. */
const longestHeader = 4_194_304;

/** How much a message may be larger than LIST said: servers estimate, and some say nothing; but none goes on for ever. */
const mostOctets = (size: number) => 2 * size + 67_108_864;

/** How many short commands may be on their way at once: few enough for any server's input buffer. */
const window = 32;

/** How much may be asked for before it comes: enough to fill a long line, whatever the size of the messages. */
const retrieveWindow = { messages: 1_024, octets: 4_194_304 };

/** Receives the messages of `retrieveMany`, one after the other. */
export interface MessageSink {
  chunk(number: number, chunk: Buffer): void | Promise<void>;
  /** The message is whole. */
  end(number: number, octets: number): void | Promise<void>;
  /** The server would not give this one; the others go on. */
  refused(number: number, error: PosthornError): void | Promise<void>;
}

/** What a server turned out to do with unique-ids. */
export interface UidlHabits {
  /** It gives none. */
  none: boolean;
  /** It shows no headers alone either, so that messages were fetched to tell them apart. */
  byFetching: boolean;
  /** So many messages were left out of its listing. */
  unlisted: number;
}

interface Stat {
  messages: number;
  octets: number;
}

/** What a maildrop holds: sizes in octets and ids by message number, which are those of `uidl`. */
export interface Inventory {
  stat: Stat;
  sizes: Map<number, number>;
  uidls: Map<number, string>;
}

/** The UPDATE state (RFC 1939 §6), in which there is nothing left to say. */
export interface Update {
  /** Whether the server said that it is done; without its answer nobody knows whether anything was deleted. */
  answered: boolean;
}

/**
 * The TRANSACTION state (RFC 1939 §5): the maildrop is locked for this session, and what is marked for deletion goes
 * when `quit` is answered.
 */
export class Transaction {
  private over = false;
  /** Whether commands are sent ahead of the answers (RFC 2449 §6.8). */
  private pipelining = false;
  /** Whether the sizes of LIST have turned out to be those on the wire; many servers only estimate. */
  private sizesAreExact: boolean | null = null;
  /** As `uidl` has found it. */
  readonly uidlHabits: UidlHabits = { none: false, byFetching: false, unlisted: 0 };

  constructor(
    private readonly channel: Channel,
    private offered: Capabilities,
  ) {}

  /** What CAPA said last. */
  get capabilities(): Capabilities {
    return this.offered;
  }

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

  /** How many short commands may be on their way at once. */
  private get ahead(): number {
    return this.pipelining ? window : 1;
  }

  /** Conversations in which commands may be sent ahead. @throws `pop3.pipelining-broken` */
  private inFlight<T>(work: () => Promise<T>): Promise<T> {
    return this.channel.exclusive(() => (this.pipelining ? judged(this.channel, work) : work()));
  }

  private allowed(command: string): void {
    if (this.over) throw fail('pop3.state', { command, state: 'UPDATE' });
  }

  /** A server that says nothing now keeps what it said before. */
  async capa(): Promise<Capabilities> {
    this.allowed('CAPA');
    return this.offers(await askCapabilities(this.channel));
  }

  private offers(offered: Capabilities): Capabilities {
    if (offered.known) this.offered = offered;
    return this.offered;
  }

  /**
   * Sends several commands at once from here on, where the server announces that it takes them and proves it; the proof is
   * the answer to another `capa`.
   * @throws `pop3.pipelining-broken`: this session can't go on, since nobody knows what the server will answer
   */
  async trustPipelining(): Promise<void> {
    this.allowed('NOOP');
    if (!this.capabilities.pipelining) return;
    this.pipelining = this.offers(await probePipelining(this.channel)).pipelining;
  }

  /**
   * What STAT, LIST and UIDL say. A long line is gone along once, where the server takes several commands at once; an empty
   * maildrop is asked for no lists elsewhere, since some servers refuse them.
   */
  async inventory(): Promise<Inventory> {
    if (!this.pipelining || !this.offered.uidl) {
      const stat = await this.stat();
      const sizes = stat.messages > 0 ? await this.list() : new Map<number, number>();
      return { stat, sizes, uidls: sizes.size > 0 ? await this.uidl(sizes) : new Map<number, string>() };
    }
    this.allowed('STAT');
    const sizes = new Map<number, number>();
    const ids = new Map<number, string>();
    const replies = await this.inFlight(async () => {
      await this.channel.send('STAT', 'LIST', 'UIDL');
      return {
        stat: await this.channel.status('STAT'),
        list: await this.channel.listing('LIST', sizesInto(sizes)),
        uidl: await this.channel.listing('UIDL', idsInto(ids)),
      };
    });
    const stat = this.statIn(this.channel.granted('STAT', replies.stat));
    if (stat.messages > 0) {
      this.channel.granted('LIST', replies.list);
      this.channel.granted('UIDL', replies.uidl);
    }
    return { stat, sizes, uidls: await this.named(sizes, ids) };
  }

  async stat(): Promise<Stat> {
    this.allowed('STAT');
    return this.statIn(await this.channel.ask('STAT'));
  }

  private statIn({ text }: StatusReply): Stat {
    const stat = parseStat(text);
    if (!stat) throw fail('pop3.bad-reply', { command: 'STAT', host: this.host });
    return stat;
  }

  /** Size in octets by message number. */
  async list(): Promise<Map<number, number>> {
    this.allowed('LIST');
    const sizes = new Map<number, number>();
    await this.channel.askLines('LIST', sizesInto(sizes));
    return sizes;
  }

  /** Size of one message (RFC 1939 §5). @throws `pop3.command-refused` where there is none with this number */
  async sizeOf(number: number): Promise<number> {
    assertNumber(number);
    this.allowed('LIST');
    const found = parseListOne((await this.channel.ask(`LIST ${number}`)).text);
    if (found?.number !== number) throw fail('pop3.bad-reply', { command: 'LIST', host: this.host });
    return found.octets;
  }

  /** Unique-id of one message, as the server gives it (RFC 1939 §7). @throws `pop3.command-refused` */
  async uniqueIdOf(number: number): Promise<string> {
    assertNumber(number);
    this.allowed('UIDL');
    const found = parseUidlOne((await this.channel.ask(`UIDL ${number}`)).text);
    if (found?.number !== number) throw fail('pop3.bad-reply', { command: 'UIDL', host: this.host });
    return found.uidl;
  }

  /**
   * An id by message number, another for each message. What the server gives no unique-id gets one made from its header
   * and its size, which stays the same as long as the message does; without TOP the message is fetched for that. A message
   * that the server will not show at all has none, and nobody can say whether it is here.
   * @param options `byFetching`: false leaves those without an id that would have to be fetched for it
   */
  async uidl(sizes: ReadonlyMap<number, number>, { byFetching = true } = {}): Promise<Map<number, string>> {
    return this.named(sizes, await this.listedIds(), byFetching);
  }

  /** What UIDL lists; null where the server has no unique-ids. */
  private async listedIds(): Promise<Map<number, string> | null> {
    this.allowed('UIDL');
    const ids = new Map<number, string>();
    const listing = async () => {
      await this.channel.askLines('UIDL', idsInto(ids));
      return ids;
    };
    // A server that has unique-ids and does not give them now will give them again: made ones would fetch all twice.
    return this.capabilities.uidl ? listing() : unlessRefused(listing);
  }

  /** @param listed what UIDL has listed */
  private async named(
    sizes: ReadonlyMap<number, number>,
    listed: Map<number, string> | null,
    byFetching = true,
  ): Promise<Map<number, string>> {
    const given = await this.givenIds(sizes, listed);
    const nameless = [...sizes.keys()].filter((number) => !given.has(number));
    const made = nameless.length > 0 ? await this.madeIds(nameless, sizes, byFetching) : new Map<number, string>();
    const all = new Map<number, string>();
    for (const number of sizes.keys()) {
      const id = given.get(number) ?? made.get(number);
      if (id !== undefined) all.set(number, id);
    }
    return distinctIds(all);
  }

  /** For messages that the listing left out the server is asked one by one. */
  private async givenIds(
    sizes: ReadonlyMap<number, number>,
    listed: Map<number, string> | null,
  ): Promise<Map<number, string>> {
    if (!listed) {
      this.uidlHabits.none = true;
      this.note('The server has no UIDL: messages are told apart by their headers and sizes.');
      return new Map();
    }
    for (const number of sizes.keys()) {
      if (listed.has(number)) continue;
      this.uidlHabits.unlisted += 1;
      const id = await unlessRefused(() => this.uniqueIdOf(number));
      if (id !== null) listed.set(number, id);
    }
    return listed;
  }

  private async madeIds(
    numbers: number[],
    sizes: ReadonlyMap<number, number>,
    byFetching: boolean,
  ): Promise<Map<number, string>> {
    const made = new Map<number, string>();
    const take = (number: number, header: Buffer) => made.set(number, idFromHeader(sizes.get(number) ?? 0, header));
    if (!this.capabilities.known || this.capabilities.top) {
      await this.headersOf(numbers, (number, header) => {
        if (!(header instanceof Error)) take(number, header);
      });
    }
    const hidden = numbers.filter((number) => !made.has(number));
    if (hidden.length === 0 || !byFetching) return made;
    this.uidlHabits.byFetching = true;
    this.note('The server does not show headers alone: each message is fetched to tell it from the others.');
    let collector = new HeaderCollector(longestHeader);
    await this.retrieveMany(new Map(hidden.map((number) => [number, sizes.get(number) ?? 0])), {
      chunk: (_number, chunk) => collector.push(chunk),
      end: (number) => {
        take(number, collector.header);
        collector = new HeaderCollector(longestHeader);
      },
      refused: (number, error) => this.note(`message ${number} can't be told from others: ${error.message}`),
    });
    return made;
  }

  private note(text: string): void {
    this.channel.connection.session?.event(text);
  }

  /**
   * Fetches messages in this order; with PIPELINING several are asked for before the first has come (RFC 2449 §6.8).
   * @param sizes of the messages that are wanted, by message number, as LIST gave them
   * @throws `pop3.cut-in-message` when the line is lost inside one; `pop3.pipelining-broken`
   */
  retrieveMany(sizes: ReadonlyMap<number, number>, sink: MessageSink): Promise<void> {
    const numbers = [...sizes.keys()];
    for (const number of numbers) assertNumber(number);
    this.allowed('RETR');
    const most = this.pipelining ? retrieveWindow : { messages: 1, octets: 0 };
    return this.inFlight(async () => {
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
        const behind = () => numbers.slice(index + 1, asked).map((later) => sizes.get(later) ?? 0);
        await this.takeMessage(number, sizes.get(number) ?? 0, behind, sink);
        onTheWay -= sizes.get(number) ?? 0;
      }
    });
  }

  /** @param behind the sizes of the messages that are asked for already and come next */
  private async takeMessage(number: number, size: number, behind: () => number[], sink: MessageSink): Promise<void> {
    const command = `RETR ${number}`;
    let began = false;
    try {
      const reply = this.channel.statusHere(command) ?? (await this.channel.status(command));
      if (!reply.ok) return await sink.refused(number, refusal(command, reply, this.host));
      began = true;
      const most = mostOctets(size);
      let came = 0;
      const octets = await this.channel.content((chunk) => {
        came += chunk.byteLength;
        if (came > most) throw this.channel.tooMuch(command, most);
        return sink.chunk(number, chunk);
      });
      const { session } = this.channel.connection;
      session?.count('received', octets);
      session?.event(`message ${number}: ${octets.toLocaleString('en')} octets`);
      began = false;
      this.refuseAnother(number, { size, octets, behind });
      const waiting = sink.end(number, octets);
      if (waiting) await waiting;
    } catch (error) {
      const { code } = asPosthornError(error);
      if (!began || (code !== 'wire.closed' && code !== 'wire.reset')) throw error;
      throw fail('pop3.cut-in-message', { number, saved: 0, host: this.host }, { cause: error });
    }
  }

  /**
   * A server that leaves out an answer gives the next message in place of this one. The size tells, where the server's
   * sizes can be relied on; a wrong message must not be kept under the id of another.
   */
  private refuseAnother(number: number, came: { size: number; octets: number; behind: () => number[] }): void {
    const exact = came.octets === came.size;
    if (!exact && this.sizesAreExact && came.behind().includes(came.octets)) {
      throw fail('pop3.out-of-step', { number, host: this.host });
    }
    this.sizesAreExact = exact && this.sizesAreExact !== false;
  }

  /**
   * Fetches one message whole.
   * @param expected its size as LIST gave it, where that was asked
   * @returns its octets
   */
  async retrieve(number: number, onChunk: (chunk: Buffer) => void | Promise<void>, expected = 0): Promise<number> {
    let octets = 0;
    await this.retrieveMany(new Map([[number, expected]]), {
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
      await this.inFlight(async () => {
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
    return this.inFlight(async () => {
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

  /** Enters the UPDATE state: the server deletes what is marked and ends the session. */
  async quit(): Promise<Update> {
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

const sizesInto = (sizes: Map<number, number>) => (line: string) => {
  const one = parseListOne(line);
  if (one) sizes.set(one.number, one.octets);
};

const idsInto = (ids: Map<number, string>) => (line: string) => {
  const one = parseUidlOne(line);
  if (one) ids.set(one.number, one.uidl);
};

function assertNumber(number: number): void {
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${number} is no message number`);
}

/** What the work gives, or null where the server refused the command as such. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (asPosthornError(error).code !== 'pop3.command-refused') throw error;
    return null;
  }
}
