import type { Endpoint } from '../../../shared/contract/common';
import type { NameServer, TraceOutcome } from '../../../shared/contract/dns';
import type { PosthornError } from '../../../shared/errors';
import type { Transcripts } from '../../wire';
import { mostAliases } from '../aliases';
import type { EdnsOption } from '../edns';
import type { Heard, Patience } from '../exchange';
import { type Hearing, hear } from '../hear';
import type { Question, RawRecord } from '../message';
import { isAtOrBelow, type Labels, nameKey, parseName } from '../names';
import { CLASS_IN, TYPE } from '../types';
import { isOfUse, type Judged, judge, plain } from './judge';
import type { Delegation, Knowledge } from './knowledge';

/** Where a walk begins, and how servers are reached from there. */
export interface Root {
  /** Servers of the root. */
  hints: readonly NameServer[];
  /** Where the server of this address is asked; null: it can't be, from here. */
  endpointOf(address: string): Endpoint | null;
}

export interface WalkOptions extends Root {
  knowledge: Knowledge;
  /** What servers of zones take: UDP, and TCP where an answer does not fit; or TCP alone. */
  transport: 'udp' | 'tcp';
  /** In all, whatever the zones say: nobody's servers are flooded because of a loop. */
  mostQuestions: number;
  /** What the question itself carries, and those for the addresses of servers do not. */
  options?: readonly EdnsOption[] | undefined;
  patience?: Patience | undefined;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  /** Told of each answer, and of each silence. */
  onAsked?: ((asked: Asked) => void) | undefined;
  /** On the way to the name itself: whom the servers of a zone are asked next. */
  onZone?: ((delegation: Delegation) => Promise<void> | void) | undefined;
  /** On the way to the name itself: what a zone says that refers to no other. */
  onSaid?: ((delegation: Delegation, question: Question, judged: Judged) => Promise<void>) | undefined;
  onProblem?: ((problem: Problem) => void) | undefined;
}

/** One question to one server, and what became of it. */
export interface Asked {
  zone: Labels;
  /** As the zone above names it. */
  server: string;
  address: string;
  question: Question;
  /** 0: on the way to the name; more: on the way to the address of a server on that way. */
  depth: number;
  judged: Judged;
  /** Null: none came. */
  heard: Heard | null;
  sessionId: string;
}

/** Something on the way that is not as it should be. */
export interface Problem {
  kind: 'no-glue' | 'no-address' | 'endless-aliases';
  name: Labels;
  /** Of the server; of aliases the same as `name`. */
  zone: Labels;
}

/** Why a server was of no use. `at-rest`: it failed a moment ago. */
export interface Tried {
  server: string;
  outcome: TraceOutcome | 'at-rest' | 'out-of-reach' | 'no-address';
}

/** Where a walk ended without having come to its end, and why. */
export interface Stuck {
  why: 'servers' | 'questions' | 'aliases' | 'referrals';
  zone: Labels;
  tried: Tried[];
}

/** What a walk found. `records`: with the aliases on the way. */
export type Found =
  | { stuck: null; records: RawRecord[]; said: Asked & { heard: Heard } }
  | { stuck: Stuck; records: RawRecord[] };

const mostReferrals = 32;
/** The address of a server may need that of another, and so on, so far. */
const deepest = 4;
/** A zone may name many servers that are down. */
const mostTried = 6;
/** A zone may name many servers whose addresses nobody knows, so that others are flooded with questions for them (NXNSAttack). */
const mostLookedUp = 4;
const tries = 2;

/**
 * Goes from the root to a name as a resolver does (RFC 1034 §5.3.3), one question at a time. Only glue that the server asked
 * may give is taken; what a name server's address is, is else found out from the root again.
 */
export class Walker {
  questions = 0;
  readonly addressesAsked = new Set<string>();
  /** Where the way to the name itself has come to. */
  at: Delegation;
  private readonly root: Delegation;
  /** Addresses of servers that were looked up on this walk, or are being looked up. */
  private readonly lookedUp = new Map<string, string[]>();

  constructor(private readonly options: WalkOptions) {
    this.root = { zone: [], servers: options.hints, untilMs: Number.POSITIVE_INFINITY, own: false };
    this.at = this.root;
  }

  /**
   * Down to the name, and on to each name that it is an alias of.
   * @throws `app.cancelled`
   */
  async find(question: Question, depth = 0): Promise<Found> {
    const records: RawRecord[] = [];
    const seen = new Set<string>();
    let { name } = question;
    for (;;) {
      const said = await this.descend({ ...question, name }, depth);
      if ('why' in said) return { stuck: said, records };
      const { outcome, target } = said.judged;
      records.push(...said.judged.records);
      if (outcome !== 'alias' || !target) return { stuck: null, records, said };
      const aliases = said.judged.records.filter(({ typeCode }) => typeCode === TYPE.CNAME);
      const again = aliases.some(({ owner }) => seen.has(nameKey(owner)));
      for (const { owner } of aliases) seen.add(nameKey(owner));
      if (again || seen.has(nameKey(target)) || seen.size >= mostAliases) {
        this.options.onProblem?.({ kind: 'endless-aliases', name: question.name, zone: question.name });
        return { stuck: { why: 'aliases', zone: said.zone, tried: [] }, records };
      }
      name = target;
    }
  }

  /** Null where nothing more may be asked, or that address can't be. */
  async ask(at: Pick<Asked, 'zone' | 'server' | 'address'>, question: Question, depth: number): Promise<Asked | null> {
    const told = await this.hear(at.address, question, depth);
    if (!told) return null;
    const { heard, error, sessionId } = told;
    const judged = error
      ? plain(error.code === 'dns.malformed' ? 'broken' : 'silent')
      : judge(heard.message, question, at.zone);
    this.remember(at, question, judged.outcome, error);
    const asked = { ...at, question, depth, judged, heard, sessionId };
    this.options.onAsked?.(asked);
    return asked;
  }

  /** Null where nothing more may be asked, or that address can't be. */
  async hear(address: string, question: Question, depth: number): Promise<Hearing | null> {
    const { endpointOf, transport, mostQuestions, options, patience, transcripts, signal } = this.options;
    const endpoint = endpointOf(address);
    if (!endpoint || this.questions >= mostQuestions) return null;
    this.questions += 1;
    this.addressesAsked.add(address);
    const how = { recursive: false, transport, tries, options: depth === 0 ? options : [] };
    return hear({ servers: [endpoint], question, ...how, patience, transcripts, signal });
  }

  /** As they are known, or found out from the root. */
  async addressesOf(server: NameServer, zone: Labels, depth: number): Promise<string[]> {
    const known = this.options.knowledge.addressesOf(server);
    if (known.length > 0) return known;
    const labels = parseName(server.name);
    if (zone.length > 0 && isAtOrBelow(labels, zone)) {
      // Its address would be asked of itself.
      this.options.onProblem?.({ kind: 'no-glue', name: labels, zone });
      return [];
    }
    if (depth >= deepest) return [];
    const key = nameKey(labels);
    // Two servers that each lie in the zone of the other would be looked for for ever.
    const before = this.lookedUp.get(key);
    if (before) return before;
    this.lookedUp.set(key, []);
    const found = await this.lookUp(labels, depth + 1);
    if (found.length === 0) this.options.onProblem?.({ kind: 'no-address', name: labels, zone });
    this.lookedUp.set(key, found);
    return found;
  }

  private async lookUp(name: Labels, depth: number): Promise<string[]> {
    for (const typeCode of [TYPE.A, TYPE.AAAA]) {
      const found = await this.find({ name, typeCode, classCode: CLASS_IN }, depth);
      const addresses = found.records.filter((record) => record.typeCode === typeCode && record.problem === null);
      if (addresses.length > 0) return addresses.map(({ data }) => data);
      if (found.stuck || found.said.judged.outcome === 'nxdomain') break;
    }
    return [];
  }

  /** From the nearest zone that is known down to what its last zone says. */
  private async descend(question: Question, depth: number): Promise<(Asked & { heard: Heard }) | Stuck> {
    const { knowledge, onZone, onSaid } = this.options;
    let at = this.nearest(question);
    for (let hops = 0; hops < mostReferrals; hops++) {
      if (depth === 0) {
        this.at = at;
        await onZone?.(at);
      }
      const said = await this.askOneOf(at, question, depth);
      if ('why' in said) return said;
      const { judged, heard } = said;
      if (!judged.referral) {
        if (judged.outcome === 'answer') knowledge.learn(at.zone, question, judged.records, heard.message.additional);
        if (depth === 0) await onSaid?.(at, question, judged);
        return said;
      }
      at = knowledge.refer(judged.referral, at);
    }
    return { why: 'referrals', zone: at.zone, tried: [] };
  }

  /** RFC 4035 §3.1.4.1: what vouches for a zone is held by the zone above. */
  private nearest({ name, typeCode }: Question): Delegation {
    return this.options.knowledge.nearest(typeCode === TYPE.DS ? name.slice(1) : name) ?? this.root;
  }

  /** The first of a zone's servers that can say something of use. */
  private async askOneOf(
    { zone, servers }: Delegation,
    question: Question,
    depth: number,
  ): Promise<(Asked & { heard: Heard }) | Stuck> {
    const { knowledge, mostQuestions } = this.options;
    const tried: Tried[] = [];
    const asked = () => tried.filter(({ outcome }) => outcome !== 'at-rest' && outcome !== 'no-address').length;
    const isKnown = (server: NameServer) => knowledge.addressesOf(server).length > 0;
    const unknown = servers.filter((server) => !isKnown(server));
    for (const server of [...servers.filter(isKnown), ...unknown.slice(0, mostLookedUp)]) {
      const addresses = await this.addressesOf(server, zone, depth);
      if (addresses.length === 0) tried.push({ server: server.name, outcome: 'no-address' });
      for (const address of addresses.slice(0, 2)) {
        if (asked() >= mostTried) return { why: 'servers', zone, tried };
        const at = { zone, server: server.name, address };
        if (this.isAtRest(at, question)) {
          tried.push({ server: server.name, outcome: 'at-rest' });
          continue;
        }
        const said = await this.ask(at, question, depth);
        if (!said && this.questions >= mostQuestions) return { why: 'questions', zone, tried };
        if (said?.heard && isOfUse(said.judged.outcome)) return { ...said, heard: said.heard };
        tried.push({ server: server.name, outcome: said?.judged.outcome ?? 'out-of-reach' });
      }
    }
    return { why: 'servers', zone, tried };
  }

  private isAtRest(at: Pick<Asked, 'zone' | 'address'>, question: Question): boolean {
    return failures(at, question).some((what) => this.options.knowledge.hasFailed(what));
  }

  /** Who is silent is so for all, who does not hold a zone for that zone, and who fails in another way may fail for this name. */
  private remember(
    at: Pick<Asked, 'zone' | 'address'>,
    question: Question,
    outcome: TraceOutcome,
    error: PosthornError | null,
  ): void {
    // Where no way leads to it, the fault is more likely here.
    if (isOfUse(outcome) || error?.code === 'wire.unreachable') return;
    const [silent, lame, other] = failures(at, question);
    const what = outcome === 'silent' ? silent : outcome === 'lame' || outcome === 'refused' ? lame : other;
    this.options.knowledge.fail(what);
  }
}

function failures({ zone, address }: Pick<Asked, 'zone' | 'address'>, { name, typeCode }: Question) {
  const server = `${address} ${nameKey(zone)}`;
  return [address, server, `${server} ${typeCode} ${nameKey(name)}`] as const;
}
