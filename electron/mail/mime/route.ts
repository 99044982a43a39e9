import type { Route } from '../../../shared/contract/route';
import { dateTimeMs } from './date-time';
import { bodyStart, longestHeader } from './headers';
import { receivedHop } from './received';

/** Between two people there are a dozen servers at most; more is a loop, or made up. */
const mostHops = 100;
const mostSignatures = 20;
const longestTags = 8_000;

const wanted = /^(received|date|dkim-signature)[ \t]*:(.*(?:\r?\n[ \t].*)*)/gim;

/** How a message came, by what its header says: every server on the way wrote a line, and nobody has checked them. */
export type HeaderRoute = Pick<Route, 'date' | 'hops' | 'signatures'>;

/** @param head the beginning of a message; what follows its header is not looked at */
export function routeOf(head: Uint8Array): HeaderRoute {
  const header = head.subarray(0, Math.min(bodyStart(head), longestHeader));
  const text = Buffer.from(header.buffer, header.byteOffset, header.byteLength).toString('utf8');
  const received: string[] = [];
  const signed: string[] = [];
  let date: number | null = null;
  for (const [, name = '', folded = ''] of text.matchAll(wanted)) {
    const value = folded.replace(/\r?\n/g, '').trim();
    const key = name.toLowerCase();
    if (key === 'received' && received.length < mostHops) received.push(value);
    else if (key === 'dkim-signature' && signed.length < mostSignatures) signed.push(value);
    else if (key === 'date') date ??= dateTimeMs(value);
  }
  return {
    date: date === null ? null : new Date(date).toISOString(),
    // Each server puts its field above those that are there (RFC 5321 §4.4).
    hops: received.reverse().map(receivedHop),
    signatures: signed.map(signatureOf),
  };
}

/** Who signed, and from when until when (RFC 6376 §3.5). */
function signatureOf(field: string): Route['signatures'][number] {
  const tags = new Map<string, string>();
  for (const part of field.slice(0, longestTags).split(';')) {
    const at = part.indexOf('=');
    // Of a tag given twice the first counts here; who verifies refuses both.
    const name = part.slice(0, at).trim();
    if (at > 0 && !tags.has(name)) tags.set(name, part.slice(at + 1).replace(/\s+/g, ''));
  }
  return {
    domain: (tags.get('d') ?? '').toLowerCase(),
    selector: tags.get('s') ?? '',
    signedAt: instantOf(tags.get('t')),
    expiresAt: instantOf(tags.get('x')),
  };
}

/** Seconds since 1970 in up to twelve digits; no later than dates can be written in four digits of a year. */
function instantOf(seconds: string | undefined): string | null {
  const latest = 253_402_300_799;
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds) || Number(seconds) > latest) return null;
  return new Date(Number(seconds) * 1000).toISOString();
}
