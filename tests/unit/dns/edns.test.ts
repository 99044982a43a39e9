import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeOption,
  OPTION,
  optionsFor,
  readOptions,
  repeatsCookie,
  writeOptions,
} from '../../../electron/dns/edns';
import { decodeMessage, encodeQuery } from '../../../electron/dns/message';
import { parseName } from '../../../electron/dns/names';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const question = { name: parseName('www.example.org.'), typeCode: 1, classCode: 1 };

test('options are read as they were written, whatever they hold, and what breaks off ends the list', () => {
  const option = fc.record({
    code: fc.integer({ min: 0, max: 0xffff }),
    data: fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets)),
  });
  fc.assert(
    fc.property(fc.array(option, { maxLength: 6 }), fc.nat(), (options, cut) => {
      const written = writeOptions(options);
      expect(readOptions(written)).toEqual(options);
      const short = readOptions(written.subarray(0, cut % (written.length + 1)));
      expect(options.slice(0, short.length)).toEqual(short);
    }),
  );
});

describe('a question', () => {
  test('always wishes to hear which server answers', () => {
    const { edns } = decodeMessage(encodeQuery(1, question, { options: optionsFor() })) ?? {};
    expect(edns?.options).toEqual([{ code: 3, data: Buffer.alloc(0) }]);
  });

  // RFC 7871 §6: family, source prefix, scope prefix 0, and no more octets than the prefix needs.
  test.each([
    ['192.0.2.0/24', '0001 18 00 c00002'],
    ['192.0.2.77', '0001 18 00 c00002'],
    ['192.0.2.255/25', '0001 19 00 c0000280'],
    ['2001:db8:1:2::/56', '0002 38 00 20010db8000100'],
    ['0.0.0.0/0', '0001 00 00'],
  ])('for %s carries %s', (subnet, octets) => {
    const option = optionsFor({ subnet }).find(({ code }) => code === OPTION.ECS);
    expect(option?.data).toEqual(hex(octets));
  });

  test('for what is no range is refused', () => {
    expect(() => optionsFor({ subnet: 'here' })).toThrow('“here” is no range of addresses.');
    expect(() => optionsFor({ subnet: '192.0.2.0/33' })).toThrow();
  });

  test('is padded to 128 octets with its options in it', () => {
    const options = optionsFor({ subnet: '192.0.2.0/24', cookie: true });
    const query = encodeQuery(1, question, { options, padded: true });
    expect(query.length).toBe(128);
    const all = decodeMessage(query)?.edns?.options ?? [];
    expect(all.map(({ code }) => code)).toEqual([OPTION.NSID, OPTION.ECS, OPTION.COOKIE, OPTION.PADDING]);
  });
});

test('an answer has to repeat the cookie, unless its server knows none', () => {
  const asked = optionsFor({ cookie: true });
  const ours = asked.find(({ code }) => code === OPTION.COOKIE)?.data ?? Buffer.alloc(0);
  const answered = (data: Buffer) => [{ code: OPTION.COOKIE, data }];
  expect(repeatsCookie(asked, answered(Buffer.concat([ours, hex('0102030405060708')])))).toBe(true);
  expect(repeatsCookie(asked, [])).toBe(true);
  expect(repeatsCookie(optionsFor(), answered(Buffer.alloc(8)))).toBe(true);
  expect(repeatsCookie(asked, answered(Buffer.alloc(16)))).toBe(false);
  expect(repeatsCookie(asked, answered(ours.subarray(0, 7)))).toBe(false);
});

test.each([
  [3, '6e73312e6c6162', 'NSID', 'ns1.lab'],
  [3, '00ff', 'NSID', '00FF'],
  [8, '0001 18 10 c00002', 'Client subnet', '192.0.2.0/24, holds for /16'],
  [8, '0002 38 00 20010db8000100', 'Client subnet', '2001:db8:1::/56, holds for /0'],
  [8, '0007 38 00', 'Client subnet', '00073800'],
  [10, '0102030405060708 1112131415161718', 'Cookie', '0102030405060708 1112131415161718'],
  [11, '0064', 'Keepalive', '10 s'],
  [12, '000000', 'Padding', '3 octets'],
  [15, '0006', 'Extended error', 'DNSSEC Bogus (6)'],
  [15, '0007 746f6f206f6c64 00', 'Extended error', 'Signature Expired (7): too old'],
  [15, 'ffff', 'Extended error', 'Unknown (65535)'],
  [15, '00', 'Extended error', '00'],
  [65001, 'abcd', 'Option 65001', 'ABCD'],
])('option %i with %s is told as %s: %s', (code, data, name, value) => {
  expect(describeOption({ code, data: hex(data) })).toEqual({ name, value });
});
