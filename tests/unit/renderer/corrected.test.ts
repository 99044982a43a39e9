import { describe, expect, test } from 'vitest';
import { certificateHint, correctedMs } from '../../../renderer/clock/corrected';

const at = Date.parse('2026-11-24T10:00:00Z');
const off = (seconds: number) => ({ at: '2026-11-24T09:57:00.000Z', offsetUs: seconds * 1e6, errorUs: 2_000 });
const valid = (from: string, until: string) => ({
  from: `2026-11-24T${from}:00.000Z`,
  until: `2026-11-24T${until}:00.000Z`,
});

test('true time is what the clock shows and its offset', () => {
  expect(correctedMs(at, off(-90))).toBe(at - 90_000);
  expect(correctedMs(at, null)).toBe(at);
});

describe('a certificate that is refused or taken', () => {
  test('not valid yet, by a clock that is behind', () => {
    expect(certificateHint(valid('10:30', '11:30'), at, off(3_600))).toBe(
      "The certificate is not valid yet by this computer's clock, which is 1.0 h behind (measured 3.0 min before); by true time it is valid. Set the clock, then try again: the Clock screen says how.",
    );
  });
  test('expired, by a clock that is ahead', () => {
    expect(certificateHint(valid('08:00', '09:30'), at, off(-3_600))).toMatch(
      /^The certificate is expired by this computer's clock, which is 1\.0 h ahead .* by true time it is valid\./,
    );
  });
  test('valid, and by true time it is not', () => {
    expect(certificateHint(valid('08:00', '10:30'), at, off(3_600))).toMatch(
      /is valid by .*; by true time it is expired\./,
    );
  });
  test('expired, and the clock is right', () => {
    expect(certificateHint(valid('08:00', '09:30'), at, off(0.1))).toMatch(/^This computer's clock is not to blame/);
  });
  test('expired, and the clock is off but not by enough', () => {
    expect(certificateHint(valid('08:00', '09:30'), at, off(-60))).toMatch(/1\.0 min ahead .* expired too\.$/);
  });
  test('nothing is said where nothing was measured, or nothing is wrong', () => {
    expect(certificateHint(valid('08:00', '09:30'), at, null)).toBe('');
    expect(certificateHint(valid('08:00', '11:30'), at, off(60))).toBe('');
  });
});
