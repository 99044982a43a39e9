import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tieLocalClock } from '../../../electron/clock/local-clock';

/** A clock that runs by itself: each reading takes `stepNs`. `offsetNs` is the wall clock at hrtime 0. */
function fakeSources(stepNs: bigint, offsetNs: bigint) {
  const state = { ns: 0n, offsetNs, stepNs };
  const pass = () => {
    state.ns += state.stepNs;
    return state.ns;
  };
  return {
    state,
    now: () => Number((pass() + state.offsetNs) / 1_000_000n),
    hrtime: () => pass(),
  };
}

describe('the local clock', () => {
  test('knows the wall time to the microsecond from a clock of milliseconds', () => {
    const sources = fakeSources(300n, 1_795_599_662_123_456_789n);
    const clock = tieLocalClock(sources);
    const error = clock.wallUs(5_000_000n) - (5_000_000n + 1_795_599_662_123_456_789n) / 1000n;
    expect(error >= -1n && error <= 1n).toBe(true);
  });

  test('a turn of the millisecond that was seen badly is waited for once more', () => {
    const sources = fakeSources(400_000n, 1_795_599_662_123_456_789n);
    const { hrtime } = sources;
    sources.hrtime = () => {
      if (sources.state.ns > 2_000_000n) sources.state.stepNs = 300n;
      return hrtime();
    };
    const clock = tieLocalClock(sources);
    const error = clock.wallUs(5_000_000n) - (5_000_000n + 1_795_599_662_123_456_789n) / 1000n;
    expect(error >= -1n && error <= 1n).toBe(true);
  });

  test('several turns, each seen badly, give less doubt than one of them', () => {
    const coarse = fakeSources(90_000n, 1_795_599_662_123_456_789n);
    const clock = tieLocalClock(coarse);
    const error = Number(clock.wallUs(5_000_000n) - (5_000_000n + 1_795_599_662_123_456_789n) / 1000n);
    // One turn is bounded by four readings of 90 µs each, so it is known to within half of that.
    expect(clock.resolutionUs).toBeLessThan(180);
    expect(Math.abs(error)).toBeLessThanOrEqual(clock.resolutionUs + 2);
  });

  test('the doubt that it tells holds, whatever the clocks are like', () => {
    fc.assert(
      fc.property(fc.bigInt(50n, 300_000n), fc.bigInt(0n, 10n ** 18n), (stepNs, offsetNs) => {
        const clock = tieLocalClock(fakeSources(stepNs, offsetNs));
        const at = 7_000_000n;
        const error = Number(clock.wallUs(at) * 1000n - (at + offsetNs)) / 1000;
        expect(Math.abs(error)).toBeLessThanOrEqual(clock.resolutionUs + 2);
      }),
    );
  });

  test('a step between two turns leaves the newer one', () => {
    const sources = fakeSources(90_000n, 1_795_599_662_123_456_789n);
    const { now } = sources;
    let readings = 0;
    sources.now = () => {
      if (readings++ === 20) sources.state.offsetNs += 5_000_000_000n;
      return now();
    };
    const clock = tieLocalClock(sources);
    const at = sources.state.ns;
    const error = Number(clock.wallUs(at) - (at + sources.state.offsetNs) / 1000n);
    expect(Math.abs(error)).toBeLessThan(400);
  });

  test('tells when the wall clock is moved, and only then', () => {
    const sources = fakeSources(300n, 1_795_599_662_000_000_000n);
    const clock = tieLocalClock(sources);
    sources.state.ns += 2_000_000_000n;
    for (let i = 0; i < 1_000; i++) {
      sources.state.ns += 370_000n;
      expect(clock.steppedMs()).toBe(0);
    }
    sources.state.offsetNs -= 2_500_000_000n;
    expect(clock.steppedMs()).toBeCloseTo(-2500, -1);
    sources.state.offsetNs += 5_000_000_000n;
    expect(clock.steppedMs()).toBeCloseTo(2500, -1);
  });

  test('agrees with the system’s clock', () => {
    const clock = tieLocalClock();
    const difference = Number(clock.wallUs(process.hrtime.bigint())) / 1000 - Date.now();
    expect(difference).toBeGreaterThan(-1);
    expect(difference).toBeLessThan(2);
    expect(clock.resolutionUs).toBeGreaterThan(0);
  });
});
