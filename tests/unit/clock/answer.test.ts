import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../electron/clock/answer';
import { describePacket } from '../../../electron/clock/describe';
import { ntpFromUnixUs } from '../../../electron/clock/ntp-time';
import { clientPacket, encodePacket, type NtpPacket } from '../../../electron/clock/packet';
import { readTrailer } from '../../../electron/clock/trailer';
import { randomSeed, seeded } from '../../support/random';

const t1 = BigInt(Date.parse('2026-11-25T09:41:02Z')) * 1000n;
const question = { nonce: 0x9f3a_0123_4567_89abn, t1, t4: t1 + 2_000n };

function answer(changes: Partial<NtpPacket> = {}): Buffer {
  return encodePacket({
    leap: 0,
    version: 4,
    mode: 4,
    stratum: 2,
    pollLog2: 0,
    precisionLog2: -23,
    rootDelay: 100,
    rootDispersion: 50,
    referenceId: Buffer.from([10, 0, 0, 7]),
    reference: ntpFromUnixUs(t1),
    origin: question.nonce,
    receive: ntpFromUnixUs(t1 + 900n),
    transmit: ntpFromUnixUs(t1 + 1_000n),
    ...changes,
  });
}

describe('judging an answer', () => {
  test('a good one gives its four timestamps', () => {
    expect(judge(answer(), question)).toMatchObject({
      kind: 'good',
      times: { t1, t2: t1 + 900n, t3: t1 + 1_000n, t4: t1 + 2_000n },
    });
  });

  const kiss = (code: string) => ({ stratum: 0, leap: 3, referenceId: Buffer.from(code) }) as const;
  test.each<[string, Partial<NtpPacket>, object]>([
    ['DENY', kiss('DENY'), { kind: 'kiss', code: 'DENY' }],
    ['RSTR', kiss('RSTR'), { kind: 'kiss', code: 'RSTR' }],
    ['RATE', kiss('RATE'), { kind: 'kiss', code: 'RATE' }],
    ['another kiss code', kiss('INIT'), { kind: 'unsynchronised', reason: 'stratum 0, INIT' }],
    ['a kiss for another question', { ...kiss('DENY'), origin: 1n }, { kind: 'bogus-origin' }],
    ['leap indicator 3', { leap: 3 }, { kind: 'unsynchronised' }],
    ['stratum 16', { stratum: 16 }, { kind: 'unsynchronised' }],
    ['the origin zero', { origin: 0n }, { kind: 'bogus-origin' }],
    ['the mode of a client', { mode: 3 }, { kind: 'malformed' }],
    ['version 7', { version: 7 }, { kind: 'malformed' }],
    ['version 0', { version: 0 }, { kind: 'malformed' }],
    ['no transmit timestamp', { transmit: 0n }, { kind: 'malformed', reason: 'a timestamp is missing' }],
    ['no receive timestamp', { receive: 0n }, { kind: 'malformed', reason: 'a timestamp is missing' }],
    ['sent before received', { transmit: ntpFromUnixUs(t1 + 100n) }, { kind: 'malformed' }],
    ['kept for longer than it took', { transmit: ntpFromUnixUs(t1 + 9_000n) }, { kind: 'malformed' }],
  ])('%s', (_, changes, expected) => {
    expect(judge(answer(changes), question)).toMatchObject(expected);
  });

  test('an answer in the interleaved mode is about the exchange before (RFC 9769)', () => {
    const before = { nonce: 77n, t1: t1 - 2_000_000n, t2: t1 - 1_999_000n, t4: t1 - 1_997_500n };
    const late = { origin: 77n, transmit: ntpFromUnixUs(t1 - 1_998_400n) };
    expect(judge(answer(late), { ...question, before })).toMatchObject({
      ...{ kind: 'good', interleaved: true },
      times: { t1: before.t1, t2: before.t2, t3: t1 - 1_998_400n, t4: before.t4 },
    });
    expect(judge(answer(), { ...question, before })).toMatchObject({ kind: 'good', interleaved: false, times: { t1 } });
    expect(judge(answer(late), question)).toMatchObject({ kind: 'bogus-origin' });
    const early = { ...late, transmit: ntpFromUnixUs(t1 - 1_999_500n) };
    expect(judge(answer(early), { ...question, before })).toMatchObject({ kind: 'malformed' });
    const never = { ...late, transmit: ntpFromUnixUs(t1) };
    expect(judge(answer(never), { ...question, before })).toMatchObject({ kind: 'malformed' });
  });

  test('a million random datagrams, with the right origin and without, make nothing throw', () => {
    const seed = randomSeed();
    const random = seeded(seed);
    const right = answer();
    let good = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const bytes = Buffer.alloc(i % 5 === 0 ? Math.floor(random() * 120) : 48 + (i % 7 === 0 ? 4 * (i % 12) : 0));
      for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE((random() * 2 ** 32) >>> 0, at);
      // Half of them get past the first tests, so that what lies behind those is reached.
      if (i % 2 === 0 && bytes.length >= 48) {
        bytes[0] = 0x24;
        right.copy(bytes, 24, 24, 32);
        if (i % 4 === 0) right.copy(bytes, 1, 1, 24);
        if (i % 8 === 0) right.copy(bytes, 32, 32, 48);
      }
      const judged = judge(bytes, question);
      if (judged.kind === 'good') good++;
      readTrailer(bytes);
    }
    // None by chance: only those that were left as they were but for what follows the header.
    expect(good, `seed ${seed}`).toBeGreaterThan(50_000);
    expect(good).toBeLessThan(125_001);
  }, 60_000);

  test('no datagram, random or mutated, makes it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        judge(Buffer.from(bytes), question);
        describePacket(Buffer.from(bytes));
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.nat(47), fc.nat(255), (at, octet) => {
        const bytes = answer();
        bytes[at] = octet;
        judge(bytes, question);
        describePacket(bytes);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('the transcript line', () => {
  test('of a question', () => {
    expect(describePacket(encodePacket(clientPacket(question.nonce)))).toBe('NTPv4 client, transmit 9f3a0123.456789ab');
    expect(describePacket(encodePacket(clientPacket(26n)))).toBe('NTPv4 client, transmit 00000000.0000001a');
  });

  test('of an answer', () => {
    expect(describePacket(answer())).toMatch(
      /^NTPv4 server, stratum 2, 10\.0\.0\.7, leap none, poll 0, precision -23, root delay 1\.526 ms, .*origin 9f3a0123\.456789ab/,
    );
    expect(describePacket(Buffer.concat([answer(), Buffer.alloc(20)]))).toMatch(/, 20 octets more$/);
  });
});
