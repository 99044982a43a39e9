import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import type { Channel } from './channel';
import {
  addressOf,
  checkAgainst,
  checkEnvelope,
  lotsOf,
  type Mailing,
  mailCommand,
  type Recipient,
  rcptCommand,
} from './envelope';
import type { Extensions } from './extensions';
import { type Delivered, isForNextTransaction, merged, outcomeOf, untried } from './outcome';
import { isYes, type Reply } from './reply';
import type { Line } from './state';

/** A message to send, and who hears of it. */
export interface Job extends Mailing {
  onStep?: ((step: 'envelope' | 'data' | 'finishing') => void) | undefined;
  /** Told how many octets of the content the connection has taken. */
  onProgress?: ((octets: number) => void) | undefined;
  /** Called once, with what came of it. */
  onDelivered(delivered: Delivered): void;
}

/** Messages to send, one after the other. */
export interface Queue {
  /** Null when there are no more. */
  take(): Job | null;
}

/** What is known of one message, whose recipients may need several transactions. */
interface Task {
  job: Job;
  parts: Delivered[];
  unfinished: number;
}

/** One transaction: a message, and those of its recipients that the server takes at once. */
export interface Lot {
  readonly task: Task;
  readonly to: readonly Recipient[];
  mail: Promise<Reply> | null;
  rcpts: Promise<Reply>[];
  /** To DATA or a piece of the content where it was refused, else to the whole content. */
  content: Promise<Reply> | null;
  contentEnded: boolean;
  /** What went wrong on this side. */
  failure: PosthornError | null;
}

/** Makes transactions of what a queue holds, begins them, and tells what came of each. */
export class Lots {
  readonly channel: Channel;
  private readonly waiting: Lot[] = [];
  /** A transaction may still be open, so that RSET comes before MAIL: recipients would else be added to the one before. */
  private unclear = false;
  private newest: Lot | null = null;

  constructor(
    private readonly line: Line,
    readonly extensions: Extensions,
    private readonly queue: Queue,
  ) {
    this.channel = line.channel;
  }

  /** The next transaction, or null when none is to be begun now. */
  next(): Lot | null {
    const { mails } = this.extensions.limits;
    while (!this.channel.failure && (mails === null || this.line.mails < mails)) {
      const lot = this.waiting.shift();
      if (lot) return lot;
      const job = this.queue.take();
      if (!job) return null;
      this.waiting.push(...this.lotsOf(job));
    }
    return null;
  }

  private lotsOf(job: Job): Lot[] {
    const { to } = job.envelope;
    try {
      checkEnvelope(job.envelope);
      checkAgainst(this.extensions, this.channel.connection.tls !== null, job, this.channel.host);
    } catch (error) {
      job.onDelivered({
        recipients: to.map((one) => untried(addressOf(one))),
        reply: '',
        error: asPosthornError(error),
      });
      return [];
    }
    const lots = lotsOf(to, this.extensions);
    const task: Task = { job, parts: [], unfinished: lots.length };
    return lots.map((some) => newLot(task, some));
  }

  /** RSET, where a transaction may be open. @returns what puts it into the flight, if anything */
  reset(): Promise<Reply> | null {
    return this.unclear ? this.channel.command('RSET') : null;
  }

  /** Puts MAIL into the flight. */
  mail(lot: Lot): Promise<Reply> {
    const { job } = lot.task;
    job.onStep?.('envelope');
    this.unclear = true;
    this.newest = lot;
    this.line.mails += 1;
    lot.mail = this.channel.command(mailCommand(job, this.extensions));
    return lot.mail;
  }

  /** Puts RCPT into the flight. */
  rcpt(lot: Lot, recipient: Recipient): Promise<Reply> {
    const reply = this.channel.command(rcptCommand(recipient));
    lot.rcpts.push(reply);
    return reply;
  }

  /** Does a part of sending this; what goes wrong is told of the message. */
  async tried(lot: Lot, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      lot.failure ??= asPosthornError(error);
    }
  }

  /** Whether a recipient was accepted, when all of them are answered. */
  async isWanted(lot: Lot): Promise<boolean> {
    const replies = await Promise.all([lot.mail, ...lot.rcpts].map(heard));
    const [mail, ...rcpts] = replies;
    return mail !== undefined && mail !== null && isYes(mail) && rcpts.some((reply) => reply !== null && isYes(reply));
  }

  /** Waits for what is still to be heard of it, and tells. */
  async settle(lot: Lot): Promise<void> {
    const { task, to } = lot;
    const { channel } = this;
    const mail = await heard(lot.mail);
    const rcpts = await Promise.all(lot.rcpts.map(heard));
    const content = await heard(lot.content);
    // Only the last transaction's end tells that none is open now.
    if (content && isYes(content) && this.newest === lot) this.unclear = false;
    const delivered = outcomeOf({
      host: channel.host,
      sender: task.job.envelope.from,
      addresses: to.map(addressOf),
      mail,
      rcpts,
      content,
      contentEnded: lot.contentEnded,
      failure: lot.failure ?? channel.failure,
    });
    if (delivered.error) return this.end(lot, delivered);
    const later = delivered.recipients.map(isForNextTransaction);
    const again = to.filter((_, index) => later[index]);
    if (again.length === 0) return this.end(lot, delivered);
    task.unfinished += 1;
    this.waiting.push(newLot(task, again));
    this.end(lot, { ...delivered, recipients: delivered.recipients.filter((_, index) => !later[index]) });
  }

  private end({ task }: Lot, delivered: Delivered): void {
    task.parts.push(delivered);
    task.unfinished -= 1;
    if (task.unfinished === 0) task.job.onDelivered(merged(task.parts));
  }

  /** Leaves the session ready for more, and says of each message that was begun what came of it. */
  async finish(): Promise<void> {
    if (this.unclear && !this.channel.failure) await this.channel.ask('RSET').catch(() => {});
    const most = this.extensions.limits.mails ?? 0;
    for (const lot of this.waiting.splice(0)) {
      const error = this.channel.failure ?? fail('smtp.mail-limit', { host: this.channel.host, most });
      this.end(lot, { recipients: lot.to.map((one) => untried(addressOf(one))), reply: '', error });
    }
  }
}

const newLot = (task: Task, to: readonly Recipient[]): Lot => ({
  task,
  to,
  mail: null,
  rcpts: [],
  content: null,
  contentEnded: false,
  failure: null,
});

/** An answer, or null where none came; why is the channel's to tell. */
const heard = (reply: Promise<Reply> | null | undefined): Promise<Reply | null> =>
  reply ? reply.catch(() => null) : Promise.resolve(null);
