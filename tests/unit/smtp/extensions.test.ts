import { expect, test } from 'vitest';
import { noExtensions, parseExtensions } from '../../../electron/mail/smtp/extensions';

test('each extension has its type, in any case and in the old form of AUTH as well', () => {
  const found = parseExtensions([
    'size 1000',
    'auth=PLAIN LOGIN',
    'AUTH plain scram-sha-256',
    'Pipelining',
    '8BITMIME',
    'CHUNKING',
    'SMTPUTF8',
    'DSN',
    'ENHANCEDSTATUSCODES',
    'STARTTLS',
    'REQUIRETLS',
    'LIMITS RCPTMAX=100 MAILMAX=5 RCPTDOMAINMAX=2 X-NEW=1',
    'X-OTHER one two',
  ]);
  expect(found).toMatchObject({
    size: { most: 1000 },
    auth: ['PLAIN', 'LOGIN', 'SCRAM-SHA-256'],
    pipelining: true,
    eightBitMime: true,
    chunking: true,
    smtpUtf8: true,
    dsn: true,
    enhancedStatusCodes: true,
    startTls: true,
    requireTls: true,
    limits: { mails: 5, recipients: 100, domains: 2 },
  });
  expect(found.announced.get('X-OTHER')).toEqual(['one', 'two']);
});

test('nothing is there that was not announced', () => {
  expect(noExtensions).toMatchObject({ size: null, auth: [], pipelining: false, limits: { mails: null } });
});

test.each(['', '0', '-5', 'many', '9'.repeat(30)])('SIZE %j names no limit', (value) => {
  expect(parseExtensions([`SIZE ${value}`]).size).toEqual({ most: null });
});
