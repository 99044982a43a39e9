import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, cluster } from '../../../electron/clock/cluster';
import { combine } from '../../../electron/clock/combine';
import { clockFilter } from '../../../electron/clock/filter';
import { agrees, intersect, mostAgreeing } from '../../../electron/clock/intersection';

const claim = (offsetUs: number, distanceUs: number) => ({ offsetUs, distanceUs });
const candidate = (offsetUs: number, distanceUs: number, jitterUs = 1, stratum = 2): Candidate => ({
  offsetUs,
  distanceUs,
  jitterUs,
  stratum,
});

describe('the clock filter', () => {
  test('the shortest delay counts; dispersion and jitter by the formulae of RFC 5905 §10', () => {
    const samples = [
      { offsetUs: 100, delayUs: 900, dispersionUs: 8, atUs: 0n },
      { offsetUs: 40, delayUs: 300, dispersionUs: 4, atUs: 2_000_000n },
      { offsetUs: 70, delayUs: 500, dispersionUs: 6, atUs: 4_000_000n },
    ];
    const filtered = clockFilter(samples, 1);
    // By delay: 4 aged by 2 s × 15 ppm, 6, 8 aged by 4 s.
    expect(filtered.dispersionUs).toBeCloseTo((4 + 30) / 2 + 6 / 4 + (8 + 60) / 8);
    expect(filtered.jitterUs).toBeCloseTo(Math.sqrt((30 ** 2 + 60 ** 2) / 2));
    expect(filtered).toMatchObject({ best: 1, offsetUs: 40, delayUs: 300 });
  });

  test('one sample has no jitter but the precision; of nine the newest eight are looked at', () => {
    const sample = (delayUs: number) => ({ offsetUs: 5, delayUs, dispersionUs: 1, atUs: 0n });
    expect(clockFilter([sample(10)], 3)).toMatchObject({ best: 0, jitterUs: 3, dispersionUs: 0.5 });
    const nine = [1, 20, 19, 18, 17, 16, 15, 14, 13].map(sample);
    expect(clockFilter(nine, 1).delayUs).toBe(13);
  });
});

describe('the intersection', () => {
  test('three that agree: what all of them hold', () => {
    // [2, 14], [5, 15], [4, 18], and all midpoints within.
    expect(intersect([claim(8, 6), claim(10, 5), claim(11, 7)])).toEqual({ lowUs: 5, highUs: 14 });
  });

  test('the falseticker of three does not count', () => {
    expect(intersect([claim(0, 10), claim(5, 10), claim(1_000, 10)])).toEqual({ lowUs: -5, highUs: 10 });
  });

  test('a far server does not contradict a near one that it allows for', () => {
    expect(intersect([claim(0, 1), claim(5_000, 30_000)])).toEqual({ lowUs: -1, highUs: 1 });
  });

  test.each([
    ['two that disagree', [claim(0, 1), claim(10, 1)]],
    ['two against two', [claim(0, 1), claim(1, 1), claim(50, 1), claim(51, 1)]],
    ['three of five that each say something else', [claim(0, 1), claim(0, 1), claim(9, 1), claim(20, 1), claim(40, 1)]],
    ['nobody', []],
  ])('%s: no majority', (_, claims) => {
    expect(intersect(claims)).toBeNull();
  });

  test('it is said how many agree at most', () => {
    expect(mostAgreeing([claim(0, 1), claim(1, 1), claim(9, 1), claim(20, 1), claim(40, 1)])).toBe(2);
    expect(mostAgreeing([claim(0, 5), claim(5, 5), claim(9, 5)])).toBe(3);
    expect(mostAgreeing([])).toBe(0);
  });

  /** By trying: every edge is where something may begin to hold. */
  function model(claims: { offsetUs: number; distanceUs: number }[]) {
    const n = claims.length;
    const holders = (at: number) => claims.filter((one) => Math.abs(one.offsetUs - at) <= one.distanceUs).length;
    for (let allowed = 0; allowed * 2 < n; allowed++) {
      const places = claims
        .flatMap(({ offsetUs, distanceUs }) => [offsetUs - distanceUs, offsetUs + distanceUs])
        .filter((at) => holders(at) >= n - allowed);
      if (places.length > 0) return { lowUs: Math.min(...places), highUs: Math.max(...places) };
    }
    return null;
  }
  const claims = fc.array(fc.record({ offsetUs: fc.integer({ min: -40, max: 40 }), distanceUs: fc.nat(30) }), {
    maxLength: 9,
  });

  test('it is what trying every place finds', () => {
    fc.assert(
      fc.property(claims, (some) => {
        expect(intersect(some)).toEqual(model(some));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('cluster', () => {
  test('the outlier goes, the preferred one stands first', () => {
    const far = candidate(900, 1_000);
    const stratumOne = candidate(2, 300, 1, 1);
    const survivors = cluster([candidate(0, 50), far, candidate(1, 40), stratumOne]);
    expect(survivors).toHaveLength(3);
    expect(survivors).not.toContain(far);
    expect(survivors[0]).toBe(stratumOne);
  });

  test('nobody goes while they differ less than the best of them does from itself', () => {
    expect(cluster([0, 1, 2, 3, 4].map((offset) => candidate(offset, 50, 100)))).toHaveLength(5);
  });
});

describe('combine', () => {
  test('weights are the inverse of the distances; the bound widens by the move', () => {
    const combined = combine([candidate(0, 100, 3), candidate(30, 200, 9)], { lowUs: -170, highUs: 100 });
    expect(combined.offsetUs).toBeCloseTo(10);
    expect(combined.errorUs).toBeCloseTo(110);
    expect(combined.weights[0]).toBeCloseTo(2 / 3);
    expect(combined.jitterUs).toBeCloseTo(Math.sqrt(30 ** 2 / 3 + 9));
  });

  test('what the majority excludes is not said', () => {
    const combined = combine([candidate(0, 10), candidate(19, 10)], { lowUs: 9.8, highUs: 10 });
    expect(combined).toMatchObject({ offsetUs: 9.8, errorUs: 19.8 });
  });
});

describe('all steps together', () => {
  const servers = (least: number) =>
    fc.record({
      truth: fc.integer({ min: -5_000_000, max: 5_000_000 }),
      good: fc.array(
        fc.record({
          share: fc.double({ min: -1, max: 1, noNaN: true }),
          distanceUs: fc.integer({ min: 1, max: 90_000 }),
        }),
        {
          minLength: least,
          maxLength: 7,
        },
      ),
      lies: fc.array(fc.integer({ min: 1_000_000, max: 9_000_000 }), { maxLength: 6 }),
    });

  test('with up to half minus one liars the combined offset lies in the intersection, which holds the truth', () => {
    fc.assert(
      fc.property(servers(1), ({ truth, good, lies }) => {
        const honest = good.map(({ share, distanceUs }) => candidate(truth + share * distanceUs, distanceUs));
        // Each lie far from the truth and from the other lies, and fewer of them than honest servers.
        const liars = lies.slice(0, honest.length - 1).map((lie, i) => candidate(truth + lie + i * 20_000_000, 1_000));
        const found = intersect([...honest, ...liars]);
        if (!found) return expect.unreachable('an honest majority was not found');
        expect(found.lowUs).toBeLessThanOrEqual(truth + 1e-6);
        expect(found.highUs).toBeGreaterThanOrEqual(truth - 1e-6);
        const within = [...honest, ...liars].filter((one) => agrees(one, found));
        const { offsetUs, errorUs } = combine(cluster(within), found);
        expect(offsetUs).toBeGreaterThanOrEqual(found.lowUs - 1e-6);
        expect(offsetUs).toBeLessThanOrEqual(found.highUs + 1e-6);
        expect(Math.abs(offsetUs - truth)).toBeLessThanOrEqual(errorUs + 1e-6);
        for (const liar of liars) expect(within).not.toContain(liar);
      }),
      { numRuns: 3_000 },
    );
  });
});
