import type { DnsTrace, NameServer, TraceOutcome } from '../../../shared/contract/dns';
import { type Shown, sentenceOf } from '../sentence';
import { list, plainName, zoneName } from '../words';

interface Said {
  outcome: TraceOutcome;
  /** As a sentence calls the server: `ns1.xxx.com.tw`. */
  server: string;
  zone: string;
  name: string;
  type: string;
  rcode: string;
  records: readonly Shown[];
  referral: { zone: string; servers: NameServer[] } | null;
}

/** What one server said on the way. */
export function stepSentence({ outcome, server, zone, name, type, rcode, records, referral }: Said): string {
  const told = { name, type, server, rcode, answer: records, authority: [] };
  switch (outcome) {
    case 'referral':
      return `Ask the servers of ${plainName(referral?.zone ?? '.')}: ${list(
        referral?.servers.map(({ name }) => plainName(name)) ?? [],
      )}.`;
    case 'answer':
      return sentenceOf({ ...told, kind: 'answer' });
    case 'alias':
      return `${plainName(name)} is another name for ${plainName(records.at(-1)?.data ?? '')}, which other servers know.`;
    case 'no-data':
      return sentenceOf({ ...told, kind: 'no-data' });
    case 'nxdomain':
      return sentenceOf({ ...told, kind: 'nxdomain' });
    case 'lame':
      return `${server} is named as a server of ${zoneName(zone)}, and does not answer for it (lame delegation).`;
    case 'refused':
      return `${server} refuses to answer (REFUSED), though it is named as a server of ${zoneName(zone)}.`;
    case 'servfail':
      return `${server} could not find out (SERVFAIL).`;
    case 'silent':
      return `${server} did not answer.`;
    case 'broken':
      return `${server} gave an answer that makes no sense${rcode ? ` (${rcode})` : ''}.`;
  }
}

/** What all of it comes to. @param records with the aliases that led there */
export function traceSentence(
  { outcome, name, type }: { outcome: DnsTrace['outcome']; name: string; type: string },
  records: readonly Shown[],
): string {
  if (outcome === 'unreachable') return `No server on the way to ${plainName(name)} could say where to go on.`;
  if (outcome === 'endless')
    return `The way to ${plainName(name)} has no end: names or servers lead back to each other.`;
  return sentenceOf({ kind: outcome, name, type, server: '', rcode: '', answer: records, authority: [] });
}
