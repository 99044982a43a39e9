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

export interface NtpServing extends Serving {
  /** How far the served clock is ahead of this computer's, in ms. */
  offsetMs: number;
}

/** The practice NTP server: this computer's clock, moved by an offset that may be changed at any time. */
export async function serveNtp(): Promise<NtpServing> {
  let offsetMs = 0;
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram(bytes, _, reply) {
      const arrivedAt = process.hrtime.bigint();
      const question = decodePacket(bytes);
      if (!question || question.mode !== MODE_CLIENT || question.version < 1 || question.version > 4) return;
      const clock = tieLocalClock();
      const aheadUs = BigInt(Math.round(offsetMs * 1000));
      const served = (at: bigint) => ntpFromUnixUs(clock.wallUs(at) + aheadUs);
      reply(answerTo(question, served(arrivedAt), () => served(process.hrtime.bigint())));
    },
  });
  return {
    ...serving,
    get offsetMs() {
      return offsetMs;
    },
    set offsetMs(ms) {
      offsetMs = ms;
    },
  };
}

/** A server two steps below a reference clock, with what such a one says of its own error. */
export function answerTo(question: NtpPacket, receive: bigint, transmit: () => bigint): Buffer {
  const packet: NtpPacket = {
    leap: 0,
    version: question.version,
    mode: MODE_SERVER,
    stratum: 2,
    pollLog2: question.pollLog2,
    precisionLog2: -20,
    rootDelay: ntpShortFromUs(600),
    rootDispersion: ntpShortFromUs(900),
    referenceId: Buffer.from([127, 127, 1, 0]),
    // It last heard of its reference 8 s ago.
    reference: receive - (8n << 32n),
    origin: question.transmit,
    receive,
    transmit: 0n,
  };
  return encodePacket({ ...packet, transmit: transmit() });
}
