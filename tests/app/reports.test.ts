import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp, send } from '../support/app';
import { startCountingMaildrop } from '../support/counting-maildrop';
import { type SmtpPeer, smtpPeer } from '../support/smtp-peer';
import { message } from '../support/store';

let peer: SmtpPeer;
let maildrop: Awaited<ReturnType<typeof startCountingMaildrop>>;
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  peer = await smtpPeer();
  maildrop = await startCountingMaildrop();
  app = await freshApp();
  await app.page
    .getByRole('button', { name: /account/i })
    .first()
    .click();
  await addAccount(app.page, {
    pop3: { port: maildrop.port, security: 'None' },
    smtp: { port: peer.port, security: 'None' },
    user: 'amy',
    address: 'amy@practice.test',
    password: 'practice',
    keepInFile: true,
  });
  await app.page.getByRole('button', { name: 'New message' }).waitFor();
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
  await maildrop.close();
  await peer.close();
});

const folder = (name: string) => app.page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name });
const row = (name: RegExp) => app.page.getByRole('grid', { name: 'Messages' }).getByRole('row', { name });
const reports = (subject: string) =>
  app.page.getByRole('article', { name: subject }).getByRole('region', { name: 'Delivery reports' });

/** What a server says that `recipient` got of the message that it knows by this ENVID. */
const report = (subject: string, envid: string, fields: string) =>
  message(
    {
      From: 'MAILER-DAEMON@x.test',
      Subject: subject,
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
    },
    [
      '--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n',
      `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.test\r\nOriginal-Envelope-Id: ${envid}\r\n`,
      `\r\n${fields}\r\n--b--\r\n`,
    ].join(''),
  );

test('what becomes of a message is asked for, comes as a report, and is shown on the message', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'New message' }).click();
  const sheet = page.getByRole('dialog', { name: 'New message' });
  await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('bob@x.test, nobody@x.test');
  await sheet.getByRole('textbox', { name: 'Subject' }).fill('The plan');
  await sheet.getByRole('checkbox', { name: 'Ask for a delivery report' }).check();
  await send(page);
  const mail = peer.commands.find((command) => command.startsWith('MAIL')) ?? '';
  const envid = /ENVID=(\S+)/.exec(mail)?.[1] ?? '';
  expect(envid).toMatch(/@practice\.test$/);
  maildrop.messages.set(
    'u1',
    report('Delivered', envid, 'Final-Recipient: rfc822; bob@x.test\r\nAction: delivered\r\nStatus: 2.0.0\r\n'),
  );
  maildrop.messages.set(
    'u2',
    report(
      'Undelivered',
      envid,
      'Final-Recipient: rfc822; nobody@x.test\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.x.test\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user here\r\n',
    ),
  );
  // It names a message that was never sent from here, and is mail as any other.
  maildrop.messages.set(
    'u3',
    report('Forged', 'unknown@x', 'Final-Recipient: rfc822; bob@x.test\r\nAction: failed\r\nStatus: 5.0.0\r\n'),
  );
  await page.getByRole('button', { name: 'Get mail' }).click();
  await row(/Undelivered/).waitFor();

  await folder('Sent').click();
  await row(/The plan, failed/).click();
  const lines = reports('The plan').getByRole('listitem');
  await lines.filter({ hasText: 'bob@x.test' }).getByText('delivered').waitFor();
  const failed = lines.filter({ hasText: 'nobody@x.test' });
  await failed.getByText('550 5.1.1 no such user here').waitFor();
  await failed.getByText('said by mx.x.test').waitFor();
  await failed.getByRole('button', { name: 'Show report' }).click();
  await reports('Undelivered').getByText('This reports what became of “The plan”.').waitFor();
  await reports('Undelivered').getByRole('button', { name: 'Show that message' }).click();
  await reports('The plan').waitFor();
  await folder('Inbox').click();
  await row(/Forged/).click();
  await reports('Forged').getByText('It names no message that was sent from here.').waitFor();
});

test('a report is there after a restart', async () => {
  await app.restart();
  await folder('Sent').click();
  await row(/The plan, failed/).waitFor();
});
