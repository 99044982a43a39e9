import { asPosthornError, fail } from '../../shared/errors';
import { connect, type Datagrams, openDatagrams, type Session } from '../wire';
import { describeMessage, describeQuery } from './describe';
import { decodeMessage, encodeQuery, type Message, type Question } from './message';
import { sameName } from './names';

export interface Where {
  host: string;
  port: number;
}

export interface Received {
  message: Message;
  /** The message as it came. */
  bytes: Buffer;
}

export interface Asking {
  /** Random, the same in each try, so that a late answer still counts. */
  id: number;
  question: Question;
  /** RD: whether a server is to ask others. */
  recursive: boolean;
  /** DO and CD: whether signatures are to come along, whatever the server thinks of them. */
  dnssec?: boolean | undefined;
  session: Session;
  signal?: AbortSignal | undefined;
}

const STREAM_MS = 5_000;

/** A UDP socket on a random port for one server, through which one question may be asked again. */
export async function openUdp(
  where: Where,
  asking: Asking,
): Promise<{ ask(waitMs: number): Promise<Received | null>; close(): void }> {
  const { id, question, recursive, dnssec, session, signal } = asking;
  const datagrams = await openDatagrams({ ...where, session, signal });
  const askOnce = async (edns: boolean, waitMs: number) => {
    const how = { edns, recursive, dnssec };
    await datagrams.send(encodeQuery(id, question, how), describeQuery(id, question, how));
    return firstFitting(datagrams, asking, waitMs);
  };
  return {
    /** Null when nothing that fits the question came within `waitMs`. */
    async ask(waitMs) {
      const received = await askOnce(true, waitMs);
      if (!received || !knowsNoEdns(received.message)) return received;
      session.event('The server knows no EDNS: asking again without it');
      return (await askOnce(false, waitMs)) ?? received;
    },
    close: () => datagrams.close(),
  };
}

/** How a server from before RFC 6891 meets a question with OPT (§7). */
function knowsNoEdns({ rcode, edns }: Message): boolean {
  return edns === null && (rcode === 1 || rcode === 4);
}

async function firstFitting(datagrams: Datagrams, asking: Asking, waitMs: number): Promise<Received | null> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const datagram = await datagrams.receive(Math.max(deadline - performance.now(), 0)).catch(silence);
    if (!datagram) return null;
    const received = note(datagram.bytes, asking);
    // A forger who guesses wrong must not cut the wait for the true answer short.
    if (received) return received;
  }
}

function silence(error: unknown): null {
  if (asPosthornError(error).code === 'wire.no-answer') return null;
  throw error;
}

/**
 * Asks over TCP (RFC 7766): the message behind two octets that tell its length. Throws what `wire` throws, and
 * `dns.malformed` when what comes is not for this question.
 */
export async function askTcp(where: Where, asking: Asking): Promise<Received> {
  const { id, question, recursive, dnssec, session, signal } = asking;
  const deadlines = { connectMs: STREAM_MS, idleMs: STREAM_MS };
  const connection = await connect({ protocol: 'DNS', ...where, tls: 'later', session, signal, deadlines });
  try {
    const how = { edns: true, recursive, dnssec };
    const query = encodeQuery(id, question, how);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    session.sent(describeQuery(id, question, how), { octets: 2 + query.length });
    await connection.write(Buffer.concat([length, query]));
    let bytes = Buffer.alloc(0);
    while (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0))
      bytes = Buffer.concat([bytes, await connection.readSome({ step: 'sending its answer' })]);
    const received = note(bytes.subarray(2, 2 + bytes.readUInt16BE(0)), asking);
    if (!received) throw fail('dns.malformed', { server: where.host, reason: 'it is not for this question' });
    return received;
  } finally {
    connection.end();
  }
}

/** Puts a message into the transcript, and gives it back when it answers the question. */
function note(bytes: Buffer, { id, question, session }: Asking): Received | null {
  const message = decodeMessage(bytes);
  const mismatch = whyNotFitting(message, id, question);
  session.received(describeMessage(message, bytes.length), { octets: bytes.length, failed: mismatch !== null });
  if (mismatch !== null) session.event(`Dropped: ${mismatch}`);
  return message && mismatch === null ? { message, bytes } : null;
}

/** RFC 5452 §9.1: id and question must be those that were asked. */
function whyNotFitting(message: Message | null, id: number, question: Question): string | null {
  if (!message) return 'it has no whole header';
  if (!message.response) return 'it is not an answer';
  if (message.id !== id) return `its id is ${message.id}, not ${id}`;
  const [asked] = message.questions;
  // A server that could not read the question may leave it out (RFC 1035 §4.1.1, format error).
  if (!asked && message.rcode !== 0) return null;
  const same =
    asked &&
    message.questions.length === 1 &&
    sameName(asked.name, question.name) &&
    asked.typeCode === question.typeCode &&
    asked.classCode === question.classCode;
  return same ? null : 'it answers another question';
}
