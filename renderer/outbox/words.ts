import type { Delivery, MessageRow, OutboxEntry, OutboxStatus } from '../../shared/contract';
import { formatComing, formatSize, plural } from '../ui/format';

type Circumstances = Pick<OutboxStatus, 'paused' | 'offline'>;

/** How a message in the outbox stands, and what happens next. */
export function sentenceOf(delivery: Delivery, { paused, offline }: Circumstances, now = new Date()): string {
  const { state, nextTryAt, waitsFor, recipients, attempts } = delivery;
  if (state === 'sending') return 'It is being sent.';
  if (state === 'doubtful') return 'Nobody knows whether it has arrived. Nothing is sent before you decide.';
  if (state === 'sent') return 'It was sent.';
  if (state === 'failed') return 'It was not sent, and is not tried again by itself.';
  if (state === 'partial') {
    const missing = recipients.filter((one) => one.state !== 'accepted').length;
    return `${plural(missing, 'recipient has', 'recipients have')} not got it, and it is not tried again by itself.`;
  }
  if (paused) return 'The Outbox is paused. “Send now” sends this message all the same.';
  if (offline) return 'This computer is offline. It goes when the network is back.';
  if (nextTryAt === null || Date.parse(nextTryAt) <= now.getTime()) return 'It goes as soon as it is its turn.';
  if (waitsFor === 'undo') return 'It goes in a few seconds. If Posthorn is closed before, it goes at the next start.';
  const when = formatComing(nextTryAt, now);
  if (waitsFor === 'retry') return `Not sent yet. Next try ${when}; ${plural(attempts, 'try', 'tries')} so far.`;
  return `It goes ${when}. If Posthorn is closed then, it goes at the next start.`;
}

/** The same in a word or two, for a row; whether it asks for somebody. */
export function chipOf(
  { state, nextTryAt, waitsFor }: NonNullable<MessageRow['outbox']>,
  now = new Date(),
): { text: string; tone: '' | 'warn' | 'bad' } {
  switch (state) {
    case 'sending':
      return { text: 'sending', tone: '' };
    case 'doubtful':
      return { text: 'in doubt', tone: 'warn' };
    case 'partial':
      return { text: 'not to everybody', tone: 'bad' };
    case 'failed':
      return { text: 'not sent', tone: 'bad' };
  }
  if (nextTryAt === null || waitsFor === 'turn' || waitsFor === 'undo') return { text: 'waits', tone: '' };
  const when = formatComing(nextTryAt, now);
  return waitsFor === 'retry' ? { text: `again ${when}`, tone: 'warn' } : { text: `goes ${when}`, tone: '' };
}

/** What the status bar says of the outbox; empty where there is nothing to say. */
export function statusText({ paused, offline, waiting, sending, stopped }: OutboxStatus): string {
  const wait = `${plural(waiting, 'message waits', 'messages wait')} in Outbox.`;
  if (sending > 0) return `Sending. ${wait}`;
  if (offline && waiting > 0) return `Offline. ${wait}`;
  if (paused) return waiting > 0 ? `Outbox paused. ${wait}` : 'Outbox paused.';
  if (stopped > 0) return `${plural(stopped, 'message in Outbox needs', 'messages in Outbox need')} you.`;
  return waiting > 0 ? wait : '';
}

/** What came of a try, in a sentence; empty where there is nothing new to say. */
export function newsOf({ delivery }: Pick<OutboxEntry, 'delivery'>): string {
  const { state, recipients, error, attempts, nextTryAt } = delivery;
  const missing = recipients.filter((one) => one.state !== 'accepted').length;
  switch (state) {
    case 'sent':
      return `Sent to ${plural(recipients.length, 'recipient')}.`;
    case 'partial':
      return `Not sent to ${missing} of ${plural(recipients.length, 'recipient')}. It waits in the Outbox.`;
    case 'failed':
      return `Not sent: ${error?.happened ?? ''} It waits in the Outbox.`;
    case 'doubtful':
      return 'A message may have arrived, or not. It waits in the Outbox for you to decide.';
  }
  // Each further try would say the same again.
  if (attempts > 1 || nextTryAt === null) return '';
  return `Not sent yet: ${error?.happened ?? ''} Next try ${formatComing(nextTryAt)}.`;
}

/** What was said last of the message, as it came: `450 4.2.1 mailbox busy`. */
export function lastLineOf({ error, recipients }: Delivery): string {
  const told = error?.answer ?? recipients.findLast(({ answer, code }) => answer !== '' || code !== '');
  if (!told) return '';
  return [told.code, told.enhanced, 'text' in told ? told.text : told.answer].filter(Boolean).join(' ');
}

/** How far a try has come. */
export const stepTexts = {
  building: 'Putting the message together',
  connecting: 'Connecting',
  securing: 'Encrypting',
  login: 'Logging in',
  envelope: 'Naming the recipients',
  data: 'Sending the content',
  finishing: "Waiting for the server's word",
} as const;

export const octetsText = (octets: number, total: number) =>
  octets > 0 ? `, ${formatSize(octets)} of ${formatSize(total)}` : '';

/** What a report says became of a message. */
export const reportedWords = {
  failed: { text: 'failed', tone: 'bad' },
  delayed: { text: 'delayed', tone: 'warn' },
  delivered: { text: 'delivered', tone: 'ok' },
  // From there on nobody reports any more (RFC 3464 §2.3.3).
  relayed: { text: 'relayed', tone: '' },
  expanded: { text: 'sent to a list', tone: '' },
} as const;
