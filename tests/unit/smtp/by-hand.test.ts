import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmtpByHand } from '../../../electron/mail/smtp';
import { Transcripts } from '../../../electron/wire';
import type { SmtpSession } from '../../../shared/contract';
import { until } from '../../support/lab';
import { type SmtpHabits, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';

let peer: SmtpPeer;
let transcripts: Transcripts;
let session: SmtpByHand;
let seen: SmtpSession[];
beforeEach(() => {
  transcripts = new Transcripts();
  seen = [];
  session = new SmtpByHand((changed) => seen.push(changed));
});
afterEach(async () => {
  session.drop();
  await peer.close();
});

async function open(habits: SmtpHabits = {}) {
  peer = await smtpPeer(habits);
  await session.open({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    transcripts,
    deadlines: { replyMs: 2_000 },
  });
}
const say = (line: string) => session.command(line, false);
const transcript = () => transcripts.toText(session.current.sessionId) ?? '';

describe('a session that a person drives', () => {
  test('goes from the greeting to QUIT, and is followed', async () => {
    await open();
    expect(session.current).toMatchObject({ state: 'open', banner: ['scripted'], hello: null, phase: 'greeted' });
    expect(await say('ehlo me')).toMatchObject({ ok: true, lines: expect.arrayContaining(['250-PIPELINING']) });
    expect(session.current).toMatchObject({ hello: 'EHLO', phase: 'ready' });
    expect(session.current.extensions).toContainEqual({ keyword: 'SIZE', parameters: ['10000000000'] });
    await session.login({ user: 'amy', password: 'practice' });
    expect(session.current.user).toBe('amy');
    await say('MAIL FROM:<amy@practice.test>');
    expect(session.current.phase).toBe('sender');
    await say('rcpt TO:<bob@practice.test> NOTIFY=NEVER');
    await say('RCPT TO:<carol@practice.test>');
    expect(session.current).toMatchObject({
      phase: 'recipients',
      recipients: ['bob@practice.test', 'carol@practice.test'],
    });
    expect(await say('DATA')).toMatchObject({ ok: true, lines: [expect.stringMatching(/^354/)] });
    expect(session.current.phase).toBe('content');
    expect(await session.content('Subject: a\n\n.\n.dot\n')).toMatchObject({ ok: true });
    expect(peer.received[0]?.content.toString()).toBe('Subject: a\r\n\r\n..\r\n..dot\r\n');
    expect(session.current).toMatchObject({ phase: 'ready', recipients: [], taken: 1 });
    expect(await say('QUIT')).toMatchObject({ ok: true });
    expect(session.current).toMatchObject({ state: 'closed', error: null });
    expect(seen.map(({ revision }) => revision)).toEqual(seen.map((_, index) => index + 1));
  });

  test('says anything in any order, and the server says what it thinks of it', async () => {
    await open({ answer: (command) => (command.startsWith('RCPT') ? '503 5.5.1 MAIL first\r\n' : null) });
    expect(await say('RCPT TO:<bob@practice.test>')).toEqual({ ok: false, lines: ['503 5.5.1 MAIL first'] });
    expect(session.current).toMatchObject({ phase: 'greeted', recipients: [] });
    await say('RSET');
    expect(session.current.phase).toBe('greeted');
    expect(transcript()).toContain('503 5.5.1 MAIL first');
  });

  test.each(['AUTH PLAIN AGFteQBwcmFjdGljZQ==', 'BDAT 3 LAST', 'NOOP\r\nQUIT', '', 'LHLO me'])(
    'does not send %j',
    async (line) => {
      await open();
      await expect(session.command(line, true)).rejects.toMatchObject({ code: 'smtp.command-not-sent' });
      expect(peer.commands).toEqual([]);
    },
  );

  test('asks before what nobody knows', async () => {
    await open();
    await expect(say('XCLIENT ADDR=192.0.2.1')).rejects.toMatchObject({ code: 'smtp.command-not-sent' });
    expect(peer.commands).toEqual([]);
    await session.command('XCLIENT ADDR=192.0.2.1', true);
    expect(peer.commands).toEqual(['XCLIENT ADDR=192.0.2.1']);
  });

  test('takes no command for a line of the message, and no message for a command', async () => {
    await open();
    await say('EHLO me');
    await expect(session.content('x')).rejects.toMatchObject({ code: 'smtp.command-not-sent' });
    await say('MAIL FROM:<>');
    await say('RCPT TO:<bob@practice.test>');
    await say('DATA');
    await expect(say('QUIT')).rejects.toMatchObject({ code: 'smtp.command-not-sent' });
    expect(session.current.phase).toBe('content');
  });

  test('a message that is refused leaves the session open', async () => {
    await open({ answer: (command) => (command === '.' ? '554 5.7.1 not this\r\n' : null) });
    await say('EHLO me');
    await say('MAIL FROM:<>');
    await say('RCPT TO:<bob@practice.test>');
    await say('DATA');
    expect(await session.content('Subject: a\n\nb')).toEqual({ ok: false, lines: ['554 5.7.1 not this'] });
    expect(session.current).toMatchObject({ state: 'open', phase: 'ready', taken: 0 });
  });

  test('keeps the password out of the transcript', async () => {
    await open();
    await say('EHLO me');
    await session.login({ user: 'amy', password: 'practice' });
    expect(transcript()).toContain('AUTH PLAIN ••••••••');
    expect(transcript()).not.toContain(Buffer.from('\0amy\0practice').toString('base64'));
  });

  test('nothing can be said without a session', async () => {
    await open();
    session.drop();
    await expect(say('NOOP')).rejects.toMatchObject({ code: 'smtp.no-session' });
    expect(transcript()).toContain('The line was dropped without QUIT.');
  });
});

describe('a server that ends it', () => {
  test('while nobody says anything: its last words are told', async () => {
    let hangUp = () => {};
    await open({
      answer: (command, socket) => {
        if (command === 'NOOP') hangUp = () => void socket.end('421 4.4.2 idle for too long\r\n');
        return null;
      },
    });
    await say('NOOP');
    hangUp();
    await until('the end to be noticed', async () => session.current.state === 'closed');
    expect(session.current.error).toMatchObject({ code: 'wire.closed', answer: { code: '421', enhanced: '4.4.2' } });
  });

  test.each([
    ['421 4.3.2 going down\r\n', 'smtp.closing'],
    ['+OK\r\n', 'smtp.bad-reply'],
    ['250 ok\r\n250 ok\r\n', 'smtp.unasked-reply'],
  ])('with %j', async (said, code) => {
    await open({ answer: (command) => (command === 'HELP' ? said : null) });
    const help = say('HELP');
    await until('the end to be noticed', async () => session.current.state === 'closed');
    await help.catch(() => {});
    expect(session.current.error).toMatchObject({ code });
  });

  test('before the greeting: why is told, and another can be tried', async () => {
    await expect(open({ greeting: '554 5.7.1 not you\r\n' })).rejects.toMatchObject({ code: 'smtp.greeting-refused' });
    expect(session.current).toMatchObject({ state: 'closed', error: { code: 'smtp.greeting-refused' } });
    await peer.close();
    await open();
    expect(session.current).toMatchObject({ state: 'open', error: null });
  });
});
