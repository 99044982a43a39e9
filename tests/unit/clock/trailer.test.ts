import { describe, expect, test } from 'vitest';
import { extensionField, readTrailer } from '../../../electron/clock/trailer';

const header = Buffer.alloc(48);
const read = (...parts: Uint8Array[]) => readTrailer(Buffer.concat([header, ...parts]));

describe('what follows the header', () => {
  test.each([
    ['nothing', [], { fields: [], macOctets: 0 }],
    ['a crypto-NAK', [Buffer.alloc(4)], { fields: [], macOctets: 4 }],
    ['an MD5', [Buffer.alloc(20)], { fields: [], macOctets: 20 }],
    ['a SHA-1', [Buffer.alloc(24)], { fields: [], macOctets: 24 }],
  ])('%s', (_, parts, expected) => {
    expect(read(...parts)).toEqual(expected);
  });

  test('fields, and a MAC behind them', () => {
    const first = extensionField(0x0104, Buffer.alloc(32, 1));
    const trailer = read(first, extensionField(0x0204, Buffer.alloc(9, 2)), Buffer.alloc(20, 3));
    expect(trailer?.macOctets).toBe(20);
    expect(trailer?.fields.map(({ type, value, at }) => [type, value.length, at])).toEqual([
      [0x0104, 32, 48],
      [0x0204, 12, 84],
    ]);
  });

  test.each([
    ['three octets', Buffer.alloc(3)],
    ['a field of no length', Buffer.alloc(28)],
    ['a field longer than the datagram', Buffer.from(`0104ffff${'00'.repeat(24)}`, 'hex')],
    ['a field that is one word longer than what is left', Buffer.from(`01040020${'00'.repeat(24)}`, 'hex')],
    ['a length that is no whole number of words', Buffer.from(`01040012${'00'.repeat(40)}`, 'hex')],
  ])('%s is neither', (_, bytes) => {
    expect(read(bytes)).toBeNull();
  });
});
