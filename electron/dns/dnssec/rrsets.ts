import type { RawRecord } from '../message';
import { type Labels, nameKey } from '../names';
import { TYPE } from '../types';
import { canonicalRdata } from './canonical';
import type { RrSet } from './set';
import { readSignature } from './signature';

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
