import { describe, expect, test } from 'vitest';
import { microseconds, offsetIfSplit, relative, us } from '../../../renderer/clock/exchange-math';

const day = '2026-11-25T09:41:02.';
const exchange = {
  timestamps: [`${day}345006Z`, `${day}347506Z`, `${day}347516Z`, `${day}350016Z`] as [string, string, string, string],
  offsetUs: 0,
  delayUs: 5_000,
  interleaved: false,
};

describe('the numbers of one exchange', () => {
  test('are whole microseconds after T1', () => {
    expect(microseconds('1970-01-01T00:00:01.000001Z')).toBe(1_000_001n);
    expect(relative(exchange)).toEqual({ t2: 2_500, t3: 2_510, t4: 5_010 });
  });

  test('an asymmetric path moves the offset by as much as it differs from the half', () => {
    const parts = relative(exchange);
    expect(offsetIfSplit(parts, 0.5)).toBe(0);
    expect(offsetIfSplit(parts, 1)).toBe(-2_500);
    expect(offsetIfSplit(parts, 0)).toBe(2_500);
  });

  test.each([
    [0, '0 µs'],
    [-31.5, '−31.5 µs'],
    [1_234_567, '1,234,567 µs'],
    [-1_000.26, '−1,000.3 µs'],
  ])('%d is written %s', (value, text) => {
    expect(us(value)).toBe(text);
  });
});
