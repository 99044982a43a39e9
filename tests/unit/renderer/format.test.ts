import { describe, expect, it } from 'vitest';
import {
  dayOf,
  formatAgo,
  formatAhead,
  formatCount,
  formatDay,
  formatDuration,
  formatFull,
  formatSize,
  formatTimeOfDay,
  formatTtl,
  formatWhen,
  plural,
} from '../../../renderer/ui/format';

const now = new Date(2026, 10, 25, 12, 0, 0);
const at = (day: number, hour: number, month = 10, year = 2026) => new Date(year, month, day, hour).toISOString();

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [6144, '6.1 KB'],
    [999_949, '999.9 KB'],
    [999_950, '1.0 MB'],
    [31_400_000, '31.4 MB'],
    [2_000_000_000, '2.0 GB'],
  ])('tells %d octets as %s', (octets, text) => expect(formatSize(octets)).toBe(text));
});

describe('counts', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [12_345_678, '12,345,678'],
  ])('groups the digits of %d as %s', (count, text) => expect(formatCount(count)).toBe(text));
});

describe('offsets', () => {
  it('are positive when this clock is ahead, which is a negative θ', () => {
    expect(formatAhead(-800)).toBe('+0.8 ms');
    expect(formatAhead(800)).toBe('\u22120.8 ms');
    expect(formatAhead(0)).toBe('0 µs');
  });

  it.each([
    [12, '12 µs'],
    [800, '0.8 ms'],
    [1_900, '1.9 ms'],
    [2_500_000, '2.50 s'],
    [90_000_000, '1.5 min'],
    [7_200_000_000, '2.0 h'],
  ])('tell %d µs as %s', (us, text) => expect(formatDuration(us)).toBe(text));
});

describe('times', () => {
  it('are written as Intl writes them, on each day of a year', () => {
    const intl = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en', options);
    const medium = intl({ dateStyle: 'medium' });
    const time = intl({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    const full = intl({ dateStyle: 'full' });
    const [weekday, dayOfYear] = [intl({ weekday: 'short' }), intl({ day: 'numeric', month: 'short' })];
    for (let days = 0; days < 366; days++) {
      const date = new Date(2026, 10, 24 - days, days % 24, days % 60, (days * 7) % 60);
      const iso = date.toISOString();
      expect(formatDay(iso)).toBe(medium.format(date));
      expect(formatTimeOfDay(iso)).toBe(time.format(date));
      expect(formatFull(iso)).toBe(`${full.format(date)} at ${time.format(date)}`);
      if (days < 6) expect(formatWhen(iso, now)).toBe(weekday.format(date));
      else if (date.getFullYear() === 2026) expect(formatWhen(iso, now)).toBe(dayOfYear.format(date));
      else expect(formatWhen(iso, now)).toBe(medium.format(date));
    }
  });

  it('stand under Today, Yesterday, a weekday, then a month', () => {
    expect(dayOf(at(25, 0), now)).toBe('Today');
    expect(dayOf(at(24, 23), now)).toBe('Yesterday');
    expect(dayOf(at(22, 9), now)).toBe('Sunday');
    expect(dayOf(at(1, 9), now)).toBe('November 2026');
    expect(dayOf(at(31, 9, 11, 2025), now)).toBe('December 2025');
  });

  it('are relative while they are near', () => {
    const ago = (seconds: number) => formatAgo(new Date(now.getTime() - seconds * 1000).toISOString(), now);
    expect(ago(4)).toBe('4 s ago');
    expect(ago(61)).toBe('1 min ago');
    expect(ago(7_300)).toBe('2 h ago');
    expect(ago(-5)).toBe('0 s ago');
  });
});

it('a time to live counts down like a clock, with days in front', () => {
  expect(formatTtl(86_392)).toBe('23:59:52');
  expect(formatTtl(90_061)).toBe('1 d 01:01:01');
  expect(formatTtl(0)).toBe('00:00:00');
});

it('counts agree with their nouns', () => {
  expect(plural(1, 'message')).toBe('1 message');
  expect(plural(2, 'remote image is', 'remote images are')).toBe('2 remote images are');
  expect(plural(100_000, 'message')).toBe('100,000 messages');
});
