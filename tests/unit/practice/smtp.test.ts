import { describe, expect, test } from 'vitest';
import { parsePath } from '../../../electron/practice/smtp/addresses';
import { SmtpSession } from '../../../electron/practice/smtp/session';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function newSession() {
  const delivered: string[] = [];
  const session = new SmtpSession(async (message) => {
    delivered.push(message.toString());
  }, 'abc123');
  const say = (...lines: string[]) => lines.map((line) => session.handle(line).text).at(-1) ?? '';
  return { session, delivered, say };
}
const mail = 'MAIL FROM:<amy@practice.test>';
const rcpt = 'RCPT TO:<meihua@xxx.com.tw>';

describe('commands', () => {
  test.each<[string[], string | RegExp]>([
    [['HELO laptop'], '250 mail.practice.test\r\n'],
    [['EHLO laptop'], /^250-mail\.practice\.test greets laptop\r\n250-PIPELINING\r\n250-SIZE 20971520\r\n/],
    [['EHLO [127.0.0.1]'], /250 AUTH PLAIN LOGIN\r\n$/],
    [['EHLO'], /^501 5\.5\.4/],
    [['ehlo laptop', 'noop'], /^250 2\.0\.0/],
    [[mail], /^503 5\.5\.1 EHLO or HELO/],
    [['EHLO a', mail, mail], /^503 5\.5\.1/],
    [['EHLO a', mail, 'RSET', mail], /^250 2\.1\.0/],
    [['EHLO a', mail, 'EHLO a', rcpt], /^503 5\.5\.1 MAIL comes first/],
    [['EHLO a', 'MAIL FROM:<>'], /^250/],
    [['EHLO a', 'MAIL FROM: <a@b>'], /^501 5\.1\.7/],
    [['EHLO a', 'MAIL FROM:a@b'], /^501 5\.1\.7/],
    [['EHLO a', `${mail} SIZE=1000 BODY=8BITMIME SMTPUTF8`], /^250/],
    [['EHLO a', `${mail} SIZE=99999999`], /^552 5\.3\.4/],
    [['EHLO a', `${mail} SIZE=x`], /^501/],
    [['EHLO a', `${mail} BODY=BINARYMIME`], /^501/],
    [['EHLO a', `${mail} RET=HDRS`], /^555 5\.5\.4/],
    [['EHLO a', 'MAIL FROM:<é@practice.test>'], /^553 5\.6\.7/],
    [['EHLO a', 'MAIL FROM:<é@practice.test> SMTPUTF8'], /^250/],
    [['EHLO a', mail, rcpt], /^250 2\.1\.5/],
    [['EHLO a', mail, 'RCPT TO:<nobody@practice.test>'], /^550 5\.1\.1/],
    [['EHLO a', mail, 'RCPT TO:<Later@Practice.test>'], /^450 4\.2\.1/],
    [['EHLO a', mail, 'RCPT TO:<someone@example.org>'], /^550 5\.7\.1/],
    [['EHLO a', mail, 'RCPT TO:<x@evil.practice.test>'], /^550 5\.7\.1/],
    [['EHLO a', mail, 'RCPT TO:<postmaster>'], /^250/],
    [['EHLO a', mail, 'RCPT TO:<>'], /^501 5\.1\.3/],
    [['EHLO a', mail, 'RCPT TO:<林@practice.test>'], /^553 5\.6\.7/],
    [['EHLO a', `${mail} SMTPUTF8`, 'RCPT TO:<林@practice.test>'], /^250/],
    [['EHLO a', rcpt], /^503 5\.5\.1/],
    [['EHLO a', mail, 'DATA'], /^554 5\.5\.1/],
    [['EHLO a', 'DATA'], /^503/],
    [['EHLO a', mail, rcpt, 'DATA'], /^354/],
    [['EHLO a', mail, rcpt, 'DATA now'], /^501/],
    [['VRFY amy@practice.test'], /^252/],
    [['VRFY nobody@practice.test'], /^550/],
    [['STARTTLS'], /^502/],
    [['FOO'], /^500 5\.5\.2/],
    [['QUIT'], /^221 2\.0\.0/],
    [[`NOOP ${'x'.repeat(1_001)}`], /^500 5\.5\.2/],
  ])('%j', (lines, reply) => {
    expect(newSession().say(...lines)).toMatch(reply);
  });

  test('a hundred recipients are enough', () => {
    const { say } = newSession();
    say('EHLO a', mail);
    for (let i = 0; i < 100; i++) expect(say(`RCPT TO:<r${i}@practice.test>`)).toMatch(/^250/);
    expect(say('RCPT TO:<one-more@practice.test>')).toMatch(/^452 4\.5\.3/);
  });
});

describe('AUTH', () => {
  const good = base64('\0amy\0practice');
  test.each<[string[], RegExp]>([
    [[`AUTH PLAIN ${good}`], /^235/],
    [['AUTH PLAIN', good], /^235/],
    [[`auth plain ${base64('\0amy@practice.test\0practice')}`], /^235/],
    [[`AUTH PLAIN ${base64('\0amy\0wrong')}`], /^535 5\.7\.8/],
    [[`AUTH PLAIN ${base64('amy practice')}`], /^535/],
    [[`AUTH PLAIN ${base64('\0amy\0practice\0')}`], /^535/],
    [['AUTH PLAIN', '*'], /^501 5\.7\.0/],
    [['AUTH PLAIN', '%%%'], /^501 5\.5\.2/],
    [['AUTH PLAIN ='], /^535/],
    [['AUTH LOGIN'], /^334 VXNlcm5hbWU6\r\n$/],
    [['AUTH LOGIN', base64('amy')], /^334 UGFzc3dvcmQ6\r\n$/],
    [['AUTH LOGIN', base64('amy'), base64('practice')], /^235/],
    [[`AUTH LOGIN ${base64('amy')}`, base64('nope')], /^535/],
    [['AUTH LOGIN', base64('amy'), '*'], /^501 5\.7\.0/],
    [['AUTH CRAM-MD5'], /^504/],
    [['AUTH'], /^501/],
    [[`AUTH PLAIN ${good}`, `AUTH PLAIN ${good}`], /^503/],
    [[mail, `AUTH PLAIN ${good}`], /^503/],
    [['AUTH PLAIN', '*', 'NOOP'], /^250/],
  ])('%j', (lines, reply) => {
    expect(newSession().say('EHLO a', ...lines)).toMatch(reply);
  });

  test('is part of ESMTP', () => {
    expect(newSession().say('HELO a', `AUTH PLAIN ${good}`)).toMatch(/^503/);
  });
});

describe('DATA', () => {
  test('what is accepted gets a return path and a trace', async () => {
    const { session, say, delivered } = newSession();
    say('EHLO laptop', mail, rcpt, 'DATA');
    expect((await session.data(Buffer.from('Subject: x\r\n\r\nhello\r\n'))).text).toMatch(/^250 2\.0\.0/);
    expect(delivered[0]).toMatch(
      /^Return-Path: <amy@practice\.test>\r\nReceived: from laptop \(\[127\.0\.0\.1\]\)\r\n\tby mail\.practice\.test .* with ESMTP id abc123\r\n\tfor <meihua@xxx\.com\.tw>; \w{3}, .* \+0000\r\nSubject: x\r\n\r\nhello\r\n$/,
    );
    expect(say('DATA')).toMatch(/^503/);
  });

  test('a blind copy stays blind: with two recipients the trace names none', async () => {
    const { session, say, delivered } = newSession();
    say('EHLO laptop', mail, rcpt, 'RCPT TO:<hidden@practice.test>', 'DATA');
    await session.data(Buffer.from('Subject: x\r\n\r\n'));
    expect(delivered[0]).not.toContain('hidden');
    expect(delivered[0]).not.toContain('for <');
  });

  test.each([
    ['a bare LF', 'a\nb\r\n'],
    ['a bare CR', 'a\rb\r\n'],
    ['a LF at its start', '\nb\r\n'],
  ])('%s is refused', async (_, content) => {
    const { session, say, delivered } = newSession();
    say('EHLO a', mail, rcpt, 'DATA');
    expect((await session.data(Buffer.from(content))).text).toMatch(/^554 5\.6\.0/);
    expect(delivered).toEqual([]);
  });

  test('too long a message is refused, one that can’t be kept comes back later', async () => {
    const { session, say } = newSession();
    say('EHLO a', mail, rcpt, 'DATA');
    expect((await session.data(null)).text).toMatch(/^552 5\.3\.4/);
    const full = new SmtpSession(() => Promise.reject(new Error('disk full')), 'id');
    for (const line of ['EHLO a', mail, rcpt, 'DATA']) full.handle(line);
    expect((await full.data(Buffer.from('x\r\n'))).text).toMatch(/^451 4\.3\.0/);
  });
});

describe('paths', () => {
  test.each([
    ['<a@b>', 'a@b'],
    ['<"a b"@c.d>', '"a b"@c.d'],
    ['<"a>b"@c.d>', '"a>b"@c.d'],
    ['<@relay:a@b.c>', 'a@b.c'],
    ['<a@[127.0.0.1]>', 'a@[127.0.0.1]'],
    ['<a.b+c@d-e.f>', 'a.b+c@d-e.f'],
    ['<a@b', null],
    ['<a b@c>', null],
    ['<a..b@c>', null],
    ['<a@b>\r\nRCPT TO:<c@d>', null],
    ['<a@>', null],
    ['<@b>', null],
  ])('TO:%s', (text, address) => {
    expect(parsePath('TO', `TO:${text}`)?.address ?? null).toBe(address);
  });
});
