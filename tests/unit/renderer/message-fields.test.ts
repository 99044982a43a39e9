import { expect, test } from 'vitest';
import { fieldAt, lineOf, parentOf, visibleFields } from '../../../renderer/dns/message-fields';

/** Depth, from, to. */
const fields = (
  [
    [1, 0, 12],
    [2, 0, 2],
    [2, 2, 12],
    [1, 12, 40],
    [2, 12, 28],
    [3, 12, 14],
    [3, 14, 28],
    [2, 28, 40],
  ] as const
).map(([depth, start, end]) => ({ depth, label: '', value: '', start, end }));

test('an octet belongs to the deepest part around it', () => {
  expect([0, 1, 2, 11, 12, 14, 27, 28, 39].map((octet) => fieldAt(fields, octet))).toEqual([1, 1, 2, 2, 5, 6, 6, 7, 7]);
  expect(fieldAt(fields, 40)).toBe(0);
});

test('each part knows what it is a part of', () => {
  expect([0, 2, 3, 6, 7].map((index) => parentOf(fields, index))).toEqual([-1, 0, -1, 4, 3]);
  expect(lineOf(fields, 6)).toEqual([6, 4, 3]);
});

test('what lies in a closed part is not shown, whether it is open itself or not', () => {
  expect(visibleFields(fields, new Set())).toEqual([0, 3]);
  expect(visibleFields(fields, new Set([0, 3]))).toEqual([0, 1, 2, 3, 4, 7]);
  expect(visibleFields(fields, new Set([3, 4]))).toEqual([0, 3, 4, 5, 6, 7]);
  expect(visibleFields(fields, new Set([4]))).toEqual([0, 3]);
});
