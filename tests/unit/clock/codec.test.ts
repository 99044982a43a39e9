import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delayUs, dispersionUs, offsetUs, rootDistanceUs } from '../../../electron/clock/formulae';
import {
  isoMicroseconds,
  ntpFromUnixUs,
  ntpShortFromUs,
  unixUsFromNtp,
  usFromNtpShort,
} from '../../../electron/clock/ntp-time';
import { clientPacket, decodePacket, encodePacket, referenceIdText } from '../../../electron/clock/packet';

const us = (iso: string) => BigInt(Date.parse(iso)) * 1000n;

describe('NTP timestamps', () => {
  test.each([
    // RFC 5905 figure 4: the eras and what stands on the wire.
    ['1970-01-01T00:00:00Z', 2_208_988_800n],
    ['1972-01-01T00:00:00Z', 2_272_060_800n],
    ['1999-12-31T00:00:00Z', 3_155_587_200n],
    ['2036-02-07T06:28:15Z', 4_294_967_295n],
    ['2036-02-07T06:28:16Z', 0n],
    ['2036-02-08T00:00:00Z', 63_104n],
  ])('%s is second %s of its era', (iso, seconds) => {
    expect(ntpFromUnixUs(us(iso)) >> 32n).toBe(seconds);
  });

  test('the era is the one nearest to the local clock', () => {
    const wire = ntpFromUnixUs(us('2036-02-07T06:28:20Z'));
    expect(unixUsFromNtp(wire, us('2036-02-07T06:28:10Z'))).toBe(us('2036-02-07T06:28:20Z'));
    expect(unixUsFromNtp(ntpFromUnixUs(us('2036-02-07T06:28:10Z')), us('2036-02-07T06:28:20Z'))).toBe(
      us('2036-02-07T06:28:10Z'),
    );
  });

  test('a computer that believes in 1970 still reads today’s servers right', () => {
    const now = us('2040-06-01T12:00:00Z');
    expect(unixUsFromNtp(ntpFromUnixUs(now), 0n)).toBe(now);
  });

  test('both ways keep each microsecond within 60 years', () => {
    const near = us('2026-11-25T00:00:00Z');
    const year = 31_557_600_000_000n;
    fc.assert(
      fc.property(fc.bigInt({ min: near - 60n * year, max: near + 60n * year }), (instant) => {
        expect(unixUsFromNtp(ntpFromUnixUs(instant), near)).toBe(instant);
      }),
    );
  });

  test('a fraction is rounded to the nearest unit', () => {
    expect(ntpFromUnixUs(1n) & 0xffff_ffffn).toBe(4_295n);
  });

  test('the short format holds 16.16 seconds', () => {
    expect(usFromNtpShort(0x0001_8000)).toBe(1_500_000);
    expect(ntpShortFromUs(1_500_000)).toBe(0x0001_8000);
    expect(ntpShortFromUs(1e15)).toBe(0xffff_ffff);
  });

  test('instants are written with microseconds', () => {
    expect(isoMicroseconds(us('2026-11-25T09:41:02.345Z') + 6n)).toBe('2026-11-25T09:41:02.345006Z');
    expect(isoMicroseconds(-1n)).toBe('1969-12-31T23:59:59.999999Z');
  });
});

describe('the packet', () => {
  // An answer as chronyd with `local stratum 3` sends it.
  const captured = Buffer.from(
    '240300e9000000000000000a7f7f0101ecb1b5a0c1d2e3f40123456789abcdefecb1b5a1000000ffecb1b5a100010000',
    'hex',
  );

  test('every field is read', () => {
    expect(decodePacket(captured)).toEqual({
      leap: 0,
      version: 4,
      mode: 4,
      stratum: 3,
      pollLog2: 0,
      precisionLog2: -23,
      rootDelay: 0,
      rootDispersion: 10,
      referenceId: Buffer.from([127, 127, 1, 1]),
      reference: 0xecb1b5a0c1d2e3f4n,
      origin: 0x0123456789abcdefn,
      receive: 0xecb1b5a1000000ffn,
      transmit: 0xecb1b5a100010000n,
    });
  });

  test('what is read is written back octet for octet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48 }), (bytes) => {
        const packet = decodePacket(Buffer.from(bytes));
        expect(packet && encodePacket(packet)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test('extension fields and a MAC are no hindrance, less than 48 octets are none', () => {
    expect(decodePacket(Buffer.concat([captured, Buffer.alloc(20, 7)]))).toEqual(decodePacket(captured));
    expect(decodePacket(captured.subarray(0, 47))).toBeNull();
  });

  test('a question tells nothing but its random transmit timestamp', () => {
    const bytes = encodePacket(clientPacket(0x9f3a_0000_1111_2222n));
    expect(bytes.toString('hex')).toBe(`23${'00'.repeat(39)}9f3a000011112222`);
  });

  test.each([
    [1, 'GPS\0', 'GPS'],
    [0, 'RATE', 'RATE'],
    [2, '\x0a\0\0\x07', '10.0.0.7'],
    [2, 'ABCD', '65.66.67.68'],
    [1, '\x7f\x7f\x01\x00', '127.127.1.0'],
  ])('reference id at stratum %i: %j is %s', (stratum, id, text) => {
    expect(referenceIdText({ stratum, referenceId: Buffer.from(id, 'latin1') })).toBe(text);
  });
});

describe('the formulae', () => {
  test('a server 2.5 s ahead, 10 ms there, 30 ms back, 5 ms inside', () => {
    const times = { t1: 0n, t2: 2_510_000n, t3: 2_515_000n, t4: 45_000n };
    expect(delayUs(times)).toBe(40_000);
    // Half the asymmetry of the way is the error that remains: (10 - 30) / 2 ms.
    expect(offsetUs(times)).toBe(2_490_000);
  });

  test('the truth lies within the root distance, however the way is split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000_000, max: 10_000_000 }),
        fc.integer({ min: 0, max: 500_000 }),
        fc.integer({ min: 0, max: 500_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (truth, there, back, inside) => {
          const t2 = BigInt(there + truth);
          const times = { t1: 0n, t2, t3: t2 + BigInt(inside), t4: BigInt(there + inside + back) };
          const packet = { rootDelay: 0, rootDispersion: 0, precisionLog2: -20 };
          const measured = { delayUs: delayUs(times), dispersionUs: dispersionUs(packet, times, 1), jitterUs: 0 };
          const bound = rootDistanceUs(packet, measured);
          expect(Math.abs(offsetUs(times) - truth)).toBeLessThanOrEqual(bound);
        },
      ),
    );
  });

  test('what the server says about itself and what measuring added count into the root distance', () => {
    const packet = { rootDelay: ntpShortFromUs(250_000), rootDispersion: ntpShortFromUs(500_000) };
    const distance = rootDistanceUs(packet, { delayUs: 2_000_000, dispersionUs: 70, jitterUs: 9 });
    // Half of both ways, and all of the rest.
    expect(distance).toBeCloseTo((250_000 + 2_000_000) / 2 + 500_000 + 70 + 9);
  });

  test('the precision of either clock, and 15 µs for each second, are the dispersion of an exchange', () => {
    const times = { t1: 0n, t4: 2_000_000n };
    expect(dispersionUs({ precisionLog2: -4 }, times, 1)).toBeCloseTo(62_500 + 1 + 30);
  });
});
