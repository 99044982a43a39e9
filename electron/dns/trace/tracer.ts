import type { Endpoint } from '../../../shared/contract/common';
import type { DnsTrace, NameServer, TraceFinding, TraceOutcome, TraceStep } from '../../../shared/contract/dns';
import type { Transcripts } from '../../wire';
import type { Heard } from '../exchange';
import { type Hearing, hear } from '../hear';
import { meaningOf } from '../meaning';
import type { Question, RawRecord } from '../message';
import { formatName, isAtOrBelow, type Labels, nameKey, parseName } from '../names';
import { show } from '../sentence';
import { CLASS_IN, rcodeName, TYPE, typeName } from '../types';
import { plainName } from '../words';
import { compareServers, differingAnswers } from './findings';
import { type Judged, judge } from './judge';
import { stepSentence, traceSentence } from './sentences';

export interface TraceOptions {
  question: Question;
  /** Servers of the root. */
  hints: readonly NameServer[];
  /** Where the server of this address is asked; null: it can't be, from here. */
  endpointOf(address: string): Endpoint | null;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  onStep?: ((step: TraceStep) => void) | undefined;
}

/** In all, whatever the zones say: nobody's servers are flooded because of a loop. */
const mostQuestions = 150;
const mostReferrals = 32;
const mostAliases = 12;
/** The address of a server may need that of another, and so on, so far. */
const deepest = 4;
/** A zone may name many servers that are down. */
const mostTried = 6;
/** So many of a zone's servers are asked whether they agree. */
const mostCompared = 8;

/** A zone and who answers for it. */
interface Delegation {
  zone: Labels;
  servers: readonly NameServer[];
}

type End = Pick<DnsTrace, 'outcome'> & { records: RawRecord[] };
const unreachable: End = { outcome: 'unreachable', records: [] };

/**
 * Goes from the root to a name as a resolver does (RFC 1034 §5.3.3), telling each step. Only glue that the server asked may
 * give is taken; what a name server's address is, is else found out from the root again. On the way down each zone's own list of
 * servers is compared with that of the zone above it, and at the end all servers of the last zone are asked.
 * @throws `app.cancelled`
 */
export async function trace(options: TraceOptions): Promise<DnsTrace> {
  return new Tracer(options).run();
}

class Tracer {
  private readonly steps: TraceStep[] = [];
  private readonly findings: TraceFinding[] = [];
  /** Zones whose servers are known, for a way down that begins nearer. */
  private readonly known = new Map<string, Delegation>();
  private readonly addresses = new Map<string, string[]>();
  private questions = 0;

  constructor(private readonly options: TraceOptions) {}

  async run(): Promise<DnsTrace> {
    const { question } = this.options;
    const at = new Date().toISOString();
    const end = await this.resolve(question, 0);
    const name = formatName(question.name);
    const type = typeName(question.typeCode);
    const records = end.records.map(show);
    return {
      at,
      question: { name, type },
      steps: this.steps,
      outcome: end.outcome,
      records: records.map((record) => ({ ...record, meaning: meaningOf(record, records) })),
      sentence: traceSentence({ outcome: end.outcome, name, type }, records),
      findings: this.findings,
    };
  }

  /** Down to the name, and on to each name that it is an alias of. */
  private async resolve(question: Question, depth: number): Promise<End> {
    const records: RawRecord[] = [];
    const seen = new Set<string>();
    let { name } = question;
    while (seen.size < mostAliases && !seen.has(nameKey(name))) {
      seen.add(nameKey(name));
      const found = await this.descend({ ...question, name }, depth);
      if (found === 'endless') return { outcome: 'endless', records };
      if (found === null) return { ...unreachable, records };
      records.push(...found.records);
      if (found.outcome !== 'alias' || !found.target) return { outcome: ending(found.outcome), records };
      name = found.target;
    }
    this.note(
      'error',
      `The aliases of ${plainName(formatName(question.name))} lead back to themselves.`,
      'RFC 1034 §3.6.2',
    );
    return { outcome: 'endless', records };
  }

  /** From the nearest zone that is known down to what its last zone says. */
  private async descend(question: Question, depth: number): Promise<Judged | null | 'endless'> {
    let at = this.nearest(question.name);
    for (let hops = 0; hops < mostReferrals; hops++) {
      const judged = await this.askOneOf(at, question, depth);
      if (!judged) return null;
      const { referral } = judged;
      if (!referral) {
        if (depth === 0) await this.compareAnswers(at, question, judged);
        return judged;
      }
      const key = nameKey(referral.zone);
      const next = { zone: referral.zone, servers: referral.servers };
      const first = !this.known.has(key);
      this.known.set(key, next);
      if (depth === 0 && first) await this.compareDelegation(next);
      at = next;
    }
    return 'endless';
  }

  private nearest(name: Labels): Delegation {
    for (let from = 0; from < name.length; from++) {
      const known = this.known.get(nameKey(name.slice(from)));
      if (known) return known;
    }
    return { zone: [], servers: this.options.hints };
  }

  /** The first of a zone's servers that can say something of use. */
  private async askOneOf({ zone, servers }: Delegation, question: Question, depth: number): Promise<Judged | null> {
    let tried = 0;
    for (const server of servers) {
      for (const address of (await this.addressesOf(server, zone, depth)).slice(0, 2)) {
        if (tried >= mostTried) return null;
        tried += 1;
        const judged = await this.ask({ zone, server: server.name, address }, question, depth);
        if (judged && isOfUse(judged.outcome)) return judged;
      }
    }
    return null;
  }

  /** As the delegation has them, or found out from the root. */
  private async addressesOf({ name, addresses }: NameServer, zone: Labels, depth: number): Promise<string[]> {
    if (addresses.length > 0) return addresses;
    const labels = parseName(name);
    if (zone.length > 0 && isAtOrBelow(labels, zone)) {
      // Its address would be asked of itself.
      this.note(
        'error',
        `${plainName(name)} serves ${plainName(formatName(zone))} and lies in it, and no glue says where it is.`,
        'RFC 1034 §4.2.1',
      );
      return [];
    }
    if (depth >= deepest) return [];
    const key = nameKey(labels);
    // Two servers that each lie in the zone of the other would be looked for for ever.
    const known = this.addresses.get(key);
    if (known) return known;
    this.addresses.set(key, []);
    const found = await this.resolve({ name: labels, typeCode: TYPE.A, classCode: CLASS_IN }, depth + 1);
    const own = found.records.filter(({ typeCode }) => typeCode === TYPE.A).map(({ data }) => data);
    if (own.length === 0)
      this.note(
        'error',
        `No address is known for ${plainName(name)}, a server of ${plainName(formatName(zone))}.`,
        'RFC 1912 §2.8',
      );
    this.addresses.set(key, own);
    return own;
  }

  /** Null where nothing more may be asked. */
  private async ask(
    at: { zone: Labels; server: string; address: string },
    question: Question,
    depth: number,
  ): Promise<Judged | null> {
    const told = await this.hear(at.address, question);
    if (!told) return null;
    const { heard, error, sessionId } = told;
    const judged: Judged = error
      ? nothing(error.code === 'dns.malformed' ? 'broken' : 'silent')
      : judge(heard.message, question, at.zone);
    this.tell(at, question, depth, judged, heard, sessionId);
    return judged;
  }

  /** Null where nothing more may be asked. */
  private async hear(address: string, question: Question): Promise<Hearing | null> {
    const { endpointOf, transcripts, signal } = this.options;
    const endpoint = endpointOf(address);
    if (!endpoint || this.questions >= mostQuestions) return null;
    this.questions += 1;
    const how = { recursive: false, transport: 'udp', tries: 2 } as const;
    return hear({ servers: [endpoint], question, ...how, transcripts, signal });
  }

  private tell(
    { zone, server, address }: { zone: Labels; server: string; address: string },
    question: Question,
    depth: number,
    { outcome, records, referral }: Judged,
    heard: Heard | null,
    sessionId: string,
  ): void {
    const shown = records.map(show);
    const asked = { name: formatName(question.name), type: typeName(question.typeCode) };
    const told = {
      outcome,
      referral: referral && { zone: formatName(referral.zone), servers: referral.servers },
      zone: formatName(zone),
    };
    const step: TraceStep = {
      ...told,
      depth,
      question: asked,
      server: { name: server, address },
      authoritative: heard?.message.flags.includes('aa') ?? false,
      records: shown.map((record) => ({ ...record, meaning: meaningOf(record, shown) })),
      sentence: stepSentence({
        ...told,
        ...asked,
        server: plainName(server),
        rcode: heard ? rcodeName(heard.message.rcode) : '',
        records: shown,
      }),
      elapsedUs: heard?.elapsedUs ?? 0,
      sessionId,
    };
    this.steps.push(step);
    this.options.onStep?.(step);
    if (outcome === 'lame' || outcome === 'refused' || outcome === 'silent')
      this.note(
        outcome === 'silent' ? 'warning' : 'error',
        step.sentence,
        outcome === 'silent' ? 'RFC 2182 §3' : 'RFC 1912 §2.8',
      );
  }

  /** What the zone says of its own servers, beside what the zone above says (RFC 1034 §4.2.2). */
  private async compareDelegation(delegation: Delegation): Promise<void> {
    const { zone, servers } = delegation;
    const question = { name: zone, typeCode: TYPE.NS, classCode: CLASS_IN };
    for (const server of servers) {
      const [address] = server.addresses;
      if (address === undefined) continue;
      const told = await this.hear(address, question);
      if (!told) return;
      const { heard } = told;
      if (!heard?.message.flags.includes('aa')) continue;
      const own = heard.message.answer.filter(({ typeCode, problem }) => typeCode === TYPE.NS && problem === null);
      this.findings.push(
        ...compareServers(
          zone,
          servers,
          own.map(({ data }) => data),
          heard.message.additional,
        ),
      );
      return;
    }
  }

  /** What the other servers of the last zone say. */
  private async compareAnswers({ zone, servers }: Delegation, question: Question, first: Judged): Promise<void> {
    const asked = this.steps.filter((step) => step.depth === 0 && step.zone === formatName(zone));
    const others = servers
      .filter(({ name }) => !asked.some(({ server }) => server.name === name))
      .slice(0, mostCompared);
    const answers = await Promise.all(
      others.map(async (server) => {
        const [address] = await this.addressesOf(server, zone, 0);
        const judged =
          address === undefined ? null : await this.ask({ zone, server: server.name, address }, question, 0);
        return { name: server.name, judged };
      }),
    );
    this.findings.push(...differingAnswers(first, answers));
  }

  private note(severity: TraceFinding['severity'], text: string, rfc: string): void {
    if (!this.findings.some((known) => known.text === text)) this.findings.push({ severity, text, rfc });
  }
}

const nothing = (outcome: TraceOutcome): Judged => ({ outcome, records: [], target: null, referral: null });

const isOfUse = (outcome: TraceOutcome): boolean =>
  outcome === 'referral' ||
  outcome === 'answer' ||
  outcome === 'alias' ||
  outcome === 'no-data' ||
  outcome === 'nxdomain';

function ending(outcome: TraceOutcome): DnsTrace['outcome'] {
  return outcome === 'answer' || outcome === 'no-data' || outcome === 'nxdomain' ? outcome : 'unreachable';
}
