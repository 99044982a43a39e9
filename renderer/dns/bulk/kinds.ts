import type { BulkKind } from '../../../shared/contract';

/** What became of a question, in a word or two. */
export const kindWords: Record<BulkKind, string> = {
  answer: 'answered',
  'no-data': 'no such record',
  nxdomain: 'no such name',
  servfail: 'SERVFAIL',
  refused: 'refused',
  referral: 'referred',
  other: 'another code',
  silent: 'silent',
  broken: 'unreadable',
  failed: 'line failed',
  'bad-name': 'no name',
};

export const bulkKinds: readonly BulkKind[] = [
  'answer',
  'no-data',
  'nxdomain',
  'referral',
  'servfail',
  'refused',
  'other',
  'silent',
  'broken',
  'failed',
  'bad-name',
];

export const kindChip = (kind: BulkKind): string =>
  kind === 'answer'
    ? 'chip ok'
    : kind === 'no-data' || kind === 'nxdomain' || kind === 'referral'
      ? 'chip warn'
      : 'chip bad';
