import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseMessage, partOf } from '../../electron/mail/mime';
import { composeMime, SendFailure, type SmtpOptions, sendMail } from '../../electron/mail/smtp';
import { Transcripts } from '../../electron/wire';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { type Postfix, startPostfix } from '../support/postfix';
import { scriptedServer } from '../support/scripted-server';

let dovecot: Dovecot;
let postfix: Postfix;
let transcripts: Transcripts;
beforeAll(async () => {
  dovecot = await startDovecot({ users: ['amy', 'bob', 'carol'] });
  postfix = await startPostfix(dovecot);
});
afterAll(async () => {
  await postfix.stop();
  await dovecot.stop();
});
beforeEach(() => {
  transcripts = new Transcripts();
});

const options = (change: Partial<SmtpOptions> = {}, password = 'practice'): SmtpOptions => ({
  host: 'localhost',
  port: postfix.submission,
  security: 'starttls',
  user: 'amy',
  password,
  transcripts,
  ca: [dovecot.ca],
  ...change,
});
const from = 'amy@practice.test';
const draft = {
  from: { name: 'Amy Chen 陳', address: from },
  to: [{ name: 'Bob', address: 'bob@practice.test' }],
  cc: [],
  subject: '作業：第十一單元 and more',
  text: 'Hello\n.\n..dots\n你好\n',
  attachments: [{ name: '作業說明.txt', type: 'text/plain', content: Buffer.from('附件') }],
  inReplyTo: 'a@x',
  references: ['z@x', 'a@x'],
  messageId: 'one',
};
const text = () => transcripts.toText(transcripts.sessions()[0]?.id ?? '') ?? '';
const failureOf = async (sending: Promise<unknown>): Promise<SendFailure> => {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof SendFailure) return error;
  throw new Error(`expected a SendFailure, got ${error}`);
};

test.each([
  ['none', 'smtp', ''],
  ['starttls', 'submission', 'amy'],
  ['tls', 'smtps', 'amy'],
] as const)('over %s a message arrives as it was written', async (security, port, user) => {
  const before = dovecot.files('bob').length;
  const raw = await composeMime(draft);
  const outcome = await sendMail({
    ...options({ security, port: postfix[port], user }),
    envelope: { from, to: ['bob@practice.test'] },
    content: raw,
  });
  expect(outcome.recipients).toMatchObject([
    { address: 'bob@practice.test', state: 'accepted', code: '250', enhanced: '2.1.5' },
  ]);
  expect(outcome.reply).toMatch(/^250 2\.0\.0 Ok: \d+ bytes queued as/);
  await until('the delivery', () => dovecot.files('bob').length > before);
  const arrived = dovecot.read('bob').at(-1) ?? Buffer.alloc(0);
  const parsed = await parseMessage(arrived);
  expect(parsed).toMatchObject({
    from: draft.from,
    subject: draft.subject,
    inReplyTo: 'a@x',
    references: ['z@x', 'a@x'],
  });
  expect(parsed.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(draft.text.trimEnd());
  expect(parsed.attachments).toMatchObject([{ name: '作業說明.txt', type: 'text/plain' }]);
  expect(Buffer.from((await partOf(arrived, 1))?.bytes ?? []).toString()).toBe('附件');
  expect(text()).not.toContain('practice\n');
  if (user) expect(text()).toContain('→ AUTH PLAIN ••••••••');
  await until('the session to end', () => transcripts.sessions()[0]?.state === 'closed');
  expect(transcripts.sessions()[0]?.summary).toBe('accepted for 1');
});

test('over LMTP the mailboxes themselves answer, each for its own copy', async () => {
  const before = { bob: dovecot.files('bob').length, carol: dovecot.files('carol').length };
  const { recipients } = await sendMail({
    ...options({ host: '127.0.0.1', port: dovecot.lmtp, security: 'none', user: '', lmtp: true }),
    envelope: { from, to: ['bob@practice.test', 'nobody@practice.test', 'carol@practice.test'] },
    content: await composeMime(draft),
  });
  expect(recipients).toMatchObject([
    { address: 'bob@practice.test', state: 'accepted', code: '250' },
    { address: 'nobody@practice.test', state: 'refused', code: '550' },
    { address: 'carol@practice.test', state: 'accepted', code: '250' },
  ]);
  // A mailbox answers when the message is in it, so nobody has to wait here.
  expect(dovecot.files('bob')).toHaveLength(before.bob + 1);
  expect(dovecot.files('carol')).toHaveLength(before.carol + 1);
  expect(text()).toContain('→ LHLO ');
});

test('each recipient has its own answer, and the accepted ones have the message', async () => {
  const before = dovecot.files('carol').length;
  const to = ['carol@practice.test', 'nobody@practice.test', 'later@practice.test'];
  const outcome = await sendMail({ ...options(), envelope: { from, to }, content: await composeMime(draft) });
  expect(outcome.recipients).toMatchObject([
    { address: to[0], state: 'accepted', enhanced: '2.1.5' },
    { address: to[1], state: 'refused', code: '550', enhanced: '5.1.1' },
    { address: to[2], state: 'later', code: '450', enhanced: '4.2.1' },
  ]);
  expect(outcome.recipients[1]?.answer).toContain('no such user here');
  await until('the delivery', () => dovecot.files('carol').length > before);
});

test('when nobody is accepted, nobody has it and every answer is kept', async () => {
  const failure = await failureOf(
    sendMail({ ...options(), envelope: { from, to: ['nobody@practice.test'] }, content: await composeMime(draft) }),
  );
  expect(failure.cause).toMatchObject({
    code: 'smtp.all-recipients-refused',
    answer: { code: '550', enhanced: '5.1.1' },
  });
  expect(failure.recipients).toMatchObject([{ state: 'refused', code: '550' }]);
});

test('a wrong password has its sentence', async () => {
  const failure = await failureOf(
    sendMail({
      ...options({}, 'no'),
      envelope: { from, to: ['bob@practice.test'] },
      content: await composeMime(draft),
    }),
  );
  expect(failure.cause).toMatchObject({ code: 'smtp.auth-refused', answer: { code: '535', enhanced: '5.7.8' } });
  expect(failure.recipients).toMatchObject([{ state: 'waiting' }]);
});

test('a refused sender has its sentence', async () => {
  const failure = await failureOf(
    sendMail({
      ...options(),
      envelope: { from: 'banned@practice.test', to: ['bob@practice.test'] },
      content: await composeMime(draft),
    }),
  );
  expect(failure.cause).toMatchObject({ code: 'smtp.sender-refused', answer: { code: '550', enhanced: '5.7.1' } });
});

test('a message that is too large is not sent at all', async () => {
  const raw = await composeMime({ ...draft, text: 'x'.repeat(200_000) });
  const failure = await failureOf(
    sendMail({ ...options(), envelope: { from, to: ['bob@practice.test'] }, content: raw }),
  );
  expect(failure.cause).toMatchObject({ code: 'smtp.too-large' });
  expect(text()).not.toContain('MAIL FROM');
});

test('a certificate that nobody vouched for ends the session before the password', async () => {
  const failure = await failureOf(
    sendMail({
      ...options(),
      ca: [],
      envelope: { from, to: ['bob@practice.test'] },
      content: await composeMime(draft),
    }),
  );
  expect(failure.cause).toMatchObject({ code: 'tls.unknown-issuer' });
  expect(text()).not.toContain('AUTH');
});

/** Plays a server as far as the content, then `end`. */
const upToContent = (end: (say: (text: string) => void, drop: () => void) => void, extensions = '') =>
  scriptedServer(async (say, next, socket) => {
    say('220 scripted ESMTP\r\n');
    for (let line = await next(); line !== null; line = await next()) {
      if (line.startsWith('EHLO')) say(`250-scripted\r\n${extensions}250 8BITMIME\r\n`);
      else if (line === 'DATA') {
        say('354 go on\r\n');
        while ((await next()) !== '.');
        end(say, () => socket.destroy());
      } else say('250 ok\r\n');
    }
  });

test('a line that is lost after the final dot leaves doubt, and says so', async () => {
  const server = await upToContent((_say, drop) => drop());
  try {
    const failure = await failureOf(
      sendMail({
        ...options({ host: '127.0.0.1', port: server.port, security: 'none', user: '' }),
        envelope: { from, to: ['bob@practice.test'] },
        content: await composeMime(draft),
      }),
    );
    expect(failure.cause).toMatchObject({ code: 'smtp.doubtful' });
  } finally {
    await server.close();
  }
});

test('content that is refused went to nobody', async () => {
  const server = await upToContent((say) => say('554 5.6.0 no\r\n'));
  try {
    const failure = await failureOf(
      sendMail({
        ...options({ host: '127.0.0.1', port: server.port, security: 'none', user: '' }),
        envelope: { from, to: ['bob@practice.test'] },
        content: await composeMime(draft),
      }),
    );
    expect(failure.cause).toMatchObject({ code: 'smtp.data-refused', answer: { code: '554', enhanced: '5.6.0' } });
    expect(failure.recipients).toMatchObject([{ state: 'waiting' }]);
  } finally {
    await server.close();
  }
});

test('an address with letters beyond ASCII is not sent where the server can’t carry it', async () => {
  const server = await upToContent((say) => say('250 ok\r\n'));
  try {
    const failure = await failureOf(
      sendMail({
        ...options({ host: '127.0.0.1', port: server.port, security: 'none', user: '' }),
        envelope: { from, to: ['é@x.test'] },
        content: await composeMime(draft),
      }),
    );
    expect(failure.cause).toMatchObject({ code: 'smtp.no-smtputf8' });
    expect(server.lines.join('\n')).not.toContain('MAIL FROM');
  } finally {
    await server.close();
  }
});

test('STARTTLS that is not offered, or that comes with more bytes, ends the session before the password', async () => {
  for (const [reply, code] of [
    ['250-scripted\r\n250 8BITMIME\r\n', 'tls.not-offered'],
    ['250-scripted\r\n250 STARTTLS\r\n', 'tls.injected'],
  ] as const) {
    const server = await scriptedServer(async (say, next) => {
      say('220 scripted ESMTP\r\n');
      for (let line = await next(); line !== null; line = await next())
        say(line === 'STARTTLS' ? '220 go\r\n250 injected\r\n' : reply);
    });
    try {
      const failure = await failureOf(
        sendMail({
          ...options({ host: '127.0.0.1', port: server.port }),
          envelope: { from, to: ['bob@practice.test'] },
          content: await composeMime(draft),
        }),
      );
      expect(failure.cause).toMatchObject({ code });
      expect(server.lines.join('\n')).not.toContain('AUTH');
    } finally {
      await server.close();
    }
  }
});

test('no field can begin another field, and an address can’t carry a command', async () => {
  const raw = (
    await composeMime({
      ...draft,
      from: { name: 'Amy\r\nX-A: 1', address: from },
      to: [{ name: 'B\nX-B: 1', address: 'bob@practice.test' }],
      subject: 'S\r\nX-C: 1',
      attachments: [{ name: 'a\r\nX-D: 1.txt', type: 'text/plain\r\nX-E: 1', content: Buffer.from('') }],
      inReplyTo: 'a\r\nX-F: 1',
      references: ['b\r\nX-G: 1'],
    })
  ).toString();
  expect(raw).not.toMatch(/^X-[A-G]:/m);
  const failure = await failureOf(
    sendMail({
      ...options(),
      envelope: { from, to: ['b@x.test>\r\nRCPT TO:<evil@x.test'] },
      content: Buffer.from(raw),
    }),
  );
  expect(failure.cause).toMatchObject({ code: 'smtp.bad-address' });
});
