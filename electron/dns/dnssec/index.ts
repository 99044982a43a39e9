import type { DnsChain } from '../../../shared/contract/dns-chain';
import type { DnsServer, DnsTransport } from '../../../shared/contract/dns-server';
import type { Transcripts } from '../../wire';
import { hear } from '../hear';
import type { Lines } from '../lines';
import type { Received } from '../matching';
import type { Question } from '../message';
import { span } from '../words';
import { type Anchor, parseAnchor } from './anchors';
import { validate } from './validator';

export { dsOf, parseAnchor, rootAnchors } from './anchors';
export { compareNames } from './canonical';
export type { Ds } from './keys';
export { rrsetsOf } from './rrsets';
export type { RrSet } from './set';
export { countLabels, signatureHead, signedData } from './signature';

export interface ChainOptions {
  question: Question;
  server: DnsServer;
  transport?: DnsTransport | undefined;
  lines?: Lines | undefined;
  /** PEMs trusted besides the system's. */
  ca?: string[] | undefined;
  /** DS or DNSKEY records in presentation form. */
  anchors: readonly string[];
  /** How far true time is ahead of this computer's clock, as far as it is known: validity is held against true time. */
  clockOffsetMs?: number | undefined;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  /** Told how many questions were asked so far. */
  onQuestion?: ((questions: number) => void) | undefined;
}

/**
 * Whether a server's answer is genuine, and all that vouches for it. A session of transcripts is kept of each question.
 * @throws `dns.bad-anchor`, `app.cancelled`, and what `exchange` throws where not even the first question is answered
 */
export async function chainOf(options: ChainOptions): Promise<DnsChain> {
  const { question, server, transport = 'udp', lines, ca, transcripts, signal, onQuestion } = options;
  const anchors: Anchor[] = options.anchors.map(parseAnchor);
  const { clockOffsetMs = 0 } = options;
  const now = new Date(Date.now() + clockOffsetMs);
  let answered = false;
  const ask = async (asked: Question): Promise<Received | null> => {
    const how = { recursive: true, dnssec: true, transport, tries: 2, lines, ca };
    const { heard, error } = await hear({ servers: [server], question: asked, ...how, transcripts, signal });
    if (error && !answered) throw error;
    answered = true;
    return error ? null : heard;
  };
  const validated = await validate({ question, ask, anchors, now: Math.floor(now.getTime() / 1000), onQuestion });
  const told = clockSentence(clockOffsetMs);
  const { sentence, reason } = validated;
  return { ...validated, at: now.toISOString(), server, sentence: sentence + told, reason: reason + told };
}

/** Less is of no matter to signatures that hold for days. */
const leastToldMs = 60_000;

function clockSentence(offsetMs: number): string {
  if (Math.abs(offsetMs) <= leastToldMs) return '';
  const size = Math.abs(offsetMs) / 1000;
  const unit = size < 7_200 ? 60 : 3_600;
  const off = span(Math.round(size / unit) * unit);
  return ` Its signatures are held against true time: this computer's clock is ${off} ${offsetMs < 0 ? 'ahead' : 'behind'}.`;
}
