import { expect, test } from 'vitest';
import { answerOf, parseExtensions, parseReply } from '../../../electron/mail/smtp/reply';

test.each([
  ['250 2.1.5 Ok', { code: '250', enhanced: '2.1.5', text: 'Ok' }],
  ['250', { code: '250', enhanced: '', text: '' }],
  ['550 5.1.1 <x@y>: no such user', { code: '550', enhanced: '5.1.1', text: '<x@y>: no such user' }],
  [
    '550-5.7.26 not\r\n550-5.7.26 authenticated.\r\n550 5.7.26 See https://x',
    { code: '550', enhanced: '5.7.26', text: 'not authenticated. See https://x' },
  ],
  ['450 4.2.10', { code: '450', enhanced: '4.2.10', text: '' }],
  ['554 3.1.4 is no status', { code: '554', enhanced: '', text: '3.1.4 is no status' }],
  ['nonsense', { code: '', enhanced: '', text: 'nonsense' }],
])('%j is taken apart', (reply, expected) => {
  expect(parseReply(reply)).toEqual(expected);
});

test('an error carries what the server said and nothing it did not say', () => {
  expect(answerOf('421 bye')).toEqual({ answer: { text: 'bye', code: '421' } });
  expect(answerOf(false)).toEqual({});
  expect(answerOf('')).toEqual({});
});

test('extensions have their parameters, in the old form of AUTH as well', () => {
  const found = parseExtensions(
    '250-mail.example\r\n250-SIZE 1000\r\n250-auth=PLAIN LOGIN\r\n250-PIPELINING\r\n250 8BITMIME',
  );
  expect(Object.fromEntries(found)).toEqual({ SIZE: '1000', AUTH: 'PLAIN LOGIN', PIPELINING: '', '8BITMIME': '' });
  expect(parseExtensions('250 mail.example').size).toBe(0);
});
