import type { RecipientState } from '../../../shared/contract';
import { fail, type PosthornError } from '../../../shared/errors';
import { answerOf, isFarewell, isForNow, isYes, type Reply } from './reply';

/** What came of one message, or of a part of its recipients. */
export interface Delivered {
  recipients: RecipientState[];
  /** The server's last word on the content, as it came, or empty. */
  reply: string;
  /** Null where somebody has the message; refused ones among those who have it are no error. */
  error: PosthornError | null;
}

/** What was heard of one transaction until it ended or the line broke. */
export interface Heard {
  host: string;
  sender: string;
  addresses: readonly string[];
  mail: Reply | null;
  /** In the order of the addresses. */
  rcpts: readonly (Reply | null)[];
  /** To DATA where it was refused, or to the content. */
  content: Reply | null;
  /** The whole content was handed to the connection. */
  contentEnded: boolean;
  failure: PosthornError | null;
}

export const untried = (address: string): RecipientState => ({
  address,
  state: 'waiting',
  answer: '',
  code: '',
  enhanced: '',
});

export function recipientState(address: string, reply: Reply): RecipientState {
  // A farewell is about the session and says nothing of whoever was asked about.
  if (isFarewell(reply)) return untried(address);
  const { code, enhanced, text } = reply;
  const state = isYes(reply) ? 'accepted' : isForNow(reply) ? 'later' : 'refused';
  return { address, state, answer: text, code, enhanced };
}

/** Why MAIL was refused. RFC 4954 §6: 530 asks for a login. */
export function senderRefusal(reply: Reply, sender: string, host: string): PosthornError {
  if (reply.code === '530') return fail('smtp.auth-required', { host }, answerOf(reply));
  if (isForNow(reply)) return fail('smtp.not-now', { host }, answerOf(reply));
  return fail('smtp.sender-refused', { sender }, answerOf(reply));
}

export const contentRefusal = (reply: Reply, host: string): PosthornError =>
  fail('smtp.data-refused', { host }, answerOf(reply));

/** The server has too many recipients for one transaction, and would take this one in the next (RFC 5321 §4.5.3.1.10). */
export const isForNextTransaction = ({ state, code, enhanced }: RecipientState): boolean =>
  state === 'later' && code === '452' && (enhanced === '' || enhanced === '4.5.3');

/**
 * The truth about each recipient. An accepted recipient of a message that was not taken has not got it; one of whom nobody
 * can say is in doubt, and only where the whole content was sent and no answer to it came (RFC 5321 §4.1.1.4).
 */
export function outcomeOf(heard: Heard): Delivered {
  const { host, mail, rcpts, content, contentEnded, failure, addresses } = heard;
  const answered = addresses.map((address, index) => {
    const reply = rcpts[index];
    return reply ? recipientState(address, reply) : untried(address);
  });
  const reply = content?.lines.join('\r\n') ?? '';
  const none = answered.every(({ state }) => state === 'refused' || state === 'later');
  const notTaken = (error: PosthornError): Delivered => ({
    recipients: answered.map((one) => (one.state === 'accepted' ? untried(one.address) : one)),
    reply,
    error,
  });
  const senderTaken = mail !== null && isYes(mail);
  // A server that has said goodbye before it came to the content has not read it.
  const saidGoodbye = failure?.code === 'smtp.closing' && content === null;
  const contradicts = content !== null && isYes(content) && !senderTaken;
  if (contradicts || (contentEnded && content === null && !saidGoodbye && !none && (mail === null || senderTaken))) {
    const more = failure ? { cause: failure } : {};
    return {
      recipients: answered.map((one) =>
        one.state === 'accepted' || one.state === 'waiting' ? { ...one, state: 'doubtful' } : one,
      ),
      reply,
      error: fail('smtp.doubtful', { host }, more),
    };
  }
  if (mail && !isYes(mail)) {
    // Behind a refused sender a server refuses the recipients as well, which says nothing of them.
    const error = isFarewell(mail) && failure ? failure : senderRefusal(mail, heard.sender, host);
    return { recipients: addresses.map(untried), reply, error };
  }
  if (none) return notTaken(fail('smtp.all-recipients-refused', { count: addresses.length }, firstAnswer(rcpts)));
  if (content && isYes(content)) return { recipients: answered, reply, error: null };
  if (content) return notTaken(contentRefusal(content, host));
  return notTaken(failure ?? fail('app.unexpected', { reason: 'the transaction has no end' }));
}

function firstAnswer(rcpts: Heard['rcpts']): ReturnType<typeof answerOf> | object {
  const [first] = rcpts;
  return first ? answerOf(first) : {};
}

/** The parts of one message's recipients put together. */
export function merged(parts: readonly Delivered[]): Delivered {
  const errors = parts.flatMap(({ error }) => error ?? []);
  const doubt = errors.find(({ code }) => code === 'smtp.doubtful');
  const someHaveIt = parts.some(({ error }) => error === null);
  return {
    recipients: parts.flatMap(({ recipients }) => recipients),
    reply: parts.findLast(({ reply }) => reply !== '')?.reply ?? '',
    error: doubt ?? (someHaveIt ? null : (errors[0] ?? null)),
  };
}

/** What the list of sessions says of the messages of one session, in a few words. */
export function summaryOf(all: readonly Delivered[]): string {
  const recipients = all.flatMap((one) => one.recipients);
  const accepted = recipients.filter(({ state }) => state === 'accepted').length;
  const errors = all.flatMap(({ error }) => error ?? []);
  if (errors.some(({ code }) => code === 'smtp.doubtful')) return 'nobody knows whether it arrived';
  if (errors.length === all.length) return 'not sent';
  const messages = all.length > 1 ? `${all.length} messages: ` : '';
  return accepted === recipients.length
    ? `${messages}accepted for ${accepted}`
    : `${messages}${recipients.length - accepted} of ${recipients.length} recipients refused`;
}
