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

/** A line of a scan listing, or the answer to LIST for one message: number and size in octets; null when it is none. */
export function parseListOne(text: string): { number: number; octets: number } | null {
  const match = /^\s*(\d{1,10})\s+(\d{1,16})/.exec(text);
  return match && Number(match[1]) > 0 ? { number: Number(match[1]), octets: Number(match[2]) } : null;
}

/**
 * A line of a unique-id listing, or the answer to UIDL for one message; null when it is none. RFC 1939 §7 allows 1 to 70
 * characters from 0x21 to 0x7E; longer ones and spaces inside are seen in the wild and taken as they are, since an id is
 * only ever compared.
 */
export function parseUidlOne(text: string): { number: number; uidl: string } | null {
  const match = /^\s*(\d{1,10})\s+(\S.*)$/.exec(text.trimEnd());
  return match && Number(match[1]) > 0 ? { number: Number(match[1]), uidl: match[2] ?? '' } : null;
}
