import type { ProtocolAnswer } from '../../../shared/errors';

/** Takes a reply of one or more lines apart (RFC 5321 §4.2, RFC 2034). */
export function parseReply(reply: string): Required<ProtocolAnswer> {
  const lines = reply.trim().split(/\r?\n/);
  const [first = ''] = lines;
  const code = /^(\d{3})/.exec(first)?.[1] ?? '';
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(\s|$)/.exec(first)?.[1] ?? '';
  const text = lines
    .map((line) => line.replace(/^\d{3}[ -]?/, '').replace(/^[245]\.\d{1,3}\.\d{1,3}\s*/, ''))
    .join(' ');
  return { code, enhanced, text: text.trim() };
}

/** The same as an error carries it: without what the server did not say. */
export function answerOf(reply: string | undefined | false): { answer: ProtocolAnswer } | object {
  if (!reply) return {};
  const { code, enhanced, text } = parseReply(reply);
  return { answer: { text, ...(code ? { code } : {}), ...(enhanced ? { enhanced } : {}) } };
}

/** Keywords of EHLO with their parameters, upper case (RFC 5321 §4.1.1.1). */
export function parseExtensions(reply: string): Map<string, string> {
  const lines = reply.trim().split(/\r?\n/).slice(1);
  return new Map(
    lines.map((line) => {
      const [keyword = '', ...parameters] = line
        .replace(/^\d{3}[ -]/, '')
        .trim()
        .split(/[ =]/);
      return [keyword.toUpperCase(), parameters.join(' ')];
    }),
  );
}
