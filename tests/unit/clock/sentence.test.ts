import { describe, expect, test } from 'vitest';
import { clockSentence, duration } from '../../../electron/clock/sentence';

const second = 1_000_000;

describe('the sentence', () => {
  test.each([
    [0, 'Your clock agrees with the server to the microsecond. That is fine for mail, TLS and DKIM.'],
    [-800, 'Your clock is 0.8 ms ahead. That is fine for mail, TLS and DKIM.'],
    [40, 'Your clock is 40 µs behind. That is fine for mail, TLS and DKIM.'],
    [-1 * second, 'Your clock is 1 second ahead. That is fine for mail, TLS and DKIM.'],
  ])('%i µs', (offset, text) => {
    expect(clockSentence(offset)).toBe(text);
  });

  test('over a second it says what breaks', () => {
    expect(clockSentence(-2.5 * second)).toMatch(/^Your clock is 2\.5 seconds ahead\. .*dates of what you send/);
    expect(clockSentence(60 * second)).toMatch(/one-time codes/);
    expect(clockSentence(-3600 * second)).toMatch(/from the future/);
    expect(clockSentence(3 * 86_400 * second)).toMatch(
      /^Your clock is 3 days behind\. .*not to be valid yet, so TLS fails/,
    );
    expect(clockSentence(-3 * 86_400 * second)).toMatch(/^Your clock is 3 days ahead\. .*have expired, so TLS fails/);
  });
});

test.each([
  [1, '1 µs'],
  [99.4, '99 µs'],
  [99.6, '0.1 ms'],
  [9_949, '9.9 ms'],
  [9_951, '10 ms'],
  [999_600, '1 second'],
  [2_500_000, '2.5 seconds'],
  [59_960_000, '1 minute'],
  [61_000_000, '1 minute 1 second'],
  [3_599_700_000, '1 hour'],
  [7_260_000_000, '2 hours 1 minute'],
  [86_399_000_000, '1 day'],
  [90_000_000_000, '1 day 1 hour'],
  [400 * 86_400_000_000, '400 days'],
])('%d µs is %s', (us, text) => {
  expect(duration(us)).toBe(text);
});
