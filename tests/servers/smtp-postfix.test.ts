import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  connectSmtp,
  Greeted,
  SendFailure,
  SmtpByHand,
  type SmtpOptions,
  sendMail,
  sendMany,
} from '../../electron/mail/smtp';
import { contentOf } from '../../electron/mail/smtp/content';
import type { MechanismName } from '../../electron/sasl';
import { Transcripts } from '../../electron/wire';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { type Postfix, startPostfix } from '../support/postfix';

/** Who knows which token is whose; Dovecot asks it (RFC 7662). */
const tokens: Server = createServer((request, response) => {
  void text(request).then((body) => {
    const good = new URLSearchParams(body).get('token') === 'good-token';
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ active: String(good), username: 'amy' }));
  });
});
let dovecot: Dovecot;
let postfix: Postfix;
let transcripts: Transcripts;
beforeAll(async () => {
  tokens.listen(0, '127.0.0.1');
  await once(tokens, 'listening');
  const address = tokens.address();
  dovecot = await startDovecot({
    users: ['amy', 'bob', 'carol', 'hashed'],
    hashed: ['hashed'],
    mechanisms: 'plain login cram-md5 scram-sha-256 xoauth2 oauthbearer',
    introspectionUrl: `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/introspect`,
  });
  postfix = await startPostfix(dovecot);
});
afterAll(async () => {
  await postfix.stop();
  await dovecot.stop();
  tokens.close();
});
beforeEach(() => {
  transcripts = new Transcripts();
});

const options = (change: Partial<SmtpOptions> = {}): SmtpOptions => ({
  host: 'localhost',
  port: postfix.submission,
  security: 'starttls',
  user: 'amy',
  password: 'practice',
  transcripts,
  ca: [dovecot.ca],
  ...change,
});
const record = () =>
  transcripts
    .sessions()
    .map(({ id }) => transcripts.toText(id))
    .join('\n');
const from = 'amy@practice.test';
const raw = (subject: string) => Buffer.from(`From: ${from}\r\nSubject: ${subject}\r\n\r\n.dot\r\n`);

test('it announces what the client can do, and is told the same of this computer twice', async () => {
  const ready = await connectSmtp(options());
  expect(ready.extensions).toMatchObject({
    pipelining: true,
    chunking: true,
    dsn: true,
    smtpUtf8: true,
    eightBitMime: true,
    enhancedStatusCodes: true,
    size: { most: 100_000 },
  });
  expect(record().match(/→ EHLO \[127\.0\.0\.1\]/g)).toHaveLength(2);
  await ready.quit();
});

describe('logging in by Dovecot', () => {
  test.each<MechanismName>(['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'])('%s', async (mechanism) => {
    const enter = async (password: string) => {
      const greeted = await Greeted.open(options());
      const ready = await (await (await greeted.ehlo()).starttls()).ehlo();
      try {
        await ready.auth(mechanism, { user: 'amy', password });
      } finally {
        await ready.quit();
      }
    };
    await enter('practice');
    await expect(enter('wrong')).rejects.toMatchObject({ code: 'smtp.auth-refused', answer: { code: '535' } });
    expect(record()).not.toContain('practice\n');
    for (const secret of ['practice', '\0amy\0practice']) {
      expect(record()).not.toContain(Buffer.from(secret).toString('base64'));
    }
  });

  test.each<MechanismName>(['OAUTHBEARER', 'XOAUTH2'])('%s', async (mechanism) => {
    const enter = async (accessToken: string) => {
      const greeted = await Greeted.open(options());
      const ready = await (await (await greeted.ehlo()).starttls()).ehlo();
      try {
        await ready.auth(mechanism, { user: 'amy', password: '', accessToken });
      } finally {
        await ready.quit();
      }
    };
    await enter('good-token');
    await expect(enter('bad-token')).rejects.toMatchObject({ code: 'smtp.token-refused' });
    expect(record()).not.toContain('good-token');
  });

  test('the strongest comes first, and a user whose password it can’t check has the next', async () => {
    await (await connectSmtp(options())).quit();
    expect(record()).toContain('→ AUTH SCRAM-SHA-256');
    transcripts = new Transcripts();
    await (await connectSmtp(options({ user: 'hashed' }))).quit();
    expect(record()).toMatch(/→ AUTH SCRAM-SHA-256[\s\S]*← 535[\s\S]*→ AUTH PLAIN[\s\S]*← 235/);
  });
});

test('a queue is under way at once, by BDAT, and each message arrives as it was written', async () => {
  const before = dovecot.files('bob').length;
  const mailings = Array.from({ length: 40 }, (_, index) => ({
    envelope: { from, to: [index % 4 === 3 ? 'nobody@practice.test' : 'bob@practice.test'] },
    content: contentOf(raw(`Queue ${index}`)),
  }));
  const all = await sendMany({ ...options(), mailings });
  expect(all.map(({ error }) => error?.code ?? 'well')).toEqual(
    mailings.map((_, index) => (index % 4 === 3 ? 'smtp.all-recipients-refused' : 'well')),
  );
  expect(transcripts.sessions()).toHaveLength(1);
  // Whole messages lie between the first one and its answer.
  expect(record()).toMatch(/→ MAIL FROM[^←]*→ BDAT \d+ LAST[^←]*→ RSET[^←]*→ MAIL FROM[^←]*→ BDAT/);
  expect(record()).not.toContain('→ DATA');
  await until('the deliveries', () => dovecot.files('bob').length === before + 30);
  const subjects = dovecot.read('bob').flatMap((one) => /^Subject: Queue (\d+)/m.exec(one.toString())?.[1] ?? []);
  expect(subjects.map(Number).sort((a, b) => a - b)).toEqual(
    mailings.flatMap((_, index) => (index % 4 === 3 ? [] : [index])),
  );
});

test('a report of the delivery comes where it was asked for, with the sender’s own mark', async () => {
  const before = dovecot.files('amy').length;
  await sendMail({
    ...options(),
    envelope: {
      from,
      to: [{ address: 'carol@practice.test', notify: ['SUCCESS', 'FAILURE'], originally: 'Carol+x@practice.test' }],
      ret: 'HDRS',
      envid: 'mark=1',
    },
    content: raw('With a report'),
  });
  await until('the report', () => dovecot.files('amy').length > before);
  const report = dovecot.read('amy').at(-1)?.toString() ?? '';
  expect(report).toContain('Original-Envelope-Id: mark=1');
  expect(report).toMatch(/Original-Recipient: rfc822;\s*Carol\+x@practice\.test/);
  expect(report).toMatch(/^Action: (delivered|relayed)/m);
});

test('a message of SMTPUTF8 is taken', async () => {
  const { recipients } = await sendMail({
    ...options(),
    envelope: { from, to: ['élève@practice.test', 'bob@practice.test'] },
    content: Buffer.from('Subject: déjà\r\n\r\nélève\r\n'),
  });
  expect(recipients.at(-1)).toMatchObject({ state: 'accepted' });
  expect(record()).toMatch(/MAIL FROM:<amy@practice\.test> SIZE=\d+ BODY=8BITMIME SMTPUTF8/);
});

test('what it does not offer is not tried', async () => {
  const envelope = { from, to: ['bob@practice.test'], requireTls: true };
  const failure: unknown = await sendMail({ ...options(), envelope, content: raw('R') }).catch(
    (error: unknown) => error,
  );
  if (!(failure instanceof SendFailure)) throw new Error('it was sent');
  expect(failure.cause).toMatchObject({ code: 'smtp.not-supported' });
  expect(record()).not.toContain('MAIL FROM');
});

test('commands by hand: VRFY, EXPN, NOOP, RSET, HELP, and a message by DATA', async () => {
  const ready = await connectSmtp(options());
  expect(await ready.vrfy('bob@practice.test')).toMatchObject({ code: '252' });
  // Which of the two codes it is differs from one command to the other.
  expect((await ready.expn('list')).code).toMatch(/^50[02]$/);
  expect(await ready.noop()).toMatchObject({ code: '250' });
  expect(await ready.rset()).toMatchObject({ code: '250' });
  expect((await ready.help()).code).toMatch(/^50[02]$/);
  const mailing = { envelope: { from, to: ['bob@practice.test'] }, content: contentOf(raw('By hand')) };
  const transaction = await ready.mail(mailing);
  expect(await transaction.rcpt('later@practice.test')).toMatchObject({ state: 'later', code: '450' });
  expect(await transaction.rcpt('bob@practice.test')).toMatchObject({ state: 'accepted' });
  const { reply, ready: again } = await transaction.data();
  expect(reply.text).toMatch(/queued as/);
  expect(await again.quit()).toEqual({ answered: true });
});

test('by hand: greeting, EHLO, STARTTLS, EHLO, AUTH, and a message, one command after the other', async () => {
  const { host, port, ca } = options();
  const session = new SmtpByHand(() => {});
  const ok = async (line: string) => expect(await session.command(line, false)).toMatchObject({ ok: true });
  await session.open({ host, port, security: 'starttls', ca, transcripts });
  expect(session.current.banner.join()).toContain('ESMTP');
  await ok('EHLO posthorn.test');
  await expect(session.login({ user: 'amy', password: 'practice' })).rejects.toMatchObject({
    code: expect.stringMatching(/^smtp\.(auth-not-offered|cleartext)$/),
  });
  await ok('STARTTLS');
  expect(session.current).toMatchObject({ tlsLater: true, hello: null, extensions: [], tls: { version: 'TLSv1.3' } });
  await ok('EHLO posthorn.test');
  expect(session.current.extensions.map(({ keyword }) => keyword)).toEqual(
    expect.arrayContaining(['PIPELINING', 'SIZE', 'AUTH', 'DSN', 'CHUNKING', 'SMTPUTF8']),
  );
  await session.login({ user: 'amy', password: 'practice' });
  expect(await session.command('VRFY bob@practice.test', false)).toMatchObject({ ok: true });
  await ok(`MAIL FROM:<${from}>`);
  expect(await session.command('RCPT TO:<nobody@practice.test>', false)).toMatchObject({ ok: false });
  await ok('RCPT TO:<bob@practice.test>');
  await ok('DATA');
  const before = dovecot.files('bob').length;
  expect(await session.content('Subject: by hand\n\n.\n..\nend\n')).toMatchObject({ ok: true });
  await ok('QUIT');
  await until('the delivery', () => dovecot.files('bob').length === before + 1);
  const delivered = dovecot.read('bob').find((one) => /^Subject: by hand/m.test(one.toString()));
  expect(delivered?.toString().replaceAll('\r\n', '\n')).toContain('\n\n.\n..\nend\n');
  expect(session.current).toMatchObject({ state: 'closed', error: null });
  expect(record()).not.toContain(Buffer.from('\0amy\0practice').toString('base64'));
});
