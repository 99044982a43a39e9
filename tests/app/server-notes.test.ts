import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { until } from '../support/lab';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server';
import { message } from '../support/store';

/** A server with ways of its own, and what the window tells of them; each test goes on where the one before ended. */
let server: ScriptedServer;
let app: Awaited<ReturnType<typeof freshApp>>;
let expireDays = 30;
const mails = ['One', 'Two'].map((subject) => message({ Subject: subject }));

beforeAll(async () => {
  server = await scriptedServer(async (say, next) => {
    say('+OK ready\r\n');
    for (let line = await next(); line !== null; line = await next()) {
      const [command, number] = line.split(' ');
      const mail = mails[Number(number) - 1];
      const sizes = mails.map(({ length }, index) => `${index + 1} ${length}\r\n`).join('');
      if (command === 'CAPA') say(`+OK\r\nUSER\r\nTOP\r\nUIDL\r\nEXPIRE ${expireDays}\r\n.\r\n`);
      else if (command === 'STAT') say('+OK 3 1800\r\n');
      else if (command === 'LIST') say(`+OK\r\n${sizes}.\r\n`);
      else if (command === 'UIDL') say('+OK\r\n1 same\r\n2 same\r\n.\r\n');
      else if (command === 'RETR') say(`+OK\r\n${mail}.\r\n`);
      else say('+OK\r\n');
    }
  });
  app = await freshApp();
  await app.page.getByRole('button', { name: 'Add account' }).click();
  await addAccount(app.page, {
    address: 'amy@practice.test',
    user: 'amy',
    password: 'practice',
    pop3: { port: server.port, security: 'None' },
    smtp: { port: server.port, security: 'None' },
    keepInFile: true,
  });
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const notes = () => app.page.getByRole('list', { name: 'Notes about the server' }).getByRole('listitem');
const status = () => app.page.getByRole('status', { name: 'Status' });
const getMail = async (sentence: string) => {
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page.getByText(sentence).waitFor();
};
const told = (count: number) => until(`${count} notes`, async () => (await notes().count()) === count);

test('what the server does is told in the list and in the status bar, and the mail is here', async () => {
  await getMail('2 new messages.');
  await told(3);
  await notes().getByText('This server deletes messages by itself after 30 days (EXPIRE 30).').waitFor();
  await notes().getByText('This server counts 3 messages (STAT) and lists 2 (LIST).').waitFor();
  const shared = notes().filter({ hasText: 'gave one id to several messages' });
  await shared.getByText('Each of them is here, once.').waitFor();
  await status().getByRole('button', { name: '3 notes about the server' }).waitFor();
});

test('the status bar leads to them from elsewhere', async () => {
  await app.page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Sent' }).click();
  await told(0);
  await app.page.getByRole('link', { name: 'Clock' }).click();
  await status().getByRole('button', { name: '3 notes about the server' }).click();
  await told(3);
});

test('what was dismissed by the keyboard is not told again, not even after a restart', async () => {
  const dismiss = notes().filter({ hasText: 'gave one id' }).getByRole('button', { name: 'Dismiss' });
  await dismiss.focus();
  await app.page.keyboard.press('Enter');
  await told(2);
  await notes().filter({ hasText: 'EXPIRE' }).getByRole('button', { name: 'Dismiss' }).click();
  await told(1);
  await getMail('No new mail.');
  await told(1);
  await app.restart();
  await told(0);
  await getMail('No new mail.');
  await told(1);
  await status().getByRole('button', { name: '1 note about the server' }).waitFor();
});

test('it is told again when it changes', async () => {
  expireDays = 7;
  await getMail('No new mail.');
  await told(2);
  await notes().getByText('This server deletes messages by itself after 7 days (EXPIRE 7).').waitFor();
  expect(app.problems).toEqual([]);
});
