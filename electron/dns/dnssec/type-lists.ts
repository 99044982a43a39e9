import type { Labels } from '../names';
import type { Reader } from '../reader';
import { TYPE } from '../types';

/** What a zone's signed records say of a name that it has no such records for. */
export type Denied =
  | 'proved'
  /** The name may be that of a zone that is not signed (opt-out, RFC 5155 §6), or the hashes cost too much to be checked. */
  | 'insecure'
  | 'unproved';

/** RFC 4034 §4.1.2. */
export function readTypes(reader: Reader): ReadonlySet<number> {
  const types = new Set<number>();
  while (reader.left > 0) {
    const window = reader.u8();
    for (const [i, octet] of reader.counted().entries())
      for (let bit = 0; bit < 8; bit++) if ((octet >> (7 - bit)) & 1) types.add(window * 256 + i * 8 + bit);
  }
  return types;
}

/** Whether that name's types say that it has no records of this one, and no alias in their place. */
export function lacks(types: ReadonlySet<number>, typeCode: number, name: Labels): boolean {
  if (types.has(typeCode) || types.has(TYPE.CNAME)) return false;
  const isCut = types.has(TYPE.NS) && !types.has(TYPE.SOA);
  // At a cut the zone above knows of DS alone, and the zone below of all but DS (RFC 6840 §4.4).
  return typeCode === TYPE.DS ? !types.has(TYPE.SOA) || name.length === 0 : !isCut;
}

/** Whether what lies below that name is another zone's, or elsewhere, so that its owner says nothing of it (RFC 6840 §4.1). */
export const leadsAway = (types: ReadonlySet<number>): boolean =>
  types.has(TYPE.DNAME) || (types.has(TYPE.NS) && !types.has(TYPE.SOA));
