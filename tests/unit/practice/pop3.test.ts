import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Maildrop } from '../../../electron/practice/maildrop';
import { Pop3Session } from '../../../electron/practice/pop3/session';
import { temporaryFolder } from '../../support/lab';

const STAMP = '<1896.697170952@mail.practice.test>';
const FIRST = 'Subject: one\r\n\r\nline 1\r\n.\r\n..dots\r\nline 4\r\n';
const SECOND = 'Subject: two\r\n\r\nshort\r\n';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let drop: Maildrop;
beforeEach(async () => {
  folder = await temporaryFolder('pop3');
  drop = await Maildrop.open(`${folder.path}/maildrop`, () => [Buffer.from(FIRST), Buffer.from(SECOND)]);
});
afterEach(() => folder.remove());

/** Says these lines one after the other, and gives the last reply as text. */
async function say(session: Pop3Session, ...lines: string[]): Promise<string> {
  let text = '';
  for (const line of lines) text = (await session.handle(line)).bytes.toString();
  return text;
}
const login = ['USER amy', 'PASS practice'];
const newSession = () => new Pop3Session(drop, STAMP);

describe('authorization', () => {
  test.each([
    [['USER amy', 'PASS practice'], /^\+OK .*2 messages/],
    [['USER AMY', 'PASS practice'], /^\+OK/],
    [['USER amy', 'PASS wrong'], /^-ERR \[AUTH\]/],
    [['USER bob', 'PASS practice'], /^-ERR \[AUTH\]/],
    [['PASS practice'], /^-ERR USER comes first/],
    [['USER amy', 'PASS wrong', 'PASS practice'], /^-ERR USER comes first/],
    [['USER'], /^-ERR USER needs a name/],
    [['STAT'], /^-ERR log in first/],
    [['FOO'], /^-ERR unknown command/],
    [[''], /^-ERR unknown command/],
    [[`NOOP ${'x'.repeat(260)}`], /^-ERR command too long/],
    [['CAPA'], /^\+OK.*\r\nUSER\r\nTOP\r\nUIDL\r\n.*IMPLEMENTATION .*\r\n\.\r\n$/s],
    [['quit'], /^\+OK bye\r\n$/],
  ])('%j', async (lines, reply) => {
    expect(await say(newSession(), ...lines)).toMatch(reply);
  });

  test('APOP takes the digest of the stamp and the password (RFC 1939 §7)', async () => {
    const digest = createHash('md5').update(`${STAMP}practice`).digest('hex');
    expect(await say(newSession(), `APOP amy ${digest}`)).toMatch(/^\+OK/);
    expect(await say(newSession(), `APOP amy ${'0'.repeat(32)}`)).toMatch(/^-ERR \[AUTH\]/);
    expect(await say(newSession(), 'APOP amy')).toMatch(/^-ERR \[AUTH\]/);
    expect(newSession().greeting()).toContain(STAMP);
  });

  test('a second session is told that the maildrop is in use, until the first is gone', async () => {
    const first = newSession();
    await say(first, ...login);
    expect(await say(newSession(), ...login)).toMatch(/^-ERR \[IN-USE\]/);
    first.abandon();
    expect(await say(newSession(), ...login)).toMatch(/^\+OK/);
  });
});

describe('transaction', () => {
  const octets = FIRST.length + SECOND.length;
  test.each([
    [['STAT'], `+OK 2 ${octets}\r\n`],
    [['LIST'], `+OK 2 messages (${octets} octets)\r\n1 ${FIRST.length}\r\n2 ${SECOND.length}\r\n.\r\n`],
    [['list 2'], `+OK 2 ${SECOND.length}\r\n`],
    [['LIST 3'], '-ERR no such message, only 2 messages in maildrop\r\n'],
    [['LIST 0'], '-ERR no such message, only 2 messages in maildrop\r\n'],
    [['RETR'], '-ERR a message number is needed\r\n'],
    [['RETR -1'], '-ERR a message number is needed\r\n'],
    [['RETR 1 2'], '-ERR a message number is needed\r\n'],
    [['RETR 1'], `+OK ${FIRST.length} octets\r\nSubject: one\r\n\r\nline 1\r\n..\r\n...dots\r\nline 4\r\n.\r\n`],
    [['TOP 1 0'], '+OK top of message follows\r\nSubject: one\r\n\r\n.\r\n'],
    [['TOP 1 2'], '+OK top of message follows\r\nSubject: one\r\n\r\nline 1\r\n..\r\n.\r\n'],
    [['TOP 2 99'], `+OK top of message follows\r\n${SECOND}.\r\n`],
    [['TOP 1'], '-ERR TOP needs a message number and a number of lines\r\n'],
    [['DELE 1', 'DELE 1'], '-ERR message 1 already deleted\r\n'],
    [['DELE 1', 'RETR 1'], '-ERR message 1 already deleted\r\n'],
    [['DELE 1', 'STAT'], `+OK 1 ${SECOND.length}\r\n`],
    [['DELE 1', 'LIST'], `+OK 1 message (${SECOND.length} octets)\r\n2 ${SECOND.length}\r\n.\r\n`],
    [['DELE 1', 'RSET', 'STAT'], `+OK 2 ${octets}\r\n`],
    [['NOOP'], '+OK still here\r\n'],
    [['NOOP now'], '-ERR NOOP takes nothing\r\n'],
    [['USER amy'], '-ERR you are logged in already\r\n'],
  ])('%j', async (lines, reply) => {
    expect(await say(newSession(), ...login, ...lines)).toBe(reply);
  });

  test('a message that begins with a dot is stuffed from its first line', async () => {
    await drop.deliver(Buffer.from('.first\r\n'));
    expect(await say(newSession(), ...login, 'RETR 3')).toBe('+OK 8 octets\r\n..first\r\n.\r\n');
  });

  test('UIDLs are unique, stable over sessions, and not used again', async () => {
    const session = newSession();
    const listed = await say(session, ...login, 'UIDL');
    const [first = '', second = ''] = (await drop.list()).map(({ uidl }) => uidl);
    expect(listed).toContain(`\r\n1 ${first}\r\n2 ${second}\r\n.\r\n`);
    await say(session, 'DELE 2', 'QUIT');
    await drop.deliver(Buffer.from(SECOND));
    const again = (await drop.list()).map(({ uidl }) => uidl);
    expect(again[0]).toBe(first);
    expect(again[1]).not.toBe(second);
  });
});

describe('update', () => {
  test('QUIT removes what was marked', async () => {
    expect(await say(newSession(), ...login, 'DELE 1', 'QUIT')).toBe('+OK bye, 1 deleted\r\n');
    expect(await drop.list()).toHaveLength(1);
  });

  test('a line that drops removes nothing', async () => {
    const session = newSession();
    await say(session, ...login, 'DELE 1');
    session.abandon();
    expect(await drop.list()).toHaveLength(2);
  });

  test('what arrives during a session is not in it', async () => {
    const session = newSession();
    await say(session, ...login);
    await drop.deliver(Buffer.from(SECOND));
    expect(await say(session, 'STAT')).toMatch(/^\+OK 2 /);
    await say(session, 'QUIT');
    expect(await say(newSession(), ...login, 'STAT')).toMatch(/^\+OK 3 /);
  });
});
