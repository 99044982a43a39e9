import { join } from 'node:path';
import type { Endpoint } from '../../shared/contract/common';
import type { NameServer } from '../../shared/contract/dns';
import type { PracticeClock } from '../../shared/contract/practice';
import type { Serving } from '../wire';
import { serveDns } from './dns/server';
import { practiceAnchor } from './dns/signing';
import { practiceHints, practiceServers, practiceZones } from './dns/zones';
import { identity, LOOPBACK } from './identity';
import { Maildrop } from './maildrop';
import { type Behaviour, honest, serveNtp } from './ntp';
import { servePop3 } from './pop3/server';
import { sampleMessages } from './samples';
import { serveSmtp } from './smtp/server';

/** The practice servers while they run, all on loopback, on ports that the system picked. */
export interface Practice {
  readonly endpoints: Readonly<Record<'pop3' | 'smtp' | 'ntp' | 'dns', Endpoint>>;
  readonly user: string;
  readonly password: string;
  readonly address: string;
  /** The servers of the practice names, by the addresses that they have there; and where the root is. */
  readonly nameServers: { hints: readonly NameServer[]; endpointOf(address: string): Endpoint | null };
  /** What vouches for the root of that world, a DS record in presentation form. */
  readonly trustAnchor: string;
  /** Four NTP servers, so that a class sees how three outvote one that lies. */
  readonly clocks: PracticeClock[];
  setClock(index: number, behaviour: Behaviour): void;
  /** How far the clocks of all of them are ahead of this computer's. */
  readonly clockOffsetMs: number;
  setClockOffset(ms: number): void;
  close(): Promise<void>;
}

/** What the liar says, until it is told otherwise. */
const LIE: Behaviour = { ...honest, aheadMs: 30_000 };

/**
 * Starts them. The maildrop is kept in `dir`: it begins with the sample messages, and later starts find it as the last
 * session left it.
 */
export async function startPractice({ dir }: { dir: string }): Promise<Practice> {
  const drop = await Maildrop.open(join(dir, 'maildrop'), () => sampleMessages(new Date()));
  const started: Serving[] = [];
  const close = async () => {
    await Promise.all(started.splice(0).map((serving) => serving.close()));
  };
  const start = async <S extends Serving>(serve: () => Promise<S>): Promise<S> => {
    const serving = await serve();
    started.push(serving);
    return serving;
  };
  try {
    const pop3 = await start(() => servePop3(drop));
    const smtp = await start(() => serveSmtp(drop));
    let clockOffsetMs = 0;
    const serveClock = (behaviour: Behaviour) => start(() => serveNtp(behaviour, () => clockOffsetMs));
    const ntp = await serveClock(honest);
    const clocks = [ntp, await serveClock(honest), await serveClock(honest), await serveClock(LIE)];
    const dns = await start(() => serveDns(practiceZones));
    const at = ({ port }: Serving): Endpoint => ({ host: LOOPBACK, port });
    const nameServers = new Map<string, Endpoint>();
    for (const { address, zones } of practiceServers) nameServers.set(address, at(await start(() => serveDns(zones))));
    return {
      endpoints: { pop3: at(pop3), smtp: at(smtp), ntp: at(ntp), dns: at(dns) },
      nameServers: { hints: practiceHints, endpointOf: (address) => nameServers.get(address) ?? null },
      ...identity,
      get trustAnchor() {
        return practiceAnchor();
      },
      get clocks() {
        return clocks.map((one, i) => ({ name: `Practice ${i + 1}`, endpoint: at(one), behaviour: one.behaviour }));
      },
      setClock(index, behaviour) {
        const clock = clocks[index];
        if (clock) clock.behaviour = behaviour;
      },
      get clockOffsetMs() {
        return clockOffsetMs;
      },
      setClockOffset(ms) {
        clockOffsetMs = ms;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
