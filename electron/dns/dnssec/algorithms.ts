import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

interface Algorithm {
  /** As IANA's registry and BIND write it. */
  name: string;
  /** Null where Node's and Electron's cryptography can't check it: a zone signed with it alone counts as not signed. */
  check: ((key: KeyObject, data: Buffer, signature: Buffer) => boolean) | null;
  /** From the octets of a DNSKEY; null where they are no such key. */
  publicKey(octets: Buffer): KeyObject | null;
}

/** More takes long to check, and no zone needs it (RFC 3110 §2 allows moduli of 4096 bits). */
const MOST_MODULUS_OCTETS = 512;
const MOST_EXPONENT_OCTETS = 8;

/** RFC 3110 §2: the length of the exponent in one octet or in three, the exponent, the modulus. */
function rsaKey(octets: Buffer): KeyObject | null {
  const long = octets[0] === 0;
  const exponentOctets = long ? (octets.length < 3 ? 0 : octets.readUInt16BE(1)) : (octets[0] ?? 0);
  const start = long ? 3 : 1;
  const exponent = octets.subarray(start, start + exponentOctets);
  const modulus = octets.subarray(start + exponentOctets);
  const fits = exponent.length > 0 && exponent.length <= MOST_EXPONENT_OCTETS && modulus.length >= 64;
  if (!fits || modulus.length > MOST_MODULUS_OCTETS) return null;
  return importKey({ kty: 'RSA', e: exponent.toString('base64url'), n: modulus.toString('base64url') });
}

/** RFC 6605 §4: both coordinates. */
const curveKey = (crv: 'P-256' | 'P-384', half: number) => (octets: Buffer) =>
  octets.length === 2 * half
    ? importKey({
        kty: 'EC',
        crv,
        x: octets.subarray(0, half).toString('base64url'),
        y: octets.subarray(half).toString('base64url'),
      })
    : null;

/** RFC 8080 §3. */
const edwardsKey = (octets: Buffer) =>
  octets.length === 32 ? importKey({ kty: 'OKP', crv: 'Ed25519', x: octets.toString('base64url') }) : null;

function importKey(key: Record<string, string>): KeyObject | null {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    // A point that does not lie on the curve, and the like.
    return null;
  }
}

const rsa = (name: string, hash: string): Algorithm => ({
  name,
  check: (key, data, signature) => verify(hash, data, key, signature),
  publicKey: rsaKey,
});
const ecdsa = (name: string, hash: string, crv: 'P-256' | 'P-384', half: number): Algorithm => ({
  name,
  check: (key, data, signature) => verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  publicKey: curveKey(crv, half),
});
const unchecked = (name: string): Algorithm => ({ name, check: null, publicKey: () => null });

/** IANA "DNS Security Algorithm Numbers". */
const ALGORITHMS: ReadonlyMap<number, Algorithm> = new Map([
  [1, unchecked('RSAMD5')],
  [3, unchecked('DSA')],
  [5, rsa('RSASHA1', 'sha1')],
  [6, unchecked('DSA-NSEC3-SHA1')],
  [7, rsa('NSEC3RSASHA1', 'sha1')],
  [8, rsa('RSASHA256', 'sha256')],
  [10, rsa('RSASHA512', 'sha512')],
  [12, unchecked('ECC-GOST')],
  [13, ecdsa('ECDSAP256SHA256', 'sha256', 'P-256', 32)],
  [14, ecdsa('ECDSAP384SHA384', 'sha384', 'P-384', 48)],
  [
    15,
    {
      name: 'ED25519',
      check: (key, data, signature) => verify(null, data, key, signature),
      publicKey: edwardsKey,
    },
  ],
  // Chromium's cryptography, which Electron has, does not know it.
  [16, unchecked('ED448')],
]);

/** IANA "Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms". */
const DIGESTS: ReadonlyMap<number, { name: string; hash: string | null }> = new Map([
  [1, { name: 'SHA-1', hash: 'sha1' }],
  [2, { name: 'SHA-256', hash: 'sha256' }],
  [3, { name: 'GOST R 34.11-94', hash: null }],
  [4, { name: 'SHA-384', hash: 'sha384' }],
]);

/** `ECDSAP256SHA256`, or `algorithm 200`. */
export const algorithmName = (code: number): string => ALGORITHMS.get(code)?.name ?? `algorithm ${code}`;
export const isSupported = (algorithm: number): boolean => (ALGORITHMS.get(algorithm)?.check ?? null) !== null;
/** `SHA-256`, or `digest type 9`. */
export const digestName = (code: number): string => DIGESTS.get(code)?.name ?? `digest type ${code}`;
export const isSupportedDigest = (code: number): boolean => (DIGESTS.get(code)?.hash ?? null) !== null;

/** Null where this digest type is not known. */
export function digest(type: number, data: Buffer): Buffer | null {
  const hash = DIGESTS.get(type)?.hash;
  return hash ? createHash(hash).update(data).digest() : null;
}

export const publicKeyOf = (algorithm: number, octets: Buffer): KeyObject | null =>
  ALGORITHMS.get(algorithm)?.publicKey(octets) ?? null;

/** Whether the signature over these octets is by this key. */
export function isSignedBy(algorithm: number, key: KeyObject, data: Buffer, signature: Buffer): boolean {
  try {
    return ALGORITHMS.get(algorithm)?.check?.(key, data, signature) ?? false;
  } catch {
    // Octets that can't be a signature of this kind.
    return false;
  }
}
