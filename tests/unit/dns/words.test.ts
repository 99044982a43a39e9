import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../../electron/dns/meaning';
import { formatName } from '../../../electron/dns/names';
import { toQuestion } from '../../../electron/dns/question';
import { type Shown, sentenceOf, type Told } from '../../../electron/dns/sentence';
import { parseType } from '../../../electron/dns/types';
import { addressOf, list, mailboxOf, span } from '../../../electron/dns/words';

function record(owner: string, type: string, data: string): Shown {
  return { owner, type, data, ttlSeconds: 86_400, class: 'IN', typeCode: parseType(type) };
}

describe('what one record means', () => {
  test.each<[type: string, owner: string, data: string, meaning: string]>([
    ['MX', 'a.', '0 .', 'takes no mail'],
    ['A', 'a.', '127.0.0.1', 'this computer itself'],
    ['A', 'a.', '172.20.1.1', 'inside a private network'],
    ['A', 'a.', '211.72.211.1', ''],
    ['AAAA', 'a.', '::1', 'this computer itself'],
    ['AAAA', 'a.', 'fd00::1', 'inside a private network'],
    ['CNAME', 'ftp.a.', 'www.a.', 'another name for www.a'],
    ['DNAME', 'old.a.', 'new.a.', 'all names below are looked up below new.a'],
    ['PTR', '25.211.72.211.in-addr.arpa.', 'mail.a.', 'the name of 211.72.211.25'],
    [
      'SOA',
      'a.',
      'ns1.a. john\\.doe.a. 7 10800 3600 604800 3600',
      'serial 7, kept by john.doe@a; a “no” may be remembered for 1 hour',
    ],
    ['TXT', 'a.', '"v=spf1 -all"', 'who may send mail for this domain (SPF)'],
    ['TXT', '_dmarc.a.', '"v=DMARC1; p=none"', 'what to do with mail that is not really from here (DMARC)'],
    ['TXT', 'a.', '"hello"', ''],
    ['SRV', '_imaps._tcp.a.', '0 1 993 imap.a.', 'port 993 on imap.a'],
    ['SRV', '_pop3._tcp.a.', '0 0 0 .', 'this service is not offered'],
    ['CAA', 'a.', '0 issue "ca.test; x=1"', 'ca.test may issue certificates'],
    ['CAA', 'a.', '0 issuewild ";"', 'nobody may issue wildcard certificates'],
    ['CAA', 'a.', '0 iodef "mailto:a@b"', 'breaches are reported to mailto:a@b'],
    ['TLSA', '_25._tcp.mail.a.', '3 1 1 AB', 'the certificate expected on tcp port 25 (DANE)'],
    ['DS', 'a.', '60485 13 2 AB', 'vouches for key 60485 of a'],
    ['DNSKEY', 'a.', '257 3 13 AB', 'key that signs the keys'],
    ['DNSKEY', 'a.', '256 3 13 AB', 'key that signs the zone'],
    [
      'RRSIG',
      'a.',
      'MX 13 1 60 20261231000000 20261101000000 5 a. AB',
      'signature over MX by key 5, valid until 2026-12-31',
    ],
    ['NSEC', 'a.', 'b.a. A', 'no name lies between a and b.a'],
    ['TYPE65280', 'a.', '\\# 0', ''],
    ['MX', 'a.', '\\# 1 00', ''],
  ])('%s %s %s: %s', (type, owner, data, meaning) => {
    expect(meaningOf(record(owner, type, data), [])).toBe(meaning);
  });

  test('of two MX the lower is tried first, and its address is told when it is there', () => {
    const first = record('a.', 'MX', '10 Mail.a.');
    const second = record('a.', 'MX', '20 imap.a.');
    const another = record('b.', 'MX', '5 mail.b.');
    const all = [second, another, first, record('mail.a.', 'A', '192.0.2.1'), record('mail.a.', 'AAAA', '2001:db8::1')];
    expect(meaningOf(first, all)).toBe('tried first, at 192.0.2.1 and 2001:db8::1');
    expect(meaningOf(second, all)).toBe('tried when those before it are down');
  });

  test('glue says whose address it is', () => {
    const all = [record('a.', 'NS', 'ns1.a.')];
    expect(meaningOf(record('ns1.a.', 'A', '211.72.211.1'), all)).toBe('where that server is found');
    expect(meaningOf(record('a.', 'NS', 'ns1.a.'), [...all, record('ns1.a.', 'A', '211.72.211.1')])).toBe(
      'serves a, at 211.72.211.1',
    );
  });
});

describe('what an answer says', () => {
  const told = (changes: Partial<Told>): Told => ({
    kind: 'answer',
    name: 'xxx.com.tw.',
    type: 'A',
    server: '192.0.2.53',
    rcode: 'NOERROR',
    answer: [],
    authority: [],
    ...changes,
  });
  test.each<[Partial<Told>, string]>([
    [{ type: 'ANY', answer: [record('a.', 'A', '192.0.2.1')] }, 'xxx.com.tw has 1 record.'],
    [{ type: 'TYPE65280', answer: [record('a.', 'TYPE65280', '\\# 0')] }, 'xxx.com.tw has 1 TYPE65280 record.'],
    [{ answer: [record('a.', 'A', '\\# 1 00')] }, 'xxx.com.tw has 1 A record.'],
    [
      { type: 'CAA', answer: [record('a.', 'CAA', '0 issue ";"'), record('a.', 'CAA', '0 issuewild ";"')] },
      'xxx.com.tw has 2 CAA records.',
    ],
    [{ type: 'CNAME', answer: [record('xxx.com.tw.', 'CNAME', 'w.')] }, 'xxx.com.tw is another name for w.'],
    [{ type: 'MX', answer: [record('xxx.com.tw.', 'MX', '0 .')] }, 'xxx.com.tw takes no mail.'],
    [
      { type: 'MX', answer: [record('xxx.com.tw.', 'MX', '20 b.'), record('xxx.com.tw.', 'MX', '10 a.')] },
      'xxx.com.tw takes mail at a (10), then b (20).',
    ],
    [{ kind: 'nxdomain', name: '25.211.72.211.in-addr.arpa.' }, 'No name is known for 211.72.211.25.'],
    [{ type: 'NS', name: '.', answer: [record('.', 'NS', 'a.root.')] }, '. is served by a.root.'],
    [
      { kind: 'no-data', type: 'AAAA', answer: [record('xxx.com.tw.', 'CNAME', 'w.')] },
      'xxx.com.tw is another name for w, which has no AAAA record.',
    ],
    [
      { kind: 'referral', authority: [record('tw.', 'NS', 'ns1.tw.'), record('tw.', 'NS', 'ns2.tw.')] },
      '192.0.2.53 does not hold xxx.com.tw; it refers to the servers of tw: ns1.tw and ns2.tw.',
    ],
  ])('%j', (changes, sentence) => {
    expect(sentenceOf(told(changes))).toBe(sentence);
  });
});

test.each([
  ['211.72.211.25', 'MX', '25.211.72.211.in-addr.arpa.', 12],
  ['xxx.com.tw', 'mx', 'xxx.com.tw.', 15],
  ['xxx.com.tw', '65', 'xxx.com.tw.', 65],
])('%s %s asks for %s, type %i', (name, type, asked, typeCode) => {
  const question = toQuestion({ name, type });
  expect([formatName(question.name), question.typeCode]).toEqual([asked, typeCode]);
});

test('small words', () => {
  expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c']);
  expect(list('abcdefgh'.split(''))).toBe('a, b, c, d, e, f and 2 more');
  expect([span(604_800), span(86_400), span(5_400), span(1), span(0)]).toEqual([
    '1 week',
    '1 day',
    '90 minutes',
    '1 second',
    '0 seconds',
  ]);
  expect(addressOf(`1.${'0.'.repeat(31)}ip6.arpa.`)).toBe('::1');
  expect(mailboxOf('hostmaster.xxx.com.tw.')).toBe('hostmaster@xxx.com.tw');
  expect(mailboxOf('.')).toBe('.');
});
