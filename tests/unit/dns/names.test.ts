import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeName, formatName, parseName, reverseName, sameName } from '../../../electron/dns/names';
import { Reader } from '../../../electron/dns/reader';

describe('names, presentation ↔ wire', () => {
  test.each([
    ['.', '00', '.'],
    ['xxx.com.tw', '037878780363 6f6d0274 7700', 'xxx.com.tw.'],
    ['xxx.com.tw.', '0378787803636f6d02747700', 'xxx.com.tw.'],
    ['john\\.doe.example', '086a6f686e2e646f65076578616d706c6500', 'john\\.doe.example.'],
    ['a\\.', '02612e00', 'a\\..'],
    ['a\\255b', '0361ff6200', 'a\\255b.'],
    ['with\\032space', '0a7769746820737061636500', 'with\\032space.'],
    ['semi\\;\\"\\\\', '0773656d693b225c00', 'semi\\;\\"\\\\.'],
    ['_25._tcp.mail', '035f3235045f746370046d61696c00', '_25._tcp.mail.'],
    ['bücher.test', '0d786e2d2d62636865722d6b7661047465737400', 'xn--bcher-kva.test.'],
    ['台灣。tw', `0b${Buffer.from('xn--kpry57d').toString('hex')}02747700`, 'xn--kpry57d.tw.'],
    ['MiXed.Case', '054d69586564044361736500', 'MiXed.Case.'],
  ])('%s', (text, hex, back) => {
    const labels = parseName(text);
    expect(encodeName(labels).toString('hex')).toBe(hex.replaceAll(' ', ''));
    expect(formatName(labels)).toBe(back);
  });

  test.each([
    ['', 'it is empty'],
    ['a..b', 'there is nothing between two dots'],
    ['.a', 'there is nothing between two dots'],
    ['..', 'there is nothing between two dots'],
    [`${'a'.repeat(64)}.test`, 'longer than 63 octets'],
    [`${`${'a'.repeat(63)}.`.repeat(3)}${'d'.repeat(62)}`, 'longer than 255 octets'],
    ['a\\999', 'escapes nothing'],
    ['a\\', 'escapes nothing'],
    [`xn--${'ü'.repeat(80)}`, 'not allowed in an international name'],
  ])('%j is no name: %s', (text, reason) => {
    expect(() => parseName(text)).toThrow(reason);
    try {
      parseName(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'dns.bad-name' });
    }
  });

  test('names of 255 octets and labels of 63 are allowed', () => {
    const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
    expect(encodeName(parseName(longest))).toHaveLength(255);
  });

  test('any labels survive being written and read again', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((octets) => Buffer.from(octets));
    fc.assert(
      fc.property(fc.array(label, { maxLength: 8 }), (labels) => {
        const wire = encodeName(labels);
        const read = new Reader(wire, 0, wire.length).name();
        expect(read).toEqual(labels);
        expect(parseName(formatName(read))).toEqual(labels);
      }),
    );
  });

  test('case makes no difference in ASCII, and only there', () => {
    expect(sameName(parseName('XXX.com.TW'), parseName('xxx.COM.tw'))).toBe(true);
    expect(sameName(parseName('a\\192'), parseName('a\\224'))).toBe(false);
    expect(sameName(parseName('a.b'), parseName('a.b.c'))).toBe(false);
  });
});

test.each([
  ['211.72.211.25', '25.211.72.211.in-addr.arpa.'],
  ['::1', `1.${'0.'.repeat(31)}ip6.arpa.`],
  ['[2001:db8::25]', '5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.'],
  ['::ffff:1.2.3.4', '4.0.3.0.2.0.1.0.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.'],
  ['256.1.1.1', null],
  ['1.2.3', null],
  ['xxx.com.tw', null],
  ['fe80::1%eth0', null],
  [':::', null],
])('%s is looked up under %s', (address, name) => {
  expect(reverseName(address)).toBe(name);
});
