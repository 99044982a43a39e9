import { expect, test } from 'vitest';
import { readPrefix } from '../../../shared/prefix';

test.each([
  ['192.0.2.0/24', '192.0.2.0/24', '2.0.192.in-addr.arpa', false, 256n],
  ['192.0.2.77/26', '192.0.2.64/26', '64/26.2.0.192.in-addr.arpa', true, 64n],
  ['10.1.0.0/16', '10.1.0.0/16', '1.10.in-addr.arpa', false, 65_536n],
  ['10.1.4.0/22', '10.1.4.0/22', '1.10.in-addr.arpa', false, 1_024n],
  ['0.0.0.0/0', '0.0.0.0/0', 'in-addr.arpa', false, 1n << 32n],
  ['2001:db8::1/64', '2001:db8::/64', '0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa', false, 1n << 64n],
])('%s', (text, shown, zone, delegated, count) => {
  expect(readPrefix(text)).toMatchObject({ text: shown, zone, delegated, count });
});

test('its addresses come in their order', () => {
  expect([0n, 1n, 3n].map((index) => readPrefix('192.0.2.4/30')?.address(index))).toEqual([
    '192.0.2.4',
    '192.0.2.5',
    '192.0.2.7',
  ]);
  expect(readPrefix('2001:db8::/126')?.address(2n)).toBe('2001:db8::2');
});

test.each(['192.0.2.0', '192.0.2.0/33', '192.0.2/24', '256.0.0.0/8', 'x/8', '::1/129', '/8'])('%s is none', (text) =>
  expect(readPrefix(text)).toBe(null),
);
