import type { RawRecord } from '../message';
import { type Labels, nameKey } from '../names';
import { TYPE } from '../types';
import { canonicalRdata } from './canonical';
import { readSignature, type Signature } from './signature';

/** All records of one name and type in a section of a message: what a signature is over (RFC 2181 §5). */
export interface RrSet {
  owner: Labels;
  typeCode: number;
  classCode: number;
  /** As they are signed: canonical, each once, in the order of their octets (RFC 4034 §6.3). */
  rdatas: Buffer[];
  /** In presentation form, as they came. */
  data: string[];
  signatures: Signature[];
}

/** The sets of a section, each with the signatures that came along; signatures over nothing that is there are left out. */
export function rrsetsOf(records: readonly RawRecord[], message: Buffer): RrSet[] {
  const sets = new Map<string, RrSet>();
  const keyOf = (owner: Labels, typeCode: number, classCode: number) => `${nameKey(owner)} ${typeCode} ${classCode}`;
  for (const { owner, typeCode, classCode, data, rdata } of records) {
    if (typeCode === TYPE.RRSIG) continue;
    const key = keyOf(owner, typeCode, classCode);
    const set = sets.get(key) ?? { owner, typeCode, classCode, rdatas: [], data: [], signatures: [] };
    sets.set(key, set);
    const octets = canonicalRdata(message, typeCode, rdata.start, rdata.end);
    if (set.rdatas.some((known) => known.equals(octets))) continue;
    set.rdatas.push(octets);
    set.data.push(data);
  }
  for (const { owner, typeCode, classCode, rdata } of records) {
    if (typeCode !== TYPE.RRSIG) continue;
    const signature = readSignature(canonicalRdata(message, typeCode, rdata.start, rdata.end));
    if (signature) sets.get(keyOf(owner, signature.typeCovered, classCode))?.signatures.push(signature);
  }
  for (const set of sets.values()) set.rdatas.sort(Buffer.compare);
  return [...sets.values()];
}
