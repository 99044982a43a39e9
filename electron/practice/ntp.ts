import type { PracticeClock } from '../../shared/contract/practice';
import {
  decodePacket,
  encodePacket,
  MODE_CLIENT,
  MODE_SERVER,
  type NtpPacket,
  ntpFromUnixUs,
  ntpShortFromUs,
  tieLocalClock,
} from '../clock';
import { type Serving, serveDatagrams } from '../wire';

export type Behaviour = PracticeClock['behaviour'];

export interface NtpServing extends Serving {
  behaviour: Behaviour;
}

/** A tie is good for so long; to make one takes a millisecond, in which no other server of this process answers. */
const TIED_NS = 5_000_000_000n;

export const honest: Behaviour = {
  aheadMs: 0,
  driftPpm: 0,
  thereMs: 0,
  backMs: 0,
  jitterMs: 0,
  lossPercent: 0,
  kiss: null,
};

/**
 * A practice NTP server: this computer's clock, changed as its behaviour says, which may be set at any time.
 * @param commonAheadMs what all practice servers are ahead by
 * @param random 0 to 1, for jitter and loss
 */
export async function serveNtp(
  first: Behaviour,
  commonAheadMs: () => number,
  random: () => number = Math.random,
): Promise<NtpServing> {
  let behaviour = first;
  let since = process.hrtime.bigint();
  let tied = { clock: tieLocalClock(), at: since };
  const clockNow = () => {
    const now = process.hrtime.bigint();
    if (now - tied.at > TIED_NS || tied.clock.steppedMs() !== 0) tied = { clock: tieLocalClock(), at: now };
    return tied.clock;
  };
  const onTheWay = new Set<NodeJS.Timeout>();
  /** At once where there is nothing to wait for: a timer takes a millisecond at least. */
  const after = (ms: number, then: () => void) => {
    if (ms <= 0) return then();
    const timer = setTimeout(() => {
      onTheWay.delete(timer);
      then();
    }, ms);
    onTheWay.add(timer);
  };
  const way = (ms: number) => ms + random() * behaviour.jitterMs;

  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram(bytes, _, reply) {
      const cameAt = process.hrtime.bigint();
      const question = decodePacket(bytes);
      if (!question || question.mode !== MODE_CLIENT || question.version < 1 || question.version > 4) return;
      if (random() * 100 < behaviour.lossPercent) return;
      const there = way(behaviour.thereMs);
      after(there, () => {
        const arrivedAt = there > 0 ? process.hrtime.bigint() : cameAt;
        const clock = clockNow();
        const served = (at: bigint) => {
          const drifted = (Number(at - since) / 1e9) * behaviour.driftPpm;
          const aheadUs = Math.round((commonAheadMs() + behaviour.aheadMs) * 1000 + drifted);
          return ntpFromUnixUs(clock.wallUs(at) + BigInt(aheadUs));
        };
        const answer = answerTo(question, behaviour.kiss, served(arrivedAt), () => served(process.hrtime.bigint()));
        after(way(behaviour.backMs), () => reply(answer));
      });
    },
  });
  return {
    port: serving.port,
    async close() {
      for (const timer of onTheWay) clearTimeout(timer);
      await serving.close();
    },
    get behaviour() {
      return behaviour;
    },
    set behaviour(next) {
      behaviour = next;
      since = process.hrtime.bigint();
    },
  };
}

/** A server two steps below a reference clock, with what such a one says of its own error; or a kiss of death. */
function answerTo(question: NtpPacket, kiss: Behaviour['kiss'], receive: bigint, transmit: () => bigint): Buffer {
  const packet: NtpPacket = {
    leap: kiss ? 3 : 0,
    version: question.version,
    mode: MODE_SERVER,
    stratum: kiss ? 0 : 2,
    pollLog2: question.pollLog2,
    precisionLog2: -20,
    rootDelay: ntpShortFromUs(600),
    rootDispersion: ntpShortFromUs(900),
    referenceId: kiss ? Buffer.from(kiss) : Buffer.from([127, 127, 1, 0]),
    // It last heard of its reference 8 s ago.
    reference: receive - (8n << 32n),
    origin: question.transmit,
    receive,
    transmit: 0n,
  };
  return encodePacket({ ...packet, transmit: transmit() });
}
