import { describe, expect, test } from 'vitest';
import { driftSentence, fitDrift, fitPieces, stretches, type Waypoint } from '../../../electron/clock/drift';
import { seeded } from '../../support/random';

const began = Date.parse('2026-11-25T09:00:00Z');

/** A simulated clock: what it shows, and what is done to it. */
function simulate(options: {
  count: number;
  everyS?: number;
  ppm?: number;
  jitterUs?: number;
  seed?: number;
  errorUs?: number;
  /** Called before each measurement. */
  happens?: (index: number, clock: { wallUs: number; asleepUs: number; run: string }) => void;
}): Waypoint[] {
  const { count, everyS = 64, ppm = 0, jitterUs = 0, errorUs = 2_000, happens } = options;
  const random = seeded(options.seed ?? 1);
  const clock = { wallUs: 0, asleepUs: 0, run: 'one' };
  return Array.from({ length: count }, (_, i) => {
    happens?.(i, clock);
    const trueUs = i * everyS * 1e6 + clock.asleepUs;
    const aheadUs = clock.wallUs + (ppm * trueUs) / 1e6;
    // The sum of twelve is normal enough, with a deviation of one.
    const noise = Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6) * jitterUs;
    return {
      at: new Date(began + (trueUs + aheadUs) / 1000).toISOString(),
      offsetUs: Math.round(-aheadUs + noise),
      errorUs,
      run: clock.run,
      monotonicUs: trueUs - clock.asleepUs,
    };
  });
}

describe('the line', () => {
  test('of a clock that gains 12.5 ppm without noise is that', () => {
    const fit = fitDrift(simulate({ count: 20, ppm: 12.5 }));
    expect(fit?.ppm).toBeCloseTo(12.5, 1);
    expect(fit?.points).toBe(20);
  });

  test('after an hour with 1 ms of jitter, each 16 s, it is within 0.1 ppm more often than not and within 0.2 nineteen times of twenty, and its interval holds the truth', () => {
    const runs = Array.from({ length: 60 }, (_, seed) => {
      const ppm = (seed - 30) / 2;
      return { ppm, fit: fitDrift(simulate({ count: 225, everyS: 16, ppm, jitterUs: 1_000, seed: seed + 1 })) };
    });
    const errors = runs.map(({ ppm, fit }) => Math.abs((fit?.ppm ?? 1e9) - ppm)).sort((a, b) => a - b);
    const held = runs.filter(({ ppm, fit }) => fit && fit.lowPpm <= ppm && ppm <= fit.highPpm).length;
    // The least that any estimate can err by here is 0.064 ppm (one standard deviation of the least squares).
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.1);
    expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(0.2);
    expect(held).toBeGreaterThanOrEqual(53);
  });

  test('three bad measurements of twenty do not move it', () => {
    const points = simulate({ count: 20, ppm: -3 }).map((one, i) =>
      i % 7 === 3 ? { ...one, offsetUs: one.offsetUs + 800_000 } : one,
    );
    expect(fitDrift(points)?.ppm).toBeCloseTo(-3, 0);
  });

  test('too few points, or too short a time, give none', () => {
    expect(fitDrift(simulate({ count: 4 }))).toBeNull();
    expect(fitDrift(simulate({ count: 20, everyS: 2 }))).toBeNull();
    expect(fitDrift([])).toBeNull();
  });

  test('thousands of points take no long time', () => {
    const points = simulate({ count: 8_000, ppm: 7, jitterUs: 500 });
    expect(fitDrift(points)?.ppm).toBeCloseTo(7, 1);
  });

  test('pieces tell how the rate changes', () => {
    const pieces = fitPieces(simulate({ count: 60, ppm: 5 }), 900);
    expect(pieces.length).toBeGreaterThan(2);
    for (const { ppm } of pieces) expect(ppm).toBeCloseTo(5, 0);
  });
});

describe('what is done to a clock is recognised', () => {
  const kinds = (points: Waypoint[]) =>
    stretches(points).breaks.map(({ kind, byUs }) => [kind, Math.round(byUs / 1e5) / 10]);

  test('nothing: one stretch', () => {
    const points = simulate({ count: 200, ppm: 40, jitterUs: 300 });
    expect(stretches(points)).toMatchObject({ breaks: [], stretches: [points] });
  });

  test('a step, forward and back', () => {
    const set = (i: number, clock: { wallUs: number }) => {
      if (i === 10) clock.wallUs += 2_500_000;
      if (i === 15) clock.wallUs -= 700_000;
    };
    const points = simulate({ count: 20, happens: set });
    expect(kinds(points)).toEqual([
      ['step', 2.5],
      ['step', -0.7],
    ]);
    expect(stretches(points).stretches.map((one) => one.length)).toEqual([10, 5, 5]);
  });

  test('a step of 50 ms within the doubt of the servers', () => {
    const happens = (i: number, clock: { wallUs: number }) => {
      if (i === 5) clock.wallUs += 50_000;
    };
    expect(kinds(simulate({ count: 10, errorUs: 90_000, happens }))).toEqual([['step', 0.1]]);
  });

  test('sleep', () => {
    const happens = (i: number, clock: { asleepUs: number }) => {
      if (i === 7) clock.asleepUs += 3_600_000_000;
    };
    expect(kinds(simulate({ count: 12, ppm: 5, happens }))).toEqual([['suspend', 3_600]]);
  });

  test('a daemon that slews away 60 ms between two measurements', () => {
    const points = simulate({ count: 10 }).map((one, i) => ({
      ...one,
      // A slewed clock runs faster, and the monotonic one with it.
      at: new Date(Date.parse(one.at) + (i >= 4 ? 60 : 0)).toISOString(),
      monotonicUs: one.monotonicUs + (i >= 4 ? 60_000 : 0),
      offsetUs: one.offsetUs - (i >= 4 ? 60_000 : 0),
    }));
    expect(kinds(points)).toEqual([['correction', 0.1]]);
  });

  test('a step while the program did not run', () => {
    const happens = (i: number, clock: { wallUs: number; run: string }) => {
      if (i !== 6) return;
      clock.run = 'two';
      clock.wallUs -= 90_000_000;
    };
    expect(kinds(simulate({ count: 12, happens }))).toEqual([['step', -90]]);
  });

  test('a new run alone is no break', () => {
    const happens = (i: number, clock: { run: string }) => {
      clock.run = i < 5 ? 'one' : 'two';
    };
    expect(kinds(simulate({ count: 10, ppm: 20, happens }))).toEqual([]);
  });
});

test('the sentence says how much that is in a day, or that nothing can be said', () => {
  const fit = { lowPpm: 1, highPpm: 1.4, since: '', until: '', points: 9 };
  expect(driftSentence({ ppm: 1.2, ...fit })).toMatch(/^Your clock gains 1\.20 ppm, 104 ms a day \(1\.00 to 1\.40 ppm/);
  expect(driftSentence({ ...fit, ppm: -20, lowPpm: -21, highPpm: -19 })).toMatch(
    /^Your clock loses 20\.00 ppm, 1\.7 s a day/,
  );
  expect(driftSentence({ ...fit, ppm: 0.1, lowPpm: -1 })).toMatch(/^No drift can be told/);
  expect(driftSentence(null)).toMatch(/^Too few/);
});
