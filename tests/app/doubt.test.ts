import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp, send } from '../support/app';
import { until } from '../support/lab';
import { type SmtpPeer, smtpPeer } from '../support/smtp-peer';

/** A server that takes a whole message and hangs up instead of saying whether it has it, for as long as `breaks` says so. */
let peer: SmtpPeer;
let app: Awaited<ReturnType<typeof freshApp>>;
let breaks = true;
beforeAll(async () => {
  peer = await smtpPeer({
    answer: (command, socket) => {
      if (!breaks || !command.startsWith('BDAT')) return null;
      socket.destroy();
      return '';
    },
  });
  app = await freshApp();
  const { page } = app;
  await page
    .getByRole('button', { name: /account/i })
    .first()
    .click();
  await addAccount(page, {
    pop3: { port: 1, security: 'None' },
    smtp: { port: peer.port, security: 'None' },
    user: 'amy',
    address: 'amy@practice.test',
    password: 'practice',
    keepInFile: true,
  });
  await page.getByRole('button', { name: 'New message' }).waitFor();
});
afterAll(async () => {
  await app.close();
  await peer.close();
});

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const folder = (name: string) => app.page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name });

const article = (name: string) => app.page.getByRole('article', { name });

async function write(subject: string): Promise<void> {
  await app.page.getByRole('button', { name: 'New message' }).click();
  await sheet().getByRole('textbox', { name: 'To', exact: true }).fill('bob@practice.test');
  await sheet().getByRole('textbox', { name: 'Subject' }).fill(subject);
  await send(app.page);
  await folder('Outbox').click();
  await app.page.getByRole('row', { name: new RegExp(`${subject}, in doubt`) }).click();
  await article(subject)
    .getByRole('row', { name: /in doubt bob@practice.test/ })
    .waitFor();
}

test('a message that may have arrived says so, and waits for a person', async () => {
  await write('One');
  await article('One')
    .getByText(/lost after the whole message was sent/)
    .waitFor();
  await app.page.getByText('1 message may have arrived, or not.').waitFor();
  const sent = peer.commands.filter((command) => command.startsWith('MAIL')).length;
  // To edit it is no decision either.
  await app.page.getByRole('button', { name: 'Edit' }).click();
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  await sheet()
    .getByText(/Nobody knows whether this message has arrived/)
    .waitFor();
  await sheet().getByRole('button', { name: 'Close' }).click();
  expect(peer.commands.filter((command) => command.startsWith('MAIL'))).toHaveLength(sent);
});

test('“It has arrived” moves it to Sent without sending', async () => {
  await app.page.getByRole('button', { name: 'It has arrived' }).click();
  await article('One').waitFor({ state: 'detached' });
  await folder('Sent').click();
  await app.page.getByRole('row', { name: /One/ }).waitFor();
  expect(peer.received).toEqual([]);
});

test('“Send again” sends it', async () => {
  await write('Two');
  breaks = false;
  await app.page.getByRole('button', { name: 'Send again' }).click();
  await until('the message', () => peer.received.length === 1);
  await article('Two').waitFor({ state: 'detached' });
});

test('nothing went wrong in the page', () => {
  expect(app.problems).toEqual([]);
});
