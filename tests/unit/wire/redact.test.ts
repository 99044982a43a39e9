import { describe, expect, test } from 'vitest';
import { Redactor } from '../../../electron/wire/redact';
import type { Protocol } from '../../../shared/contract';

const dots = '••••••••';

/** Plays lines of one session, `>` sent and `<` received, and gives what is kept of them. */
const kept = (protocol: Protocol, lines: string[]) => {
  const redactor = new Redactor(protocol);
  return lines.map((line) =>
    line.startsWith('>') ? `>${redactor.sent(line.slice(1))}` : `<${redactor.received(line.slice(1))}`,
  );
};

describe('what is a secret is not kept', () => {
  test.each<[string, Protocol, string[], string[]]>([
    ['PASS', 'POP3', ['>USER amy', '<+OK', '>PASS  a b ', '<+OK'], ['>USER amy', '<+OK', `>PASS ${dots}`, '<+OK']],
    ['pass in small letters', 'POP3', ['>pass x'], [`>pass ${dots}`]],
    ['PASS of nothing', 'POP3', ['>PASS '], [`>PASS ${dots}`]],
    ['the digest of APOP', 'POP3', ['>APOP amy c4c9334bac56'], [`>APOP amy ${dots}`]],
    ['apop in small letters', 'POP3', ['>apop amy c4c9334bac56'], [`>apop amy ${dots}`]],
    [
      'a password that is repeated',
      'POP3',
      ['>PASS hunter2', '<-ERR what is "PASS hunter2"?'],
      [`>PASS ${dots}`, `<-ERR what is "PASS ${dots}"?`],
    ],
    [
      'a password that is repeated twice',
      'POP3',
      ['>PASS hunter2', '<-ERR no hunter2, not even hunter2'],
      [`>PASS ${dots}`, `<-ERR no ${dots}, not even ${dots}`],
    ],
    [
      'the same word once it is answered, which is no secret then',
      'POP3',
      ['>PASS practice', '<+OK', '>NOOP', '<+OK practice mail'],
      [`>PASS ${dots}`, '<+OK', '>NOOP', '<+OK practice mail'],
    ],
    ['no letters of a short one', 'POP3', ['>PASS k', '<+OK thank you'], [`>PASS ${dots}`, '<+OK thank you']],
    ['AUTH PLAIN at once', 'POP3', ['>AUTH PLAIN AGFteQB4', '<+OK', '>STAT'], [`>AUTH PLAIN ${dots}`, '<+OK', '>STAT']],
    [
      'AUTH PLAIN in two steps',
      'POP3',
      ['>AUTH PLAIN', '<+ ', '>AGFteQB4', '<-ERR no', '>USER amy'],
      ['>AUTH PLAIN', '<+ ', `>${dots}`, '<-ERR no', '>USER amy'],
    ],
    [
      'a challenge',
      'POP3',
      ['>AUTH CRAM-MD5', '<+ PDE4OTY=', '>YW15IDEy', '<+OK'],
      ['>AUTH CRAM-MD5', `<+ ${dots}`, `>${dots}`, '<+OK'],
    ],
    [
      'AUTH that is given up',
      'POP3',
      ['>AUTH PLAIN', '<+ ', '>*', '<-ERR', '>QUIT'],
      ['>AUTH PLAIN', '<+ ', '>*', '<-ERR', '>QUIT'],
    ],
    [
      'a token',
      'POP3',
      ['>AUTH XOAUTH2 dXNlcj0=', '<+ eyJzdGF0dXMi', '>', '<-ERR [AUTH]'],
      [`>AUTH XOAUTH2 ${dots}`, `<+ ${dots}`, '>', '<-ERR [AUTH]'],
    ],
    [
      'an initial response that is repeated',
      'POP3',
      ['>AUTH PLAIN AGFteQBwcmFj', '<-ERR unknown command AUTH PLAIN AGFteQBwcmFj', '>NOOP', '<+OK AGFteQBwcmFj'],
      [`>AUTH PLAIN ${dots}`, `<-ERR unknown command AUTH PLAIN ${dots}`, '>NOOP', '<+OK AGFteQBwcmFj'],
    ],
    [
      'a response that is repeated, in words that are no answer as well',
      'POP3',
      ['>AUTH LOGIN', '<+ VXNlcjo=', '>YW15IGJvYg==', '<what is YW15IGJvYg==?', '<-ERR YW15IGJvYg=='],
      ['>AUTH LOGIN', `<+ ${dots}`, `>${dots}`, `<what is ${dots}?`, `<-ERR ${dots}`],
    ],
    [
      'SCRAM, each step of it',
      'POP3',
      ['>AUTH SCRAM-SHA-256 biwsbj11c2Vy', '<+ cj1yT3By', '>Yz1iaXdz', '<+ dj02cnJp', '>', '<+OK'],
      [`>AUTH SCRAM-SHA-256 ${dots}`, `<+ ${dots}`, `>${dots}`, `<+ ${dots}`, '>', '<+OK'],
    ],
    [
      'AUTH LOGIN',
      'SMTP',
      [
        '>AUTH LOGIN',
        '<334 VXNlcm5hbWU6',
        '>YW15',
        '<334 UGFzc3dvcmQ6',
        '>cHJhY3RpY2U=',
        '<235 2.7.0 ok',
        '>MAIL FROM:<a@x>',
      ],
      ['>AUTH LOGIN', `<334 ${dots}`, `>${dots}`, `<334 ${dots}`, `>${dots}`, '<235 2.7.0 ok', '>MAIL FROM:<a@x>'],
    ],
    ['AUTH with an empty response', 'SMTP', ['>AUTH EXTERNAL =', '<235'], ['>AUTH EXTERNAL =', '<235']],
    [
      'AUTH refused in two lines',
      'SMTP',
      ['>AUTH PLAIN x', '<535-5.7.8 no', '<535 5.7.8 really', '>QUIT'],
      [`>AUTH PLAIN ${dots}`, '<535-5.7.8 no', '<535 5.7.8 really', '>QUIT'],
    ],
    ['PASS is no command of SMTP', 'SMTP', ['>PASS x'], ['>PASS x']],
    ['LOGIN', 'IMAP', ['>A1 LOGIN amy "practice"', '<A1 OK'], [`>A1 LOGIN ${dots}`, '<A1 OK']],
    [
      'LOGIN that is repeated, with news in between',
      'IMAP',
      ['>A1 LOGIN amy "practice"', '<* OK still here', '<A1 BAD LOGIN amy "practice"?'],
      [`>A1 LOGIN ${dots}`, '<* OK still here', `<A1 BAD LOGIN ${dots}?`],
    ],
    [
      'LOGIN by literals',
      'IMAP',
      ['>A1 LOGIN {3}', '<+ go on', '>amy {8}', '<+', '>practice', '<A1 OK', '>A2 NOOP'],
      [`>A1 LOGIN ${dots}`, `<+ ${dots}`, `>${dots}`, '<+', `>${dots}`, '<A1 OK', '>A2 NOOP'],
    ],
    [
      'AUTHENTICATE, with news in between',
      'IMAP',
      ['>A1 AUTHENTICATE PLAIN', '<+', '<* OK still here', '>AGFteQB4', '<A1 NO'],
      ['>A1 AUTHENTICATE PLAIN', '<+', '<* OK still here', `>${dots}`, '<A1 NO'],
    ],
    ['DNS has none', 'DNS', ['>PASS x', '<AUTH y'], ['>PASS x', '<AUTH y']],
  ])('%s', (_name, protocol, lines, expected) => {
    expect(kept(protocol, lines)).toEqual(expected);
  });
});
