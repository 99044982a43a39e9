import { isAscii } from 'node:buffer';
import type { Mailbox } from '../../../shared/contract';
import { bodyStart, decoded, longestHeader, mailboxesIn, messageIds, withReadableHeader } from './headers';
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

const wanted = new Set([
  'from',
  'sender',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'x-priority',
  'importance',
  'priority',
]);

/**
 * Reads the few fields that a list needs, many times faster than the whole message is taken apart; what the full parse
 * finds later takes their place.
 * @param head the beginning of a message; what follows its header is not looked at
 */
export function summarise(head: Uint8Array): Summary {
  const first = new Map<string, string>();
  const people = { to: [] as Mailbox[], cc: [] as Mailbox[] };
  eachWanted(readable(head), (name, value) => {
    if (name === 'to' || name === 'cc') people[name].push(...mailboxesIn(value));
    else if (!first.has(name)) first.set(name, value);
  });
  const of = (name: string) => first.get(name) ?? '';
  const date = first.has('date') ? Date.parse(of('date')) : Number.NaN;
  return {
    from: mailboxesIn(of('from') || of('sender'))[0] ?? { name: '', address: '' },
    ...people,
    subject: decoded(of('subject')),
    dateMs: Number.isNaN(date) ? null : date,
    messageId: messageIds(of('message-id'))[0] ?? '',
    priority: priorityOf(of('x-priority'), of('importance'), of('priority')),
  };
}

/** The header as text. */
function readable(head: Uint8Array): string {
  const header = head.subarray(0, Math.min(bodyStart(head), longestHeader));
  const { buffer, byteOffset, byteLength } = isAscii(header) ? header : withReadableHeader(header);
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

/** Goes through the lines by hand: a pattern over all of them would be tried at each. */
function eachWanted(header: string, take: (name: string, value: string) => void): void {
  for (let start = 0; start < header.length; ) {
    const first = lineEnd(header, start);
    let end = first;
    while (header[end] === ' ' || header[end] === '\t') end = lineEnd(header, end);
    const colon = header.indexOf(':', start);
    if (colon < 0) return;
    const name = colon < end ? header.slice(start, colon).trimEnd().toLowerCase() : '';
    if (wanted.has(name)) {
      const value = header.slice(colon + 1, end);
      take(name, (end === first ? value : value.replace(/\r?\n/g, '')).trim());
    }
    start = end;
  }
}

/** Where the next line begins. */
function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found + 1;
}

/** Subject and sender of a header block alone, as TOP n 0 gives it. */
export function decodeHeaders(raw: Uint8Array): { subject: string; from: string } {
  const { subject, from } = summarise(raw);
  return { subject, from: from.name || from.address };
}
