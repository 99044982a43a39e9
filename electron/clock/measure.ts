import { setTimeout as pause } from 'node:timers/promises';
import type { ClockReading, ClockServer, ClockSource } from '../../shared/contract/clock';
import { asPosthornError, fail } from '../../shared/errors';
import type { Transcripts } from '../wire';
import { addressesOf } from './addresses';
import { type LocalClock, tieLocalClock } from './local-clock';
import type { Manners } from './manners';
import { Association } from './nts/association';
import { exchangeKeys } from './nts/key-exchange';
import { nameless, type Secured, Source } from './source';
import { decide } from './verdict';

/** A measurement that has no place in the history yet. */
export type Measured = Omit<ClockReading, 'id'>;

export interface MeasureOptions {
  servers: readonly ClockServer[];
  transcripts: Transcripts;
  manners: Manners;
  /** How many questions each server is asked, 2 s apart. */
  rounds?: number;
  /** Whether this thread may stand still for a millisecond a question, where the system allows it: not where it serves the time itself. */
  eager?: boolean;
  signal?: AbortSignal | undefined;
  /** Called after each round with what is known by then: the first one is there at once, the others make it surer. */
  onRound?: (reading: Measured, round: number, rounds: number) => void;
  /** Keys of servers with NTS, which are used until their cookies are spent. */
  associations?: Map<string, Association>;
  /** PEMs trusted besides the system's. */
  ca?: string[];
  resolve?: (server: ClockServer) => Promise<string[]>;
  tie?: () => LocalClock;
}

/** The third answer is the first that tells when the one before it really left (RFC 9769). */
const ROUNDS = 3;
const MOST_SOURCES = 16;
/** While one question is on its way out, the answer to another would wait to be stamped. */
const APART_MS = 5;

/**
 * Measures this computer's clock against several servers at once (RFC 5905, client mode).
 *
 * What happens to one server is told in its source and hinders no other.
 * @throws `app.cancelled`
 */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const { manners, signal, rounds = ROUNDS, eager = false, onRound, tie = tieLocalClock } = options;
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
      await Promise.all(
        willing.map(async (source, i) => {
          await pause(i * APART_MS);
          await source.ask(tied, eager, signal);
        }),
      );
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

interface Found {
  server: ClockServer;
  address: string;
  port: number;
  secured: Secured | null;
}

/** One source for each address; a server under two names is asked once, since it has one voice. */
async function findSources(options: MeasureOptions) {
  const { servers, transcripts, manners } = options;
  const lost: ClockSource[] = [];
  const found = await Promise.all(
    servers.map(async (server) => {
      try {
        return await (server.nts ? findSecured(server, options) : find(server, options));
      } catch (thrown) {
        lost.push(nameless(server, asPosthornError(thrown)));
        return [];
      }
    }),
  );
  const byPlace = new Map(found.flat().map((one) => [`${one.address} ${one.port}`, one]));
  const sources = [...byPlace.values()]
    .slice(0, MOST_SOURCES)
    .map(({ server, secured, ...place }) => new Source(server, place, transcripts, manners, secured));
  return { sources, lost };
}

async function find(server: ClockServer, { resolve = addressesOf }: MeasureOptions): Promise<Found[]> {
  return (await resolve(server)).map((address) => ({ server, address, port: server.port, secured: null }));
}

/** The key exchange says where the time server is. */
async function findSecured(server: ClockServer, options: MeasureOptions): Promise<Found[]> {
  const { transcripts, ca = [], signal, associations = new Map(), resolve = addressesOf } = options;
  const key = `${server.host} ${server.port}`;
  const renew = async () => {
    const fresh = new Association(await exchangeKeys({ ...server, transcripts, ca, signal }));
    associations.set(key, fresh);
    return fresh;
  };
  const known = associations.get(key);
  const association = known && !known.spent ? known : await renew();
  const { host, port } = association;
  const addresses = await resolve({ ...server, host, port, pool: false });
  return addresses.slice(0, 1).map((address) => ({ server, address, port, secured: { association, renew } }));
}
