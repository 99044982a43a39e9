import type { ProtocolAnswer } from '../../../shared/errors';

/** A reply of one or more lines (RFC 5321 §4.2). */
export interface Reply {
  /** Three digits, of which the first is 2 to 5. */
  code: string;
  /** RFC 2034: `5.1.1`, or empty. */
  enhanced: string;
  /** The words of all lines, without their codes. */
  text: string;
  /** The lines as they came. */
  lines: readonly string[];
}

interface ReplyLine {
  code: string;
  last: boolean;
}

/** @returns null when the line is none of an SMTP reply */
export function parseReplyLine(line: string): ReplyLine | null {
  const match = /^([2-5]\d\d)(?:([ -]).*)?$/s.exec(line);
  return match ? { code: match[1] ?? '', last: match[2] !== '-' } : null;
}

/** Takes a whole reply apart (RFC 5321 §4.2.1, RFC 2034 §4). @param lines at least one, all of `parseReplyLine`'s form */
export function parseReply(lines: readonly string[]): Reply {
  const [first = ''] = lines;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(first)?.[1] ?? '';
  const text = lines
    .map((line) => line.slice(4).replace(/^[245]\.\d{1,3}\.\d{1,3}(?:\s+|$)/, ''))
    .join(' ')
    .trim();
  return { code: first.slice(0, 3), enhanced, text, lines };
}

export const isYes = ({ code }: Reply): boolean => code.startsWith('2');
export const isForNow = ({ code }: Reply): boolean => code.startsWith('4');

/** The server goes away (RFC 5321 §3.8), whatever was asked. */
export const isFarewell = ({ code }: Reply): boolean => code === '421';

/** What an error carries of a reply: without what the server did not say. */
export function answerOf({ code, enhanced, text }: Reply): { answer: ProtocolAnswer } {
  return { answer: { text, code, ...(enhanced ? { enhanced } : {}) } };
}
