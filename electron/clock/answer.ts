import { delayUs, type FourTimestamps } from './formulae';
import { type NtpTimestamp, unixUsFromNtp } from './ntp-time';
import { decodePacket, MODE_SERVER, type NtpPacket, referenceIdText } from './packet';
import { readTrailer } from './trailer';

/** What a datagram is, seen from the question it may answer. Each kind is handled in its own way by the exchange. */
export type Judged =
  /** `interleaved`: its times are those of the exchange before (RFC 9769). */
  | { kind: 'good'; packet: NtpPacket; times: FourTimestamps; interleaved: boolean }
  | { kind: 'kiss'; code: string; meaning: string }
  | { kind: 'unsynchronised'; reason: string }
  /** NTSN: it can't read the cookie any more (RFC 8915 §5.7). */
  | { kind: 'nak' }
  /** Its origin is not the transmit timestamp of the question. */
  | { kind: 'bogus-origin' }
  | { kind: 'malformed'; reason: string };

/** RFC 5905 §7.4: after these a client must stop (DENY, RSTR) or ask less often (RATE). */
const STOPPING_KISSES: Readonly<Record<string, string>> = {
  DENY: 'this server denies access to you',
  RSTR: 'this server restricts access by its policy',
  RATE: 'you ask more often than this server allows',
};

/** How much longer the server may say it kept the question than the whole exchange took: two clocks' rounding. */
const NEGATIVE_DELAY_US = 1_000;
/** RFC 5905 §7.2, MAXDISP: a server that doubts itself more than this does not know the time. */
const MAX_DISTANCE_SHORT = 16 * 65_536;

/** What is known of the question that a datagram may answer. */
export interface Asked {
  nonce: NtpTimestamp;
  t1: bigint;
  t4: bigint;
  /** The exchange before, and the number by which an answer says that it is about that one. */
  before?: { nonce: NtpTimestamp; t1: bigint; t2: bigint; t4: bigint } | undefined;
}

/**
 * Judges one datagram by RFC 5905 §8 and §9.2 (packet sanity tests). The origin is checked before anything else is
 * believed, a kiss code included: only who saw the question can answer it.
 */
export function judge(bytes: Buffer, question: Asked): Judged {
  const malformed = (reason: string): Judged => ({ kind: 'malformed', reason });
  const packet = decodePacket(bytes);
  if (!packet) return malformed(`it has ${bytes.length} octets of at least 48`);
  if (packet.mode !== MODE_SERVER) return malformed(`its mode is ${packet.mode}, not 4`);
  if (packet.version < 1 || packet.version > 4) return malformed(`its version is ${packet.version}, not 1 to 4`);
  const { before } = question;
  const interleaved = before !== undefined && packet.origin === before.nonce;
  if (packet.origin !== question.nonce && !interleaved) return { kind: 'bogus-origin' };
  const trailer = readTrailer(bytes);
  if (!trailer) return malformed('what follows its header is neither an extension field nor a MAC');
  // Without a key a MAC proves nothing, and who sends one takes this computer for somebody else.
  if (trailer.macOctets > 0) return malformed('it is signed with a MAC, and no key was agreed on');
  if (packet.stratum === 0) {
    const code = referenceIdText(packet);
    if (code === 'NTSN') return { kind: 'nak' };
    const meaning = Object.hasOwn(STOPPING_KISSES, code) ? STOPPING_KISSES[code] : undefined;
    return meaning ? { kind: 'kiss', code, meaning } : { kind: 'unsynchronised', reason: `stratum 0, ${code}` };
  }
  if (packet.leap === 3) return { kind: 'unsynchronised', reason: 'leap indicator 3' };
  if (packet.stratum >= 16) return { kind: 'unsynchronised', reason: `stratum ${packet.stratum}` };
  if (packet.rootDelay / 2 + packet.rootDispersion >= MAX_DISTANCE_SHORT)
    return { kind: 'unsynchronised', reason: 'it may be off by 16 s or more by its own word' };
  if (packet.transmit === 0n || packet.receive === 0n) return malformed('a timestamp is missing');
  // A precision of more than a second, or finer than any clock, is made up.
  if (packet.precisionLog2 > 0 || packet.precisionLog2 < -32)
    return malformed(`its precision is 2 to the power ${packet.precisionLog2} seconds`);

  const { t1, t4 } = interleaved ? before : question;
  const received = unixUsFromNtp(packet.receive, t1);
  const times = { t1, t2: interleaved ? before.t2 : received, t3: unixUsFromNtp(packet.transmit, t1), t4 };
  if (times.t3 < times.t2) return malformed('it was sent before the question had come');
  if (delayUs(times) < -NEGATIVE_DELAY_US) return malformed('it was kept longer than the whole exchange took');
  if (packet.reference !== 0n && unixUsFromNtp(packet.reference, t1) > received)
    return malformed('its clock was last set after it had answered');
  return { kind: 'good', packet, times, interleaved };
}
