import { describe, expect, test } from 'vitest';
import {
  afterTry,
  decided,
  isWithNobody,
  passes,
  pendingOf,
  queued,
  retryAt,
} from '../../../electron/mail/outbox/schedule';
import type { RecipientState } from '../../../shared/contract';
import { fail } from '../../../shared/errors';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.parse('2026-11-26T09:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();

test('tries come after 1, 5, 15, 30 and 60 minutes, then every two hours, for two days', () => {
  const pauses: number[] = [];
  let at: number | null = now;
  for (let attempts = 1; at !== null; attempts++) {
    const next: number | null = retryAt(attempts, now, at);
    if (next !== null) pauses.push((next - at) / minute);
    at = next;
  }
  expect(pauses.slice(0, 7)).toEqual([1, 5, 15, 30, 60, 120, 120]);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(48 * 60);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(46 * 60);
});

test.each([
  [fail('wire.unreachable', { host: 'h', port: 25, reason: 'ENETUNREACH' }), true],
  [fail('wire.timeout', { host: 'h', step: 'connecting', seconds: 1 }), true],
  [fail('smtp.closing', { host: 'h' }), true],
  [fail('smtp.not-now', { host: 'h' }, { answer: { text: 'busy', code: '450' } }), true],
  [fail('smtp.data-refused', { host: 'h' }, { answer: { text: 'later', code: '451' } }), true],
  [fail('smtp.data-refused', { host: 'h' }, { answer: { text: 'spam', code: '554' } }), false],
  [fail('smtp.greeting-refused', { host: 'h' }, { answer: { text: 'no', code: '554' } }), false],
  [fail('smtp.auth-refused', { host: 'h' }, { answer: { text: 'no', code: '535' } }), false],
  [fail('smtp.doubtful', { host: 'h' }), false],
  [fail('tls.expired', { host: 'h', on: '' }), false],
  [fail('secrets.none', { account: 'a' }), false],
  [fail('smtp.not-supported', { host: 'h', extension: 'DSN' }), false],
] as const)('%s: tried again %s', (error, again) => {
  expect(passes(error)).toBe(again);
});

const told = (address: string, state: RecipientState['state'], code = ''): RecipientState => ({
  address,
  state,
  answer: '',
  code,
  enhanced: '',
});
const fresh = queued(null, ['a@x', 'b@x', 'c@x'], { at: iso(now), waitsFor: 'undo' });
const tried = (recipients: RecipientState[], error: ReturnType<typeof fail> | null = null, before = fresh) =>
  afterTry(before, { recipients, error, sessionId: 's' }, now);

describe('after a try', () => {
  test('everybody has it', () => {
    const all = ['a@x', 'b@x', 'c@x'].map((address) => told(address, 'accepted'));
    expect(tried(all)).toMatchObject({ state: 'sent', nextTryAt: null, attempts: 1, error: null });
  });

  test('who was put off is tried again, who has it and who was refused are not', () => {
    const next = tried([told('a@x', 'accepted'), told('b@x', 'later', '450'), told('c@x', 'refused', '550')]);
    expect(next).toMatchObject({ state: 'waiting', waitsFor: 'retry', nextTryAt: iso(now + minute) });
    expect(next.error?.code).toBe('outbox.recipients-later');
    expect(pendingOf(next)).toEqual(['b@x']);
    const done = tried([told('b@x', 'accepted')], null, next);
    expect(done).toMatchObject({ state: 'partial', nextTryAt: null, attempts: 2 });
    expect(done.error?.code).toBe('smtp.some-recipients-refused');
    expect(done.recipients.map(({ state }) => state)).toEqual(['accepted', 'accepted', 'refused']);
  });

  test('some refused for good and some for now: the latter are tried again', () => {
    const error = fail('smtp.all-recipients-refused', { count: 3 }, { answer: { text: '', code: '550' } });
    const states = [told('a@x', 'refused', '550'), told('b@x', 'later', '450'), told('c@x', 'refused', '550')];
    expect(tried(states, error)).toMatchObject({ state: 'waiting', nextTryAt: iso(now + minute) });
  });

  test('all are refused for good: it stops', () => {
    const error = fail('smtp.all-recipients-refused', { count: 3 }, { answer: { text: '', code: '550' } });
    const states = ['a@x', 'b@x', 'c@x'].map((address) => told(address, 'refused', '550'));
    expect(tried(states, error)).toMatchObject({ state: 'failed', nextTryAt: null, error: { code: error.code } });
  });

  test('5xx to the content stops it, though nobody was refused', () => {
    const error = fail('smtp.data-refused', { host: 'h' }, { answer: { text: 'spam', code: '554' } });
    expect(tried([], error)).toMatchObject({ state: 'failed', nextTryAt: null });
  });

  test('doubt is never tried again by itself', () => {
    const error = fail('smtp.doubtful', { host: 'h' });
    const states = ['a@x', 'b@x', 'c@x'].map((address) => told(address, 'doubtful'));
    const next = tried(states, error);
    expect(next).toMatchObject({ state: 'doubtful', nextTryAt: null });
    expect(isWithNobody(next)).toBe(false);
    expect(decided(next)).toMatchObject({ state: 'sent' });
  });

  test('after two days it is given up, with the last words of the server', () => {
    const error = fail('smtp.not-now', { host: 'h' }, { answer: { text: 'busy', code: '450' } });
    const old = { ...fresh, attempts: 30, firstTryAt: iso(now - 47.5 * hour) };
    expect(tried([], error, old)).toMatchObject({
      state: 'failed',
      nextTryAt: null,
      error: { code: 'outbox.given-up', answer: { code: '450' } },
    });
  });

  test('who has it keeps it when the message is put in again, and an address in other letters is the same', () => {
    const partial = tried([told('a@x', 'accepted'), told('b@x', 'refused', '550'), told('c@x', 'accepted')]);
    const again = queued(partial, ['A@x', 'new@x', 'c@x'], { at: iso(now), waitsFor: 'turn' });
    expect(pendingOf(again)).toEqual(['new@x']);
    expect(again.attempts).toBe(1);
  });
});
