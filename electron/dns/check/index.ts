import type { DomainCheck, DomainFinding } from '../../../shared/contract/dns';
import type { DnsServer, DnsTransport } from '../../../shared/contract/dns-server';
import { transports } from '../../../shared/dns-servers';
import { asPosthornError, fail } from '../../../shared/errors';
import type { Transcripts } from '../../wire';
import { alongAliases } from '../aliases';
import { chainOf } from '../dnssec';
import type { Lines } from '../lines';
import { formatName, parseName } from '../names';
import { toQuestion } from '../question';
import { query } from '../resolver';
import type { Root } from '../walk';
import { plainName } from '../words';
import { checkCertificates } from './certificates';
import { checkDnssec } from './dnssec';
import { limited } from './limited';
import type { Found, Lookup } from './lookup';
import { checkMailServers, checkReverse } from './mail-servers';
import { askOwnServers } from './own-servers';
import { checkOwnServers } from './server-findings';
import { checkDkim, checkDmarc, checkLogo, checkTransport } from './signatures';
import { checkSpf } from './spf';
import { checkNameServers, checkZone } from './zone';

export type { Found, Lookup } from './lookup';

const weight = { error: 0, warning: 1, note: 2, good: 3 };
const topics: readonly DomainFinding['topic'][] = [
  'Mail servers',
  'Name servers',
  'Zone',
  'DNSSEC',
  'SPF',
  'DKIM',
  'DMARC',
  'Reverse names',
  'Transport',
  'CAA',
  'BIMI',
];

/** Everything about a domain that decides whether its mail arrives and is believed, worst first. */
export async function findingsOf(
  lookup: Lookup,
  domain: string,
  selectors: readonly string[] = [],
): Promise<DomainFinding[]> {
  const { findings, hosts } = await checkMailServers(lookup, domain);
  const isThere = (await lookup.ask(domain, 'MX')).rcode === 'NOERROR';
  const more = isThere
    ? await Promise.all([
        checkNameServers(lookup, domain),
        checkZone(lookup, domain, hosts),
        checkSpf(lookup, domain),
        checkDkim(lookup, domain, selectors),
        checkDmarc(lookup, domain),
        checkReverse(lookup, hosts),
        checkLogo(lookup, domain),
        hosts.length > 0 ? checkTransport(lookup, domain, hosts) : [],
        hosts.length > 0 ? checkCertificates(lookup, domain, hosts) : [],
      ])
    : [];
  return worstFirst([...findings, ...more.flat()]);
}

const worstFirst = (findings: readonly DomainFinding[]): DomainFinding[] =>
  [...findings].sort(
    (a, b) => weight[a.severity] - weight[b.severity] || topics.indexOf(a.topic) - topics.indexOf(b.topic),
  );

export interface CheckOptions {
  domain: string;
  selectors: readonly string[];
  server: DnsServer;
  transport?: DnsTransport;
  lines?: Lines;
  /** Where the way to the domain's own servers begins. */
  root: Root;
  /** DS or DNSKEY records in presentation form, which are trusted without proof. */
  anchors: readonly string[];
  /** How far true time is ahead of this computer's clock, as far as it is known. */
  clockOffsetMs?: number;
  /** PEMs trusted besides the system's. */
  ca?: string[];
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  /** Told how many questions were asked so far. */
  onQuestion?: ((questions: number) => void) | undefined;
}

/** At a time; a resolver at home is not made for more. */
const atOnce = 8;

/** @throws `dns.bad-name`, `app.cancelled`; `dns.no-answer` where the resolver answers nothing at all */
export async function checkDomain(options: CheckOptions): Promise<DomainCheck> {
  const { server, selectors, onQuestion = () => {} } = options;
  const domain = plainName(formatName(parseName(options.domain)));
  let questions = 0;
  let questionsToZones = 0;
  const told = () => onQuestion(questions + questionsToZones);
  const count = () => {
    questions += 1;
    told();
  };
  const lookup = remembering(
    limited(atOnce, async (name: string, type: string) => {
      count();
      return askFor(options, name, type);
    }),
  );
  // A resolver tells of signatures that do not hold, and of lame servers, as of a failure (SERVFAIL).
  const isThere = (await lookup.ask(domain, 'MX')).rcode !== 'NXDOMAIN';
  const question = toQuestion({ name: domain, type: 'MX' });
  const onZoneQuestion = () => {
    questionsToZones += 1;
    told();
  };
  // What the one still asks is of no use when the other has failed.
  const over = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
  const [found, own] = await Promise.all([
    findingsOf(lookup, domain, selectors),
    isThere ? ownServersOf({ ...options, domain, signal }, onZoneQuestion) : null,
  ]).finally(() => over.abort());
  const dnssec = isThere ? checkDnssec(await chainOf({ ...options, question, onQuestion: count }), domain) : [];
  const findings = worstFirst([...found, ...(own ? checkOwnServers(own, domain) : []), ...dnssec]);
  const at = new Date().toISOString();
  return { at, domain, server, questions, questionsToZones, findings, sentence: sentenceOf(domain, findings) };
}

async function ownServersOf(
  { root, domain, transport = 'udp', transcripts, signal }: CheckOptions,
  onQuestion: () => void,
): ReturnType<typeof askOwnServers> {
  // Whoever wants nothing to go out in the clear would be betrayed by it.
  if (transport !== 'udp' && transport !== 'tcp')
    return {
      reason: `Servers of zones take questions in the clear alone, and ${transports[transport].name} was chosen`,
    };
  // What servers tell of names is mostly spelled as the question was.
  return askOwnServers({ ...root, domain: parseName(domain.toLowerCase()), transcripts, signal, onQuestion });
}

function sentenceOf(domain: string, findings: readonly DomainFinding[]): string {
  const count = (severity: DomainFinding['severity']) => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const things = (n: number) => `${n} ${n === 1 ? 'thing' : 'things'}`;
  if (errors > 0)
    return `${things(errors)} about ${domain} ${errors === 1 ? 'keeps' : 'keep'} mail from arriving, or from being believed.`;
  if (warnings > 0) return `Mail for ${domain} arrives; ${things(warnings)} could be better.`;
  return `Nothing about ${domain} keeps mail from arriving.`;
}

async function askFor(
  { server, transport = 'udp', transcripts, lines, ca, signal }: CheckOptions,
  name: string,
  type: string,
): Promise<Found> {
  if (signal?.aborted) throw fail('app.cancelled', {});
  try {
    const answer = await query({ question: { name, type, server, transport }, transcripts, lines, ca, signal });
    const records = answer.answer.map((record) => ({ ...record, owner: parseName(record.owner) }));
    const said = alongAliases(records, parseName(answer.question.name), answer.question.typeCode);
    const of = (wanted: string) => said.filter((record) => record.type === wanted);
    return {
      rcode: answer.rcode,
      aliases: of('CNAME').map((record) => record.data),
      data: of(type).map((record) => record.data),
    };
  } catch (error) {
    const { code } = asPosthornError(error);
    // A name that can't be one has no records; what a zone says there is what is looked at.
    if (code !== 'dns.bad-name' && code !== 'dns.malformed') throw error;
    return { rcode: code === 'dns.bad-name' ? 'NOERROR' : 'FORMERR', aliases: [], data: [] };
  }
}

type Ask = Lookup['ask'];

/** The same question is asked once. */
function remembering(ask: Ask): Lookup {
  const known = new Map<string, Promise<Found>>();
  return {
    ask(name, type) {
      const key = `${name.toLowerCase()} ${type}`;
      const found = known.get(key) ?? ask(name, type);
      known.set(key, found);
      return found;
    },
  };
}
