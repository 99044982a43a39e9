import type { ClockReading, ClockServer, ClockSource } from '../../shared/contract/clock';
import { asPosthornError, fail } from '../../shared/errors';
import type { Transcripts } from '../wire';
import { addressesOf } from './addresses';
import { type LocalClock, tieLocalClock } from './local-clock';
import type { Manners } from './manners';
import { nameless, Source } from './source';
import { decide } from './verdict';

/** A measurement that has no place in the history yet. */
export type Measured = Omit<ClockReading, 'id'>;

export interface MeasureOptions {
  servers: readonly ClockServer[];
  transcripts: Transcripts;
  manners: Manners;
  /** How many questions each server is asked, 2 s apart. */
  rounds?: number;
  signal?: AbortSignal | undefined;
  /** Called after each round with what is known by then: the first one is there at once, the others make it surer. */
  onRound?: (reading: Measured, round: number, rounds: number) => void;
  resolve?: (server: ClockServer) => Promise<string[]>;
  tie?: () => LocalClock;
}

const ROUNDS = 4;
const MOST_SOURCES = 16;

/**
 * Measures this computer's clock against several servers at once (RFC 5905, client mode).
 *
 * What happens to one server is told in its source and hinders no other.
 * @throws `app.cancelled`
 */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const { manners, signal, rounds = ROUNDS, onRound, tie = tieLocalClock } = options;
  if (signal?.aborted) throw fail('app.cancelled', {});
  const { sources, lost } = await findSources(options);
  let clock: LocalClock | null = null;
  const forgetIfMoved = () => {
    if (!clock || clock.steppedMs() === 0) return;
    for (const source of sources) source.forget();
  };
  const reading = (): Measured => ({
    at: new Date().toISOString(),
    resolutionUs: clock?.resolutionUs ?? 0,
    ...decide([...sources.map((source) => source.report()), ...lost]),
  });
  try {
    await Promise.all(sources.map((source) => source.begin()));
    for (let round = 1; round <= rounds; round++) {
      const willing = sources.filter((source) => source.willing);
      if (willing.length === 0) break;
      await manners.turn(willing, signal);
      forgetIfMoved();
      // Tied once for all: it waits for a millisecond to turn, and must not do so while answers arrive.
      const tied = tie();
      clock = tied;
      await Promise.all(willing.map((source) => source.ask(tied, signal)));
      forgetIfMoved();
      onRound?.(reading(), round, rounds);
    }
    const measured = reading();
    for (const source of sources) source.close();
    return measured;
  } catch (thrown) {
    for (const source of sources) source.close(thrown);
    throw thrown;
  }
}

/** One source for each address; a server under two names is asked once, since it has one voice. */
async function findSources({ servers, transcripts, manners, resolve = addressesOf }: MeasureOptions) {
  const lost: ClockSource[] = [];
  const found = await Promise.all(
    servers.map(async (server) => {
      try {
        return (await resolve(server)).map((address) => ({ server, address }));
      } catch (thrown) {
        lost.push(nameless(server, asPosthornError(thrown)));
        return [];
      }
    }),
  );
  const byPlace = new Map(found.flat().map((one) => [`${one.address} ${one.server.port}`, one]));
  const sources = [...byPlace.values()]
    .slice(0, MOST_SOURCES)
    .map(({ server, address }) => new Source(server, address, transcripts, manners));
  return { sources, lost };
}
