import { describe, expect, test } from 'vitest';
import { driftSentence, fitDrift, fitPieces, stretches, type Waypoint } from '../../../electron/clock/drift';
import { seeded } from '../../support/random';

const began = Date.parse('2026-11-25T09:00:00Z');

/** A simulated clock: what it shows, and what is done to it. */
function simulate(options: {
  count: number;
  everyS?: number;
  ppm?: number;
  /** Deviation of the offset: without `queues` of a normal distribution that the bound knows nothing of. */
  jitterUs?: number;
  /** The jitter comes of delays that only make a way longer, by an exponential distribution; the bound knows their sum. */
  queues?: boolean;
  seed?: number;
  errorUs?: number;
  /** Called before each measurement. */
  happens?: (index: number, clock: { wallUs: number; asleepUs: number; run: string }) => void;
}): Waypoint[] {
  const { count, everyS = 64, ppm = 0, jitterUs = 0, queues = false, errorUs = 2_000, happens } = options;
  const random = seeded(options.seed ?? 1);
  const clock = { wallUs: 0, asleepUs: 0, run: 'one' };
  return Array.from({ length: count }, (_, i) => {
    happens?.(i, clock);
    const trueUs = i * everyS * 1e6 + clock.asleepUs;
    const aheadUs = clock.wallUs + (ppm * trueUs) / 1e6;
    // The sum of twelve is normal enough, with a deviation of one.
    const normal = Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6) * jitterUs;
    const [there = 0, back = 0] = [random, random].map((next) => -Math.log(1 - next()) * jitterUs * Math.SQRT2);
    const noise = queues ? (there - back) / 2 : normal;
    return {
      at: new Date(began + (trueUs + aheadUs) / 1000).toISOString(),
      offsetUs: Math.round(-aheadUs + noise),
      errorUs: errorUs + (queues ? Math.round((there + back) / 2) : 0),
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

  /** An hour of a clock with 1 ms of jitter, over and over: how many of the rates were within 0.1 ppm, and in their interval. */
  const hours = (runs: number, options: { everyS: number; queues: boolean }) => {
    const fits = Array.from({ length: runs }, (_, seed) => {
      const ppm = (seed - runs / 2) / 8;
      const count = Math.floor(3_600 / options.everyS) + 1;
      return { ppm, fit: fitDrift(simulate({ count, ppm, jitterUs: 1_000, seed: seed + 1, ...options })) };
    });
    const share = (holds: (one: (typeof fits)[number]) => boolean) => fits.filter(holds).length / runs;
    return {
      near: share(({ ppm, fit }) => fit !== null && Math.abs(fit.ppm - ppm) <= 0.1),
      held: share(({ ppm, fit }) => fit !== null && fit.lowPpm <= ppm && ppm <= fit.highPpm),
    };
  };

  test.each([64, 16])(
    'after an hour with 1 ms of jitter by queues, each %d s, it is within 0.1 ppm nineteen times of twenty, and its interval holds the truth',
    (everyS) => {
      const { near, held } = hours(300, { everyS, queues: true });
      console.info(`each ${everyS} s: ${near * 100} % within 0.1 ppm, ${held * 100} % in the interval`);
      expect(near).toBeGreaterThanOrEqual(0.95);
      expect(held).toBeGreaterThanOrEqual(0.9);
    },
  );

  // The least that any unbiased estimate can err by is 0.126 ppm each 64 s and 0.064 ppm each 16 s (one deviation).
  test.each([
    [64, 0.5],
    [16, 0.85],
  ])(
    'where nothing tells good measurements from bad ones, each %d s, it is so in more than %d of all runs',
    (everyS, share) => {
      const { near, held } = hours(200, { everyS, queues: false });
      console.info(`each ${everyS} s: ${near * 100} % within 0.1 ppm, ${held * 100} % in the interval`);
      expect(near).toBeGreaterThanOrEqual(share);
      expect(held).toBeGreaterThanOrEqual(0.9);
    },
  );

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
