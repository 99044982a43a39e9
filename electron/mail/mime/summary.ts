import { addressParser, decodeWords } from 'postal-mime';
import type { Mailbox } from '../../../shared/contract';
import { bodyStart, longestHeader, mailboxes, messageIds, withReadableHeader } from './headers';
import { priorityOf, type Wishes } from './wishes';

/** What the list shows of a message, from its header alone. */
export interface Summary {
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  /** Milliseconds since 1970, or null when Date is missing or can't be read. */
  dateMs: number | null;
  /** Without angle brackets, or empty. */
  messageId: string;
  priority: Wishes['priority'];
}

const wanted =
  /^(from|sender|to|cc|subject|date|message-id|x-priority|importance|priority)[ \t]*:(.*(?:\r?\n[ \t].*)*)/gim;

/**
 * Reads the few fields that a list needs, many times faster than the whole message is taken apart; what the full parse
 * finds later takes their place.
 * @param head the beginning of a message; what follows its header is not looked at
 */
export function summarise(head: Uint8Array): Summary {
  const header = head.subarray(0, Math.min(bodyStart(head), longestHeader));
  const readable = withReadableHeader(header);
  const text = Buffer.from(readable.buffer, readable.byteOffset, readable.byteLength).toString('utf8');
  const first = new Map<string, string>();
  const people = { to: [] as Mailbox[], cc: [] as Mailbox[] };
  for (const [, name = '', folded = ''] of text.matchAll(wanted)) {
    const key = name.toLowerCase();
    const value = folded.replace(/\r?\n/g, '').trim();
    if (key === 'to' || key === 'cc') people[key].push(...mailboxes(addressParser(value)));
    else if (!first.has(key)) first.set(key, value);
  }
  const sender = first.get('from') || first.get('sender');
  const date = Date.parse(first.get('date') ?? '');
  return {
    from: (sender ? mailboxes(addressParser(sender))[0] : undefined) ?? { name: '', address: '' },
    ...people,
    subject: decodeWords(first.get('subject') ?? ''),
    dateMs: Number.isNaN(date) ? null : date,
    messageId: messageIds(first.get('message-id'))[0] ?? '',
    priority: priorityOf(first.get('x-priority') ?? '', first.get('importance') ?? '', first.get('priority') ?? ''),
  };
}

/** Subject and sender of a header block alone, as TOP n 0 gives it. */
export function decodeHeaders(raw: Uint8Array): { subject: string; from: string } {
  const { subject, from } = summarise(raw);
  return { subject, from: from.name || from.address };
}
