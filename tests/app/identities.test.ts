import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { type SmtpPeer, smtpPeer } from '../support/smtp-peer';
import { message } from '../support/store';

/** Two names under one account, each with its signature and its server; each test goes on where the one before ended. */
let dovecot: Dovecot;
let server: SmtpPeer;
let salesServer: SmtpPeer;
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  [dovecot, server, salesServer] = await Promise.all([startDovecot({ users: ['amy'] }), smtpPeer(), smtpPeer()]);
  dovecot.seed('amy', [
    message({ Subject: 'For sales', To: 'sales@practice.test, Amy <amy@practice.test>, bob@practice.test' }),
    message({ Subject: 'For Amy' }),
    message(
      { Subject: 'Formatted for sales', To: 'sales@practice.test', 'Content-Type': 'text/html; charset=utf-8' },
      '<p class="x">See <b>this</b> <a href="https://x.test/">page</a></p><ul><li>one</ul>' +
        '<img src="https://tracker.test/x.gif" alt="logo"><script>x()</script>\r\n',
    ),
  ]);
  app = await freshApp();
  await app.page.evaluate(() => {
    window.location.hash = '#settings/new';
  });
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
  await Promise.all([dovecot.stop(), server.close(), salesServer.close()]);
});

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const body = () => sheet().getByRole('textbox', { name: 'Message' });
const from = () => sheet().getByRole('combobox', { name: 'From' });
const shownFrom = () =>
  from().evaluate((element) => (element instanceof HTMLSelectElement ? element.selectedOptions[0]?.text : null));
const open = (subject: string) =>
  app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: new RegExp(`, ${subject}$`) })
    .click();

test('the account form takes a signature, and another identity with a server of its own', async () => {
  await addAccount(app.page, {
    address: 'amy@practice.test',
    user: 'amy',
    password: 'practice',
    pop3: { port: dovecot.pop3, security: 'None' },
    smtp: { port: server.port, security: 'None' },
    keepInFile: true,
    async before(form) {
      const writing = form.getByRole('group', { name: 'Writing' });
      await writing.getByRole('textbox', { name: 'Signature' }).fill('Amy Chen\n陳怡君');
      await form.getByRole('button', { name: 'Add identity' }).click();
      expect(await form.getByRole('button', { name: 'Save account' }).isDisabled()).toBe(true);
      const identity = form.getByRole('group', { name: /^Identity/ });
      await identity.getByRole('textbox', { name: 'Name', exact: true }).fill('Sales 業務');
      await identity.getByRole('textbox', { name: 'Address', exact: true }).fill('sales@practice.test');
      await identity.getByRole('textbox', { name: 'Answers go to' }).fill('answers@practice.test');
      await identity.getByRole('radio', { name: 'Rich' }).check();
      const signature = identity.getByRole('textbox', { name: 'Signature' });
      await signature.click();
      await app.page.keyboard.press('Control+b');
      await app.page.keyboard.type('The sales team');
      await identity.getByRole('checkbox', { name: /above what is quoted/ }).check();
      await identity.getByRole('checkbox', { name: /server of its own/ }).check();
      const fields = identity.getByRole('group', { name: 'Outgoing server' });
      await fields.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1');
      await fields.getByRole('combobox', { name: 'Security' }).selectOption({ label: 'None' });
      await fields.getByRole('spinbutton', { name: 'Port' }).fill(String(salesServer.port));
      await fields.getByRole('textbox', { name: 'User name' }).fill('sales');
      await identity.getByRole('textbox', { name: 'Password of this server' }).fill('practice');
    },
  });
  await app.page.getByText('amy@practice.test is saved.').waitFor();
});

test('a new message has the signature of the account, and another sender’s takes its place', async () => {
  await app.page.getByRole('link', { name: 'Mail' }).click();
  await app.page.getByRole('button', { name: 'New message' }).click();
  expect(await body().inputValue()).toBe('\n\n-- \nAmy Chen\n陳怡君');
  await body().press('Control+Home');
  await app.page.keyboard.type('Hello');
  await from().selectOption({ label: 'Sales 業務 <sales@practice.test>' });
  expect(await body().inputValue()).toBe('Hello\n\n-- \nThe sales team');
  await from().selectOption({ index: 0 });
  expect(await body().inputValue()).toBe('Hello\n\n-- \nAmy Chen\n陳怡君');
  await sheet().getByRole('button', { name: 'Close' }).click();
});

describe('an answer', () => {
  test('comes from the identity that the message was sent to, formatted and signed as that has it', async () => {
    await app.page.getByRole('button', { name: 'Get mail' }).click();
    await open('For sales');
    await app.page.getByRole('button', { name: 'Reply all' }).click();
    await sheet().waitFor();
    expect(await shownFrom()).toBe('Sales 業務 <sales@practice.test>');
    await body().getByText('The sales team').waitFor();
    expect(await body().locator('[data-signature] strong').textContent()).toBe('The sales team');
    // Above the quote, as was chosen.
    expect(await body().evaluate((element) => [...element.children].map(({ tagName }) => tagName))).toEqual([
      'P',
      'DIV',
      'P',
      'BLOCKQUOTE',
    ]);
    const recipients = (name: string) =>
      sheet().getByRole('list', { name, exact: true }).locator('.name').allTextContents();
    expect(await recipients('Recipients')).toEqual(['Mei-hua']);
    // Neither of the own addresses.
    expect(await recipients('Cc recipients')).toEqual(['bob@practice.test']);
    await body().click();
    await app.page.keyboard.press('Control+Home');
    await app.page.keyboard.type('Yes');
    await sheet().getByRole('button', { name: 'Send', exact: true }).click();
    await until('the message to arrive at the server of its own', () => salesServer.received.length === 1);
    await sheet().waitFor({ state: 'detached' });
    const [sent] = salesServer.received;
    expect(sent?.from).toBe('sales@practice.test');
    const raw = sent?.content.toString() ?? '';
    expect(raw).toMatch(/^From: =\?UTF-8\?.*<sales@practice\.test>$/m);
    expect(raw).toMatch(/^Reply-To: answers@practice\.test$/m);
    expect(server.received).toEqual([]);
  });

  test('quotes a formatted message with its formatting, and loads nothing of it', async () => {
    await open('Formatted for sales');
    await app.page.getByRole('button', { name: 'Reply', exact: true }).click();
    const quote = body().locator('blockquote');
    await quote.waitFor();
    expect(await quote.innerHTML()).toBe(
      '<p>See <strong>this</strong> <a href="https://x.test/">page</a></p><ul><li><p>one</p></li></ul><p>logo</p>',
    );
    await sheet().getByRole('button', { name: 'Discard' }).click();
    await app.page.getByRole('button', { name: 'Discard message' }).click();
  });

  test('comes from the account where the message was for that', async () => {
    await open('For Amy');
    await app.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await sheet().waitFor();
    expect(await shownFrom()).toBe('Amy Chen <amy@practice.test>');
    expect(await body().inputValue()).toMatch(/> Hello\n\n-- \nAmy Chen\n陳怡君$/);
  });
});
