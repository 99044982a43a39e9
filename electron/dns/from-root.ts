import type { DnsWay } from '../../shared/contract/dns';
import type { DnsTransport } from '../../shared/contract/dns-server';
import { transports } from '../../shared/dns-servers';
import { fail } from '../../shared/errors';
import type { Transcripts } from '../wire';
import type { EdnsOption } from './edns';
import type { Heard, Patience } from './exchange';
import { mostDropped } from './matching';
import type { Message, Question } from './message';
import { formatName } from './names';
import { type Knowledge, type Root, reasonOf, Walker } from './walk';
import { plainName, zoneName } from './words';

/** Where answers are found out without a resolver, and what is known there. */
export interface FromRoot extends Root {
  knowledge: Knowledge;
  /** Under which answers from there are remembered. */
  scope: string;
}

export interface FromRootOptions extends Omit<FromRoot, 'scope'> {
  question: Question;
  options: readonly EdnsOption[];
  transport: DnsTransport;
  patience?: Patience | undefined;
  /** In milliseconds, for all of the way. */
  mostMs?: number | undefined;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  /** Told whose servers are asked next. */
  onZone?: ((zone: string) => void) | undefined;
}

/** Unbound and BIND allow more; no sound zone needs half of it. */
const mostQuestions = 64;
const mostWaitMs = 30_000;

/**
 * Finds an answer out by asking from the root down, and puts it together as a resolver does: the records on the way from the
 * name along its aliases, or a “no” with its SOA. Its octets are those of the last server.
 * @throws `dns.root-in-the-clear` before any question; `dns.way-ended`, `app.cancelled`
 */
export async function askFromRoot({
  question,
  transport,
  mostMs = mostWaitMs,
  signal,
  onZone,
  ...options
}: FromRootOptions): Promise<Heard & { sessionId: string; way: DnsWay }> {
  if (transport !== 'udp' && transport !== 'tcp')
    throw fail('dns.root-in-the-clear', { transport: transports[transport].name });
  const started = performance.now();
  const late = AbortSignal.timeout(mostMs);
  const dropped: string[] = [];
  const walker = new Walker({
    ...options,
    transport,
    mostQuestions,
    signal: signal ? AbortSignal.any([signal, late]) : late,
    onZone: ({ zone }) => onZone?.(zoneName(formatName(zone))),
    onAsked: ({ heard }) => {
      dropped.push(...(heard?.dropped ?? []).slice(0, mostDropped - dropped.length));
    },
  });
  const ended = (reason: string) => fail('dns.way-ended', { name: plainName(formatName(question.name)), reason });
  const found = await walker.find(question).catch((thrown: unknown) => {
    if (!late.aborted || signal?.aborted) throw thrown;
    throw ended(`${mostMs / 1000} s have passed, and the way had come to ${zoneName(formatName(walker.at.zone))}`);
  });
  if (found.stuck) throw ended(reasonOf(found.stuck, walker.questions));
  const { heard, judged, server, address, zone, sessionId } = found.said;
  const message: Message = {
    ...heard.message,
    questions: [question],
    // It is a resolver's answer, and no zone's own.
    flags: ['ra'],
    answer: found.records,
    authority: judged.soa ? [judged.soa] : [],
    additional: [],
  };
  return {
    ...heard,
    message,
    dropped,
    elapsedUs: Math.round((performance.now() - started) * 1000),
    sessionId,
    way: {
      questions: walker.questions,
      servers: walker.addressesAsked.size,
      zone: formatName(zone),
      server: { name: server, address },
    },
  };
}
