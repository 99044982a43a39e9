import type { DnsChain } from '../../../shared/contract/dns-chain';
import { ahead } from '../circle';
import { isAtOrBelow, type Labels, sameName } from '../names';
import { Reader, Unreadable } from '../reader';
import { isSignedBy, isSupported } from './algorithms';
import type { Budget } from './budget';
import { canonicalName } from './canonical';
import { type Key, maySign, publicKey } from './keys';
import type { RrSet, Signature } from './set';

/** @param rdata canonical */
export function readSignature(rdata: Buffer): Signature | null {
  try {
    const reader = new Reader(rdata, 0, rdata.length);
    const fields = {
      typeCovered: reader.u16(),
      algorithm: reader.u8(),
      labels: reader.u8(),
      originalTtlSeconds: reader.u32(),
      expiration: reader.u32(),
      inception: reader.u32(),
      tag: reader.u16(),
      signer: reader.name(),
    };
    return { ...fields, head: rdata.subarray(0, reader.at), octets: reader.rest() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return null;
  }
}

/** All of an RRSIG's RDATA but the signature (RFC 4034 §3.1). */
export function signatureHead(fields: Omit<Signature, 'head' | 'octets'>): Buffer {
  const fixed = Buffer.alloc(18);
  fixed.writeUInt16BE(fields.typeCovered, 0);
  fixed.writeUInt8(fields.algorithm, 2);
  fixed.writeUInt8(fields.labels, 3);
  fixed.writeUInt32BE(fields.originalTtlSeconds, 4);
  fixed.writeUInt32BE(fields.expiration, 8);
  fixed.writeUInt32BE(fields.inception, 12);
  fixed.writeUInt16BE(fields.tag, 16);
  return Buffer.concat([fixed, canonicalName(fields.signer)]);
}

/** Labels of an owner as RRSIG counts them: an asterisk in front is none (RFC 4034 §3.1.3). */
export const countLabels = (owner: Labels): number => owner.length - (isWildcard(owner) ? 1 : 0);
export const isWildcard = ([first]: Labels): boolean => first?.length === 1 && first[0] === 0x2a;

/** What is signed (RFC 4034 §3.1.8.1); an owner that came out of a wildcard is put back into it (RFC 4035 §5.3.2). */
export function signedData(set: RrSet, signature: Signature): Buffer {
  const { owner, typeCode, classCode, rdatas } = set;
  const signedOwner = isExpanded(owner, signature)
    ? [Buffer.from('*'), ...owner.slice(owner.length - signature.labels)]
    : owner;
  const name = canonicalName(signedOwner);
  const records = rdatas.map((rdata) => {
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(typeCode, 0);
    fixed.writeUInt16BE(classCode, 2);
    fixed.writeUInt32BE(signature.originalTtlSeconds, 4);
    fixed.writeUInt16BE(rdata.length, 8);
    return Buffer.concat([name, fixed, rdata]);
  });
  return Buffer.concat([signature.head, ...records]);
}

export type SignatureState = DnsChain['sets'][number]['signatures'][number]['state'];

/** A signature, and what became of checking it. */
export interface Checked {
  signature: Signature;
  state: SignatureState;
  /** Whose it is, where its octets fit. */
  key: Key | null;
}

/** Whether the owner came out of a wildcard (RFC 4035 §5.3.4). */
export const isExpanded = (owner: Labels, { labels }: Signature): boolean => labels < countLabels(owner);

/** So many keys with the same tag and algorithm are tried, and so many signatures of one set (CVE-2023-50387). */
const MOST_KEYS = 4;
const MOST_SIGNATURES = 8;

/**
 * Checks the signatures over a set by a zone's keys (RFC 4035 §5.3); one that is valid is enough. Whether the zone may sign
 * that name, and whether its keys are to be believed, is for the caller to know.
 * @param now seconds since 1970
 */
export function checkSignatures(
  set: RrSet,
  zone: Labels,
  keys: readonly Key[],
  { now, budget }: { now: number; budget: Budget },
): Checked[] {
  return set.signatures.slice(0, MOST_SIGNATURES).map((signature) => {
    const refused = whyNotTried(set, signature, zone);
    if (refused) return { signature, state: refused, key: null };
    const candidates = keys.filter(
      (key) => maySign(key, set.typeCode) && key.tag === signature.tag && key.algorithm === signature.algorithm,
    );
    if (candidates.length === 0) return { signature, state: 'no-key', key: null };
    const data = signedData(set, signature);
    const key = candidates.slice(0, MOST_KEYS).find((candidate) => {
      budget.takeVerification();
      const object = publicKey(candidate);
      return object !== null && isSignedBy(candidate.algorithm, object, data, signature.octets);
    });
    return { signature, state: key ? ageOf(signature, now) : 'wrong', key: key ?? null };
  });
}

/** Those of a set whose zone has no keys to check them with. */
export const unchecked = ({ signatures }: RrSet): Checked[] =>
  signatures.slice(0, MOST_SIGNATURES).map((signature) => ({ signature, state: 'unchecked', key: null }));

function whyNotTried({ owner }: RrSet, { signer, labels, algorithm }: Signature, zone: Labels): SignatureState | null {
  if (!sameName(signer, zone) || !isAtOrBelow(owner, zone)) return 'wrong-signer';
  // A wildcard above the zone is not the zone's.
  if (labels > countLabels(owner) || labels < zone.length) return 'wrong';
  return isSupported(algorithm) ? null : 'unsupported';
}

function ageOf({ expiration, inception }: Signature, now: number): SignatureState {
  if (ahead(now, expiration) > 0) return 'expired';
  return ahead(now, inception) < 0 ? 'not-yet' : 'valid';
}
