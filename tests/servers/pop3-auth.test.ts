import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Authorization, connectPop3, type Pop3Options } from '../../electron/mail/pop3';
import type { MechanismName } from '../../electron/sasl';
import { Transcripts } from '../../electron/wire';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { message } from '../support/store';

/** Who knows which token is whose; Dovecot asks it (RFC 7662). */
const tokens: Server = createServer((request, response) => {
  void text(request).then((body) => {
    const good = new URLSearchParams(body).get('token') === 'good-token';
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ active: String(good), username: 'amy' }));
  });
});
let dovecot: Dovecot;
let transcripts: Transcripts;
const odd = 'Grüße: 密碼 = "x",';
const every = 'plain login cram-md5 scram-sha-256 apop xoauth2 oauthbearer';

beforeAll(async () => {
  tokens.listen(0, '127.0.0.1');
  await once(tokens, 'listening');
  const address = tokens.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  dovecot = await startDovecot({
    users: ['amy', 'odd', 'hashed'],
    hashed: ['hashed'],
    passwords: { odd },
    mechanisms: every,
    introspectionUrl: `http://127.0.0.1:${port}/introspect`,
  });
  dovecot.seed('amy', [message({ Subject: 'One' })]);
});
afterAll(async () => {
  await dovecot.stop();
  tokens.close();
});
beforeEach(() => {
  transcripts = new Transcripts();
});

const options = (change: Partial<Pop3Options> = {}): Pop3Options => ({
  host: 'localhost',
  port: dovecot.pop3,
  security: 'none',
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

const passwords: MechanismName[] = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256'];

describe.each(passwords)('%s', (mechanism) => {
  test.each([
    ['amy', 'practice'],
    ['odd', odd],
  ])('lets %s in, and a wrong password not', async (user, password) => {
    const authorization = await Authorization.open(options({ security: 'tls', port: dovecot.pop3s }));
    expect((await authorization.capa()).sasl).toContain(mechanism);
    const transaction = await authorization.auth(mechanism, { user, password });
    expect((await transaction.stat()).messages).toBe(user === 'amy' ? 1 : 0);
    await transaction.quit();
    const other = await Authorization.open(options({ security: 'tls', port: dovecot.pop3s }));
    await expect(other.auth(mechanism, { user, password: 'wrong' })).rejects.toMatchObject({
      code: 'pop3.auth-refused',
      answer: { code: 'AUTH' },
    });
    other.drop(undefined);
    const kept = record();
    expect(kept).toContain(`→ AUTH ${mechanism}`);
    for (const secret of [password, Buffer.from(password).toString('base64'), Buffer.from(user).toString('base64')]) {
      expect(kept).not.toContain(secret);
    }
  });
});

describe.each(['XOAUTH2', 'OAUTHBEARER'] as const)('%s', (mechanism) => {
  test('lets a good token in, and says of a bad one that it is the token', async () => {
    const who = { user: 'amy', password: '', accessToken: 'good-token' };
    const authorization = await Authorization.open(options({ security: 'tls', port: dovecot.pop3s }));
    const transaction = await authorization.auth(mechanism, who);
    expect((await transaction.stat()).messages).toBe(1);
    await transaction.quit();
    const other = await Authorization.open(options({ security: 'tls', port: dovecot.pop3s }));
    await expect(other.auth(mechanism, { ...who, accessToken: 'bad-token' })).rejects.toMatchObject({
      code: 'pop3.token-refused',
    });
    other.drop(undefined);
    expect(record()).not.toMatch(/good-token|bad-token|Bearer|QmVhcmVy/);
  });
});

test.each<[string, Partial<Pop3Options>, RegExp]>([
  ['encrypted', { security: 'starttls' }, /→ AUTH SCRAM-SHA-256 /],
  ['in the clear', {}, /→ AUTH SCRAM-SHA-256 /],
  ['with a token', { security: 'starttls', accessToken: 'good-token' }, /→ AUTH OAUTHBEARER /],
])('the best way is found by itself: %s', async (_name, change, expected) => {
  const transaction = await connectPop3(options(change));
  expect((await transaction.stat()).messages).toBe(1);
  await transaction.quit();
  expect(record()).toMatch(expected);
});

test('a user whose password the server can’t check by SCRAM gets in by the next way', async () => {
  const transaction = await connectPop3(options({ security: 'starttls', user: 'hashed' }));
  expect((await transaction.stat()).messages).toBe(0);
  await transaction.quit();
  expect(record()).toMatch(/→ AUTH SCRAM-SHA-256 .*← -ERR \[AUTH\].*→ AUTH PLAIN /s);
});

test('APOP with the challenge of the greeting', async () => {
  const authorization = await Authorization.open(options());
  expect(authorization.offersApop).toBe(true);
  const transaction = await authorization.apop('amy', 'practice');
  const sizes = await transaction.list();
  expect(await transaction.sizeOf(1)).toBe(sizes.get(1));
  expect(await transaction.uniqueIdOf(1)).toBe((await transaction.uidl(sizes)).get(1));
  await expect(transaction.sizeOf(2)).rejects.toMatchObject({ code: 'pop3.command-refused' });
  await transaction.quit();
  expect(record()).toContain('→ APOP amy ••••••••');
});

test('what Dovecot announces, in its types; UTF8 is spoken where it is offered', async () => {
  const authorization = await Authorization.open(options({ security: 'starttls' }));
  expect(await authorization.capa()).toMatchObject({ known: true, stls: true, top: true, uidl: true, respCodes: true });
  await authorization.stls();
  const { sasl, authRespCode, pipelining, utf8 } = await authorization.capa();
  expect([...sasl].sort()).toEqual([...passwords, 'XOAUTH2', 'OAUTHBEARER'].sort());
  expect({ authRespCode, pipelining }).toEqual({ authRespCode: true, pipelining: true });
  if (utf8) await authorization.utf8();
  else await expect(authorization.utf8()).rejects.toMatchObject({ code: 'pop3.command-refused' });
  await authorization.quit();
});
