import { asPosthornError, fail } from '../../../shared/errors';
import { connectSmtp, type SmtpOptions } from './connect';
import { addressOf, type Mailing } from './envelope';
import type { Job, Queue } from './lots';
import { type Delivered, summaryOf, untried } from './outcome';

export interface SendManyOptions extends SmtpOptions {
  /** Sent in about this order. */
  mailings: readonly Mailing[];
  /** Sessions at the same time, at most. */
  connections?: number | undefined;
  /** Told of each message as soon as it is known what came of it. @param index in `mailings` */
  onDelivered?: ((index: number, delivered: Delivered) => void) | undefined;
  /** Asked right before a message is begun: one that is wanted no more is passed over, and `onDelivered` is not told of it. */
  isWanted?: ((index: number) => boolean) | undefined;
  /** Told of each session as it begins, also of one that gets no farther. */
  onSession?: ((sessionId: string) => void) | undefined;
  /** Told how many octets of a message's content the connection has taken. */
  onProgress?: ((index: number, octets: number) => void) | undefined;
}

/**
 * Sends many messages over as few sessions as may be. A session that ends, be it broken or full (RFC 9422), is followed by
 * another as long as each brings the work forward; a message that may have arrived is never sent a second time.
 * @returns what came of each message, in their order; never throws for what befalls a message
 */
export async function sendMany(options: SendManyOptions): Promise<Delivered[]> {
  const { mailings, connections = 1, onDelivered = () => {}, isWanted = () => true } = options;
  const outcomes = new Map<number, Delivered>();
  const left = mailings.map((_, index) => index);
  const settle = (index: number, delivered: Delivered) => {
    outcomes.set(index, delivered);
    onDelivered(index, delivered);
  };

  const job = (index: number, mailing: Mailing, settled: Delivered[]): Job => ({
    ...mailing,
    onStep: options.onStep,
    onProgress: (octets) => options.onProgress?.(index, octets),
    onDelivered: (delivered) => {
      if (wasLeftAlone(delivered)) left.unshift(index);
      else {
        settled.push(delivered);
        settle(index, delivered);
      }
    },
  });
  /** @param settled takes what came of the messages of one session */
  const queueOf = (settled: Delivered[]): Queue => ({
    take() {
      for (;;) {
        const index = left.shift();
        const mailing = index === undefined ? undefined : mailings[index];
        if (index === undefined || !mailing) return null;
        if (isWanted(index)) return job(index, mailing, settled);
        outcomes.set(index, { ...untouched(mailing), error: fail('app.cancelled', {}) });
      }
    },
  });

  /** One session. @returns why no other should follow it */
  const session = async (): Promise<unknown> => {
    const before = outcomes.size;
    const settled: Delivered[] = [];
    try {
      const session = options.transcripts.open('SMTP', `${options.host}:${options.port}`);
      options.onSession?.(session.id);
      const ready = await connectSmtp({ ...options, session });
      await ready.sendAll(queueOf(settled));
      const { failure } = ready;
      if (settled.length > 0) ready.summarise(summaryOf(settled));
      if (failure) ready.drop(failure);
      else await ready.quit(settled.find(({ error }) => error)?.error ?? undefined);
      return outcomes.size > before || left.length === 0
        ? null
        : (failure ?? fail('smtp.closing', { host: options.host }));
    } catch (error) {
      return error;
    }
  };
  const worker = async (): Promise<unknown> => {
    while (left.length > 0) {
      const reason = await session();
      if (reason) return reason;
    }
    return null;
  };
  const reasons = await Promise.all(Array.from({ length: Math.min(connections, mailings.length) }, worker));
  const error = asPosthornError(reasons.find((reason) => reason));
  return mailings.map((mailing, index) => {
    const known = outcomes.get(index);
    if (known) return known;
    const delivered = { ...untouched(mailing), error };
    onDelivered(index, delivered);
    return delivered;
  });
}

const untouched = ({ envelope }: Mailing) => ({ recipients: envelope.to.map(addressOf).map(untried), reply: '' });

/** Nothing was said of the message itself: another session may have it. */
function wasLeftAlone({ recipients, error }: Delivered): boolean {
  const ofTheSession =
    error !== null && /^(wire\.|smtp\.(closing|mail-limit|unasked-reply|bad-reply))/.test(error.code);
  return ofTheSession && recipients.every(({ state }) => state === 'waiting');
}
