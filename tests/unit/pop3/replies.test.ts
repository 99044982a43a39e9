import { describe, expect, test } from 'vitest';
import {
  apopChallenge,
  parseChallenge,
  parseListOne,
  parseStat,
  parseStatus,
  parseUidlOne,
} from '../../../electron/mail/pop3/replies';

describe('a status line', () => {
  test.each([
    ['+OK', { ok: true, code: '', text: '' }],
    ['+OK 2 320', { ok: true, code: '', text: '2 320' }],
    ['+ok small letters', { ok: true, code: '', text: 'small letters' }],
    ['-ERR [IN-USE] Mailbox is locked', { ok: false, code: 'IN-USE', text: 'Mailbox is locked' }],
    ['-ERR [sys/temp] later', { ok: false, code: 'SYS/TEMP', text: 'later' }],
    ['-ERR [AUTH]', { ok: false, code: 'AUTH', text: '' }],
    ['-ERR no code [IN-USE] here', { ok: false, code: '', text: 'no code [IN-USE] here' }],
    ['-ERR\ttab', { ok: false, code: '', text: 'tab' }],
  ])('%s', (line, expected) => {
    expect(parseStatus(line)).toMatchObject(expected);
  });

  test.each(['', '+', '+OKAY', '* BAD', 'OK', ' +OK', '+ challenge', '-ERROR'])('%j is none', (line) => {
    expect(parseStatus(line)).toBeNull();
  });
});

test('the challenge of APOP is found where there is one (RFC 1939 §7)', () => {
  expect(apopChallenge('+OK POP3 ready <1896.697170952@dbc.mtview.ca.us>')).toBe('<1896.697170952@dbc.mtview.ca.us>');
  expect(apopChallenge('+OK Dovecot ready.')).toBeNull();
  expect(apopChallenge('+OK <no challenge>')).toBeNull();
});

test.each([
  ['2 320', { messages: 2, octets: 320 }],
  ['0 0 extra words', { messages: 0, octets: 0 }],
  ['two 320', null],
  ['', null],
  ['-1 5', null],
])('STAT %j', (text, expected) => {
  expect(parseStat(text)).toEqual(expected);
});

test('listings take what is one and leave out what is none', () => {
  const sizes = ['1 120', ' 2  200 more', '', 'x 5', '0 5', '3', '4 -1', 'no such message'].map(parseListOne);
  expect(sizes.filter((one) => one !== null)).toEqual([
    { number: 1, octets: 120 },
    { number: 2, octets: 200 },
  ]);
  const ids = ['1 whqtswO00WBw418f9t5JxYwZ', '2 QhdPYR:00WBw1Ph7x7 ', '3 with space', '4', '0 x'].map(parseUidlOne);
  expect(ids.filter((one) => one !== null)).toEqual([
    { number: 1, uidl: 'whqtswO00WBw418f9t5JxYwZ' },
    { number: 2, uidl: 'QhdPYR:00WBw1Ph7x7' },
    { number: 3, uidl: 'with space' },
  ]);
});

test.each([
  ['+', ''],
  ['+ ', ''],
  ['+ PDE4OTY=', 'PDE4OTY='],
  ['+\tPDE4OTY= ', 'PDE4OTY='],
  ['+OK', null],
  ['+PDE4OTY=', null],
  ['-ERR', null],
])('a challenge within AUTH: %j (RFC 5034 §4)', (line, challenge) => {
  expect(parseChallenge(line)).toBe(challenge);
});
