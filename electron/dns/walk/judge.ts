import type { NameServer, TraceOutcome } from '../../../shared/contract/dns';
import { mostAliases } from '../aliases';
import type { Message, Question, RawRecord } from '../message';
import { formatName, isAtOrBelow, type Labels, MAX_NAME, parseName, sameName, wireLength } from '../names';
import { CLASS_IN, TYPE } from '../types';

/** To whom a server refers. */
export interface Referral {
  zone: Labels;
  /** With the glue that came along. */
  servers: NameServer[];
  /** The shortest of all that it consists of. */
  ttlSeconds: number;
}

/** What an answer means for the way down. */
export interface Judged {
  outcome: TraceOutcome;
  /** Of `answer` and `alias`, what belongs to the zone that was asked; nothing else is believed (RFC 2181 §5.4.1). */
  records: RawRecord[];
  /** The name at the end of the aliases, where the zone knows no more of it. */
  target: Labels | null;
  /** Of a “no”, as far as the zone may speak of it (RFC 2308 §3). */
  soa: RawRecord | null;
  referral: Referral | null;
}

export const plain = (outcome: TraceOutcome): Judged => ({
  outcome,
  records: [],
  target: null,
  soa: null,
  referral: null,
});

/** Whether it tells where the way goes on, or where it ends. */
export const isOfUse = (outcome: TraceOutcome): boolean =>
  outcome === 'referral' ||
  outcome === 'answer' ||
  outcome === 'alias' ||
  outcome === 'no-data' ||
  outcome === 'nxdomain';

/**
 * What a server of `zone` means by its answer (RFC 1034 §5.3.3, RFC 2308 §2). Only what lies in that zone counts: a server
 * could else say anything of anybody.
 */
export function judge(message: Message, question: Question, zone: Labels): Judged {
  if (message.rcode === 2) return plain('servfail');
  if (message.rcode === 5) return plain('refused');
  if (message.rcode !== 0 && message.rcode !== 3) return plain('broken');
  const aa = message.flags.includes('aa');
  const found = chase(message.answer, question, zone);
  // That there is no such name, and what it has.
  if (message.rcode === 3 && found.outcome === 'answer') return plain('broken');
  // An answer out of a memory may be right, and is still not that of a server that holds the zone.
  if (found.records.length > 0 || found.outcome === 'broken') return aa ? found : plain('lame');
  const referral = message.rcode === 0 ? referralIn(message, question, zone) : null;
  if (referral) return { ...plain('referral'), referral };
  if (!aa) return plain('lame');
  return { ...plain(message.rcode === 3 ? 'nxdomain' : 'no-data'), soa: soaIn(message, question, zone) };
}

/** Follows aliases through an answer as far as they stay in the zone. */
function chase(answer: readonly RawRecord[], { name, typeCode }: Question, zone: Labels): Judged {
  const records: RawRecord[] = [];
  const ours = answer.filter(({ classCode }) => classCode === CLASS_IN);
  let at = name;
  for (let hops = 0; hops < mostAliases; hops++) {
    const here = ours.filter(({ owner }) => sameName(owner, at));
    const wanted = here.filter((record) => record.typeCode === typeCode || typeCode === TYPE.ANY);
    if (wanted.length > 0) return { ...plain('answer'), records: [...records, ...wanted] };
    const above = dnameAbove(ours, at, zone);
    const alias = here.find((record) => record.typeCode === TYPE.CNAME && record.problem === null) ?? madeOf(above, at);
    if (alias === 'too-long') return plain('broken');
    if (!alias || records.includes(alias)) break;
    records.push(...(above ? [above] : []), alias);
    at = parseName(alias.data);
    if (!isAtOrBelow(at, zone)) break;
  }
  return records.length === 0 ? plain('no-data') : { ...plain('alias'), records, target: at };
}

const dnameAbove = (answer: readonly RawRecord[], name: Labels, zone: Labels): RawRecord | undefined =>
  answer.find(
    ({ owner, typeCode, problem }) =>
      typeCode === TYPE.DNAME &&
      problem === null &&
      owner.length < name.length &&
      isAtOrBelow(name, owner) &&
      isAtOrBelow(owner, zone),
  );

/** The alias that follows from a DNAME (RFC 6672 §3.1), for servers that do not make it themselves. */
function madeOf(dname: RawRecord | undefined, name: Labels): RawRecord | 'too-long' | null {
  if (!dname) return null;
  const target = [...name.slice(0, name.length - dname.owner.length), ...parseName(dname.data)];
  if (wireLength(target) > MAX_NAME) return 'too-long';
  return { ...dname, owner: name, typeCode: TYPE.CNAME, data: formatName(target) };
}

function soaIn({ authority }: Message, { name }: Question, zone: Labels): RawRecord | null {
  const fits = ({ owner, typeCode, classCode, problem }: RawRecord) =>
    typeCode === TYPE.SOA &&
    classCode === CLASS_IN &&
    problem === null &&
    isAtOrBelow(name, owner) &&
    isAtOrBelow(owner, zone);
  return authority.find(fits) ?? null;
}

function referralIn({ authority, additional }: Message, { name }: Question, zone: Labels): Referral | null {
  const below = authority.filter(
    ({ owner, typeCode, classCode, problem }) =>
      typeCode === TYPE.NS &&
      classCode === CLASS_IN &&
      problem === null &&
      owner.length > zone.length &&
      isAtOrBelow(owner, zone) &&
      isAtOrBelow(name, owner),
  );
  const [first] = below;
  if (!first) return null;
  const named = below.filter(({ owner }) => sameName(owner, first.owner));
  const glue = named.map(({ data }) => addressesIn(parseName(data), additional, zone));
  return {
    zone: first.owner,
    servers: named.map(({ data }, index) => ({ name: data, addresses: (glue[index] ?? []).map((one) => one.data) })),
    ttlSeconds: Math.min(...[...named, ...glue.flat()].map(({ ttlSeconds }) => ttlSeconds)),
  };
}

/** Address records that came along, of a name that the server of this zone may speak of. */
export function addressesIn(server: Labels, additional: readonly RawRecord[], zone: Labels): RawRecord[] {
  if (!isAtOrBelow(server, zone)) return [];
  return additional.filter(
    ({ owner, typeCode, classCode, problem }) =>
      (typeCode === TYPE.A || typeCode === TYPE.AAAA) &&
      classCode === CLASS_IN &&
      problem === null &&
      sameName(owner, server),
  );
}
