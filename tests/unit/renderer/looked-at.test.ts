import { expect, it } from 'vitest';
import { lookedAtAll } from '../../../renderer/shell/looked-at';

const last = [
  { accountId: 'amy', at: '2026-11-26T10:02:00.000Z' },
  { accountId: 'bob', at: '2026-11-26T09:58:00.000Z' },
  { accountId: 'carol', at: null },
];

it('all accounts have been looked at since the one that waits longest', () => {
  expect(lookedAtAll(last, ['amy', 'bob'])).toBe('2026-11-26T09:58:00.000Z');
  expect(lookedAtAll(last, ['bob', 'amy'])).toBe('2026-11-26T09:58:00.000Z');
  expect(lookedAtAll(last, ['amy'])).toBe('2026-11-26T10:02:00.000Z');
});

it('where one has not been looked at yet, not all have', () => {
  expect(lookedAtAll(last, ['amy', 'carol'])).toBeNull();
  expect(lookedAtAll(last, ['carol', 'amy'])).toBeNull();
  expect(lookedAtAll(last, ['dave'])).toBeNull();
  expect(lookedAtAll(undefined, ['amy'])).toBeNull();
  expect(lookedAtAll(last, [])).toBeNull();
});
