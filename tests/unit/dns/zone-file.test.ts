import { expect, test } from 'vitest';
import { hintsText, readHints, readZoneFile, rootHints } from '../../../electron/dns';

const read = (text: string, origin = 'a.test') =>
  readZoneFile(text, origin).rows.map(({ owner, ttlSeconds, type, data }) => `${owner} ${ttlSeconds} ${type} ${data}`);

test('origins, owners, TTLs and classes that are left out', () => {
  const text = `$TTL 1h
@ SOA ns h 1 1d 2h 3w 5m
  NS ns
www 60 IN A 192.0.2.1
    IN 90 AAAA 2001:db8::1
$ORIGIN sub
x CNAME @
y.example. A 192.0.2.2`;
  expect(read(text)).toEqual([
    'a.test. 3600 SOA ns.a.test. h.a.test. 1 86400 7200 1814400 300',
    'a.test. 3600 NS ns.a.test.',
    'www.a.test. 60 A 192.0.2.1',
    'www.a.test. 90 AAAA 2001:db8::1',
    'x.sub.a.test. 3600 CNAME sub.a.test.',
    'y.example. 3600 A 192.0.2.2',
  ]);
});

test('strings, comments, escapes and parentheses', () => {
  const text = `t 5 TXT "a;b" ( "c \\"d\\"" ; a comment
   e )
a\\.b 5 A 192.0.2.1 ; x
n 5 NAPTR 1 2 "u" "E2U" "!^.*$!x!" .
u 5 TYPE65280 \\# 3 abcdef`;
  expect(read(text)).toEqual([
    't.a.test. 5 TXT "a;b" "c \\"d\\"" "e"',
    'a\\.b.a.test. 5 A 192.0.2.1',
    'n.a.test. 5 NAPTR 1 2 "u" "E2U" "!^.*$!x!" .',
    'u.a.test. 5 TYPE65280 \\# 3 abcdef',
  ]);
});

test('what can’t be read is told by its line, and the rest is read', () => {
  const { rows, problems } = readZoneFile(
    '  A 1\n$INCLUDE x\nx 5 NOTYPE y\nz 5 A\na 5 A 192.0.2.1\nb 5 TXT "x\nc 5 TXT ( "y"',
    'a.test',
  );
  expect(rows.map(({ owner }) => owner)).toEqual(['a.a.test.', 'c.a.test.']);
  expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 6, 6, 7]);
});

test('nothing that is thrown at it hangs it', () => {
  for (const text of ['(((((', '"', '\\', '$', '\0', '('.repeat(50_000), `${'"a '.repeat(50_000)}`])
    readZoneFile(text, '.');
});

test('root hints are read back as they are written, and out of IANA’s file', () => {
  expect(readHints(hintsText(rootHints))).toEqual(rootHints);
  const iana = `; formerly NS.INTERNIC.NET
.                        3600000      NS    A.ROOT-SERVERS.NET.
A.ROOT-SERVERS.NET.      3600000      A     198.41.0.4
A.ROOT-SERVERS.NET.      3600000      AAAA  2001:503:ba3e::2:30`;
  expect(readHints(iana)).toEqual([{ name: 'A.ROOT-SERVERS.NET.', addresses: ['198.41.0.4', '2001:503:ba3e::2:30'] }]);
  expect(readHints('nothing')).toEqual([]);
});
