import type { DnsChain } from '../../../shared/contract/dns-chain';
import type { DnsServer, DnsTransport } from '../../../shared/contract/dns-server';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import type { Transcripts } from '../../wire';
import { exchange } from '../exchange';
import type { Lines } from '../lines';
import type { Received } from '../matching';
import type { Question } from '../message';
import { formatName } from '../names';
import { rcodeName, typeName } from '../types';
import { plainName } from '../words';
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
  const { question, server, onQuestion } = options;
  const anchors: Anchor[] = options.anchors.map(parseAnchor);
  const now = new Date();
  let answered = false;
  const ask = async (asked: Question): Promise<Received | null> => {
    const heard = await hear(options, asked);
    if (!('code' in heard)) {
      answered = true;
      return heard;
    }
    if (!answered || heard.code === 'app.cancelled') throw heard;
    return null;
  };
  const validated = await validate({ question, ask, anchors, now: Math.floor(now.getTime() / 1000), onQuestion });
  return { at: now.toISOString(), server, ...validated };
}

async function hear(
  { server, transport = 'udp', lines, ca, transcripts, signal }: ChainOptions,
  question: Question,
): Promise<Received | PosthornError> {
  if (signal?.aborted) return fail('app.cancelled', {});
  const session = transcripts.open('DNS', `${server.host}:${server.port}`);
  const topic = `${plainName(formatName(question.name))} ${typeName(question.typeCode)}`;
  session.summarise(topic);
  try {
    const how = { recursive: true, dnssec: true, transport, lines, ca, tries: 2 };
    const heard = await exchange({ servers: [server], question, ...how, session, signal });
    const { problem, rcode } = heard.message;
    if (problem !== null) throw fail('dns.malformed', { server: server.host, reason: problem });
    session.summarise(`${topic} · ${rcodeName(rcode)}`);
    session.close();
    return heard;
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    return error;
  }
}
