import type { ChainVerdict } from '../../../shared/contract/dns-chain';
import { instantOf } from '../circle';
import { formatName, type Labels } from '../names';
import { typeName } from '../types';
import { plainName } from '../words';
import { algorithmName } from './algorithms';
import type { Checked, SignatureState } from './signature';

/** A verdict and why, in a sentence. */
export interface Judgement {
  verdict: ChainVerdict;
  sentence: string;
}

export const secure = (sentence: string): Judgement => ({ verdict: 'secure', sentence });
export const insecure = (sentence: string): Judgement => ({ verdict: 'insecure', sentence });
export const bogus = (sentence: string): Judgement => ({ verdict: 'bogus', sentence });
export const indeterminate = (sentence: string): Judgement => ({ verdict: 'indeterminate', sentence });

/** The one that is worse; where both are as bad, the first, which the other follows from. */
export function worse(a: Judgement, b: Judgement): Judgement {
  const order: readonly ChainVerdict[] = ['secure', 'insecure', 'indeterminate', 'bogus'];
  const isAsBad = order.indexOf(b.verdict) === order.indexOf(a.verdict);
  return order.indexOf(b.verdict) > order.indexOf(a.verdict) || (isAsBad && a.verdict === 'secure') ? b : a;
}

export const nameOf = (labels: Labels): string => plainName(formatName(labels));
export const zoneName = (zone: Labels): string => (zone.length === 0 ? 'the root' : nameOf(zone));
/** At the begin of a sentence; a name of DNS stays as it is. */
export const capital = (text: string): string => text.replace(/^the /, 'The ');
/** `the MX records of www.example.org` */
export const setName = (typeCode: number, owner: Labels, count = 1): string =>
  `the ${typeName(typeCode)} record${count === 1 ? '' : 's'} of ${zoneName(owner)}`;
export const day = (instant: string): string => instant.slice(0, 10);

/** What tells most about why nothing fits comes first. */
const TELLING: readonly SignatureState[] = [
  'expired',
  'not-yet',
  'wrong',
  'no-key',
  'wrong-signer',
  'unsupported',
  'unchecked',
  'valid',
];

/**
 * Why no signature over a set counts.
 * @param what `the A record of www.example.org`
 */
export function whyNoneHolds(checked: readonly Checked[], what: string, zone: Labels, now: number): string {
  const [first] = [...checked].sort((a, b) => TELLING.indexOf(a.state) - TELLING.indexOf(b.state));
  const whose = zoneName(zone);
  if (!first) return `No signature over ${what} came along, and ${whose} is signed.`;
  const { signature, state } = first;
  const subject = `The signature by key ${signature.tag} over ${what}`;
  switch (state) {
    case 'expired':
      return `${subject} expired on ${day(instantOf(signature.expiration, now))}.`;
    case 'not-yet':
      return `${subject} is valid only from ${day(instantOf(signature.inception, now))} on.`;
    case 'no-key':
      return `${subject} is by none of the keys of ${whose} that may sign.`;
    case 'wrong-signer':
      return `${subject} is in the name of ${zoneName(signature.signer)}, and not of ${whose}.`;
    case 'unsupported':
      return `${subject} can't be checked here (${algorithmName(signature.algorithm)}).`;
    case 'unchecked':
      return `${subject} was not checked.`;
    case 'wrong':
    case 'valid':
      return `${subject} does not fit: the records or the signature were altered.`;
  }
}
