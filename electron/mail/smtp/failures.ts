import * as v from 'valibot';
import { fail, PosthornError } from '../../../shared/errors';
import type { Deadlines } from '../../wire';
import { answerOf } from './reply';
import type { Tap } from './tap';

/** What nodemailer's errors carry; read with care, since anything may have been thrown. */
const nodemailerError = v.object({
  message: v.string(),
  code: v.optional(v.string(), ''),
  command: v.optional(v.string(), ''),
  response: v.optional(v.union([v.string(), v.literal(false)]), false),
});

/** One of our errors from one of nodemailer's, by what was being done. */
export function smtpFailure(
  error: unknown,
  {
    host,
    tap,
    deadlines,
    signal,
    sender = '',
    recipients = 0,
  }: {
    host: string;
    tap: Tap;
    deadlines: Deadlines;
    signal?: AbortSignal | undefined;
    sender?: string;
    recipients?: number;
  },
): PosthornError {
  if (error instanceof PosthornError) return error;
  if (signal?.aborted) return tap.contentSent ? fail('smtp.doubtful', { host }) : fail('app.cancelled', {});
  const parsed = v.safeParse(nodemailerError, error instanceof Error ? { ...error, message: error.message } : error);
  if (!parsed.success) return fail('app.unexpected', { reason: String(error) }, { cause: error });
  const { code, command, response, message } = parsed.output;
  const more = { ...answerOf(response), cause: error };
  switch (code) {
    case 'EAUTH':
      return fail('smtp.auth-refused', { host }, more);
    case 'ENOAUTH':
      return fail('smtp.auth-not-offered', { host }, more);
    case 'EENVELOPE':
      if (command === 'MAIL FROM') return fail('smtp.sender-refused', { sender }, more);
      if (command === 'RCPT TO') return fail('smtp.all-recipients-refused', { count: recipients }, more);
      return fail('smtp.data-refused', { host }, more);
    case 'EMESSAGE':
      return fail('smtp.data-refused', { host }, more);
    case 'EPROTOCOL':
      if (response && /^[45]/.test(response)) {
        return command === 'CONN'
          ? fail('smtp.greeting-refused', { host }, more)
          : fail('smtp.command-refused', { host, command }, more);
      }
      return fail('smtp.bad-reply', { host, command: command && command !== 'CONN' ? command : 'the greeting' }, more);
  }
  // What is left are broken lines. After the final dot nobody knows whether the server took the message.
  if (tap.contentSent) return fail('smtp.doubtful', { host }, more);
  const doing = tap.waitingFor;
  const step = doing ? `answering ${doing}` : 'greeting';
  if (code === 'ETIMEDOUT') {
    const seconds = (doing ? deadlines.replyMs : deadlines.greetingMs) / 1000;
    return fail('wire.timeout', { host, step, seconds }, more);
  }
  if (response && /^[45]/.test(response))
    return fail('smtp.command-refused', { host, command: doing || 'the connection' }, more);
  if (code === 'ECONNECTION' || code === 'ESOCKET') return fail('wire.closed', { host, step }, more);
  return fail('app.unexpected', { reason: message }, more);
}
