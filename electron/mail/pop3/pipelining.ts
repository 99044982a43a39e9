import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { takeCapabilities } from './capa';
import type { Capabilities } from './capabilities';
import type { Channel, Flight } from './channel';

/** A server that ignores what is sent ahead stays silent; so short a wait tells that as well as a long one. */
const probeMs = 10_000;

/** Servers that promised PIPELINING and did not keep it, for as long as this program runs. */
const distrusted = new Set<string>();

const nameOf = ({ host, port }: { host: string; port: number }) => `${host}:${port}`;

export const isDistrusted = (where: { host: string; port: number }): boolean => distrusted.has(nameOf(where));

/**
 * Whether this failure is the way in which a server breaks the promise of PIPELINING (RFC 2449 §6.8): it drops the line
 * when it gets several commands, or does not answer those it got ahead.
 * @param flight as it was when the failure came
 */
export function breaksPipelining(error: PosthornError, flight: Flight): boolean {
  const several = flight.unanswered > 1 || flight.awaitedWasAhead;
  switch (error.code) {
    case 'pop3.out-of-step':
      return true;
    case 'wire.timeout':
    case 'pop3.bad-reply':
      return several;
    case 'wire.closed':
    case 'wire.reset':
    case 'pop3.cut-in-message':
      // Lines break for other reasons; they only tell of the server while it has never kept the promise.
      return several && !flight.anyAheadAnswered;
    default:
      return false;
  }
}

/** Does work in which commands are sent ahead. @throws `pop3.pipelining-broken` in place of what that shows itself as */
export async function judged<T>(channel: Channel, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = asPosthornError(error);
    if (!breaksPipelining(reason, channel.flight)) throw error;
    distrusted.add(nameOf(channel.where));
    throw fail('pop3.pipelining-broken', { host: channel.host }, { cause: error });
  }
}

/**
 * Takes the promise at its word once, where nothing can be lost by it: what is offered behind the login is asked for anyway.
 * @throws `pop3.pipelining-broken`
 */
export function probePipelining(channel: Channel): Promise<Capabilities> {
  const deadlineMs = Math.min(probeMs, channel.connection.deadlines.replyMs);
  return channel.exclusive(() =>
    judged(channel, async () => {
      await channel.send('CAPA', 'NOOP');
      const offered = await takeCapabilities(channel, deadlineMs);
      await channel.status('NOOP', deadlineMs);
      return offered;
    }),
  );
}
