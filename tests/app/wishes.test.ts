import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { type SmtpPeer, smtpPeer } from '../support/smtp-peer';
import { message } from '../support/store';

/** What messages ask of those who read and answer them; each test goes on where the one before ended. */
let dovecot: Dovecot;
let server: SmtpPeer;
let refuses = false;
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  const answer = (command: string) => (refuses && command.startsWith('RCPT') ? '550 5.1.1 no\r\n' : null);
  [dovecot, server] = await Promise.all([startDovecot({ users: ['amy'] }), smtpPeer({ answer })]);
  const asks = { 'Disposition-Notification-To': 'Mei-hua <meihua@xxx.com.tw>' };
  dovecot.seed('amy', [
    message({ Subject: 'On the list', To: 'list@x.test', 'List-Post': '<mailto:list@x.test>' }),
    message({ Subject: 'Among others', To: 'bob@practice.test', Cc: 'carol@practice.test' }),
    message({ Subject: 'Please tell me', 'Message-ID': '<asked@x>', 'X-Priority': '1', ...asks }),
    message({ Subject: 'Tell me as well', 'Message-ID': '<again@x>', ...asks }),
    message({ Subject: 'And this one', 'Message-ID': '<third@x>', ...asks }),
  ]);
  app = await freshApp();
  await app.page.evaluate(() => {
    window.location.hash = '#settings/new';
  });
  await addAccount(app.page, {
    address: 'amy@practice.test',
    user: 'amy',
    password: 'practice',
    pop3: { port: dovecot.pop3, security: 'None' },
    smtp: { port: server.port, security: 'None' },
    keepInFile: true,
  });
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page.getByText('5 new messages.').waitFor();
});
afterAll(async () => {
  await app.close();
  await Promise.all([dovecot.stop(), server.close()]);
});

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const open = async (subject: string) => {
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: new RegExp(`, ${subject}$`) })
    .click();
  await app.page.getByRole('article', { name: subject }).waitFor();
};
const bar = () => app.page.getByRole('region', { name: 'Read receipt' });

test('a message from a list is answered to the list, by button and by key', async () => {
  await open('Among others');
  expect(await app.page.getByRole('button', { name: 'Reply to list' }).count()).toBe(0);
  await open('On the list');
  await app.page.getByRole('button', { name: 'Reply to list' }).click();
  const recipients = sheet().getByRole('list', { name: 'Recipients', exact: true }).locator('.name');
  await recipients.waitFor();
  expect(await recipients.allTextContents()).toEqual(['list@x.test']);
  await sheet().getByRole('button', { name: 'Close' }).click();
  await app.page.keyboard.press('Shift+L');
  await recipients.waitFor();
  await sheet().getByRole('button', { name: 'Close' }).click();
});

test('who got a message in Bcc is asked before everybody in it learns that', async () => {
  await open('Among others');
  await app.page.getByRole('button', { name: 'Reply all' }).click();
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  const asked = app.page.getByRole('dialog', { name: 'Send it as it is?' });
  await asked.getByText(/came to you in Bcc/).waitFor();
  expect(server.received).toEqual([]);
  await asked.getByRole('button', { name: 'Go on writing' }).click();
  await sheet().getByRole('button', { name: 'Close' }).click();
});

describe('a read receipt', () => {
  test('is offered and not sent by itself; one that was refused can be tried again', async () => {
    await open('Please tell me');
    await app.page.getByText('high priority').waitFor();
    await bar().getByText('Mei-hua <meihua@xxx.com.tw> asks to be told that you opened this.').waitFor();
    expect(server.connections).toBe(0);
    refuses = true;
    await bar().getByRole('button', { name: 'Send receipt' }).click();
    await app.page.getByRole('alert').waitFor();
    refuses = false;
    await bar().getByRole('button', { name: 'Send receipt' }).click();
    await app.page.getByText('The receipt is sent.').waitFor();
    expect(server.received).toMatchObject([{ from: '', to: ['meihua@xxx.com.tw'] }]);
    const raw = server.received[0]?.content.toString() ?? '';
    expect(raw).toContain('report-type=disposition-notification');
    expect(raw).toContain('Original-Message-ID: <asked@x>');
  });

  test('is offered once, whatever was answered, also after a restart', async () => {
    await open('Tell me as well');
    await bar().getByRole('button', { name: "Don't" }).click();
    await bar().waitFor({ state: 'detached' });
    await app.restart();
    await open('And this one');
    await bar().waitFor();
    for (const subject of ['Please tell me', 'Tell me as well']) {
      await open(subject);
      await bar().waitFor({ state: 'detached' });
    }
    expect(server.received).toHaveLength(1);
  });

  test('is not offered to those who never want to send one', async () => {
    await app.page.evaluate(() => {
      window.location.hash = '#settings';
    });
    await app.page.getByRole('combobox', { name: 'Who asks to be told that I read a message' }).selectOption('never');
    await app.page.getByRole('link', { name: 'Mail', exact: true }).click();
    await open('Among others');
    await open('And this one');
    expect(await bar().count()).toBe(0);
  });

  test('is asked for by a choice, and so is the priority', async () => {
    await app.page.getByRole('button', { name: 'New message' }).click();
    await sheet().getByRole('textbox', { name: 'To', exact: true }).fill('bob@practice.test');
    await sheet().getByRole('textbox', { name: 'Subject' }).fill('Urgent');
    await sheet().getByRole('combobox', { name: 'Priority' }).selectOption('high');
    await sheet().getByRole('checkbox', { name: 'Ask for a read receipt' }).check();
    await sheet().getByRole('button', { name: 'Send', exact: true }).click();
    await until('the message to arrive', () => server.received.length === 2);
    const raw = server.received[1]?.content.toString() ?? '';
    expect(raw).toMatch(/^Disposition-Notification-To: <amy@practice\.test>\r$/m);
    expect(raw).toMatch(/^X-Priority: 1/m);
  });
});
