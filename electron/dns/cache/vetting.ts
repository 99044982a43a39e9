import { mostAliases } from '../aliases';
import type { Message, Question, RawRecord } from '../message';
import { isAtOrBelow, type Labels, nameKey, parseName, sameName } from '../names';
import { CLASS_IN, TYPE } from '../types';

/** What of an answer may be remembered, and for how long. */
export interface Vetted {
  message: Message;
  ttlSeconds: number;
  /** A “no” (RFC 2308). */
  negative: boolean;
}

/** Nobody's word is believed longer than a day, whatever its TTL (RFC 1035 §7.3 lets a cache be wary). */
export const mostSeconds = 86_400;
/** RFC 2308 §5: one to three hours is sensible for a “no”. */
const mostNegativeSeconds = 10_800;

/** They are not the data of one name (ANY), not to be asked for, or worth nothing without what they belong to. */
const notKept = new Set([TYPE.ANY, TYPE.AXFR, TYPE.IXFR, TYPE.OPT, TYPE.TKEY, TYPE.TSIG, TYPE.SIG, TYPE.RRSIG]);

/**
 * The part of an answer that may enter the cache (RFC 2181 §5.4.1): the way from the question along its aliases to the data,
 * or to a “no” with the SOA of the zone that says so. A server that does not ask others is believed within its own zone
 * alone. Everything else in the message is left out. Null: nothing of it.
 */
export function vet(message: Message, question: Question): Vetted | null {
  const [asked] = message.questions;
  if (!message.response || message.opcode !== 0 || message.problem !== null || message.questions.length !== 1)
    return null;
  if (!asked || !sameName(asked.name, question.name) || asked.typeCode !== question.typeCode) return null;
  if (asked.classCode !== CLASS_IN || question.classCode !== CLASS_IN || notKept.has(question.typeCode)) return null;
  if (message.flags.includes('tc')) return null;
  if (message.rcode !== 0 && message.rcode !== 3) return null;
  const recursive = message.flags.includes('ra');
  // Whoever neither asks others nor holds the zone has it from somewhere else.
  if (!recursive && !message.flags.includes('aa')) return null;
  const zone = recursive ? [] : zoneOf(message, question.name);
  const chain = chase(message.answer, question, zone);
  if (!chain) return null;
  const { records, end, found } = chain;
  if (found) return message.rcode === 0 ? kept(message, records, [], mostSeconds) : null;
  const soa = soaFor(message, end, zone);
  if (!soa) return null;
  return kept(message, records, [soa], mostNegativeSeconds);
}

/** RFC 2308 §5: a “no” lasts as long as the shorter of the SOA's TTL and its last field. */
const negativeSeconds = ({ data, ttlSeconds }: RawRecord): number =>
  Math.min(ttlSeconds, Number(data.split(' ')[6] ?? 0));

function kept(message: Message, answer: RawRecord[], authority: RawRecord[], most: number): Vetted | null {
  const ttlSeconds = Math.min(most, ...answer.map((record) => record.ttlSeconds), ...authority.map(negativeSeconds));
  if (!(ttlSeconds > 0)) return null;
  return { message: { ...message, answer, authority, additional: [] }, ttlSeconds, negative: authority.length > 0 };
}

/** The zone that an answer speaks for, by the owner of what it says of itself; else the name alone. */
function zoneOf({ authority }: Message, name: Labels): Labels {
  const own = authority.find(
    ({ owner, typeCode }) =>
      (typeCode === TYPE.SOA || typeCode === TYPE.NS) && owner.length > 0 && isAtOrBelow(name, owner),
  );
  return own?.owner ?? name;
}

function chase(
  answer: readonly RawRecord[],
  { name, typeCode }: Question,
  zone: Labels,
): { records: RawRecord[]; end: Labels; found: boolean } | null {
  const records: RawRecord[] = [];
  const seen = new Set<string>();
  let at = name;
  while (seen.size < mostAliases && !seen.has(nameKey(at))) {
    if (!isAtOrBelow(at, zone)) return null;
    seen.add(nameKey(at));
    const here = answer.filter(({ owner, classCode }) => classCode === CLASS_IN && sameName(owner, at));
    if (here.some(({ problem }) => problem !== null)) return null;
    const wanted = here.filter((record) => record.typeCode === typeCode);
    if (wanted.length > 0) return { records: [...records, ...wanted], end: at, found: true };
    const aliases = here.filter((record) => record.typeCode === TYPE.CNAME);
    const [alias] = aliases;
    if (!alias) return { records, end: at, found: false };
    // A name has one other name, or it is nobody's (RFC 2181 §10.1).
    if (aliases.length > 1) return null;
    records.push(alias);
    at = parseName(alias.data);
  }
  return null;
}

function soaFor({ authority }: Message, name: Labels, zone: Labels): RawRecord | null {
  const soas = authority.filter(({ typeCode, classCode }) => typeCode === TYPE.SOA && classCode === CLASS_IN);
  const [soa] = soas;
  if (!soa || soas.length > 1 || soa.problem !== null) return null;
  return isAtOrBelow(name, soa.owner) && isAtOrBelow(soa.owner, zone) ? soa : null;
}
