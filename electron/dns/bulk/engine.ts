import type { DnsServer } from '../../../shared/contract/dns-server';
import { fail, type PosthornError } from '../../../shared/errors';
import { openDatagramPool } from '../../wire';
import { decodeMessage, encodeQuery, HEADER_OCTETS, knowsNoEdns, type Question } from '../message';
import { writeName } from '../names';
import { randomOctet, Slots } from './slots';

/** A question of many. */
export interface BulkQuestion {
  question: Question;
}

export interface BulkAnswer<Q extends BulkQuestion> {
  asked: Q;
  /** The message as it came, but with the name as it was given; overwritten by the next. Null: nobody answered. */
  bytes: Buffer | null;
  /** From the last time that it was asked. */
  elapsedUs: number;
  /** The answer did not fit, or may be forged: a stream will tell. */
  needsStream: boolean;
}

export interface AskManyOptions<Q extends BulkQuestion> {
  server: DnsServer;
  /** In pieces, so that not each waits for the one before; called for again when there is room. */
  questions: AsyncIterator<Q[]>;
  /** Open at a time. */
  concurrency: number;
  /** Questions a second; null: as fast as they are answered. */
  perSecond: number | null;
  /** How long each try waits for its answer, in milliseconds. */
  tryMs?: number | undefined;
  /** Where it goes on with a question, that counts as open until it has ended. */
  onAnswer(answer: BulkAnswer<Q>): Promise<void> | undefined;
  /** Called for each message that answers nothing that is open. */
  onDropped(): void;
  signal: AbortSignal;
}

interface Open<Q> {
  asked: Q;
  socket: number;
  id: number;
  /** With letters of random case, as it was sent. */
  query: Buffer;
  edns: boolean;
  tries: number;
  sentAtMs: number;
}

/** How often a question is sent in all, and how long each is waited for. */
const tries = 3;
const usualTryMs = 2_000;
/** In the third octet of a message (RFC 1035 §4.1.1): an answer, and to what kind of question; to a query all of it is 0. */
const QR = 0x80;
const QR_AND_OPCODE = 0xf8;
const TC = 0x02;
const lookEveryMs = 25;
/** Each holds some two hundred answers that nobody has read yet, whatever the system's limit. */
const mostSockets = 16;

/**
 * Asks many questions over UDP: through a few sockets, and with one timer for all.
 * @throws `app.cancelled`, `wire.unknown-host`, `wire.refused` and the like where the server can't be asked at all
 */
export async function askMany<Q extends BulkQuestion>(options: AskManyOptions<Q>): Promise<void> {
  const many = new Many(options);
  await many.run();
}

class Many<Q extends BulkQuestion> {
  private readonly slots: Slots<Open<Q>>;
  private openCount = 0;
  private waiting: Q[] = [];
  private next = 0;
  private exhausted = false;
  private fetching = false;
  private allowed: number;
  private allowedAtMs = performance.now();
  private readonly tryMs: number;
  private answered = 0;
  /** Questions that were answered here, and go on elsewhere. */
  private goingOn = 0;
  private pool: Awaited<ReturnType<typeof openDatagramPool>> | null = null;
  private pumping = false;
  private settle: (error?: PosthornError) => void = () => {};

  constructor(private readonly options: AskManyOptions<Q>) {
    this.slots = new Slots(mostSockets, options.concurrency);
    this.tryMs = options.tryMs ?? usualTryMs;
    this.allowed = options.perSecond === null ? Number.POSITIVE_INFINITY : 1;
  }

  async run(): Promise<void> {
    const { server, signal } = this.options;
    if (signal.aborted) throw fail('app.cancelled', {});
    const ended = new Promise<void>((resolve, reject) => {
      this.settle = (error) => (error ? reject(error) : resolve());
    });
    // Who fails while the sockets are opened is told below.
    ended.catch(() => {});
    this.pool = await openDatagramPool({
      host: server.host,
      port: server.port,
      sockets: mostSockets,
      onDatagram: (socket, bytes) => this.hear(socket, bytes),
      // Once it has answered, a refusal is but a moment in its life.
      onFailure: (error) => {
        if (this.answered === 0) this.settle(error);
      },
    });
    const onAbort = () => this.settle(fail('app.cancelled', {}));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const timer = setInterval(() => this.look(), lookEveryMs);
    try {
      this.pump();
      await ended;
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
      this.pool.close();
      this.pool = null;
    }
  }

  /** Sends when all answers that are here have been read: in one go, the server is woken once for all of them. */
  private pumpSoon(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => {
      this.pumping = false;
      this.pump();
    });
  }

  /** Sends as many as are allowed now. */
  private pump(): void {
    // Names that are still read, or a line that still answers, may come back when all is over.
    if (!this.pool) return;
    const { concurrency } = this.options;
    this.slots.turn();
    while (this.openCount + this.goingOn < concurrency && this.allowed >= 1) {
      const asked = this.waiting[this.next];
      if (!asked) break;
      this.next += 1;
      this.begin(asked);
    }
    if (this.next >= this.waiting.length) this.fetch();
    if (this.exhausted && this.openCount + this.goingOn === 0 && this.next >= this.waiting.length) this.settle();
  }

  private fetch(): void {
    if (this.fetching || this.exhausted) return;
    this.fetching = true;
    this.options.questions.next().then(
      ({ done, value }) => {
        this.fetching = false;
        this.exhausted = done === true;
        this.waiting = done ? [] : value;
        this.next = 0;
        this.pump();
      },
      (error) => this.settle(error),
    );
  }

  private begin(asked: Q): void {
    const query = encodeQuery(0, asked.question);
    respell(query);
    const open: Open<Q> = { asked, query, edns: true, socket: 0, id: 0, tries: 0, sentAtMs: 0 };
    const { socket, id } = this.slots.take(open);
    open.socket = socket;
    open.id = id;
    query.writeUInt16BE(id, 0);
    this.openCount += 1;
    this.send(open);
  }

  private send(open: Open<Q>): void {
    open.tries += 1;
    this.allowed -= 1;
    open.sentAtMs = performance.now();
    this.pool?.send(open.socket, open.query);
  }

  /** With the same id, in the same letters. */
  private askWithoutEdns(open: Open<Q>): void {
    const query = encodeQuery(open.id, open.asked.question, { edns: false });
    open.query.copy(query, HEADER_OCTETS, HEADER_OCTETS, query.length);
    open.query = query;
    open.edns = false;
    this.send(open);
  }

  private hear(socket: number, bytes: Buffer): void {
    const open = this.answeredBy(socket, bytes);
    const heard = open && judge(open.query, bytes);
    if (!heard) this.options.onDropped();
    else if (heard === 'not-spelled') this.end(open, null, true);
    else if (open.edns && refusesEdns(bytes)) this.askWithoutEdns(open);
    else {
      // Names in its records point at this one, and are shown as it is.
      if (heard === 'exact') writeName(bytes, open.asked.question.name, HEADER_OCTETS);
      this.end(open, bytes, ((bytes[2] ?? 0) & TC) !== 0);
    }
  }

  /** The open question with the id of this answer. */
  private answeredBy(socket: number, bytes: Buffer): Open<Q> | undefined {
    if (bytes.length < HEADER_OCTETS || ((bytes[2] ?? 0) & QR_AND_OPCODE) !== QR) return undefined;
    return this.slots.find(socket, bytes.readUInt16BE(0));
  }

  private end(open: Open<Q>, bytes: Buffer | null, needsStream: boolean): void {
    this.answered += 1;
    this.tell(open, { bytes, needsStream, elapsedUs: Math.round((performance.now() - open.sentAtMs) * 1000) });
    this.pumpSoon();
  }

  private tell(open: Open<Q>, heard: Omit<BulkAnswer<Q>, 'asked'>): void {
    this.openCount -= 1;
    this.slots.free(open.socket, open.id);
    const more = this.options.onAnswer({ asked: open.asked, ...heard });
    if (!more) return;
    this.goingOn += 1;
    more.then(() => {
      this.goingOn -= 1;
      this.pump();
    }, this.settle);
  }

  private look(): void {
    const now = performance.now();
    const { perSecond } = this.options;
    if (perSecond !== null) {
      // No more than a moment's worth is saved up, so that nobody is flooded after a pause.
      const most = Math.max(1, (perSecond * lookEveryMs * 2) / 1000);
      this.allowed = Math.min(most, this.allowed + ((now - this.allowedAtMs) * perSecond) / 1000);
      this.allowedAtMs = now;
    }
    for (const open of this.slots) {
      if (now - open.sentAtMs < this.tryMs) continue;
      if (open.tries < tries) this.send(open);
      else this.tell(open, { bytes: null, needsStream: false, elapsedUs: tries * this.tryMs * 1000 });
    }
    this.pump();
  }
}

const rcodeOf = (message: Buffer): number => (message[3] ?? 0) & 15;

/** Few answers need to be read for it. */
function refusesEdns(answer: Buffer): boolean {
  const message = rcodeOf(answer) === 0 ? null : decodeMessage(answer);
  return message !== null && knowsNoEdns(message);
}

/**
 * Whether an answer repeats the question that has its id (RFC 5452 §9.1), to the letter (`exact`), or tells why it could not read it
 * (`unread`). In other letters it may be that of a server that does not keep them, and may be forged (`not-spelled`).
 * @returns null: it answers another question
 */
function judge(query: Buffer, answer: Buffer): 'exact' | 'unread' | 'not-spelled' | null {
  const questions = answer.readUInt16BE(4);
  if (questions === 0) return rcodeOf(answer) !== 0 ? 'unread' : null;
  const end = questionEnd(query);
  if (questions !== 1 || answer.length < end) return null;
  if (query.compare(answer, HEADER_OCTETS, end, HEADER_OCTETS, end) === 0) return 'exact';
  return isSameName(query, answer, end) ? 'not-spelled' : null;
}

/** Behind the only question of a message, whose name points nowhere. */
function questionEnd(message: Buffer): number {
  let at = HEADER_OCTETS;
  while (at < message.length && message[at] !== 0) at += 1 + (message[at] ?? 0);
  return Math.min(at + 5, message.length);
}

/** Letters of random case in the name of the question, which an answer must repeat. */
function respell(query: Buffer): void {
  for (let at = HEADER_OCTETS, length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    for (let i = 1; i <= length; i++) {
      const octet = query[at + i] ?? 0;
      const letter = octet | 0x20;
      if (letter >= 0x61 && letter <= 0x7a && randomOctet() & 1) query[at + i] = octet ^ 0x20;
    }
    at += 1 + length;
  }
}

function isSameName(query: Buffer, answer: Buffer, end: number): boolean {
  for (let at = HEADER_OCTETS; at < end; at++) {
    const [a, b] = [query[at] ?? 0, answer[at] ?? 0];
    const letter = a | 0x20;
    if (a !== b && !(letter >= 0x61 && letter <= 0x7a && letter === (b | 0x20))) return false;
  }
  return true;
}
