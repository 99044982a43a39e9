import { randomInt } from 'node:crypto';
import type { Endpoint } from '../../shared/contract/common';
import type { DnsAnswer, DnsQuestion } from '../../shared/contract/dns';
import { asPosthornError, fail } from '../../shared/errors';
import type { Session, Transcripts } from '../wire';
import { meaningOf } from './meaning';
import type { Question } from './message';
import { formatName } from './names';
import { toQuestion } from './question';
import { kindOf, type Shown, sentenceOf, show } from './sentence';
import { systemResolvers } from './system';
import { askTcp, openUdp, type Received } from './transports';
import { className, rcodeName, typeName } from './types';
import { plainName } from './words';

export interface QueryOptions {
  question: DnsQuestion;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  onStep?: (step: 'udp' | 'retry' | 'tcp') => void;
}

const TRIES = 3;
const TRY_MS = 2_000;

/** What was heard, from whom, and how. */
interface Heard extends Received {
  server: Endpoint;
  transport: DnsAnswer['transport'];
  truncatedOverUdp: boolean;
}

/**
 * Asks one question of one server, or of the system's resolvers in turn: over UDP up to three times, over TCP when the
 * answer is truncated or when that was chosen.
 *
 * Throws `dns.bad-name`, `dns.unknown-type`, `dns.no-resolver`, `dns.no-answer`, `dns.malformed`, and what `wire` throws.
 */
export async function query({ question: asked, transcripts, signal, onStep }: QueryOptions): Promise<DnsAnswer> {
  const question = toQuestion(asked);
  const servers = asked.server ? [asked.server] : systemResolvers();
  const [first] = servers;
  if (!first) throw fail('dns.no-resolver', {});
  const session = transcripts.open('DNS', `${first.host}:${first.port}`);
  const topic = `${plainName(formatName(question.name))} ${typeName(question.typeCode)}`;
  session.summarise(topic);
  try {
    if (signal?.aborted) throw fail('app.cancelled', {});
    const asking = { id: randomInt(0x1_0000), question, session, signal };
    const started = process.hrtime.bigint();
    const heard =
      asked.transport === 'tcp' ? await overTcp(first, asking, onStep, false) : await overUdp(servers, asking, onStep);
    const elapsedUs = Number((process.hrtime.bigint() - started) / 1000n);
    const { problem } = heard.message;
    if (problem !== null) throw fail('dns.malformed', { server: heard.server.host, reason: problem });
    session.summarise(`${topic} · ${rcodeName(heard.message.rcode)}`);
    session.close();
    return toAnswer(heard, question, session, elapsedUs);
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    throw error;
  }
}

type Asking = Parameters<typeof askTcp>[1];
type OnStep = QueryOptions['onStep'];

async function overTcp(server: Endpoint, asking: Asking, onStep: OnStep, truncatedOverUdp: boolean): Promise<Heard> {
  onStep?.('tcp');
  return { ...(await askTcp(server, asking)), server, transport: 'tcp', truncatedOverUdp };
}

/** Each try goes to the next server of the list; with one server, the same socket hears answers to earlier tries too. */
async function overUdp(servers: readonly Endpoint[], asking: Asking, onStep: OnStep): Promise<Heard> {
  const sockets = new Map<Endpoint, Awaited<ReturnType<typeof openUdp>>>();
  try {
    for (let i = 0; i < TRIES; i++) {
      const server = servers[i % servers.length];
      if (!server) break;
      onStep?.(i === 0 ? 'udp' : 'retry');
      const socket = sockets.get(server) ?? (await openUdp(server, asking));
      sockets.set(server, socket);
      const received = await socket.ask(TRY_MS);
      if (!received) continue;
      if (!received.message.flags.includes('tc'))
        return { ...received, server, transport: 'udp', truncatedOverUdp: false };
      asking.session.event('Truncated: asking again over TCP');
      return await overTcp(server, asking, onStep, true);
    }
  } finally {
    for (const socket of sockets.values()) socket.close();
  }
  const server = servers
    .slice(0, TRIES)
    .map(({ host }) => host)
    .join(', ');
  throw fail('dns.no-answer', { server, seconds: (TRIES * TRY_MS) / 1000 });
}

function toAnswer(heard: Heard, question: Question, session: Session, elapsedUs: number): DnsAnswer {
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
    at: new Date().toISOString(),
    question: { name, type, typeCode: question.typeCode, class: className(question.classCode) },
    server,
    transport: heard.transport,
    truncatedOverUdp: heard.truncatedOverUdp,
    rcode: rcodeName(message.rcode),
    kind,
    flags: message.flags,
    answer: explain(sections.answer),
    authority: explain(sections.authority),
    additional: explain(sections.additional),
    elapsedUs,
    octets: heard.octets,
    sentence: sentenceOf({ kind, name, type, server: server.host, rcode: rcodeName(message.rcode), ...sections }),
    sessionId: session.id,
  };
}
