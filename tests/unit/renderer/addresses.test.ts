import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddresses } from '../../../shared/addresses';

const only = (field: string) => {
  const [first, ...rest] = parseAddresses(field);
  expect(rest).toEqual([]);
  return first;
};

describe('an address field', () => {
  it('is empty when nothing or only separators are typed', () => {
    expect(parseAddresses('')).toEqual([]);
    expect(parseAddresses(' , ; ')).toEqual([]);
  });

  it.each([
    ['amy@practice.test', '', 'amy@practice.test'],
    ['Amy Chen <amy@practice.test>', 'Amy Chen', 'amy@practice.test'],
    ['"Chen, Amy" <amy@practice.test>', 'Chen, Amy', 'amy@practice.test'],
    ['"A \\"quoted\\" name" <a@b.test>', 'A "quoted" name', 'a@b.test'],
    ['林美華 <meihua@xxx.com.tw>', '林美華', 'meihua@xxx.com.tw'],
    ['amy@practice.test (Amy)', 'Amy', 'amy@practice.test'],
    ['<amy@practice.test>', '', 'amy@practice.test'],
    ['使用者@例子.測試', '', '使用者@例子.測試'],
    ['"odd local"@practice.test'.replace(' ', '.'), '', '"odd.local"@practice.test'],
    ['postmaster@[192.0.2.1]', '', 'postmaster@[192.0.2.1]'],
    ['postmaster@[IPv6:2001:db8::1]', '', 'postmaster@[IPv6:2001:db8::1]'],
    ['root@localhost', '', 'root@localhost'],
  ])('takes %s', (field, name, address) => {
    expect(only(field)).toMatchObject({ name, address, problem: '' });
  });

  it('parts at commas, semicolons and their full-width sisters, not inside quotes or comments', () => {
    const parsed = parseAddresses('a@x.test, "b\\", c" <b@x.test>; d@x.test (one, two)，e@x.test；f@x.test');
    expect(parsed.map(({ address }) => address)).toEqual(['a@x.test', 'b@x.test', 'd@x.test', 'e@x.test', 'f@x.test']);
    expect(parsed.every(({ problem }) => problem === '')).toBe(true);
  });

  it.each([
    ['bob', '@ is missing'],
    ['@practice.test', 'before the @'],
    ['bob@', 'after the @'],
    ['bob@gmial', 'no dot'],
    ['bob..b@practice.test', 'before the @'],
    ['bob@practice..test', 'domain'],
    ['bob@-practice.test', 'domain'],
    ['Bob <>', 'no address'],
    [`${'a'.repeat(65)}@practice.test`, '64 octets'],
  ])('tells what is wrong with %s', (field, words) => {
    expect(only(field)?.problem).toContain(words);
  });

  it('tells which of several entries is the wrong one', () => {
    expect(parseAddresses('a@x.test, bob, c@x.test').map(({ problem }) => problem !== '')).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('never throws, and loses no entry of what it split', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (field) => {
        for (const { text } of parseAddresses(field)) expect(text).not.toBe('');
      }),
    );
  });
});
