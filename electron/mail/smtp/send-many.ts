import { asPosthornError, fail } from '../../../shared/errors';
import { connectSmtp, type SmtpOptions } from './connect';
import { addressOf, type Mailing } from './envelope';
import type { Job, Queue } from './lots';
import { type Delivered, untried } from './outcome';

export interface SendManyOptions extends SmtpOptions {
  /** Sent in about this order. */
  mailings: readonly Mailing[];
  /** Sessions at the same time, at most. */
  connections?: number | undefined;
  /** Told of each message as soon as it is known what came of it. @param index in `mailings` */
  onDelivered?: ((index: number, delivered: Delivered) => void) | undefined;
}

/**
 * Sends many messages over as few sessions as may be. A session that ends, be it broken or full (RFC 9422), is followed by
 * another as long as each brings the work forward; a message that may have arrived is never sent a second time.
 * @returns what came of each message, in their order; never throws for what befalls a message
 */
export async function sendMany(options: SendManyOptions): Promise<Delivered[]> {
  const { mailings, connections = 1, onDelivered = () => {} } = options;
  const outcomes = new Map<number, Delivered>();
  const left = mailings.map((_, index) => index);
  const settle = (index: number, delivered: Delivered) => {
    outcomes.set(index, delivered);
    onDelivered(index, delivered);
  };

  const job = (index: number, mailing: Mailing): Job => ({
    ...mailing,
    onStep: options.onStep,
    onDelivered: (delivered) => {
      if (wasLeftAlone(delivered)) left.unshift(index);
      else settle(index, delivered);
    },
  });
  const queue: Queue = {
    take() {
      const index = left.shift();
      const mailing = index === undefined ? undefined : mailings[index];
      return index === undefined || !mailing ? null : job(index, mailing);
    },
  };

  /** One session. @returns why no other should follow it */
  const session = async (): Promise<unknown> => {
    const before = outcomes.size;
    try {
      const ready = await connectSmtp(options);
      await ready.sendAll(queue);
      const { failure } = ready;
      if (failure) ready.drop(failure);
      else await ready.quit();
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
  return mailings.map(({ envelope }, index) => {
    const known = outcomes.get(index);
    if (known) return known;
    const untouched = { recipients: envelope.to.map(addressOf).map(untried), reply: '', error };
    onDelivered(index, untouched);
    return untouched;
  });
}

/** Nothing was said of the message itself: another session may have it. */
function wasLeftAlone({ recipients, error }: Delivered): boolean {
  const ofTheSession =
    error !== null && /^(wire\.|smtp\.(closing|mail-limit|unasked-reply|bad-reply))/.test(error.code);
  return ofTheSession && recipients.every(({ state }) => state === 'waiting');
}
