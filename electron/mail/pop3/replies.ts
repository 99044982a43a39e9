/** A status line: `+OK text` or `-ERR [CODE] text` (RFC 1939 §3, RFC 2449 §8). */
export interface StatusReply {
  ok: boolean;
  /** The response code in brackets, upper case (`IN-USE`, `SYS/TEMP`), or empty. */
  code: string;
  /** The text as the server sent it, without `+OK` and the code. */
  text: string;
  /** The whole line. */
  line: string;
}

/** @returns null when the line is no POP3 status */
export function parseStatus(line: string): StatusReply | null {
  const match = /^(\+OK|-ERR)(?:[ \t]+(.*))?$/is.exec(line);
  if (!match) return null;
  const text = match[2] ?? '';
  const coded = /^\[([^\]]+)\]\s*(.*)$/s.exec(text);
  return {
    ok: match[1]?.toUpperCase() === '+OK',
    code: coded?.[1]?.toUpperCase() ?? '',
    text: coded?.[2] ?? text,
    line,
  };
}

/** The challenge of APOP in a greeting: `<1896.697170952@dbc.mtview.ca.us>` (RFC 1939 §7). */
export function apopChallenge(greeting: string): string | null {
  return /<[^<>\s@]+@[^<>\s]+>/.exec(greeting)?.[0] ?? null;
}

/** What a server asks for within an AUTH exchange, still in base64 (RFC 5034 §4); null when the line is no challenge. */
export function parseChallenge(line: string): string | null {
  return /^\+(?:[ \t]+(.*))?$/s.exec(line) ? line.slice(1).trim() : null;
}

/** Message count and octets of the maildrop, or null when the answer is none. */
export function parseStat(text: string): { messages: number; octets: number } | null {
  const match = /^(\d{1,10})\s+(\d{1,16})/.exec(text);
  return match ? { messages: Number(match[1]), octets: Number(match[2]) } : null;
}

/** A scan listing: message number and size. Lines that are none are left out. */
export function parseList(lines: string[]): Map<number, number> {
  return new Map(
    lines.flatMap((line) => {
      const match = /^\s*(\d{1,10})\s+(\d{1,16})/.exec(line);
      return match && Number(match[1]) > 0 ? [[Number(match[1]), Number(match[2])] as const] : [];
    }),
  );
}

/** `number size`, the answer to LIST for one message; null when it is none. */
export function parseListOne(text: string): { number: number; octets: number } | null {
  const [found] = parseList([text]);
  return found ? { number: found[0], octets: found[1] } : null;
}

/**
 * Unique-ids by message number. RFC 1939 §7 allows 1 to 70 characters from 0x21 to 0x7E; longer ones and spaces inside
 * are seen in the wild and taken as they are, since an id is only ever compared.
 */
export function parseUidl(lines: string[]): Map<number, string> {
  return new Map(
    lines.flatMap((line) => {
      const match = /^\s*(\d{1,10})\s+(\S.*?)\s*$/.exec(line);
      return match && Number(match[1]) > 0 ? [[Number(match[1]), match[2] ?? ''] as const] : [];
    }),
  );
}

/** `number unique-id`, the answer to UIDL for one message; null when it is none. */
export function parseUidlOne(text: string): { number: number; uidl: string } | null {
  const [found] = parseUidl([text]);
  return found ? { number: found[0], uidl: found[1] } : null;
}
