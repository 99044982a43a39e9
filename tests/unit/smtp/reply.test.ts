import { expect, test } from 'vitest';
import { answerOf, parseReply, parseReplyLine } from '../../../electron/mail/smtp/reply';

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
])('%j is taken apart', (reply, expected) => {
  expect(parseReply(reply.split('\r\n'))).toMatchObject(expected);
});

test.each(['', '25', '250_ok', '2500 ok', 'ok 250', '150 wait', '650 what', ' 250 ok', '+OK', '250\tok'])(
  '%j is no line of a reply',
  (line) => {
    expect(parseReplyLine(line)).toBeNull();
  },
);

test.each([
  ['250', { code: '250', last: true }],
  ['250-', { code: '250', last: false }],
  ['250 8-bit \u00e9\0', { code: '250', last: true }],
])('%j is one', (line, expected) => {
  expect(parseReplyLine(line)).toEqual(expected);
});

test('an error carries what the server said and nothing it did not say', () => {
  expect(answerOf(parseReply(['421 bye']))).toEqual({ answer: { text: 'bye', code: '421' } });
});
