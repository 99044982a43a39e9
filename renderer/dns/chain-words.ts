import type { ChainDs, ChainKey, ChainSignature, ChainVerdict } from '../../shared/contract';

/** A sign and a word: neither stands alone, and colour is only a third. */
export interface Mark {
  sign: string;
  word: string;
  kind: 'ok' | 'bad' | 'plain';
}

export const verdicts: Record<ChainVerdict, Mark> = {
  secure: { sign: '✓', word: 'secure', kind: 'ok' },
  insecure: { sign: '–', word: 'insecure', kind: 'plain' },
  bogus: { sign: '✕', word: 'bogus', kind: 'bad' },
  indeterminate: { sign: '?', word: 'indeterminate', kind: 'plain' },
};

export const signatureStates: Record<ChainSignature['state'], Mark> = {
  valid: { sign: '✓', word: 'valid', kind: 'ok' },
  expired: { sign: '✕', word: 'expired', kind: 'bad' },
  'not-yet': { sign: '✕', word: 'not valid yet', kind: 'bad' },
  wrong: { sign: '✕', word: 'does not fit', kind: 'bad' },
  'no-key': { sign: '✕', word: 'by no key of the zone', kind: 'bad' },
  'wrong-signer': { sign: '✕', word: 'in another’s name', kind: 'bad' },
  unsupported: { sign: '–', word: 'can’t be checked', kind: 'plain' },
  unchecked: { sign: '–', word: 'not checked', kind: 'plain' },
};

export const dsStates: Record<ChainDs['state'], Mark> = {
  matches: { sign: '✓', word: 'matches a key', kind: 'ok' },
  'no-key': { sign: '✕', word: 'no such key', kind: 'bad' },
  differs: { sign: '✕', word: 'another key', kind: 'bad' },
  unsupported: { sign: '–', word: 'can’t be checked', kind: 'plain' },
  'passed-over': { sign: '–', word: 'passed over', kind: 'plain' },
};

/** `2026-11-27`: validity is told in UTC, as the records have it. */
const day = (instant: string): string => instant.slice(0, 10);

/** `2026-08-28 to 2026-11-27` */
export const validity = ({ validFrom, validUntil }: ChainSignature): string =>
  `${day(validFrom)} to ${day(validUntil)}`;

/** `signed by key 4711 (ED25519), 2026-08-28 to 2026-11-27: valid` */
export const signatureText = (signature: ChainSignature): string =>
  `signed by key ${signature.tag} (${signature.algorithm}), ${validity(signature)}: ${signatureStates[signature.state].word}`;

/** `key-signing key 4711 (ED25519)` */
export function keyText(key: ChainKey): string {
  const role = key.entryPoint ? 'key-signing key' : 'zone key';
  const more = [key.vouched && 'vouched for', key.signsKeys && 'signs the keys', key.revoked && 'revoked'].filter(
    (word) => word !== false,
  );
  return `${role} ${key.tag} (${key.algorithm})${more.length > 0 ? `: ${more.join(', ')}` : ''}`;
}

export const dsText = (ds: ChainDs, anchored: boolean): string =>
  `${anchored ? 'trust anchor' : 'DS'} of key ${ds.tag} (${ds.algorithm}, ${ds.digest}): ${dsStates[ds.state].word}`;
