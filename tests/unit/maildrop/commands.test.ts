import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePop3 } from '../../../shared/commands/pop3';

describe('a command that is typed', () => {
  it.each([
    ['stat', 'STAT', false],
    ['  noop ', 'NOOP', false],
    ['LIST', 'LIST', true],
    ['list 3', 'LIST 3', false],
    ['UIDL', 'UIDL', true],
    ['uidl   4', 'UIDL 4', false],
    ['Capa', 'CAPA', true],
    ['TOP 1 0', 'TOP 1 0', true],
    ['RETR 2', 'RETR 2', true],
    ['LANG', 'LANG', true],
    ['LANG en', 'LANG en', false],
  ])('%s is sent at once, as %s', (typed, line, multiLine) =>
    expect(judgePop3(typed)).toMatchObject({ line, multiLine, verdict: 'send' }),
  );

  it.each(['DELE 1', 'rset', 'Quit', 'XTND XMIT', 'LAST', 'constructor', 'toString'])(
    '%s is asked about first',
    (typed) => {
      const judged = judgePop3(typed);
      expect(judged).toMatchObject({ verdict: 'confirm', multiLine: false });
      expect(judged.line).not.toBe('');
      expect(judged.reason).not.toBe('');
    },
  );

  it.each(['USER amy', 'pass secret', 'APOP amy 0123', 'AUTH PLAIN AGFteQ==', 'STLS', 'utf8', '', '   '])(
    '%s is refused, and nothing of it is left to be sent',
    (typed) => {
      const judged = judgePop3(typed);
      expect(judged).toMatchObject({ verdict: 'refuse', line: '' });
      expect(judged.reason).not.toBe('');
    },
  );

  it('is one line of a length that a server takes', () => {
    expect(judgePop3('LIST 1\r\nDELE 1').verdict).toBe('refuse');
    expect(judgePop3('NOOP\0').verdict).toBe('refuse');
    expect(judgePop3(`TOP ${'1'.repeat(249)}`).verdict).toBe('send');
    expect(judgePop3(`TOP ${'1'.repeat(250)}`).verdict).toBe('refuse');
    expect(judgePop3(`TOP ${'é'.repeat(125)}`).verdict).toBe('refuse');
  });

  it('is never more than one command, and never a login, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const { line, verdict } = judgePop3(typed);
        if (verdict === 'refuse') expect(line).toBe('');
        else expect(line).not.toMatch(/[\r\n\0]|^(PASS|USER|APOP|AUTH|STLS)\b/i);
      }),
    );
  });
});
