import { describe, expect, test } from 'vitest';
import { clockFilter } from '../../../electron/clock/filter';
import { delayUs, dispersionUs, offsetUs, rootDistanceUs } from '../../../electron/clock/formulae';
import { ntpShortFromUs } from '../../../electron/clock/ntp-time';
import { decide } from '../../../electron/clock/verdict';
import type { ClockSource } from '../../../shared/contract/clock';
import { randomSeed, seeded } from '../../support/random';

/** A server behind a simulated path, asked three times; the truth is how far it is ahead of this clock. */
function simulate(truthUs: number, wayUs: () => number, address: string): ClockSource {
  const packet = { rootDelay: ntpShortFromUs(400), rootDispersion: ntpShortFromUs(300), precisionLog2: -23 };
  const samples = Array.from({ length: 3 }, (_, i) => {
    const there = Math.round(wayUs());
    const back = Math.round(wayUs());
    const t1 = BigInt(i) * 2_000_000n;
    const t2 = t1 + BigInt(there + truthUs);
    const times = { t1, t2, t3: t2 + 40n, t4: t1 + BigInt(there + 40 + back) };
    return {
      offsetUs: offsetUs(times),
      delayUs: delayUs(times),
      dispersionUs: dispersionUs(packet, times, 1),
      atUs: times.t4,
    };
  });
  const filtered = clockFilter(samples, 1);
  const header = {
    ...{ leap: 'none' as const, version: 4, mode: 4, stratum: 2, pollLog2: 0, precisionLog2: -23 },
    ...{ rootDelayUs: 400, rootDispersionUs: 300, referenceId: 'GPS', extensions: [], octets: '' },
    ...{ reference: '', origin: '', receive: '', transmit: '' },
  };
  const answer = { ...filtered, distanceUs: rootDistanceUs(packet, filtered), weightPercent: 0, header, exchanges: [] };
  return {
    ...{ server: { host: address, port: 123 }, address, sessionId: null, authenticated: false },
    ...{ standing: 'failed' as const, sent: 3, answered: 3, error: null, answer },
  };
}

describe('over a path of 20 ± 5 ms each way', () => {
  const seed = randomSeed();
  const random = seeded(seed);
  const way = () => 15_000 + random() * 10_000;

  test('one server: the error is within the bound in each of 1,000 runs', () => {
    for (let run = 0; run < 1_000; run++) {
      const truth = Math.round((random() - 0.5) * 4e6);
      const { result } = decide([simulate(truth, way, 'one')]);
      expect(Math.abs((result?.offsetUs ?? Number.NaN) - truth), `seed ${seed}`).toBeLessThanOrEqual(
        (result?.errorUs ?? 0) + 1,
      );
    }
  });

  test('four servers, one of which lies: the liar is found and the error within the bound in 99 of 100, and smaller than by one', () => {
    let held = 0;
    const errors = { one: 0, four: 0 };
    for (let run = 0; run < 1_000; run++) {
      const truth = Math.round((random() - 0.5) * 4e6);
      const honest = ['a', 'b', 'c'].map((name) => simulate(truth, way, name));
      const { result, sources } = decide([...honest, simulate(truth + 400_000, way, 'liar')]);
      expect(sources.map(({ standing }) => standing).indexOf('falseticker'), `seed ${seed}`).toBe(3);
      const error = Math.abs((result?.offsetUs ?? Number.NaN) - truth);
      if (error <= (result?.errorUs ?? 0) + 1) held++;
      errors.four += error;
      errors.one += Math.abs((honest[0]?.answer?.offsetUs ?? Number.NaN) - truth);
    }
    expect(held, `seed ${seed}`).toBeGreaterThanOrEqual(990);
    expect(errors.four, `seed ${seed}`).toBeLessThan(errors.one);
  });
});
