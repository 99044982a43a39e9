import type { Session } from '../wire';
import { describeMessage } from './describe';
import { type EdnsOption, repeatsCookie } from './edns';
import { decodeMessage, type Message, type Question } from './message';
import { sameName } from './names';

export interface Received {
  message: Message;
  /** The message as it came. */
  bytes: Buffer;
}

/** A question on its way, and what is told of it. */
export interface Asking {
  question: Question;
  /** RD: whether a server is to ask others. */
  recursive: boolean;
  /** DO and CD: whether signatures are to come along, whatever the server thinks of them. */
  dnssec?: boolean | undefined;
  /** What else it carries. */
  options?: readonly EdnsOption[] | undefined;
  session: Session;
  signal?: AbortSignal | undefined;
  /** Why messages that came were not taken for its answer; added to. */
  dropped: string[];
}

/** A flood of forgeries is counted no further. */
export const mostDropped = 1_000;

export function drop({ session, dropped }: Pick<Asking, 'session' | 'dropped'>, why: string): void {
  session.event(`Dropped: ${why}`);
  if (dropped.length < mostDropped) dropped.push(why);
}

/** Puts a message into the transcript, and gives it back when it answers the question that has this id. */
export function take(bytes: Buffer, id: number, asking: Asking): Received | null {
  const message = decodeMessage(bytes);
  const mismatch = whyNotFitting(message, id, asking);
  asking.session.received(describeMessage(message, bytes.length), { octets: bytes.length, failed: mismatch !== null });
  if (mismatch !== null) drop(asking, mismatch);
  return message && mismatch === null ? { message, bytes } : null;
}

/** RFC 5452 §9.1: id and question must be those that were asked. */
function whyNotFitting(message: Message | null, id: number, { question, options = [] }: Asking): string | null {
  if (!message) return 'it has no whole header';
  if (!message.response) return 'it is not an answer';
  if (message.opcode !== 0) return 'it is not the answer to a query';
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
  if (!same) return 'it answers another question';
  return repeatsCookie(options, message.edns?.options ?? []) ? null : 'it does not repeat the cookie';
}
