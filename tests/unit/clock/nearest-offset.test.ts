import { expect, test } from 'vitest';
import { nearestOffset } from '../../../electron/clock/nearest-offset';

const began = Date.parse('2026-11-24T09:00:00Z');
const minutes = (count: number) => began + count * 60_000;
/** Measured when this many minutes had passed; `setMs`: how far the clock was moved before. */
const point = (minute: number, offsetUs: number, { run = 'one', setMs = 0 } = {}) => ({
  at: new Date(minutes(minute) + setMs).toISOString(),
  offsetUs,
  errorUs: 1_000,
  run,
  monotonicUs: minute * 60e6,
});
const now = (minute: number, { run = 'one', setMs = 0 } = {}) => ({
  run,
  wallMs: minutes(minute) + setMs,
  monotonicUs: minute * 60e6,
});
const points = [point(0, 2_000_000), point(10, 2_000_100)];

test('the nearest measurement says it, before or after, with when that was', () => {
  expect(nearestOffset(points, minutes(2), now(20))?.offsetUs).toBe(2_000_000);
  expect(nearestOffset(points, minutes(9), now(20))?.offsetUs).toBe(2_000_100);
  expect(nearestOffset(points, minutes(-60), now(20))).toEqual({
    at: points[0]?.at,
    offsetUs: 2_000_000,
    errorUs: 1_000,
  });
  expect(nearestOffset(points, minutes(20), now(20))?.offsetUs).toBe(2_000_100);
});

test('none, or none of that day, says nothing', () => {
  expect(nearestOffset([], minutes(0), now(0))).toBeNull();
  expect(nearestOffset(points, minutes(26 * 60), now(26 * 60))).toBeNull();
});

test('a clock that was set since is not corrected by what was measured before', () => {
  expect(nearestOffset(points, minutes(20), now(20, { setMs: 2_000 }))).toBeNull();
  expect(nearestOffset(points, minutes(5), now(20, { setMs: 2_000 }))?.offsetUs).toBe(2_000_000);
});

test('of an earlier run nobody can tell that it was set, so its measurement holds for the day', () => {
  expect(nearestOffset(points, minutes(20), now(20, { run: 'two', setMs: 2_000 }))?.offsetUs).toBe(2_000_100);
});

test('between a measurement before a step and one after it nothing is known', () => {
  const set = [...points, point(20, 0, { setMs: 2_000 }), point(30, 0, { setMs: 2_000 })];
  expect(nearestOffset(set, minutes(12), now(40, { setMs: 2_000 }))).toBeNull();
  expect(nearestOffset(set, minutes(19), now(40, { setMs: 2_000 }))).toBeNull();
  expect(nearestOffset(set, minutes(9), now(40, { setMs: 2_000 }))?.offsetUs).toBe(2_000_100);
  expect(nearestOffset(set, minutes(25), now(40, { setMs: 2_000 }))?.offsetUs).toBe(0);
});
