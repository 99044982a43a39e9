import type { DnsAnswer, DnsQuestion } from '../../shared/contract/dns';
import type { Transcripts } from '../wire';
import type { DnsCache } from './cache';
import { dissect } from './dissect';
import { describeOption, optionsFor } from './edns';
import type { Heard, Patience, Step } from './exchange';
import { askFromRoot, type FromRoot } from './from-root';
import { hear } from './hear';
import type { Lines } from './lines';
import { meaningOf } from './meaning';
import type { Question } from './message';
import { formatName } from './names';
import { toQuestion } from './question';
import { kindOf, type Shown, saidOf, sentenceOf, show } from './sentence';
import { systemResolvers } from './system';
import { className, rcodeName, typeName } from './types';

export interface QueryOptions {
  question: DnsQuestion;
  /** Without a resolver, from there down. */
  root?: FromRoot | undefined;
  /** RD, set unless a server is to say what it knows itself. */
  recursive?: boolean | undefined;
  transcripts: Transcripts;
  cache?: AnswerCache | undefined;
  lines?: Lines | undefined;
  patience?: Patience | undefined;
  /** PEMs trusted besides the system's. */
  ca?: string[] | undefined;
  signal?: AbortSignal | undefined;
  onStep?: ((step: Step) => void) | undefined;
  /** On the way from a root: whose servers are asked next. */
  onZone?: ((zone: string) => void) | undefined;
}

/** So much of a message is looked at octet by octet; a longer one came over TCP, and goes on in the same way. */
const mostShown = 4_096;

/** Answers that are remembered, each with how it was heard. */
export type AnswerCache = DnsCache<Told>;
type Told = Omit<Heard, 'message'> & Pick<DnsAnswer, 'at' | 'sessionId' | 'way'>;

/** Whom it is that is believed, and whether that was proven. */
const scopeOf = ({ question: { server, transport }, root }: QueryOptions): string =>
  root?.scope ?? JSON.stringify([server, transport]);

/**
 * Asks one question of one server, or of the system's resolvers in turn: over UDP up to three times, over TCP when the
 * answer is truncated, or over the line that was chosen. With `root` the servers from there down are asked instead. What `cache` remembers is not asked for where `fromCache` allows it.
 *
 * Throws `dns.bad-name`, `dns.unknown-type`, `dns.no-resolver`, `dns.no-answer`, `dns.malformed`, `dns.http-status`,
 * `dns.root-in-the-clear`, `dns.way-ended`, and what `wire` throws.
 */
export async function query(options: QueryOptions): Promise<DnsAnswer> {
  const { question: asked, cache } = options;
  const question = toQuestion(asked);
  const scope = scopeOf(options);
  const known = asked.fromCache && !asked.edns ? cache?.find(scope, question) : null;
  if (cache && known) {
    const told = { ...known.extra, message: known.message, at: new Date().toISOString() };
    return { ...toAnswer(told, question), cachedForSeconds: cache.leftSeconds(known) };
  }
  const heard = await ask(options, question);
  const { message, ...told } = heard;
  // A longer one is seldom asked for twice, and a few of them would fill the memory.
  // And one that was given for somebody else's network is true for nobody else.
  if (heard.bytes.length <= mostShown && asked.edns?.subnet === undefined) cache?.add(scope, question, message, told);
  return toAnswer(heard, question);
}

async function ask(options: QueryOptions, question: Question): Promise<Told & Pick<Heard, 'message'>> {
  const { question: asked, root, recursive = true, patience, transcripts, lines, ca, signal, onStep, onZone } = options;
  const carried = optionsFor(asked.edns);
  if (root) {
    const { transport } = asked;
    const how = { ...root, question, options: carried, transport, patience, transcripts, signal, onZone };
    return { ...(await askFromRoot(how)), at: new Date().toISOString() };
  }
  const { heard, error, sessionId } = await hear({
    servers: asked.server ? [asked.server] : systemResolvers(),
    question,
    recursive,
    options: carried,
    transport: asked.transport,
    tries: 3,
    patience,
    transcripts,
    lines,
    ca,
    signal,
    onStep,
  });
  if (error) throw error;
  return { ...heard, at: new Date().toISOString(), sessionId, way: null };
}

function toAnswer(heard: Told & Pick<Heard, 'message'>, question: Question): DnsAnswer {
  const { message, server } = heard;
  const sections = {
    answer: message.answer.map(show),
    authority: message.authority.map(show),
    additional: message.additional.map(show),
  };
  const all = [...sections.answer, ...sections.authority, ...sections.additional];
  const explain = (records: Shown[]) => records.map((record) => ({ ...record, meaning: meaningOf(record, all) }));
  const name = formatName(question.name);
  const type = typeName(question.typeCode);
  const kind = kindOf(message, question);
  return {
    at: heard.at,
    question: { name, type, typeCode: question.typeCode, class: className(question.classCode) },
    server,
    transport: heard.transport,
    truncatedOverUdp: heard.truncatedOverUdp,
    encryption: encryptionOf(heard),
    way: heard.way,
    cachedForSeconds: null,
    dropped: heard.dropped,
    edns: message.edns && {
      udpOctets: message.edns.udpOctets,
      version: message.edns.version,
      options: message.edns.options.map(describeOption),
    },
    rcode: rcodeName(message.rcode),
    kind,
    flags: message.flags,
    answer: explain(sections.answer),
    authority: explain(sections.authority),
    additional: explain(sections.additional),
    elapsedUs: heard.elapsedUs,
    octets: heard.bytes.length,
    message: { octets: Uint8Array.from(heard.bytes.subarray(0, mostShown)), fields: dissect(heard.bytes, mostShown) },
    sentence: sentenceOf({
      kind,
      name,
      type,
      server: server.host,
      rcode: rcodeName(message.rcode),
      answer: saidOf(message, question).map(show),
      authority: sections.authority,
    }),
    sessionId: heard.sessionId,
  };
}

function encryptionOf({ encryption }: Heard): DnsAnswer['encryption'] {
  if (!encryption) return null;
  const { version, subject, issuer } = encryption.facts;
  return { version, subject, issuer, doubt: encryption.doubt?.message ?? '' };
}
