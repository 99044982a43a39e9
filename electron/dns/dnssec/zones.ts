import type { ChainDs, ChainZone } from '../../../shared/contract/dns-chain';
import { isAtOrBelow, type Labels, nameKey, sameName } from '../names';
import { TYPE } from '../types';
import { algorithmName, isSupported, isSupportedDigest } from './algorithms';
import type { Anchor } from './anchors';
import type { HeardSets, Questions } from './asking';
import type { Budget } from './budget';
import { Denial } from './denial';
import { type Ds, type Key, maySign, readDs, readKey, vouchesFor } from './keys';
import { Nsec3Set } from './nsec3';
import {
  bogus,
  capital,
  indeterminate,
  insecure,
  type Judgement,
  nameOf,
  secure,
  setName,
  whyNoneHolds,
  zoneName,
} from './sentences';
import type { RrSet } from './set';
import { showDs, showKeys, showSignatures, showZone } from './shown';
import { type Checked, checkSignatures, isExpanded } from './signature';

/** A zone whose keys are trusted. */
export interface TrustedZone {
  zone: Labels;
  keys: readonly Key[];
}

/** What is known of the zone that a name lies in: its keys, or why there are none to check with. */
export type Standing = TrustedZone | Judgement;
export const isTrusted = (standing: Standing): standing is TrustedZone => 'keys' in standing;

/** So many DS records of a zone are looked at, each beside so many keys with its tag (CVE-2023-50387). */
const MOST_DS = 16;
const MOST_KEYS = 4;
const SHA1 = 1;

/** Goes down from the trust anchors, and keeps the zones that it came through. */
export class Zones {
  readonly shown: ChainZone[] = [];
  private readonly anchoredZones = new Map<string, Promise<Standing>>();
  private readonly standings = new Map<string, Promise<Standing | 'same' | 'end'>>();

  constructor(
    private readonly questions: Questions,
    private readonly anchors: readonly Anchor[],
    private readonly now: number,
    private readonly budget: Budget,
  ) {}

  /** The zone that a name lies in, by what the zones above it say. */
  async standingOf(name: Labels): Promise<Standing> {
    let at = await this.anchored(name);
    if (!isTrusted(at)) return at;
    for (let labels = at.zone.length + 1; labels <= name.length; labels++) {
      const below = await this.below(at, name.slice(name.length - labels));
      if (below === 'end') return at;
      if (below === 'same') continue;
      if (!isTrusted(below)) return below;
      at = below;
    }
    return at;
  }

  /** Which of a set's signatures hold by a zone's keys. */
  check(set: RrSet, { zone, keys }: TrustedZone): Checked[] {
    return checkSignatures(set, zone, keys, { now: this.now, budget: this.budget });
  }

  /** What a zone's NSEC and NSEC3 records in an authority section say, as far as their signatures hold. */
  denial(
    authority: readonly RrSet[],
    trusted: TrustedZone,
  ): { denial: Denial; used: { set: RrSet; checked: Checked[] }[] } {
    const used = authority
      .filter(({ typeCode }) => typeCode === TYPE.NSEC || typeCode === TYPE.NSEC3)
      .map((set) => ({ set, checked: this.check(set, trusted) }));
    const holding = used
      // One that came out of a wildcard would deny what lies elsewhere.
      .filter(({ set, checked }) => checked.some((one) => holdsUnexpanded(set, one)))
      .map(({ set }) => set);
    return { denial: new Denial(trusted.zone, holding, new Nsec3Set(trusted.zone, holding, this.budget)), used };
  }

  /** The zone of the nearest anchor at or above the name. */
  private anchored(name: Labels): Promise<Standing> {
    const zones = this.anchors.map(({ zone }) => zone).filter((zone) => isAtOrBelow(name, zone));
    const [zone] = zones.sort((a, b) => b.length - a.length);
    if (!zone)
      return Promise.resolve(
        indeterminate(`No trust anchor stands above ${nameOf(name)}: nothing says who may sign it.`),
      );
    const ds = this.anchors.filter((anchor) => sameName(anchor.zone, zone)).map((anchor) => anchor.ds);
    return once(this.anchoredZones, nameKey(zone), () => this.trust(zone, ds, null));
  }

  /** `same`: the name lies in the zone itself; `end`: there is no such name, and so none below it (RFC 8020). */
  private below(above: TrustedZone, child: Labels): Promise<Standing | 'same' | 'end'> {
    return once(this.standings, nameKey(child), () => this.goBelow(above, child));
  }

  private async goBelow(above: TrustedZone, child: Labels): Promise<Standing | 'same' | 'end'> {
    const heard = await this.questions.hear(child, TYPE.DS);
    const of = (typeCode: number) =>
      heard.answer.find((set) => set.typeCode === typeCode && sameName(set.owner, child));
    const set = of(TYPE.DS);
    if (!set) return this.withoutDs(above, child, heard, of(TYPE.CNAME));
    const checked = this.check(set, above);
    if (!checked.some((one) => holdsUnexpanded(set, one))) {
      const why = whyNoneHolds(checked, setName(TYPE.DS, child, set.rdatas.length), above.zone, this.now);
      return this.tell(child, bogus(why), { dsSignatures: showSignatures(checked, this.now) });
    }
    const ds = set.rdatas.flatMap((rdata) => readDs(rdata) ?? []);
    return this.trust(child, ds, { zone: above.zone, checked });
  }

  private async withoutDs(
    above: TrustedZone,
    child: Labels,
    { rcode, authority }: HeardSets,
    alias: RrSet | undefined,
  ): Promise<Standing | 'same' | 'end'> {
    // Beside an alias there is no zone (RFC 1034 §3.6.2).
    if (alias && this.check(alias, above).some(({ state }) => state === 'valid')) return 'same';
    const { denial, used } = this.denial(authority, above);
    const checked = used.flatMap((one) => one.checked);
    const more = { dsSignatures: showSignatures(checked, this.now) };
    const whose = capital(zoneName(above.zone));
    switch (denial.unsignedZone(child)) {
      case 'no-cut':
        return 'same';
      case 'cut':
        return this.tell(
          child,
          insecure(`${whose} vouches for no key of ${nameOf(child)} (it has no DS record): that zone is not signed.`),
          more,
        );
      case 'insecure':
        return this.tell(
          child,
          insecure(`${whose} does not say which of the names beside ${nameOf(child)} are zones without signatures.`),
          more,
        );
      case null: {
        const noName = denial.noName(child);
        if (noName === 'proved') return 'end';
        if (noName === 'insecure')
          return this.tell(child, insecure(`${whose} leaves open whether there is a name ${nameOf(child)}.`), more);
        const why = rcode === 3 ? `that there is no name ${nameOf(child)}` : `that ${nameOf(child)} has no DS record`;
        const failing = checked.filter(({ state }) => state !== 'valid');
        const because =
          failing.length > 0 ? ` ${whyNoneHolds(failing, 'what is to prove it', above.zone, this.now)}` : '';
        return this.tell(child, bogus(`${whose} does not prove ${why}.${because}`), more);
      }
    }
  }

  /**
   * Whether a zone's keys are those that are vouched for (RFC 4035 §5.2).
   * @param above who vouches; null: an anchor
   */
  private async trust(
    zone: Labels,
    ds: readonly Ds[],
    above: { zone: Labels; checked: readonly Checked[] } | null,
  ): Promise<Standing> {
    const known = ds.slice(0, MOST_DS).filter((one) => isSupported(one.algorithm) && isSupportedDigest(one.digestType));
    // SHA-1 does not count beside anything better (RFC 4509 §3).
    const usable = known.some(({ digestType }) => digestType !== SHA1)
      ? known.filter(({ digestType }) => digestType !== SHA1)
      : known;
    const who = above ? `the DS records in ${zoneName(above.zone)}` : 'the trust anchors';
    const unknown = (one: Ds): ChainDs['state'] => (known.includes(one) ? 'no-key' : 'unsupported');
    const base = { anchored: above === null, dsSignatures: showSignatures(above?.checked ?? [], this.now) };
    if (usable.length === 0) {
      const names = [...new Set(ds.map(({ algorithm }) => algorithmName(algorithm)))].join(', ');
      const why = `${capital(zoneName(zone))} is signed in a way that can't be checked here (${names}): it counts as not signed.`;
      return this.tell(zone, insecure(why), { ...base, ds: showDs(ds, unknown) });
    }
    const { answer } = await this.questions.hear(zone, TYPE.DNSKEY);
    const set = answer.find(({ typeCode, owner }) => typeCode === TYPE.DNSKEY && sameName(owner, zone));
    if (!set) {
      const why = `${capital(zoneName(zone))} shows no keys, and ${who} name one.`;
      return this.tell(zone, bogus(why), { ...base, ds: showDs(ds, unknown) });
    }
    const keys = set.rdatas.flatMap((rdata) => readKey(rdata) ?? []);
    const sameTag = (one: Ds) =>
      keys
        .filter((key) => maySign(key, TYPE.DNSKEY) && key.tag === one.tag && key.algorithm === one.algorithm)
        .slice(0, MOST_KEYS);
    const vouched = usable.flatMap((one) => sameTag(one).filter((key) => vouchesFor(one, zone, key)));
    const stateOf = (one: Ds): ChainDs['state'] => {
      if (!known.includes(one)) return 'unsupported';
      if (!usable.includes(one)) return 'passed-over';
      const candidates = sameTag(one);
      if (candidates.length === 0) return 'no-key';
      return candidates.some((key) => vouched.includes(key)) ? 'matches' : 'differs';
    };
    const checked = this.check(set, { zone, keys });
    const more = {
      ...base,
      ds: showDs(ds, stateOf),
      keys: showKeys(keys, vouched, checked),
      keySignatures: showSignatures(checked, this.now),
    };
    if (vouched.length === 0) {
      const tags = [...new Set(usable.map(({ tag }) => tag))].join(', ');
      return this.tell(zone, bogus(`${capital(zoneName(zone))} has no key that ${who} vouch for (key ${tags}).`), more);
    }
    const by = checked.find(({ key, state }) => key && state === 'valid' && vouched.includes(key));
    if (by) {
      const sentence = `Key ${by.signature.tag}, which ${above ? `${zoneName(above.zone)} vouches for (DS)` : 'is a trust anchor'}, signs the keys of ${zoneName(zone)}.`;
      this.tell(zone, secure(sentence), more);
      return { zone, keys };
    }
    // Whoever strips signatures of the first zone strips all of them: then it is not the zone that is at fault.
    if (!above && set.signatures.length === 0)
      return this.tell(zone, indeterminate('The server that was asked passes on no signatures.'), more);
    const relevant = checked.filter(({ signature }) => vouched.some(({ tag }) => tag === signature.tag));
    const why =
      relevant.length === 0 && checked.length > 0
        ? `None of the keys of ${zoneName(zone)} that ${who} vouch for signs its keys.`
        : whyNoneHolds(relevant, `the keys of ${zoneName(zone)}`, zone, this.now);
    return this.tell(zone, bogus(why), more);
  }

  private tell(zone: Labels, judgement: Judgement, more: Parameters<typeof showZone>[2]): Judgement {
    this.shown.push(showZone(zone, judgement, more));
    return judgement;
  }
}

const holdsUnexpanded = (set: RrSet, { state, signature }: Checked): boolean =>
  state === 'valid' && !isExpanded(set.owner, signature);

function once<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
