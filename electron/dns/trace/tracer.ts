import type { DnsTrace, TraceFinding, TraceStep } from '../../../shared/contract/dns';
import type { Transcripts } from '../../wire';
import type { Patience } from '../exchange';
import { meaningOf } from '../meaning';
import type { Question } from '../message';
import { formatName, nameKey } from '../names';
import { show } from '../sentence';
import { CLASS_IN, rcodeName, TYPE, typeName } from '../types';
import { type Asked, type Delegation, type Judged, Knowledge, type Problem, type Root, Walker } from '../walk';
import { plainName } from '../words';
import { compareServers, differingAnswers } from './findings';
import { stepSentence, traceSentence } from './sentences';

export interface TraceOptions extends Root {
  question: Question;
  patience?: Patience | undefined;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  onStep?: ((step: TraceStep) => void) | undefined;
}

const mostQuestions = 150;
/** So many of a zone's servers are asked whether they agree. */
const mostCompared = 8;

/**
 * Goes from the root to a name as a resolver does, telling each step. On the way down each zone's own list of servers is
 * compared with that of the zone above it, and at the end all servers of the last zone are asked. Nothing is known beforehand.
 * @throws `app.cancelled`
 */
export async function trace(options: TraceOptions): Promise<DnsTrace> {
  return new Tracer(options).run();
}

class Tracer {
  private readonly steps: TraceStep[] = [];
  private readonly findings: TraceFinding[] = [];
  private readonly compared = new Set<string>();
  private readonly walker: Walker;

  constructor(private readonly options: TraceOptions) {
    this.walker = new Walker({
      ...options,
      knowledge: new Knowledge(() => performance.now()),
      transport: 'udp',
      mostQuestions,
      onAsked: (asked) => this.tell(asked),
      onZone: (delegation) => this.compareDelegation(delegation),
      onSaid: (delegation, question, judged) => this.compareAnswers(delegation, question, judged),
      onProblem: (problem) => this.noteProblem(problem),
    });
  }

  async run(): Promise<DnsTrace> {
    const { question } = this.options;
    const at = new Date().toISOString();
    const found = await this.walker.find(question);
    const outcome = endOf(found);
    const name = formatName(question.name);
    const type = typeName(question.typeCode);
    const records = found.records.map(show);
    return {
      at,
      question: { name, type },
      steps: this.steps,
      outcome,
      records: records.map((record) => ({ ...record, meaning: meaningOf(record, records) })),
      sentence: traceSentence({ outcome, name, type }, records),
      findings: this.findings,
    };
  }

  private tell({ zone, server, address, question, depth, judged, heard, sessionId }: Asked): void {
    const { outcome, records, referral } = judged;
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
  private async compareDelegation({ zone, servers }: Delegation): Promise<void> {
    const key = nameKey(zone);
    if (zone.length === 0 || this.compared.has(key)) return;
    this.compared.add(key);
    const question = { name: zone, typeCode: TYPE.NS, classCode: CLASS_IN };
    for (const server of servers) {
      const [address] = server.addresses;
      if (address === undefined) continue;
      const told = await this.walker.hear(address, question, 0);
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
        const [address] = await this.walker.addressesOf(server, zone, 0);
        const said =
          address === undefined ? null : await this.walker.ask({ zone, server: server.name, address }, question, 0);
        return { name: server.name, judged: said?.judged ?? null };
      }),
    );
    this.findings.push(...differingAnswers(first, answers));
  }

  private noteProblem({ kind, name, zone }: Problem): void {
    const [named, served] = [name, zone].map((labels) => plainName(formatName(labels)));
    if (kind === 'no-glue')
      this.note('error', `${named} serves ${served} and lies in it, and no glue says where it is.`, 'RFC 1034 §4.2.1');
    else if (kind === 'no-address')
      this.note('error', `No address is known for ${named}, a server of ${served}.`, 'RFC 1912 §2.8');
    else this.note('error', `The aliases of ${named} lead back to themselves.`, 'RFC 1034 §3.6.2');
  }

  private note(severity: TraceFinding['severity'], text: string, rfc: string): void {
    if (!this.findings.some((known) => known.text === text)) this.findings.push({ severity, text, rfc });
  }
}

function endOf(found: Awaited<ReturnType<Walker['find']>>): DnsTrace['outcome'] {
  if (found.stuck) return found.stuck.why === 'aliases' || found.stuck.why === 'referrals' ? 'endless' : 'unreachable';
  const { outcome } = found.said.judged;
  return outcome === 'answer' || outcome === 'no-data' || outcome === 'nxdomain' ? outcome : 'unreachable';
}
