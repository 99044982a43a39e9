import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeMime, connectSmtp, SendFailure, sendMail, sendMany } from '../../electron/mail/smtp';
import { contentOf } from '../../electron/mail/smtp/content';
import { Transcripts } from '../../electron/wire';
import { startAiosmtpd } from '../support/aiosmtpd';

/** A server of another make, which announces little: everything goes a command at a time and by DATA. */
let server: Awaited<ReturnType<typeof startAiosmtpd>>;
const transcripts = new Transcripts();
beforeAll(async () => {
  server = await startAiosmtpd();
});
afterAll(() => server.stop());

const from = 'amy@practice.test';
const options = (user = 'amy', password = 'practice') =>
  ({ host: '127.0.0.1', port: server.port, security: 'none', user, password, transcripts }) as const;

test('it announces neither PIPELINING nor CHUNKING', async () => {
  const ready = await connectSmtp(options());
  expect(ready.extensions).toMatchObject({
    pipelining: false,
    chunking: false,
    smtpUtf8: true,
    size: { most: 1_000_000 },
    eightBitMime: true,
  });
  expect(await ready.vrfy('amy@practice.test')).toMatchObject({ code: '252' });
  expect(await ready.quit()).toEqual({ answered: true });
});

test('a message is read by Python’s email as it was written', async () => {
  const content = await composeMime({
    from: { name: 'Amy Chen 陳', address: from },
    to: [{ name: 'Bob', address: 'bob@practice.test' }],
    cc: [],
    subject: '作業：第十一單元 and more',
    text: 'Hello\n.\n..dots\n你好\n',
    attachments: [{ name: '作業說明.txt', type: 'text/plain', content: Buffer.from('.\r\nattached\r\n') }],
    inReplyTo: '',
    references: [],
    messageId: 'one',
  });
  const to = ['bob@practice.test', 'nobody@practice.test', 'later@practice.test'];
  const { recipients } = await sendMail({ ...options(), envelope: { from, to }, content });
  expect(recipients).toMatchObject([
    { state: 'accepted', code: '250' },
    { state: 'refused', code: '550', enhanced: '5.1.1', answer: 'no such user here' },
    { state: 'later', code: '450', enhanced: '4.2.1' },
  ]);
  expect(server.received().at(-1)).toMatchObject({ from, to: ['bob@practice.test'] });
  expect(server.received().at(-1)?.raw.equals(content)).toBe(true);
  const letter = server.read();
  expect(letter).toMatchObject({ subject: '作業：第十一單元 and more', defects: [] });
  expect(letter.text.replaceAll('\r\n', '\n').trimEnd()).toBe('Hello\n.\n..dots\n你好');
  expect(letter.files).toMatchObject([{ name: '作業說明.txt' }]);
});

test('octets of every kind arrive, and lone line ends as whole ones', async () => {
  const raw = Buffer.from('Subject: raw\r\n\r\n.\n..\r.\r\n\0\u00ff\u4f60\n.\nlast', 'utf8');
  await sendMail({ ...options(), envelope: { from, to: ['bob@practice.test'] }, content: raw });
  const arrived = server.received().at(-1)?.raw.toString('utf8');
  expect(arrived).toBe('Subject: raw\r\n\r\n.\r\n..\r\n.\r\n\0\u00ff\u4f60\r\n.\r\nlast\r\n');
});

test('addresses of any script go with SMTPUTF8', async () => {
  await sendMail({
    ...options(),
    envelope: { from: '陳@practice.test', to: ['élève@例子.test'] },
    content: Buffer.from('a\r\n'),
  });
  expect(server.received().at(-1)).toMatchObject({ from: '陳@practice.test', to: ['élève@例子.test'], utf8: true });
});

test('a queue goes over one connection', async () => {
  const before = server.received().length;
  const sessions = transcripts.sessions().length;
  const mailings = Array.from({ length: 20 }, (_, index) => ({
    envelope: { from, to: [`to-${index}@practice.test`] },
    content: contentOf(Buffer.from(`Subject: ${index}\r\n\r\n`)),
  }));
  const all = await sendMany({ ...options(), mailings });
  expect(all.every(({ error }) => error === null)).toBe(true);
  expect(transcripts.sessions()).toHaveLength(sessions + 1);
  expect(
    server
      .received()
      .slice(before)
      .map(({ to }) => to),
  ).toEqual(mailings.map(({ envelope }) => envelope.to));
});

test('a wrong password, and what is too large, have their sentences', async () => {
  const envelope = { from, to: ['bob@practice.test'] };
  const causeOf = async (sending: Promise<unknown>) => {
    const error: unknown = await sending.catch((reason: unknown) => reason);
    return error instanceof SendFailure ? error.cause : error;
  };
  expect(await causeOf(sendMail({ ...options('amy', 'no'), envelope, content: Buffer.from('a\r\n') }))).toMatchObject({
    code: 'smtp.auth-refused',
    answer: { code: '535', enhanced: '5.7.8' },
  });
  expect(await causeOf(sendMail({ ...options(), envelope, content: Buffer.alloc(1_000_001, 'a') }))).toMatchObject({
    code: 'smtp.too-large',
  });
});
