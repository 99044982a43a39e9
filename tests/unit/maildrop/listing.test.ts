import { describe, expect, it } from 'vitest';
import { idleWarning, minutesAndSeconds } from '../../../renderer/maildrop/idle';
import { merge } from '../../../renderer/maildrop/merge';
import { asTheServerLists, sortEntries, turn } from '../../../renderer/maildrop/sorting';
import { disagreement } from '../../../renderer/maildrop/totals';
import type { Maildrop, MaildropEntry } from '../../../shared/contract';

const entry = (number: number, change: Partial<MaildropEntry> = {}): MaildropEntry => ({
  number,
  octets: number * 10,
  uidl: `u${number}`,
  subject: null,
  from: null,
  here: 'none',
  since: null,
  marked: false,
  ...change,
});
const picture = (entries: MaildropEntry[], change: Partial<Maildrop> = {}): Maildrop => ({
  accountId: 'amy',
  revision: 1,
  state: 'open',
  lockedSince: null,
  lastCommandAt: null,
  keptOpen: false,
  sessionId: '',
  stat: null,
  noTop: false,
  languages: [],
  language: null,
  error: null,
  entries,
  ...change,
});
const numbers = (entries: MaildropEntry[]) => entries.map(({ number }) => number);

describe('the order of a listing', () => {
  const list = [
    entry(1, { subject: 'Re: b', octets: 5, from: 'Zoe' }),
    entry(2, { octets: 900 }),
    entry(3, { subject: 'a 10', octets: 900, from: 'amy' }),
    entry(4, { subject: 'A 9', octets: 1, from: 'Amy' }),
  ];

  it('goes by the column, and equals stay in the order of their numbers', () => {
    expect(numbers(sortEntries(list, { by: 'octets', descending: false }))).toEqual([4, 1, 2, 3]);
    expect(numbers(sortEntries(list, { by: 'octets', descending: true }))).toEqual([2, 3, 1, 4]);
    expect(numbers(sortEntries(list, { by: 'number', descending: true }))).toEqual([4, 3, 2, 1]);
  });

  it('reads words as people do, and puts what is not known last either way', () => {
    expect(numbers(sortEntries(list, { by: 'subject', descending: false }))).toEqual([4, 3, 1, 2]);
    expect(numbers(sortEntries(list, { by: 'subject', descending: true }))).toEqual([1, 3, 4, 2]);
    expect(numbers(sortEntries(list, { by: 'from', descending: false }))).toEqual([3, 4, 1, 2]);
  });

  it('turns round at the second click, and begins with the largest', () => {
    expect(turn(asTheServerLists, 'number')).toEqual({ by: 'number', descending: true });
    expect(turn(asTheServerLists, 'octets')).toEqual({ by: 'octets', descending: true });
    expect(turn(asTheServerLists, 'subject')).toEqual({ by: 'subject', descending: false });
  });
});

describe('a change', () => {
  const before = picture([entry(1), entry(2)]);
  it('puts its entries in the place of those with their numbers', () => {
    const after = merge(before, { ...before, revision: 2, which: 'some', entries: [entry(2, { marked: true })] });
    expect(after).toMatchObject({
      revision: 2,
      entries: [
        { number: 1, marked: false },
        { number: 2, marked: true },
      ],
    });
    expect(after).not.toHaveProperty('which');
  });

  it('leaves the entries alone when it is none of theirs', () => {
    const after = merge(before, { ...before, which: 'some', entries: [], noTop: true });
    expect(after?.entries).toBe(before.entries);
    expect(after?.noTop).toBe(true);
  });

  it('can be the whole of it, and needs to be where nothing is known', () => {
    expect(merge(null, { ...before, which: 'all', entries: [entry(7)] })?.entries).toEqual([entry(7)]);
    expect(merge(null, { ...before, which: 'some', entries: [entry(7)] })).toBeNull();
  });
});

describe('STAT and LIST', () => {
  it('are told when they disagree, in either number', () => {
    const entries = [entry(1), entry(2)];
    expect(disagreement(picture(entries, { stat: { messages: 2, octets: 30 } }))).toBe('');
    expect(disagreement(picture(entries))).toBe('');
    expect(disagreement(picture(entries, { stat: { messages: 2, octets: 31 } }))).toContain('31 octets');
    expect(disagreement(picture(entries, { stat: { messages: 1, octets: 30 } }))).toContain('1 message,');
  });
});

describe('a session in which nothing is sent', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const afterMinutes = (minutes: number) => idleWarning(at, Date.parse(at) + minutes * 60_000);
  it('is warned of after eight minutes of the ten that are granted', () => {
    expect(idleWarning(null, 0)).toBe('');
    expect(afterMinutes(7.99)).toBe('');
    expect(afterMinutes(8)).toBe('No command for 8:00: the server may hang up in 2:00.');
    expect(afterMinutes(10.5)).toBe('No command for 10:30: the server may have hung up.');
  });

  it('has its age in minutes and seconds', () => {
    expect(minutesAndSeconds(-5)).toBe('0:00');
    expect(minutesAndSeconds(3_727_900)).toBe('62:07');
  });
});
