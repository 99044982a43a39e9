import type { NameServer, TraceOutcome } from '../../../shared/contract/dns';
import type { Message, Question, RawRecord } from '../message';
import { isAtOrBelow, type Labels, parseName, sameName } from '../names';
import { TYPE } from '../types';

/** What an answer means for the way down. */
export interface Judged {
  outcome: TraceOutcome;
  /** Of `answer` and `alias`, what belongs to the zone that was asked; nothing else is believed (RFC 2181 §5.4.1). */
  records: RawRecord[];
  /** The name at the end of the aliases, where the zone knows no more of it. */
  target: Labels | null;
  referral: { zone: Labels; servers: NameServer[] } | null;
}

const plain = (outcome: TraceOutcome): Judged => ({ outcome, records: [], target: null, referral: null });
/** An answer follows no more of its own aliases than this. */
const mostAliases = 16;

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
  // An answer out of a memory may be right, and is still not that of a server that holds the zone.
  if (found.records.length > 0) return aa ? found : plain('lame');
  const referral = message.rcode === 0 ? referralIn(message, question, zone) : null;
  if (referral) return { ...plain('referral'), referral };
  if (!aa) return plain('lame');
  return plain(message.rcode === 3 ? 'nxdomain' : 'no-data');
}

/** Follows aliases through an answer as far as they stay in the zone. */
function chase(answer: readonly RawRecord[], { name, typeCode }: Question, zone: Labels): Judged {
  const records: RawRecord[] = [];
  let at = name;
  for (let hops = 0; hops < mostAliases; hops++) {
    const here = answer.filter(({ owner }) => sameName(owner, at));
    const wanted = here.filter((record) => record.typeCode === typeCode || typeCode === TYPE.ANY);
    if (wanted.length > 0) return { ...plain('answer'), records: [...records, ...wanted] };
    const alias = here.find((record) => record.typeCode === TYPE.CNAME && record.problem === null);
    if (!alias) break;
    records.push(alias);
    at = parseName(alias.data);
    if (!isAtOrBelow(at, zone)) break;
  }
  return records.length === 0 ? plain('no-data') : { ...plain('alias'), records, target: at };
}

function referralIn({ authority, additional }: Message, { name }: Question, zone: Labels): Judged['referral'] {
  const below = authority.filter(
    ({ owner, typeCode, problem }) =>
      typeCode === TYPE.NS &&
      problem === null &&
      owner.length > zone.length &&
      isAtOrBelow(owner, zone) &&
      isAtOrBelow(name, owner),
  );
  const [first] = below;
  if (!first) return null;
  const servers = below
    .filter(({ owner }) => sameName(owner, first.owner))
    .map(({ data }) => ({ name: data, addresses: glueOf(parseName(data), additional, zone) }));
  return { zone: first.owner, servers };
}

/** Addresses that came along, of names that the server asked may speak of. */
function glueOf(server: Labels, additional: readonly RawRecord[], zone: Labels): string[] {
  if (!isAtOrBelow(server, zone)) return [];
  return additional
    .filter(({ owner, typeCode, problem }) => {
      return (typeCode === TYPE.A || typeCode === TYPE.AAAA) && problem === null && sameName(owner, server);
    })
    .map(({ data }) => data);
}
