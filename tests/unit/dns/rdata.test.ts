import { describe, expect, test } from 'vitest';
import { formatRdata } from '../../../electron/dns/rdata';
import { parseType, typeName } from '../../../electron/dns/types';

const name = (text: string) =>
  `${text
    .split('.')
    .map((label) => label.length.toString(16).padStart(2, '0') + Buffer.from(label).toString('hex'))
    .join('')}00`;
const text = (octets: string) =>
  octets.length.toString(16).padStart(2, '0') + Buffer.from(octets, 'latin1').toString('hex');

/** Presentation on one side, wire on the other; the presentation is what BIND prints. */
const TABLE: [type: string, wire: string, presentation: string][] = [
  ['A', 'd348d319', '211.72.211.25'],
  ['AAAA', '20010db8000000000000000000000025', '2001:db8::25'],
  ['AAAA', '00000000000000000000ffff01020304', '::ffff:1.2.3.4'],
  ['AAAA', '20010db8000100000001000000000001', '2001:db8:1:0:1::1'],
  ['NS', name('ns1.xxx.com.tw'), 'ns1.xxx.com.tw.'],
  ['CNAME', name('www'), 'www.'],
  ['DNAME', name('b.test'), 'b.test.'],
  ['PTR', '00', '.'],
  [
    'SOA',
    `${name('ns1.a')}0a${Buffer.from('john.smith').toString('hex')}016100${'00000001'}00002a3000000e1000093a8000000e10`,
    'ns1.a. john\\.smith.a. 1 10800 3600 604800 3600',
  ],
  ['MX', `000a${name('mail.xxx.com.tw')}`, '10 mail.xxx.com.tw.'],
  ['MX', '000000', '0 .'],
  ['TXT', text('v=spf1 -all'), '"v=spf1 -all"'],
  ['TXT', text('a"b\\c;\x01\xff') + text(''), '"a\\"b\\\\c;\\001\\255" ""'],
  ['HINFO', text('RFC8482') + text(''), '"RFC8482" ""'],
  ['SRV', `0000000103e1${name('imap.a')}`, '0 1 993 imap.a.'],
  ['CAA', `00${text('issue')}${Buffer.from('ca.test; a=b').toString('hex')}`, '0 issue "ca.test; a=b"'],
  [
    'NAPTR',
    `0064000a${text('u')}${text('E2U+sip')}${text('!^.*$!sip:a@b!')}00`,
    '100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .',
  ],
  ['TLSA', `030101${'ab'.repeat(32)}`, `3 1 1 ${'AB'.repeat(32)}`],
  ['SSHFP', '0403c0ffee', '4 3 C0FFEE'],
  ['DS', `ec450d02${'0f'.repeat(32)}`, `60485 13 2 ${'0F'.repeat(32)}`],
  ['DNSKEY', '0101030dcafebabe', '257 3 13 yv66vg=='],
  [
    'RRSIG',
    `000f0d03000151806927a45068fffb50ec45${name('a')}cafebabe`,
    'MX 13 3 86400 20251127010728 20251027230800 60485 a. yv66vg==',
  ],
  [
    'RRSIG',
    `000f0d0300015180ffffffff68fffb50ec45${name('a')}cafebabe`,
    'MX 13 3 86400 19691231235959 20251027230800 60485 a. yv66vg==',
  ],
  ['NSEC', `${name('b.a')}0006400100000003`, 'b.a. A MX RRSIG NSEC'],
  ['NSEC', `${name('b.a')}000140${'01'}${'01'}40`, 'b.a. A CAA'],
  ['NSEC3PARAM', '0100000000', '1 0 0 -'],
  ['NSEC3', `01010000 02abcd 05 0000000000 000140`.replaceAll(' ', ''), '1 1 0 ABCD 00000000 A'],
  ['NSEC3', '010100000002ffff000140', '1 1 0 - VVVG A'],
  ['URI', `000a0001${Buffer.from('ftp://a/').toString('hex')}`, '10 1 "ftp://a/"'],
  ['HTTPS', `000100${'0001000302'}6832${'00030002'}20fb`, '1 . alpn="h2" port=8443'],
  [
    'SVCB',
    `0010${name('foo.a')}0000000400010004${'0001000302'}6832${'00040004'}c0000201`,
    '16 foo.a. mandatory=alpn,ipv4hint alpn="h2" ipv4hint=192.0.2.1',
  ],
  ['HTTPS', `0000${name('svc.a')}`, '0 svc.a.'],
  ['HTTPS', `00010000010003026832${'00020000'}`, '1 . alpn="h2" no-default-alpn'],
  ['HTTPS', `000100${'00010004'}03612062`, '1 . alpn="a\\032b"'],
  ['HTTPS', `000100${'00010004'}03612c62`, '1 . alpn="a\\\\,b"'],
  [
    'HTTPS',
    `000100${'00040008'}c0000201c0000202${'00060010'}20010db8000000000000000000000001`,
    '1 . ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1',
  ],
  ['TYPE65280', 'cafe', '\\# 2 CAFE'],
  ['TYPE65280', '', '\\# 0'],
];

describe('RDATA in presentation form', () => {
  test.each(TABLE)('%s %s', (type, wire, presentation) => {
    const bytes = Buffer.from(wire, 'hex');
    expect(formatRdata(bytes, parseType(type), 0, bytes.length)).toEqual({ text: presentation, problem: null });
  });

  test.each([
    ['A', 'c000', /4 octets are needed/],
    ['A', 'c000020100', /1 octets are left over/],
    ['MX', '000a', /are needed/],
    ['TXT', '05ab', /are needed/],
    ['TXT', '', /are needed/],
    ['MX', '000ac002', /does not point back/],
    ['NSEC', `${name('a')}000140000140`, /bitmap/],
    ['NSEC', `${name('a')}0000`, /bitmap/],
    ['NSEC', `${name('a')}0021${'01'.repeat(33)}`, /bitmap/],
    ['TLSA', '030101', /empty/],
    ['CAA', '0002202061', /letters and digits/],
    ['HTTPS', '00010000010000', /no value/],
    ['HTTPS', '000100000300021f90000100030268 32'.replaceAll(' ', ''), /rising order/],
    ['HTTPS', '0001000003000320fb00', /too long/],
  ])('a broken %s (%s) is shown as octets, with the reason', (type, wire, problem) => {
    const bytes = Buffer.from(wire, 'hex');
    const { text, problem: reason } = formatRdata(bytes, parseType(type), 0, bytes.length);
    expect(text).toBe(bytes.length ? `\\# ${bytes.length} ${wire.toUpperCase()}` : '\\# 0');
    expect(reason).toMatch(problem);
  });
});

test('nothing behind RDLENGTH is taken for RDATA', () => {
  expect(formatRdata(Buffer.from('c0000201', 'hex'), parseType('A'), 0, 3)).toMatchObject({ text: '\\# 3 C00002' });
});

describe('types', () => {
  test.each([
    ['mx', 15],
    ['TYPE65', 65],
    ['65', 65],
    ['type65280', 65_280],
    ['any', 255],
  ])('%s is %i', (text, code) => {
    expect(parseType(text)).toBe(code);
  });

  test.each(['MXX', '', '0', '65536', 'TYPE', 'TYPE-1', 'toString', '1e3'])('%j is none', (text) => {
    expect(() => parseType(text)).toThrow('There is no record type');
  });

  test('a type without a mnemonic is named by its number', () => {
    expect([typeName(257), typeName(65_280)]).toEqual(['CAA', 'TYPE65280']);
  });
});
