import { isAtOrBelow, type Labels, sameName } from '../names';
import { Reader, Unreadable } from '../reader';
import { TYPE } from '../types';
import { compareNames } from './canonical';
import type { Nsec3Set } from './nsec3';
import type { RrSet } from './set';
import { type Denied, lacks, leadsAway, readTypes } from './type-lists';

/** An NSEC record (RFC 4034 §4). */
interface Nsec {
  owner: Labels;
  next: Labels;
  types: ReadonlySet<number>;
}

function readNsec({ owner, rdatas }: RrSet): Nsec[] {
  return rdatas.flatMap((rdata) => {
    try {
      const reader = new Reader(rdata, 0, rdata.length);
      return [{ owner, next: reader.name(), types: readTypes(reader) }];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return [];
    }
  });
}

/** Signed records of one zone that deny: all of them NSEC, or all of them NSEC3. */
export class Denial {
  private readonly nsecs: readonly Nsec[];

  /** @param sets those of the zone whose signatures hold */
  constructor(
    private readonly zone: Labels,
    sets: readonly RrSet[],
    private readonly nsec3: Nsec3Set,
  ) {
    this.nsecs = sets.filter(({ typeCode }) => typeCode === TYPE.NSEC).flatMap(readNsec);
  }

  /** That there is no such name (RFC 4035 §5.4, RFC 5155 §8.4). */
  noName(name: Labels): Denied {
    const covering = this.covering(name);
    const encloser = covering && this.encloserOf(name, covering);
    if (encloser && this.covering([Buffer.from('*'), ...encloser])) return 'proved';
    return this.nsec3.noName(name);
  }

  /** That the name has no records of this type (RFC 4035 §5.4, RFC 5155 §8.5 to 8.7). */
  noData(name: Labels, typeCode: number): Denied {
    if (this.nsecs.some((nsec) => sameName(nsec.owner, name) && lacks(nsec.types, typeCode, name))) return 'proved';
    // Nothing is there but names below it.
    if (this.nsecs.some((nsec) => this.isCovering(nsec, name) && isBelow(nsec.next, name))) return 'proved';
    const covering = this.covering(name);
    const encloser = covering && this.encloserOf(name, covering);
    const wildcard = encloser && [Buffer.from('*'), ...encloser];
    if (wildcard && this.nsecs.some((nsec) => sameName(nsec.owner, wildcard) && lacks(nsec.types, typeCode, wildcard)))
      return 'proved';
    return this.nsec3.noData(name, typeCode);
  }

  /**
   * That nothing lies nearer to the name than the wildcard that answered for it (RFC 4035 §5.3.4, RFC 5155 §8.8).
   * @param labels of the wildcard, without its asterisk
   */
  noneNearer(name: Labels, labels: number): Denied {
    const nearer = name.slice(name.length - labels - 1);
    const proved = this.nsecs.some(
      (nsec) => this.isCovering(nsec, name) && !isAtOrBelow(nsec.owner, nearer) && !isAtOrBelow(nsec.next, nearer),
    );
    return proved ? 'proved' : this.nsec3.noneNearer(nearer);
  }

  /** Whether that name is where the zone ends and another begins, which is not signed; null where nothing tells. */
  unsignedZone(name: Labels): 'cut' | 'no-cut' | 'insecure' | null {
    const here = this.nsecs.find((nsec) => sameName(nsec.owner, name) && lacks(nsec.types, TYPE.DS, name));
    if (here) return here.types.has(TYPE.NS) ? 'cut' : 'no-cut';
    const types = this.nsec3.typesOf(name);
    if (types && lacks(types, TYPE.DS, name)) return types.has(TYPE.NS) ? 'cut' : 'no-cut';
    const denied = this.noData(name, TYPE.DS);
    if (denied === 'proved') return 'no-cut';
    return denied === 'insecure' ? 'insecure' : null;
  }

  /** The one that says that the name is not there, and nothing below it. */
  private covering(name: Labels): Nsec | undefined {
    return this.nsecs.find((nsec) => this.isCovering(nsec, name) && !isBelow(nsec.next, name));
  }

  private isCovering({ owner, next, types }: Nsec, name: Labels): boolean {
    if (!isAtOrBelow(name, this.zone) || compareNames(owner, name) >= 0) return false;
    if (leadsAway(types) && isBelow(name, owner)) return false;
    // The last of a zone points back to its apex.
    return compareNames(name, next) < 0 || sameName(next, this.zone);
  }

  /** The nearest name above that is there, which the names beside it show. */
  private encloserOf(name: Labels, { owner, next }: Nsec): Labels | null {
    for (let from = 1; from <= name.length; from++) {
      const above = name.slice(from);
      if (isAtOrBelow(owner, above) || isAtOrBelow(next, above)) return isAtOrBelow(above, this.zone) ? above : null;
    }
    return null;
  }
}

const isBelow = (name: Labels, above: Labels): boolean => name.length > above.length && isAtOrBelow(name, above);
