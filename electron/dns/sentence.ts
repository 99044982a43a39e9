import type { DnsAnswer, ResourceRecord } from '../../shared/contract/dns';
import { alongAliases } from './aliases';
import type { Message, Question, RawRecord } from './message';
import { formatName } from './names';
import { className, TYPE, typeName } from './types';
import { addressOf, list, mailboxOf, plainName } from './words';

/** A record in presentation form, without a meaning yet. */
export type Shown = Omit<ResourceRecord, 'meaning'>;
export type Kind = DnsAnswer['kind'];

export function show(record: RawRecord): Shown {
  return {
    owner: formatName(record.owner),
    ttlSeconds: record.ttlSeconds,
    class: className(record.classCode),
    type: typeName(record.typeCode),
    typeCode: record.typeCode,
    data: record.data,
  };
}

/** What an answer says of the name that was asked for, with the aliases on the way. */
export const saidOf = ({ answer }: Message, { name, typeCode, classCode }: Question): RawRecord[] =>
  alongAliases(
    answer.filter((record) => record.classCode === classCode),
    name,
    typeCode,
  );

/** Of that, what was asked for. */
export const wantedOf = (message: Message, question: Question): RawRecord[] =>
  saidOf(message, question).filter(({ typeCode }) => typeCode === question.typeCode || question.typeCode === TYPE.ANY);

/** What an answer amounts to (RFC 2308 §2): an empty one may be "no such record" or "ask those servers". */
export function kindOf(message: Message, question: Question): Kind {
  if (message.rcode === 3) return 'nxdomain';
  if (message.rcode === 2) return 'servfail';
  if (message.rcode === 5) return 'refused';
  if (message.rcode !== 0) return 'other';
  if (wantedOf(message, question).length > 0) return 'answer';
  const has = (code: number) => message.authority.some((record) => record.typeCode === code);
  if (message.answer.length === 0 && has(TYPE.NS) && !has(TYPE.SOA) && !message.flags.includes('aa')) return 'referral';
  return 'no-data';
}

export interface Told {
  kind: Kind;
  /** Absolute. */
  name: string;
  type: string;
  /** Host of the server. */
  server: string;
  rcode: string;
  answer: readonly Shown[];
  authority: readonly Shown[];
}

/** What the answer says, in one sentence. */
export function sentenceOf(told: Told): string {
  const aliases = told.answer.filter((record) => record.type === 'CNAME' && told.type !== 'CNAME');
  const end = aliases.at(-1);
  const name = plainName(told.name);
  // `which` goes on about the name at the end of the aliases.
  const subject = end ? `${name} is another name for ${plainName(end.data)}, which` : (addressOf(told.name) ?? name);
  switch (told.kind) {
    case 'answer':
      return `${subject} ${predicate(told)}.`;
    case 'no-data':
      return end ? `${subject} has no ${told.type} record.` : `${subject} exists, but it has no ${told.type} record.`;
    case 'nxdomain':
      return end ? `${subject} does not exist.` : noSuchName(told.name);
    case 'referral': {
      const [zone] = told.authority.filter((record) => record.type === 'NS');
      const servers = dataOf(told.authority, 'NS').map(plainName);
      return `${told.server} does not hold ${name}; it refers to the servers of ${plainName(zone?.owner ?? '.')}: ${list(servers)}.`;
    }
    case 'servfail':
      return `${told.server} could not find out about ${name} (SERVFAIL).`;
    case 'refused':
      return `${told.server} refuses to answer about ${name} (REFUSED).`;
    case 'other':
      return `${told.server} answered ${told.rcode} to the question for ${name}.`;
  }
}

function noSuchName(name: string): string {
  const address = addressOf(name);
  return address ? `No name is known for ${address}.` : `There is no name ${plainName(name)}.`;
}

/** What follows the name, by type; the types not listed are counted. */
const PREDICATES: Readonly<Record<string, (data: readonly string[]) => string>> = {
  A: (data) => `is at ${list(data)}`,
  AAAA: (data) => `is at ${list(data)}`,
  CNAME: (data) => `is another name for ${list(data.map(plainName))}`,
  MX: (data) => takesMail(data),
  NS: (data) => `is served by ${list(data.map(plainName))}`,
  PTR: (data) => `is called ${list(data.map(plainName))}`,
  SOA: ([data = '']) => {
    const [server = '', keeper = '', serial = ''] = data.split(' ');
    return `is a zone at serial ${serial}; its first server is ${plainName(server)}, and ${mailboxOf(keeper)} looks after it`;
  },
};

function predicate({ answer, type }: Told): string {
  const data = dataOf(answer, type);
  const tell = PREDICATES[type];
  if (tell && data.every((text) => !text.startsWith('\\#'))) return tell(data);
  const n = type === 'ANY' ? answer.length : data.length;
  return `has ${n} ${type === 'ANY' ? '' : `${type} `}record${n === 1 ? '' : 's'}`;
}

function takesMail(data: readonly string[]): string {
  const hosts = data
    .map((text) => text.split(' '))
    .map(([preference = '', host = '']) => ({ preference: Number(preference), host: plainName(host) }))
    .sort((a, b) => a.preference - b.preference);
  // RFC 7505: a single MX of the root.
  if (hosts.length === 1 && hosts[0]?.host === '.') return 'takes no mail';
  return `takes mail at ${hosts.map(({ host, preference }) => `${host} (${preference})`).join(', then ')}`;
}

function dataOf(records: readonly Shown[], type: string): string[] {
  return records.filter((record) => record.type === type).map((record) => record.data);
}
