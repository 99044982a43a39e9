import { asPosthornError } from '../../shared/errors';
import { type Datagrams, openDatagrams } from '../wire';
import { describeQuery } from './describe';
import { type Asking, drop, type Received, take } from './matching';
import { encodeQuery, knowsNoEdns } from './message';
import { asWritten, isSpelled, respelled } from './spelling';

/** `not-spelled`: what came may be forged, and a stream will tell. */
export type Heard = Received | 'silence' | 'not-spelled';

/**
 * A UDP socket on a random port for one server, through which one question may be asked again.
 * @param id random, the same in each try, so that a late answer still counts
 */
export async function openUdp(
  where: { host: string; port: number },
  id: number,
  asking: Asking,
): Promise<{ ask(waitMs: number): Promise<Heard>; close(): void }> {
  const { recursive, dnssec, options, session, signal } = asking;
  const datagrams = await openDatagrams({ ...where, session, signal });
  const spelled = { ...asking, question: { ...asking.question, name: respelled(asking.question.name) } };
  const askOnce = async (edns: boolean, waitMs: number): Promise<Heard> => {
    const how = { edns, recursive, dnssec, options };
    await datagrams.send(encodeQuery(id, spelled.question, how), describeQuery(id, spelled.question, how));
    const received = await firstFitting(datagrams, id, spelled, waitMs);
    if (!received) return 'silence';
    if (isSpelled(received, spelled.question.name)) return asWritten(received, asking.question.name);
    drop(asking, 'its name is not spelled as it was asked');
    return 'not-spelled';
  };
  return {
    async ask(waitMs) {
      const heard = await askOnce(true, waitMs);
      if (typeof heard === 'string' || !knowsNoEdns(heard.message)) return heard;
      session.event('The server knows no EDNS: asking again without it');
      const again = await askOnce(false, waitMs);
      return again === 'silence' ? heard : again;
    },
    close: () => datagrams.close(),
  };
}

async function firstFitting(
  datagrams: Datagrams,
  id: number,
  asking: Asking,
  waitMs: number,
): Promise<Received | null> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const datagram = await datagrams.receive(Math.max(deadline - performance.now(), 0)).catch(silence);
    if (!datagram) return null;
    const received = take(datagram.bytes, id, asking);
    // A forger who guesses wrong must not cut the wait for the true answer short.
    if (received) return received;
  }
}

function silence(error: unknown): null {
  if (asPosthornError(error).code === 'wire.no-answer') return null;
  throw error;
}
