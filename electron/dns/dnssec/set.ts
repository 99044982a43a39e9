import type { Labels } from '../names';

/** An RRSIG record (RFC 4034 §3). */
export interface Signature {
  typeCovered: number;
  algorithm: number;
  /** Of the owner, without those that a wildcard stood for. */
  labels: number;
  originalTtlSeconds: number;
  /** Seconds since 1970 modulo 2³². */
  expiration: number;
  inception: number;
  tag: number;
  signer: Labels;
  /** All but the signature itself, which is signed too. */
  head: Buffer;
  octets: Buffer;
}

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
