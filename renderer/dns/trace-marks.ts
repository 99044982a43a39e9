import type { TraceOutcome } from '../../shared/contract';

/** How each outcome of a step looks, in the tree and in a saved picture. */
export const marks: Record<TraceOutcome, { sign: string; word: string; kind: 'on' | 'ok' | 'bad' }> = {
  referral: { sign: '↓', word: 'refers', kind: 'on' },
  alias: { sign: '↪', word: 'alias', kind: 'on' },
  answer: { sign: '✓', word: 'answers', kind: 'ok' },
  'no-data': { sign: '∅', word: 'no such record', kind: 'ok' },
  nxdomain: { sign: '∅', word: 'no such name', kind: 'ok' },
  lame: { sign: '✕', word: 'lame', kind: 'bad' },
  refused: { sign: '✕', word: 'refused', kind: 'bad' },
  servfail: { sign: '✕', word: 'SERVFAIL', kind: 'bad' },
  silent: { sign: '✕', word: 'silent', kind: 'bad' },
  broken: { sign: '✕', word: 'broken', kind: 'bad' },
};
