import * as v from 'valibot';
import type { Hop } from '../../../shared/contract/route';
import { dateTimeMs } from './date-time';

/** A field longer than this was written by nobody's mail server. */
const longestField = 4_000;

/** RFC 5321 §4.4, and `tls` of RFC 8314 §4.3. */
const clauses = ['from', 'by', 'via', 'with', 'tls', 'id', 'for'] as const;
type Clause = (typeof clauses)[number];
const isClause = (word: string): word is Clause => (clauses as readonly string[]).includes(word);

const ip = v.pipe(v.string(), v.ip());
const isAddress = (text: string) => v.is(ip, text);

/** What a clause says: its words, and the comments behind them. */
interface Said {
  words: string[];
  comments: string[];
}

/**
 * One hop as a Received field tells it (RFC 5321 §4.4). Servers write the field in ways of their own (Exim puts the name into
 * a comment, qmail the whole of it, some leave out the semicolon), so what can't be found stays empty and nothing is refused.
 * @param field its value, unfolded
 */
export function receivedHop(field: string): Hop {
  const text = field.slice(0, longestField).replace(/\s+/g, ' ').trim();
  const { said, opening, dateText } = clausesOf(text);
  const atMs = dateTimeMs(dateText);
  const from = said('from');
  const comments = clauses.flatMap((clause) => said(clause).comments);
  const protocol = said('with')
    .words.join(' ')
    .replace(/^["']|["']$/g, '');
  const tls = comments.map(tlsVersion).find((version) => version !== '') ?? '';
  return {
    from: nameOfClient(from),
    fromAddress: [...from.comments, ...from.words].map(addressIn).find((address) => address !== '') ?? '',
    by: bare(said('by').words[0] ?? ''),
    program: opening,
    protocol,
    tls,
    encrypted: tls !== '' || said('tls').words.length > 0 || namesTls(protocol),
    id: bare(said('id').words[0] ?? ''),
    for: bare(said('for').words[0] ?? ''),
    at: atMs === null ? null : new Date(atMs).toISOString(),
    text,
  };
}

/** Takes a field apart at its words, outside of comments. */
function clausesOf(text: string) {
  const closes = closingBrackets(text);
  const found = new Map<Clause, Said>();
  let current: Said | null = null;
  let opening = '';
  let dateAt: number | null = null;
  for (let at = 0; at < text.length; ) {
    const close = closes.get(at);
    if (close !== undefined) {
      const comment = text.slice(at + 1, close);
      if (current) current.comments.push(comment);
      else opening ||= comment;
      at = close + 1;
      continue;
    }
    const [word = ''] = /^(?:"[^"]*"|[^\s(;]+|.)/.exec(text.slice(at, at + 1_000)) ?? [];
    at += word.length;
    if (word === ';') {
      dateAt = at;
      continue;
    }
    if (word.trim() === '') continue;
    const clause = word.toLowerCase();
    // A clause stands once; what looks like another is a word of the one before.
    if (isClause(clause) && !found.has(clause)) {
      current = { words: [], comments: [] };
      found.set(clause, current);
    } else if (dateAt === null) current?.words.push(word);
  }
  const said = (clause: Clause): Said => found.get(clause) ?? { words: [], comments: [] };
  // Without a semicolon the date is what comes last.
  return {
    said,
    opening: found.has('by') ? '' : opening,
    dateText: text.slice(dateAt ?? Math.max(0, text.length - 60)),
  };
}

/** Where each comment ends that does; found in one pass, so that thousands of open brackets cost no more than others. */
function closingBrackets(text: string): Map<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') open.push(at);
    else if (text[at] === ')') {
      const began = open.pop();
      if (began !== undefined) closes.set(began, at);
    }
  }
  return closes;
}

const bare = (word: string) => word.replace(/^[<["']+|[>\]"',]+$/g, '');

/** What the client called itself; where that stands in a comment (Exim, qmail), it is taken from there. */
function nameOfClient({ words, comments }: Said): string {
  const name = bare(words[0] ?? '');
  if (name !== '' && name !== 'unknown' && !isAddress(name.replace(/^IPv6:/i, ''))) return name;
  const greeting = comments.map((comment) => /\b(?:helo|ehlo)[= ]\s*([^\s()\]]+)/i.exec(comment)?.[1] ?? '');
  return bare(greeting.find((found) => found !== '') ?? name);
}

/** The address in a comment like `mail.x.test [192.0.2.1]`, `[IPv6:2001:db8::1]:25` or `192.0.2.1`. */
function addressIn(text: string): string {
  const parts = text.split(/[\s()[\]<>,;=]+/).map((part) => part.replace(/^IPv6:/i, ''));
  return parts.find(isAddress) ?? '';
}

/** `using TLSv1.3 with cipher …` (Postfix), `version=TLS1_2, cipher=…` (Exchange, Sendmail), `TLS1.3` (Exim). */
function tlsVersion(comment: string): string {
  const [, minor] = /(?:^|\busing |\bversion=|\bX=)TLS_?v?1[._]?(\d)/i.exec(comment) ?? [];
  return minor === undefined ? '' : `TLS 1.${minor}`;
}

/** RFC 3848, RFC 6531 §4.3: what ends in S went through TLS, with an A behind it where the client had logged in. */
const namesTls = (protocol: string) => /^(?:(?:utf8)?e?(?:smtp|lmtp)sa?|https|pop3s|imaps)$/i.test(protocol);
