import { afterEach, describe, expect, test } from 'vitest';
import { Greeted, SendFailure, sendMail } from '../../../electron/mail/smtp';
import { contentOf } from '../../../electron/mail/smtp/content';
import { Transcripts } from '../../../electron/wire';
import { asPosthornError, type ErrorCode, PosthornError } from '../../../shared/errors';
import { type SmtpAnswer, type SmtpHabits, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';

/** Each of the ten exceptions of Python's smtplib, brought about as there, and what stands for it here: see `docs/smtp.md`. */
let peer: SmtpPeer | null = null;
afterEach(async () => {
  await peer?.close();
  peer = null;
});

const mailing = (change: Partial<{ to: string[]; content: string; requireTls: boolean }> = {}) => ({
  envelope: {
    from: 'amy@practice.test',
    to: change.to ?? ['bob@practice.test', 'carol@practice.test'],
    ...(change.requireTls ? { requireTls: true } : {}),
  },
  content: contentOf(Buffer.from(change.content ?? 'Subject: a\r\n\r\n')),
});
async function causeOf(habits: SmtpHabits, change: Parameters<typeof mailing>[0] & { user?: string } = {}) {
  peer = await smtpPeer(habits);
  const failure: unknown = await sendMail({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    user: change.user ?? '',
    password: 'practice',
    transcripts: new Transcripts(),
    deadlines: { replyMs: 2_000 },
    ...mailing(change),
  }).catch((error: unknown) => error);
  if (!(failure instanceof SendFailure)) throw new Error('it was sent');
  return failure;
}
const refusing =
  (verb: string, reply: string): SmtpAnswer =>
  (command) =>
    command.startsWith(verb) ? `${reply}\r\n` : null;

describe.each<[string, ErrorCode, () => Promise<SendFailure>]>([
  ['SMTPConnectError', 'smtp.greeting-refused', () => causeOf({ greeting: '554 5.3.2 no\r\n' })],
  [
    'SMTPHeloError',
    'smtp.hello-refused',
    () => causeOf({ answer: (line) => (/^(EH|HE)LO/.test(line) ? '550 no\r\n' : null) }),
  ],
  [
    'SMTPServerDisconnected',
    'wire.closed',
    () =>
      causeOf({
        answer: (command, socket) => {
          if (!command.startsWith('EHLO')) return null;
          socket.end();
          return '';
        },
      }),
  ],
  ['SMTPServerDisconnected', 'smtp.closing', () => causeOf({ answer: refusing('MAIL', '421 4.3.2 bye') })],
  ['SMTPSenderRefused', 'smtp.sender-refused', () => causeOf({ answer: refusing('MAIL', '550 5.7.1 not you') })],
  [
    'SMTPRecipientsRefused',
    'smtp.all-recipients-refused',
    () => causeOf({ answer: refusing('RCPT', '550 5.1.1 nobody') }),
  ],
  ['SMTPDataError', 'smtp.data-refused', () => causeOf({ answer: refusing('BDAT', '554 5.6.0 spam') })],
  [
    'SMTPAuthenticationError',
    'smtp.auth-refused',
    () => causeOf({ answer: refusing('AUTH', '535 5.7.8 no') }, { user: 'amy' }),
  ],
  ['SMTPNotSupportedError', 'smtp.auth-not-offered', () => causeOf({ extensions: [] }, { user: 'amy' })],
  ['SMTPNotSupportedError', 'smtp.no-smtputf8', () => causeOf({ extensions: [] }, { to: ['é@x.test'] })],
  ['SMTPNotSupportedError', 'smtp.not-supported', () => causeOf({ extensions: [] }, { content: 'é\r\n' })],
  ['SMTPNotSupportedError', 'smtp.not-supported', () => causeOf({}, { requireTls: true })],
])('%s', (_name, code, provoke) => {
  test(`is ${code}`, async () => {
    const { cause } = await provoke();
    // SMTPException, above all of them.
    expect(cause).toBeInstanceOf(PosthornError);
    expect(cause).toMatchObject({ code });
  });
});

test('SMTPResponseException: smtp_code and smtp_error are the answer', async () => {
  const { cause } = await causeOf({ answer: refusing('BDAT', '554 5.6.0 spam, we think') });
  expect(asPosthornError(cause).answer).toEqual({ code: '554', enhanced: '5.6.0', text: 'spam, we think' });
});

test('the dictionary of refused recipients is the state of each recipient', async () => {
  peer = await smtpPeer({ answer: refusing('RCPT TO:<carol', '550 5.1.1 nobody') });
  const { recipients } = await sendMail({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    user: '',
    password: '',
    transcripts: new Transcripts(),
    ...mailing(),
  });
  expect(recipients).toMatchObject([
    { address: 'bob@practice.test', state: 'accepted' },
    { address: 'carol@practice.test', state: 'refused', code: '550', enhanced: '5.1.1', answer: 'nobody' },
  ]);
});

test('mail_options and rcpt_options are the fields of the envelope', async () => {
  peer = await smtpPeer();
  const greeted = await Greeted.open({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    transcripts: new Transcripts(),
  });
  const ready = await greeted.hello();
  const transaction = await ready.mail({
    envelope: { from: '', to: ['é@x.test'], ret: 'HDRS', envid: 'a+b=c d' },
    content: contentOf(Buffer.from('Subject: é\r\n\r\n')),
  });
  await transaction.rcpt({ address: 'é@x.test', notify: ['NEVER'], originally: 'é x@x.test' });
  await transaction.quit();
  expect(peer.commands.slice(1, 3)).toEqual([
    'MAIL FROM:<> SIZE=15 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+3Dc+20d',
    'RCPT TO:<é@x.test> NOTIFY=NEVER ORCPT=utf-8;\\x{E9}\\x{20}x@x.test',
  ]);
});
