import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp, send } from '../support/app';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { type Postfix, startPostfix } from '../support/postfix';
import { message } from '../support/store';

/** An account that signs in with an access token, at a Dovecot that asks whose it is; each test goes on from the one before. */
const good = 'ya29.good-token-of-amy';
const bad = 'ya29.bad-token-of-amy';
const tokens: Server = createServer((request, response) => {
  void text(request).then((body) => {
    const active = new URLSearchParams(body).get('token') === good;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ active: String(active), username: 'amy' }));
  });
});
let dovecot: Dovecot;
let postfix: Postfix;
let app: Awaited<ReturnType<typeof freshApp>>;
/** Everything that the program has printed. */
let printed = '';
beforeAll(async () => {
  tokens.listen(0, '127.0.0.1');
  await once(tokens, 'listening');
  const address = tokens.address();
  dovecot = await startDovecot({
    users: ['amy'],
    mechanisms: 'plain login xoauth2 oauthbearer',
    introspectionUrl: `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/introspect`,
  });
  postfix = await startPostfix(dovecot);
  dovecot.seed('amy', [message({ Subject: 'By token' })]);
  app = await freshApp();
  for (const stream of [app.app.process().stdout, app.app.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  await app.page.evaluate((caFile) => window.posthorn.call('settings.set', { caFile }), dovecot.caFile);
});
afterAll(async () => {
  await app.close();
  await postfix.stop();
  await dovecot.stop();
  tokens.close();
});

const form = () => app.page.getByRole('form', { name: 'Account' });
const steps = () => form().getByRole('list', { name: 'Steps' }).getByRole('listitem');
const token = () => form().getByRole('textbox', { name: 'Access token' });
const step = (name: string, nth = 0) => steps().filter({ hasText: name }).nth(nth);

test('the form takes a token in place of the password, and says where it comes from', async () => {
  await app.page.getByRole('button', { name: 'Add account' }).click();
  await form().getByRole('textbox', { name: 'Email address' }).fill('amy@practice.test');
  await form().getByRole('textbox', { name: 'Password' }).fill('never-sent');
  const choice = form().getByRole('radiogroup', { name: 'Sign in with' });
  await choice.getByRole('radio', { name: 'Password' }).focus();
  await app.page.keyboard.press('ArrowDown');
  await choice.getByText(/Posthorn does not fetch tokens itself/).waitFor();
  expect(await token().inputValue()).toBe('');
  expect(await form().getByRole('textbox', { name: 'Password' }).count()).toBe(0);
  expect(await form().getByRole('button', { name: 'Save account' }).isDisabled()).toBe(true);
  await form()
    .getByRole('radio', { name: /in a file/i })
    .check();
  for (const [group, port, security, user] of [
    ['Incoming server', dovecot.pop3, 'STARTTLS', 'amy'],
    ['Outgoing server', postfix.smtp, 'STARTTLS', 'amy'],
  ] as const) {
    const fields = form().getByRole('group', { name: group });
    await fields.getByRole('combobox', { name: 'Security' }).selectOption({ label: security });
    await fields.getByRole('textbox', { name: 'Server' }).fill('localhost');
    await fields.getByRole('spinbutton', { name: 'Port' }).fill(String(port));
    await fields.getByRole('textbox', { name: 'User name' }).fill(user);
  }
});

test('the test tells a bad token from a good one, at both servers', async () => {
  await token().fill(bad);
  await form().getByRole('button', { name: 'Test connection' }).click();
  for (const at of [0, 1]) await step('Log in', at).getByText('localhost refused the access token.').waitFor();
  await token().fill(`${good}\n`);
  await form().getByRole('button', { name: 'Test connection' }).click();
  await step('Look into the maildrop').getByText('1 messages').waitFor();
  for (const at of [0, 1]) await step('Log in', at).getByText('amy').waitFor();
});

test('mail is got with it, and a token that has run out is asked for anew', async () => {
  await token().fill(bad);
  await form().getByRole('button', { name: 'Save account' }).click();
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  const alert = app.page.getByRole('alert').filter({ hasText: 'localhost refused the access token.' });
  await alert.getByText('Your mail here is safe.').waitFor();
  await alert.getByRole('button', { name: 'Enter a new token' }).click();
  expect(await token().getAttribute('placeholder')).toBe('unchanged');
  await token().fill(good);
  await form().getByRole('button', { name: 'Save account' }).click();
  await form().waitFor({ state: 'detached' });
  await app.page.getByRole('link', { name: 'Mail' }).click();
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /By token/ })
    .waitFor();
});

test('mail is sent with it', async () => {
  await app.page.getByRole('button', { name: 'New message' }).click();
  const sheet = app.page.getByRole('dialog', { name: 'New message' });
  await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('amy@practice.test');
  await sheet.getByRole('textbox', { name: 'Subject' }).fill('Sent by token');
  await send(app.page);
  await until('Dovecot to have it', () => dovecot.files('amy').length === 2);
});

test('the Server screen opens the maildrop with it', async () => {
  await app.page.getByRole('link', { name: 'Server' }).click();
  await app.page.getByRole('button', { name: 'Connect' }).click();
  await app.page
    .getByRole('grid', { name: 'Maildrop' })
    .getByRole('row', { name: /By token/ })
    .waitFor();
  await app.page.getByRole('button', { name: 'Disconnect without applying' }).click();
});

test('the token is in no transcript, no answer to the window, no output, and in no file but that of the secrets', async () => {
  const seen = await app.page.evaluate(async () => {
    const sessions = await window.posthorn.call('wire.sessions', {});
    if (!sessions.ok || !Array.isArray(sessions.value)) return '';
    const lines = sessions.value.map(({ id }) => window.posthorn.call('wire.lines', { sessionId: id, from: 0 }));
    const accounts = window.posthorn.call('accounts.list', {});
    return JSON.stringify([sessions, await Promise.all(lines), await accounts]);
  });
  expect(seen).toContain('AUTH OAUTHBEARER');
  // In base64 a text looks otherwise at each of three places of its octets.
  const forms = [good, bad].flatMap((secret) => {
    const shifted = ['', 'x', 'xy'].map((before) =>
      Buffer.from(before + secret)
        .toString('base64')
        .slice(4, -4),
    );
    return [secret, ...shifted];
  });
  const files = readdirSync(app.profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'secrets.json')
    .filter(({ parentPath }) => parentPath === app.profile || parentPath.startsWith(join(app.profile, 'store')))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
  for (const secret of forms) {
    for (const [where, what] of [
      ['transcripts', seen],
      ['output', printed],
      ['files', files.join('\n')],
    ] as const) {
      expect(what.includes(secret), where).toBe(false);
    }
  }
  expect(readFileSync(join(app.profile, 'secrets.json'), 'utf8')).toContain(good);
  await until('no problems', () => app.problems.length === 0);
});
