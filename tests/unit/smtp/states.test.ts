import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Greeted } from '../../../electron/mail/smtp';
import { contentOf } from '../../../electron/mail/smtp/content';
import { systemName } from '../../../electron/mail/smtp/local-name';
import { Transcripts } from '../../../electron/wire';
import { type SmtpHabits, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';

let peer: SmtpPeer;
beforeEach(async () => {
  peer = await smtpPeer();
});
afterEach(() => peer.close());

const open = (change: Partial<Parameters<typeof Greeted.open>[0]> = {}) =>
  Greeted.open({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    transcripts: new Transcripts(),
    deadlines: { replyMs: 2_000 },
    ...change,
  });
const other = async (habits: SmtpHabits) => {
  await peer.close();
  peer = await smtpPeer(habits);
};
const mailing = {
  envelope: { from: 'amy@practice.test', to: ['bob@practice.test'] },
  content: contentOf(Buffer.from('Subject: a\r\n\r\n.dot\r\n')),
};

test('each command by itself, from the greeting to QUIT', async () => {
  const greeted = await open();
  expect(greeted.greeting?.lines).toEqual(['220 scripted']);
  expect(await greeted.noop()).toMatchObject({ code: '250' });
  const ready = await greeted.ehlo();
  expect(ready.extensions.pipelining).toBe(true);
  await ready.auth('PLAIN', { user: 'amy', password: 'practice' });
  expect(await ready.help()).toMatchObject({ code: '250' });
  expect(await ready.help('DATA')).toMatchObject({ code: '250' });
  expect(await ready.vrfy('bob')).toMatchObject({ code: '250' });
  expect(await ready.expn('list')).toMatchObject({ code: '250' });
  expect(await ready.rset()).toMatchObject({ code: '250' });
  const transaction = await ready.mail(mailing);
  expect(await transaction.rcpt('bob@practice.test')).toMatchObject({ state: 'accepted' });
  const after = await (await transaction.rset()).mail(mailing);
  await after.rcpt({ address: 'bob@practice.test', notify: ['SUCCESS', 'FAILURE'], originally: 'b+o=b@x' });
  const { reply, ready: again } = await after.data();
  expect(reply).toMatchObject({ code: '250', enhanced: '2.0.0', text: 'queued' });
  expect(await again.quit()).toEqual({ answered: true });
  expect(peer.commands).toEqual([
    'NOOP',
    'EHLO [127.0.0.1]',
    expect.stringMatching(/^AUTH PLAIN /),
    'HELP',
    'HELP DATA',
    'VRFY bob',
    'EXPN list',
    'RSET',
    'MAIL FROM:<amy@practice.test> SIZE=20',
    'RCPT TO:<bob@practice.test>',
    'RSET',
    'MAIL FROM:<amy@practice.test> SIZE=20',
    'RCPT TO:<bob@practice.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Bo+3Db@x',
    'DATA',
    '.',
    'QUIT',
  ]);
  expect(peer.received[0]?.content.toString()).toBe('Subject: a\r\n\r\n..dot\r\n');
});

test('what a state does not allow does not compile', async () => {
  const greeted = await open();
  // @ts-expect-error no message before EHLO
  expect(greeted.mail).toBeUndefined();
  const ready = await greeted.ehlo();
  // @ts-expect-error no recipient before MAIL
  expect(ready.rcpt).toBeUndefined();
  // @ts-expect-error EHLO was said
  expect(ready.ehlo).toBeUndefined();
  const transaction = await ready.mail(mailing);
  // @ts-expect-error no login within a transaction (RFC 4954 §4)
  expect(transaction.auth).toBeUndefined();
  // @ts-expect-error no encryption within a transaction
  expect(transaction.starttls).toBeUndefined();
  await transaction.quit();
});

test('a state that was left takes no more commands', async () => {
  const greeted = await open();
  const ready = await greeted.ehlo();
  const refused = { code: 'smtp.state' };
  await expect(greeted.ehlo()).rejects.toMatchObject(refused);
  await expect(greeted.noop()).rejects.toMatchObject(refused);
  const transaction = await ready.mail(mailing);
  await expect(ready.auth('PLAIN', { user: 'a', password: 'b' })).rejects.toMatchObject(refused);
  await expect(ready.mail(mailing)).rejects.toMatchObject(refused);
  await transaction.rcpt('bob@practice.test');
  const { ready: again } = await transaction.data();
  await expect(transaction.rcpt('bob@practice.test')).rejects.toMatchObject(refused);
  await again.auth('PLAIN', { user: 'amy', password: 'practice' });
  await expect(again.login({ user: 'amy', password: 'practice' })).rejects.toMatchObject(refused);
  await again.quit();
  await expect(again.noop()).rejects.toMatchObject(refused);
});

describe('EHLO', () => {
  test.each(['500 what', '502 5.5.1 not here', '504 no', '550 never'])(
    'answered by %j is followed by HELO',
    async (no) => {
      await other({ answer: (command) => (command.startsWith('EHLO') ? `${no}\r\n` : null) });
      const ready = await (await open()).hello();
      expect(ready.extensions.announced.size).toBe(0);
      await ready.quit();
      expect(peer.commands).toEqual(['EHLO [127.0.0.1]', 'HELO [127.0.0.1]', 'QUIT']);
    },
  );

  test('refused for now, or twice, is a refusal of the caller', async () => {
    await other({ answer: (command) => (command.startsWith('EHLO') ? '451 4.3.0 later\r\n' : null) });
    await expect((await open()).hello()).rejects.toMatchObject({ code: 'smtp.hello-refused', answer: { code: '451' } });
    await other({ answer: (command) => (/^(EHLO|HELO)/.test(command) ? '550 5.7.1 go away\r\n' : null) });
    await expect((await open()).hello()).rejects.toMatchObject({ code: 'smtp.hello-refused', answer: { code: '550' } });
  });

  test('says the name that was set, and comes from the address that was set', async () => {
    let from = '';
    await other({
      answer: (_command, socket) => {
        from = socket.remoteAddress ?? '';
        return null;
      },
    });
    const greeted = await open({ localName: 'amy.example.org', localAddress: '127.0.0.2' });
    await (await greeted.helo()).quit();
    expect(peer.commands[0]).toBe('HELO amy.example.org');
    expect(from).toBe('127.0.0.2');
    expect(systemName() === null || /\./.test(systemName() ?? '')).toBe(true);
  });

  test.each(['a b', 'a\r\nMAIL', ''])('no name %j', async (localName) => {
    await expect(open({ localName })).rejects.toMatchObject({ code: 'smtp.unsafe-argument' });
    expect(peer.connections).toBe(0);
  });
});

test('a line end in an argument would be a command of its own', async () => {
  const ready = await (await open()).ehlo();
  await expect(ready.vrfy('bob\r\nDATA')).rejects.toMatchObject({ code: 'smtp.unsafe-argument' });
  await ready.quit();
  expect(peer.commands).toEqual(['EHLO [127.0.0.1]', 'QUIT']);
});

test('a password goes over an unencrypted line only where the account says so', async () => {
  const ready = await (await open({ security: 'starttls' })).ehlo();
  const refused = { code: 'smtp.cleartext' };
  await expect(ready.auth('PLAIN', { user: 'amy', password: 'practice' })).rejects.toMatchObject(refused);
  await expect(ready.login({ user: 'amy', password: 'practice' })).rejects.toMatchObject(refused);
  await ready.quit();
  expect(peer.commands.join('\n')).not.toContain('AUTH');
});
