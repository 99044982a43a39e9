import type { ChainDs, ChainKey, ChainSet, ChainSignature, ChainZone } from '../../../shared/contract/dns-chain';
import { instantOf } from '../circle';
import { formatName, type Labels } from '../names';
import { typeName } from '../types';
import { algorithmName, digestName } from './algorithms';
import { type Ds, isEntryPoint, isRevoked, type Key } from './keys';
import type { Judgement } from './sentences';
import type { RrSet } from './set';
import type { Checked } from './signature';

/** As many of each kind as a picture is of use with; a hostile zone may have thousands. */
const MOST = 16;

export const showSignatures = (checked: readonly Checked[], now: number): ChainSignature[] =>
  checked.slice(0, MOST).map(({ signature, state }) => ({
    tag: signature.tag,
    algorithm: algorithmName(signature.algorithm),
    signer: formatName(signature.signer),
    validFrom: instantOf(signature.inception, now),
    validUntil: instantOf(signature.expiration, now),
    state,
  }));

export const showDs = (ds: readonly Ds[], stateOf: (one: Ds) => ChainDs['state']): ChainDs[] =>
  ds.slice(0, MOST).map((one) => ({
    tag: one.tag,
    algorithm: algorithmName(one.algorithm),
    digest: digestName(one.digestType),
    state: stateOf(one),
  }));

export const showKeys = (keys: readonly Key[], vouched: readonly Key[], checked: readonly Checked[]): ChainKey[] =>
  // Those that vouch for the others come first.
  [...keys]
    .sort((a, b) => Number(isEntryPoint(b)) - Number(isEntryPoint(a)))
    .slice(0, MOST)
    .map((key) => ({
      tag: key.tag,
      algorithm: algorithmName(key.algorithm),
      entryPoint: isEntryPoint(key),
      revoked: isRevoked(key),
      vouched: vouched.includes(key),
      signsKeys: checked.some(({ key: by, state }) => by === key && state === 'valid'),
    }));

export function showZone(
  zone: Labels,
  judgement: Judgement,
  more: Partial<Omit<ChainZone, 'name' | 'verdict' | 'sentence'>>,
): ChainZone {
  return {
    name: formatName(zone),
    ...judgement,
    anchored: false,
    ds: [],
    dsSignatures: [],
    keys: [],
    keySignatures: [],
    ...more,
  };
}

export function showSet(
  set: RrSet,
  role: ChainSet['role'],
  judgement: Judgement,
  { zone, checked, now }: { zone: Labels | null; checked: readonly Checked[]; now: number },
): ChainSet {
  return {
    role,
    owner: formatName(set.owner),
    type: typeName(set.typeCode),
    data: set.data.slice(0, MOST),
    zone: zone && formatName(zone),
    ...judgement,
    signatures: showSignatures(checked, now),
  };
}
