import { afterEach, expect, test } from 'vitest';
import { connectSmtp, type SmtpOptions } from '../../../electron/mail/smtp';
import { Transcripts } from '../../../electron/wire';
import { type SmtpAnswer, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';

let peer: SmtpPeer | null = null;
afterEach(async () => {
  await peer?.close();
  peer = null;
});

async function enter(offered: string, answer: SmtpAnswer, change: Partial<SmtpOptions> = {}) {
  peer = await smtpPeer({ answer, extensions: [`AUTH ${offered}`] });
  const ready = await connectSmtp({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    user: 'amy',
    password: 'practice',
    transcripts: new Transcripts(),
    ...change,
  });
  await ready.quit();
}
const tried = () => peer?.commands.flatMap((command) => /^AUTH (\S+)/.exec(command)?.[1] ?? []);

test('a refused password is tried once, whatever else is offered', async () => {
  const answer: SmtpAnswer = (command) => (command.startsWith('AUTH') ? '535 5.7.8 wrong\r\n' : null);
  await expect(enter('PLAIN LOGIN', answer)).rejects.toMatchObject({ code: 'smtp.auth-refused' });
  expect(tried()).toEqual(['PLAIN']);
  await expect.poll(() => peer?.commands.at(-1)).toBe('QUIT');
});

test.each(['504 5.5.4 unknown', '534 5.7.9 too weak', '502 5.5.1 no'])(
  'a way that is refused as such (%s) is followed by the next',
  async (refusal) => {
    await enter('PLAIN LOGIN', (command) => {
      if (command.startsWith('AUTH PLAIN')) return `${refusal}\r\n`;
      if (command === 'AUTH LOGIN') return '334 VXNlcm5hbWU6\r\n';
      return command === Buffer.from('amy').toString('base64') ? '334 UGFzc3dvcmQ6\r\n' : null;
    });
    expect(tried()).toEqual(['PLAIN', 'LOGIN']);
  },
);

test('a server that can’t check logins now is not asked in another way', async () => {
  const answer: SmtpAnswer = (command) => (command.startsWith('AUTH') ? '454 4.7.0 later\r\n' : null);
  await expect(enter('PLAIN LOGIN', answer)).rejects.toMatchObject({ code: 'smtp.auth-unavailable' });
  expect(tried()).toEqual(['PLAIN']);
});

test('a token goes by the ways for tokens, and its refusal has its own sentence', async () => {
  await enter('PLAIN XOAUTH2 OAUTHBEARER', () => null, { accessToken: 't' });
  expect(tried()).toEqual(['OAUTHBEARER']);
  await peer?.close();
  const answer: SmtpAnswer = (command) => {
    if (command.startsWith('AUTH')) return `334 ${Buffer.from('{"status":"invalid_token"}').toString('base64')}\r\n`;
    return command === 'AQ==' ? '535 5.7.8 no\r\n' : null;
  };
  await expect(enter('OAUTHBEARER', answer, { accessToken: 't' })).rejects.toMatchObject({
    code: 'smtp.token-refused',
  });
  await expect(enter('PLAIN', () => null, { accessToken: 't' })).rejects.toMatchObject({
    code: 'smtp.auth-not-offered',
  });
});

test('what would make the command too long has a line of its own', async () => {
  const password = 'p'.repeat(600);
  await enter(
    'PLAIN',
    (command) => (command === 'AUTH PLAIN' ? '334 \r\n' : command.length > 600 ? '235 in\r\n' : null),
    {
      password,
    },
  );
  expect(peer?.commands.slice(1, 3)).toEqual(['AUTH PLAIN', Buffer.from(`\0amy\0${password}`).toString('base64')]);
});
