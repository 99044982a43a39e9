import type { ChainSet, DnsChain } from '../../../shared/contract/dns-chain';
import { instantOf } from '../circle';
import type { Question } from '../message';
import { formatName, isAtOrBelow, type Labels, nameKey, sameName } from '../names';
import { Reader } from '../reader';
import { rcodeName, TYPE, typeName } from '../types';
import type { Anchor } from './anchors';
import { type Ask, type HeardSets, Questions, Unheard } from './asking';
import { Budget, TooMuchWork } from './budget';
import { canonicalName } from './canonical';
import {
  bogus,
  capital,
  day,
  indeterminate,
  insecure,
  type Judgement,
  nameOf,
  secure,
  setName,
  whyNoneHolds,
  worse,
  zoneName,
} from './sentences';
import type { RrSet } from './set';
import { showSet } from './shown';
import { type Checked, isExpanded, unchecked } from './signature';
import { isTrusted, type TrustedZone, Zones } from './zones';

export interface ValidateOptions {
  question: Question;
  ask: Ask;
  anchors: readonly Anchor[];
  /** Seconds since 1970. */
  now: number;
  onQuestion?: ((questions: number) => void) | undefined;
}

export type Validated = Omit<DnsChain, 'at' | 'server'>;

const MOST_ALIASES = 12;
/** Of the names that sign one set; more than one is odd already. */
const MOST_SIGNERS = 2;
const MOST_NAME_OCTETS = 255;

/**
 * Whether what is said to a question is genuine (RFC 4035 §5): each set of records, alias or denial is checked with the keys of
 * its zone, and these from the nearest trust anchor down.
 */
export async function validate(options: ValidateOptions): Promise<Validated> {
  return new Validator(options).run();
}

class Validator {
  private readonly sets: ChainSet[] = [];
  private readonly budget = new Budget();
  private readonly questions: Questions;
  private readonly zones: Zones;

  constructor(private readonly options: ValidateOptions) {
    const { ask, anchors, now, onQuestion = () => {} } = options;
    this.questions = new Questions(ask, onQuestion);
    this.zones = new Zones(this.questions, anchors, now, this.budget);
  }

  async run(): Promise<Validated> {
    const { question } = this.options;
    const judgement = await this.judge();
    return {
      question: { name: formatName(question.name), type: typeName(question.typeCode) },
      verdict: judgement.verdict,
      sentence: `${capital(zoneName(question.name))} ${PREDICATES[judgement.verdict]}: ${judgement.sentence.charAt(0).toLowerCase()}${judgement.sentence.slice(1)}`,
      reason: judgement.sentence,
      zones: this.zones.shown,
      sets: this.sets,
      questions: this.questions.asked,
      signaturesChecked: this.budget.verifications,
    };
  }

  private async judge(): Promise<Judgement> {
    try {
      return await this.follow();
    } catch (error) {
      if (error instanceof TooMuchWork)
        return bogus(`Checking it would take more ${error.message} than any honest zone needs, and was given up.`);
      if (!(error instanceof Unheard)) throw error;
      const { asked, rcode } = error;
      const what = setName(asked.typeCode, asked.name);
      return indeterminate(
        rcode === null
          ? `No answer of use came to the question for ${what}.`
          : `The server answered ${rcodeName(rcode)} to the question for ${what}.`,
      );
    }
  }

  /** From alias to alias to the records, or to what says that there are none. */
  private async follow(): Promise<Judgement> {
    const { typeCode } = this.options.question;
    let { name } = this.options.question;
    if (typeCode === TYPE.RRSIG) return indeterminate('Signatures are not signed themselves.');
    let judged: Judgement | null = null;
    const seen = new Set<string>();
    while (!seen.has(nameKey(name)) && seen.size < MOST_ALIASES) {
      seen.add(nameKey(name));
      const heard = await this.questions.hear(name, typeCode);
      const here = heard.answer.filter(({ owner }) => sameName(owner, name));
      const wanted = here.filter((set) => set.typeCode === typeCode || typeCode === TYPE.ANY);
      if (wanted.length > 0) {
        for (const set of wanted) judged = this.join(judged, await this.set(set, 'answer', heard));
        return judged ?? secure('');
      }
      const step = await this.alias(name, here, heard);
      if (!step) return this.join(judged, await this.nothing(name, heard));
      judged = this.join(judged, step.judged);
      name = step.target;
    }
    return this.join(judged, indeterminate('Its aliases have no end.'));
  }

  private join(judged: Judgement | null, next: Judgement): Judgement {
    return judged ? worse(judged, next) : next;
  }

  /** CNAME, or DNAME above the name, from which the CNAME follows (RFC 6672 §5.3.1). */
  private async alias(
    name: Labels,
    here: readonly RrSet[],
    heard: HeardSets,
  ): Promise<{ judged: Judgement; target: Labels } | null> {
    const dname = heard.answer.find(
      ({ typeCode, owner }) => typeCode === TYPE.DNAME && owner.length < name.length && isAtOrBelow(name, owner),
    );
    const set = dname ?? here.find(({ typeCode }) => typeCode === TYPE.CNAME);
    const [rdata] = set?.rdatas ?? [];
    if (!set || !rdata) return null;
    const target = new Reader(rdata, 0, rdata.length).name();
    const judged = await this.set(set, 'alias', heard);
    if (!dname) return { judged, target };
    const rest = name.slice(0, name.length - dname.owner.length);
    const made = [...rest, ...target];
    if (canonicalName(made).length > MOST_NAME_OCTETS)
      return { judged: bogus(`The alias of ${nameOf(name)} is longer than a name can be.`), target: name };
    return { judged, target: made };
  }

  /** One set of records, by whoever signed it. */
  private async set(set: RrSet, role: ChainSet['role'], { authority }: HeardSets): Promise<Judgement> {
    const { now } = this.options;
    const what = setName(set.typeCode, set.owner, set.rdatas.length);
    const signers = signersOf([set], lowest(set.typeCode, set.owner));
    const tell = (judged: Judgement, zone: Labels | null, checked: readonly Checked[]): Judgement => {
      this.sets.push(showSet(set, role, judged, { zone, checked, now }));
      return judged;
    };
    for (const signer of signers) {
      const standing = await this.zones.standingOf(signer);
      if (!isTrusted(standing)) return tell(standing, null, unchecked(set));
      if (!sameName(standing.zone, signer)) continue;
      const checked = this.zones.check(set, standing);
      const valid = checked.find(({ state }) => state === 'valid');
      if (!valid) {
        if (signer === signers.at(-1)) return tell(bogus(whyNoneHolds(checked, what, signer, now)), signer, checked);
        continue;
      }
      return tell(this.wildcard(set, valid, standing, authority), signer, checked);
    }
    const standing = await this.zones.standingOf(lowest(set.typeCode, set.owner));
    if (!isTrusted(standing)) return tell(standing, null, unchecked(set));
    const checked = this.zones.check(set, standing);
    return tell(bogus(whyNoneHolds(checked, what, standing.zone, now)), null, checked);
  }

  /** A set that holds; where it came out of a wildcard, also whether nothing nearer is there. */
  private wildcard(set: RrSet, { signature }: Checked, trusted: TrustedZone, authority: readonly RrSet[]): Judgement {
    const { now } = this.options;
    const until = day(instantOf(signature.expiration, now));
    const what = setName(set.typeCode, set.owner, set.rdatas.length);
    const holds = `${what} ${set.rdatas.length === 1 ? 'is' : 'are'} signed by key ${signature.tag} of ${zoneName(trusted.zone)} until ${until}.`;
    if (!isExpanded(set.owner, signature)) return secure(capital(holds));
    const { denial, used } = this.zones.denial(authority, trusted);
    for (const one of used) this.tellDenial(one, trusted);
    switch (denial.noneNearer(set.owner, signature.labels)) {
      case 'proved':
        return secure(`${capital(what)} came out of a wildcard; ${holds}`);
      case 'insecure':
        return insecure(
          `${capital(what)} came out of a wildcard, and ${zoneName(trusted.zone)} does not say which names beside it are zones without signatures.`,
        );
      case 'unproved':
        return bogus(`${capital(what)} came out of a wildcard, and nothing proves that no nearer name is there.`);
    }
  }

  /** That there is no such name, or no such record at it. */
  private async nothing(name: Labels, { rcode, authority }: HeardSets): Promise<Judgement> {
    const { question, now } = this.options;
    const { typeCode } = question;
    const soa = authority.find((set) => set.typeCode === TYPE.SOA);
    const delegation = authority.find((set) => set.typeCode === TYPE.NS);
    if (!soa && delegation)
      return indeterminate(
        `The server that was asked does not hold ${nameOf(name)}, and refers to the servers of ${zoneName(delegation.owner)}.`,
      );
    const what =
      rcode === 3 ? `there is no name ${nameOf(name)}` : `${zoneName(name)} has no ${typeName(typeCode)} record`;
    const denying = authority.filter((set) => DENYING.includes(set.typeCode));
    const within = lowest(typeCode, name);
    const [signer] = signersOf(denying, within).sort((a, b) => b.length - a.length);
    const standing = await this.zones.standingOf(signer ?? within);
    if (!isTrusted(standing)) return standing;
    const { denial, used } = this.zones.denial(authority, standing);
    const denied = rcode === 3 ? denial.noName(name) : denial.noData(name, typeCode);
    for (const one of used) this.tellDenial(one, standing);
    const soaChecked = soa ? this.zones.check(soa, standing) : [];
    if (soa && !soaChecked.some(({ state }) => state === 'valid'))
      return bogus(whyNoneHolds(soaChecked, setName(TYPE.SOA, soa.owner), standing.zone, now));
    if (denied === 'proved') return secure(`${capital(zoneName(standing.zone))} proves that ${what}.`);
    if (denied === 'insecure')
      return insecure(
        `${capital(zoneName(standing.zone))} says that ${what}, in a way that leaves out zones without signatures.`,
      );
    const failing = used.flatMap(({ checked }) => checked).filter(({ state }) => state !== 'valid');
    if (failing.length > 0) return bogus(whyNoneHolds(failing, `what is to prove that ${what}`, standing.zone, now));
    return bogus(`Nothing proves that ${what}, and ${zoneName(standing.zone)} is signed.`);
  }

  private tellDenial({ set, checked }: { set: RrSet; checked: readonly Checked[] }, { zone }: TrustedZone): void {
    const { now } = this.options;
    const what = setName(set.typeCode, set.owner, set.rdatas.length);
    const valid = checked.find(({ state }) => state === 'valid');
    const judged = valid
      ? secure(`${capital(what)} says what is not there; key ${valid.signature.tag} signs it.`)
      : bogus(whyNoneHolds(checked, what, zone, now));
    this.sets.push(showSet(set, 'denial', judged, { zone, checked, now }));
  }
}

const PREDICATES = {
  secure: 'is secure',
  insecure: 'is insecure',
  bogus: 'is bogus',
  indeterminate: 'can’t be judged',
} as const;

const DENYING: readonly number[] = [TYPE.SOA, TYPE.NSEC, TYPE.NSEC3];

/** The lowest zone that may speak: of DS, the one above the name (RFC 4035 §2.4). */
const lowest = (typeCode: number, name: Labels): Labels => (typeCode === TYPE.DS ? name.slice(1) : name);

/** Who signed those sets, as far as they may. */
function signersOf(sets: readonly RrSet[], within: Labels): Labels[] {
  const signers = new Map<string, Labels>();
  for (const { signatures } of sets)
    for (const { signer } of signatures) if (isAtOrBelow(within, signer)) signers.set(nameKey(signer), signer);
  return [...signers.values()].slice(0, MOST_SIGNERS);
}
