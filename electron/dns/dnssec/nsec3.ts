import { createHash } from 'node:crypto';
import { isAtOrBelow, type Labels, nameKey } from '../names';
import { base32Hex } from '../rdata/fields';
import { Reader, Unreadable } from '../reader';
import { TYPE } from '../types';
import type { Budget } from './budget';
import { canonicalName } from './canonical';
import type { RrSet } from './set';
import { type Denied, lacks, leadsAway, readTypes } from './type-lists';

/** An NSEC3 record (RFC 5155 §3). */
interface Nsec3 {
  /** Hashes as the alphabet of their first label has them, in upper case: in that form they sort as octets do. */
  owner: string;
  next: string;
  optOut: boolean;
  types: ReadonlySet<number>;
}

const SHA1 = 1;
const OPT_OUT_FLAG = 1;
/** More are not worth their cost, and a zone that wants them counts as not signed (RFC 9276 §3.2); BIND and Unbound take as many. */
const MOST_ITERATIONS = 150;

/** The NSEC3 records of one zone whose signatures hold. */
export class Nsec3Set {
  private readonly records: Nsec3[] = [];
  private salt: Buffer | null = null;
  private iterations = 0;
  private tooCostly = false;
  private readonly hashes = new Map<string, string>();

  constructor(
    private readonly zone: Labels,
    sets: readonly RrSet[],
    private readonly budget: Budget,
  ) {
    for (const set of sets) if (set.typeCode === TYPE.NSEC3) for (const rdata of set.rdatas) this.add(set.owner, rdata);
  }

  private add(owner: Labels, rdata: Buffer): void {
    try {
      const reader = new Reader(rdata, 0, rdata.length);
      const algorithm = reader.u8();
      const flags = reader.u8();
      const iterations = reader.u16();
      const salt = reader.counted();
      // A hash that is not known can't be followed (RFC 5155 §8.1), nor can flags (§8.2).
      if (algorithm !== SHA1 || (flags & ~OPT_OUT_FLAG) !== 0 || owner.length !== this.zone.length + 1) return;
      if (iterations > MOST_ITERATIONS) {
        this.tooCostly = true;
        return;
      }
      this.salt ??= salt;
      if (this.records.length === 0) this.iterations = iterations;
      // One zone hashes in one way; records of another way are of another time (RFC 5155 §8.2).
      if (!this.salt.equals(salt) || iterations !== this.iterations) return;
      this.records.push({
        owner: (owner[0] ?? Buffer.alloc(0)).toString('latin1').toUpperCase(),
        next: base32Hex(reader.counted()),
        optOut: (flags & OPT_OUT_FLAG) !== 0,
        types: readTypes(reader),
      });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
  }

  /** RFC 5155 §8.4. */
  noName(name: Labels): Denied {
    if (this.tooCostly) return 'insecure';
    const found = this.encloser(name);
    if (!found?.nearer || !this.covering([Buffer.from('*'), ...found.encloser])) return 'unproved';
    return found.nearer.optOut ? 'insecure' : 'proved';
  }

  /** RFC 5155 §8.5 to 8.7. */
  noData(name: Labels, typeCode: number): Denied {
    if (this.tooCostly) return 'insecure';
    const types = this.typesOf(name);
    if (types) return lacks(types, typeCode, name) ? 'proved' : 'unproved';
    const found = this.encloser(name);
    if (!found?.nearer) return 'unproved';
    const wildcard = [Buffer.from('*'), ...found.encloser];
    const wildcardTypes = this.typesOf(wildcard);
    if (wildcardTypes && !lacks(wildcardTypes, typeCode, wildcard)) return 'unproved';
    if (wildcardTypes) return found.nearer.optOut ? 'insecure' : 'proved';
    // What opted out may have zones below it that are not signed, and the names above these (RFC 5155 §8.6).
    return found.nearer.optOut ? 'insecure' : 'unproved';
  }

  /** RFC 5155 §8.8. */
  noneNearer(nearer: Labels): Denied {
    if (this.tooCostly) return 'insecure';
    const covering = this.covering(nearer);
    if (!covering) return 'unproved';
    return covering.optOut ? 'insecure' : 'proved';
  }

  /** The types of that name; null where no record matches it. */
  typesOf(name: Labels): ReadonlySet<number> | null {
    if (this.records.length === 0 || !isAtOrBelow(name, this.zone)) return null;
    const hash = this.hash(name);
    return this.records.find(({ owner }) => owner === hash)?.types ?? null;
  }

  /** The nearest name above that is there, and the record that says that the next one towards the name is not (RFC 5155 §8.3). */
  private encloser(name: Labels): { encloser: Labels; nearer: Nsec3 | undefined } | null {
    if (this.records.length === 0) return null;
    for (let from = 1; name.length - from >= this.zone.length; from++) {
      const encloser = name.slice(from);
      const types = this.typesOf(encloser);
      if (types) return leadsAway(types) ? null : { encloser, nearer: this.covering(name.slice(from - 1)) };
    }
    return null;
  }

  private covering(name: Labels): Nsec3 | undefined {
    if (this.records.length === 0) return undefined;
    const hash = this.hash(name);
    return this.records.find(({ owner, next }) =>
      // The last of a zone points back to the first.
      owner < next ? owner < hash && hash < next : owner < hash || hash < next,
    );
  }

  /** RFC 5155 §5. */
  private hash(name: Labels): string {
    const key = nameKey(name);
    const known = this.hashes.get(key);
    if (known !== undefined) return known;
    this.budget.takeHashRounds(this.iterations + 1);
    const hash = base32Hex(nsec3Hash(name, this.salt ?? Buffer.alloc(0), this.iterations));
    this.hashes.set(key, hash);
    return hash;
  }
}

/** RFC 5155 §5, with SHA-1. */
export function nsec3Hash(name: Labels, salt: Buffer, iterations: number): Buffer {
  let hash = canonicalName(name);
  for (let i = 0; i <= iterations; i++) hash = createHash('sha1').update(hash).update(salt).digest();
  return hash;
}
