import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { until } from '../support/lab';
import { type SmtpPeer, smtpPeer } from '../support/smtp-peer';

/** What is written once and used again, and what is too large to send; each test goes on where the one before ended. */
let server: SmtpPeer;
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  server = await smtpPeer({ extensions: ['SIZE 30000', '8BITMIME', 'AUTH PLAIN'] });
  app = await freshApp();
  await app.page.evaluate(() => {
    window.location.hash = '#settings/new';
  });
  await addAccount(app.page, {
    address: 'amy@practice.test',
    user: 'amy',
    password: 'practice',
    pop3: { port: server.port, security: 'None' },
    smtp: { port: server.port, security: 'None' },
    keepInFile: true,
    before: (form) =>
      form.getByRole('group', { name: 'Writing' }).getByRole('textbox', { name: 'Signature' }).fill('Amy Chen'),
  });
  await app.page.getByText('amy@practice.test is saved.').waitFor();
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
  await server.close();
});

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const body = () => sheet().getByRole('textbox', { name: 'Message' });
const dialog = () => app.page.getByRole('dialog', { name: 'Templates' });
const begin = async () => {
  await app.page.getByRole('button', { name: 'New message' }).click();
  await body().waitFor();
};
const attach = (size: number) =>
  body().evaluate((element, octets) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(octets)], 'plan.bin'));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, size);

test('a message is kept as a template, with its file and without its signature', async () => {
  await begin();
  await sheet().getByRole('textbox', { name: 'Subject' }).fill('Our offer');
  await body().press('Control+Home');
  await app.page.keyboard.type('Dear customer');
  await attach(10);
  await sheet().getByText('plan.bin').waitFor();
  await sheet().getByRole('button', { name: 'Templates' }).click();
  await dialog().getByText('There is none yet.').waitFor();
  await dialog().getByRole('textbox', { name: 'Keep this message as' }).fill('Offer 報價');
  await app.page.keyboard.press('Enter');
  await app.page.getByText('Kept as the template “Offer 報價”.').waitFor();
  await sheet().getByRole('button', { name: 'Discard' }).click();
  await app.page.getByRole('button', { name: 'Discard message' }).click();
});

test('it is no draft, outlives a restart, and fills a new message', async () => {
  await app.restart();
  await app.page.getByRole('link', { name: 'Drafts' }).click();
  await app.page.getByText('No messages in Drafts.').waitFor();
  await begin();
  await sheet().getByRole('button', { name: 'Templates' }).click();
  await dialog().getByRole('button', { name: 'Use Offer 報價' }).click();
  await dialog().waitFor({ state: 'detached' });
  expect(await sheet().getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Our offer');
  expect(await body().inputValue()).toBe('Dear customer\n\n-- \nAmy Chen');
  await sheet().getByText('plan.bin').waitFor();
});

test('it is renamed and deleted, and what was written with it stays', async () => {
  await sheet().getByRole('button', { name: 'Templates' }).click();
  await dialog().getByRole('button', { name: 'Rename Offer 報價' }).click();
  await dialog().getByRole('textbox', { name: 'New name' }).fill('Tender');
  await app.page.keyboard.press('Enter');
  await dialog().getByRole('button', { name: 'Delete Tender' }).click();
  await app.page.getByRole('button', { name: 'Delete template' }).click();
  await dialog().getByText('There is none yet.').waitFor();
  await dialog().getByRole('button', { name: 'Close' }).click();
  await sheet().getByText('plan.bin').waitFor();
});

test('once the server has said how much it takes, a message that is larger is told of before it is sent', async () => {
  await sheet().getByRole('textbox', { name: 'To', exact: true }).fill('bob@practice.test');
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  await until('the message to arrive', () => server.received.length === 1);
  expect(server.received[0]?.content.toString()).toContain('plan.bin');
  await sheet().waitFor({ state: 'detached' });
  await begin();
  await attach(15_000);
  await sheet().getByText('plan.bin').waitFor();
  expect(
    await sheet()
      .getByText(/would refuse it/)
      .count(),
  ).toBe(0);
  await attach(16_000);
  await sheet()
    .getByText(/127\.0\.0\.1 takes .* at most, and would refuse it/)
    .waitFor();
  await sheet().getByRole('button', { name: 'Remove' }).first().click();
  await sheet()
    .getByText(/would refuse it/)
    .waitFor({ state: 'detached' });
});
