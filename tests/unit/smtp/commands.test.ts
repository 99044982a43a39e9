import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSmtp } from '../../../shared/commands/smtp';

describe('an SMTP command that is typed', () => {
  it.each([
    ['ehlo me.example.org', 'EHLO me.example.org'],
    ['  noop ', 'NOOP'],
    ['mail FROM:<amy@example.org>  SIZE=12', 'MAIL FROM:<amy@example.org>  SIZE=12'],
    ['Rcpt to:<"a b"@example.org>', 'RCPT to:<"a b"@example.org>'],
    ['vrfy amy', 'VRFY amy'],
    ['data', 'DATA'],
  ])('%s is sent at once, as %s', (typed, line) => expect(judgeSmtp(typed)).toMatchObject({ line, verdict: 'send' }));

  it.each(['TURN', 'etrn example.org', 'XFORWARD NAME=x', 'constructor', 'BURL imap://x'])(
    '%s is asked about first',
    (typed) => expect(judgeSmtp(typed)).toMatchObject({ verdict: 'confirm', reason: expect.stringMatching(/\.$/) }),
  );

  it.each(['auth plain AGFteQ==', 'BDAT 12', 'lhlo me', '', ' '])('%j is refused', (typed) =>
    expect(judgeSmtp(typed)).toMatchObject({ verdict: 'refuse', line: '', reason: expect.stringMatching(/\.$/) }),
  );

  it('is never more than one command, and never a login, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const { line, verdict } = judgeSmtp(typed);
        if (verdict === 'refuse') expect(line).toBe('');
        else expect(line).not.toMatch(/[\r\n\0]|^(AUTH|BDAT)\b/i);
      }),
    );
  });
});
