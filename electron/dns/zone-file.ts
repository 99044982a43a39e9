import type { ZoneFile, ZoneRow } from '../../shared/contract/dns-zones';
import { PosthornError } from '../../shared/errors';
import { formatName, parseName } from './names';
import { parseType, typeName } from './types';

/** Which fields of RDATA are names, which may be relative. */
const nameFields: Readonly<Record<string, readonly number[]>> = {
  NS: [0],
  CNAME: [0],
  DNAME: [0],
  PTR: [0],
  NSEC: [0],
  MX: [1],
  AFSDB: [1],
  KX: [1],
  RP: [0, 1],
  SOA: [0, 1],
  SVCB: [1],
  HTTPS: [1],
  SRV: [3],
  NAPTR: [5],
  RRSIG: [7],
};

const mostRows = 100_000;
/** Errors of the same kind tend to come by the thousand. */
const mostProblems = 100;

interface Token {
  text: string;
  quoted: boolean;
}

/** A line of the file, with those that its parentheses take in. */
interface Entry {
  line: number;
  /** It begins with a blank: its owner is that of the entry before. */
  indented: boolean;
  tokens: Token[];
}

/**
 * Reads a master file (RFC 1035 §5.1, RFC 2308 §4): `$ORIGIN`, `$TTL`, `@`, parentheses, comments, relative names, owners, TTLs
 * and classes that are left out. What can't be read is told by its line, and the rest is read all the same.
 * @param origin of names that are not absolute, until the file says another
 */
export function readZoneFile(text: string, origin: string): Omit<ZoneFile, 'name'> {
  const rows: ZoneRow[] = [];
  const problems: ZoneFile['problems'] = [];
  const told = (line: number, problem: string) => {
    if (problems.length < mostProblems) problems.push({ line, text: problem });
  };
  let at = absolute(origin === '' ? '.' : origin, '.');
  let ttl: number | null = null;
  let lastTtl = 0;
  let owner: string | null = null;
  for (const { line, indented, tokens } of entriesOf(text, told)) {
    const [first, second] = tokens;
    if (!first) continue;
    if (rows.length >= mostRows) {
      told(line, `The file has more than ${mostRows} records; the rest is left out.`);
      break;
    }
    try {
      if (!first.quoted && first.text.startsWith('$')) {
        const directive = first.text.toUpperCase();
        if (directive === '$ORIGIN' && second) at = absolute(second.text, at);
        else if (directive === '$TTL' && second) ttl = secondsOf(second.text);
        else told(line, `${first.text} is not followed here.`);
        continue;
      }
      const rest = indented ? [...tokens] : tokens.slice(1);
      if (!indented) owner = absolute(first.text, at);
      if (owner === null) throw new Error('The first record has no owner.');
      let own: number | null = null;
      let [head] = rest;
      // TTL and class stand in any order (RFC 1035 §5.1).
      for (; head && !head.quoted; [head] = rest) {
        if (/^(IN|CH|HS)$/i.test(head.text)) rest.shift();
        else if (own === null && secondsOf(head.text) !== null && rest.length > 1)
          own = secondsOf(rest.shift()?.text ?? '');
        else break;
      }
      if (!head) throw new Error('A type is missing.');
      const type = typeName(parseType(head.text));
      const fields = rest.slice(1);
      if (fields.length === 0) throw new Error(`${type} has no data.`);
      // The SOA's last field is what other programs take where nothing else says it.
      const ttlSeconds = own ?? ttl ?? (type === 'SOA' ? secondsOf(fields.at(-1)?.text ?? '') : null) ?? lastTtl;
      lastTtl = ttlSeconds;
      rows.push({ change: '', owner, ttlSeconds, type, data: dataOf(type, fields, at) });
    } catch (thrown) {
      told(line, thrown instanceof PosthornError || thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  return { rows, problems };
}

function absolute(name: string, origin: string): string {
  if (name === '@') return origin;
  const isAbsolute = /(^|[^\\])(\\\\)*\.$/.test(name);
  return formatName(parseName(isAbsolute ? name : origin === '.' ? `${name}.` : `${name}.${origin}`));
}

/** `3600`, `1h30m`; null: it is no time. */
function secondsOf(text: string): number | null {
  if (!/^(\d+[smhdw]?)+$/i.test(text)) return null;
  const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
  const parts = [...text.matchAll(/(\d+)([smhdw]?)/gi)];
  return parts.reduce((sum, [, digits, unit = '']) => sum + Number(digits) * (units[unit.toLowerCase()] ?? 1), 0);
}

function dataOf(type: string, fields: readonly Token[], origin: string): string {
  const names = nameFields[type] ?? [];
  return fields
    .map(({ text, quoted }, index) => {
      if (names.includes(index)) return absolute(text, origin);
      // A time of the SOA may be written with its unit.
      if (type === 'SOA' && index > 2) return String(secondsOf(text) ?? text);
      return quoted || type === 'TXT' || type === 'SPF' || type === 'HINFO' ? `"${text}"` : text;
    })
    .join(' ');
}

function* entriesOf(text: string, told: (line: number, problem: string) => void): Generator<Entry> {
  let depth = 0;
  let entry: Entry | null = null;
  let open: string | null = null;
  let number = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    number += 1;
    entry ??= { line: number, indented: /^[ \t]/.test(line), tokens: [] };
    let rest: string = open === null ? line : `"${open}\n${line}`;
    open = null;
    while (rest !== '') {
      const [token = ''] =
        /^(?:[ \t]+|;.*|[()]|"(?:[^"\\]|\\[\s\S])*"|(?:[^ \t;()"\\]|\\[\s\S]?)+|"[\s\S]*)/.exec(rest) ?? [];
      if (token === '') break;
      rest = rest.slice(token.length);
      if (/^[ \t;]/.test(token)) continue;
      if (token === '(') depth += 1;
      else if (token === ')') depth = Math.max(0, depth - 1);
      else if (!token.startsWith('"')) entry.tokens.push({ text: token, quoted: false });
      // A string may go on in the next line, but only where parentheses say that the entry does.
      else if (/^"(?:[^"\\]|\\[\s\S])*"$/.test(token)) entry.tokens.push({ text: token.slice(1, -1), quoted: true });
      else if (depth > 0) open = token.slice(1);
      else told(number, 'A string has no end.');
    }
    if (depth > 0 || open !== null) continue;
    yield entry;
    entry = null;
  }
  if (entry && entry.tokens.length > 0) {
    told(entry.line, 'A parenthesis is not closed.');
    yield entry;
  }
}
