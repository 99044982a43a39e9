import type { KeyObject } from 'node:crypto';
import type { Labels } from '../names';
import { TYPE } from '../types';
import { digest, publicKeyOf } from './algorithms';
import { canonicalName } from './canonical';

/** A DNSKEY record (RFC 4034 §2). */
export interface Key {
  flags: number;
  protocol: number;
  algorithm: number;
  tag: number;
  rdata: Buffer;
}

/** A DS record (RFC 4034 §5), or a trust anchor in its form. */
export interface Ds {
  tag: number;
  algorithm: number;
  digestType: number;
  digest: Buffer;
}

/** RFC 4034 §2.1.1. */
const ZONE_FLAG = 0x0100;
/** RFC 5011 §2.1. */
const REVOKE_FLAG = 0x0080;
/** RFC 4034 §2.1.1: meant to be vouched for by the zone above. */
const SEP_FLAG = 0x0001;

export function readKey(rdata: Buffer): Key | null {
  if (rdata.length < 5) return null;
  const algorithm = rdata.readUInt8(3);
  return { flags: rdata.readUInt16BE(0), protocol: rdata.readUInt8(2), algorithm, tag: keyTag(rdata), rdata };
}

export function readDs(rdata: Buffer): Ds | null {
  if (rdata.length < 5) return null;
  return {
    tag: rdata.readUInt16BE(0),
    algorithm: rdata.readUInt8(2),
    digestType: rdata.readUInt8(3),
    digest: rdata.subarray(4),
  };
}

/** RFC 4034 appendix B. Not unique: two keys of a zone may have the same. */
export function keyTag(rdata: Buffer): number {
  // RSA/MD5 has its own (appendix B.1); nobody may use it, and its tag is shown all the same.
  if (rdata[3] === 1 && rdata.length >= 7) return rdata.readUInt16BE(rdata.length - 3);
  let sum = 0;
  for (const [i, octet] of rdata.entries()) sum += i & 1 ? octet : octet << 8;
  return (sum + ((sum >>> 16) & 0xffff)) & 0xffff;
}

/**
 * Whether it may sign records of its zone (RFC 4034 §2.1.1 and §2.1.2). One that was revoked signs nothing but the zone's keys (RFC
 * 5011 §2.1), and there a DS record that names it so counts, as it does to other validators.
 */
export const maySign = (key: Key, typeCode: number): boolean =>
  (key.flags & ZONE_FLAG) !== 0 && key.protocol === 3 && (typeCode === TYPE.DNSKEY || !isRevoked(key));
export const isRevoked = ({ flags }: Key): boolean => (flags & REVOKE_FLAG) !== 0;
export const isEntryPoint = ({ flags }: Key): boolean => (flags & SEP_FLAG) !== 0;

export const publicKey = ({ algorithm, rdata }: Key): KeyObject | null => publicKeyOf(algorithm, rdata.subarray(4));

/** Whether a DS record is this key's (RFC 4034 §5.1.4). */
export function vouchesFor(ds: Ds, zone: Labels, key: Key): boolean {
  if (ds.tag !== key.tag || ds.algorithm !== key.algorithm) return false;
  return digest(ds.digestType, Buffer.concat([canonicalName(zone), key.rdata]))?.equals(ds.digest) ?? false;
}
