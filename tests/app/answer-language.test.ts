import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { until } from '../support/lab';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server';

/** A server that speaks two languages (RFC 6856 §3), which no server at hand does; each test goes on from the one before. */
let server: ScriptedServer;
let app: Awaited<ReturnType<typeof freshApp>>;
let announcesLang = true;
beforeAll(async () => {
  server = await scriptedServer(async (say, next) => {
    let ok = 'done';
    say('+OK ready\r\n');
    for (let line = await next(); line !== null; line = await next()) {
      const language = /^LANG (.+)$/.exec(line)?.[1];
      if (language) {
        ok = language === 'zh-TW' ? '好的' : 'done';
        say(`+OK ${language === '*' ? 'en' : language} ${ok}\r\n`);
      } else if (line === 'LANG') say('+OK\r\nen English\r\nzh-TW 繁體中文\r\n.\r\n');
      else if (line === 'CAPA') say(`+OK\r\nUSER\r\nTOP\r\nUIDL\r\n${announcesLang ? 'LANG\r\n' : ''}.\r\n`);
      else if (line === 'STAT') say(`+OK 0 0 ${ok}\r\n`);
      else if (line === 'LIST' || line === 'UIDL') say(`+OK ${ok}\r\n.\r\n`);
      else say(`+OK ${ok}\r\n`);
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
  await app.page.getByRole('button', { name: 'Get mail' }).waitFor();
  await app.page.getByRole('link', { name: 'Server' }).click();
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const choice = () => app.page.getByRole('combobox', { name: "Language of the server's answers" });
const session = () => app.page.getByRole('log', { name: 'This session' });
const connect = () => app.page.getByRole('button', { name: 'Connect', exact: true }).click();
const disconnect = async () => {
  await app.page.getByRole('button', { name: 'Disconnect without applying' }).click();
  await app.page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
};

test('where the server knows LANG its languages are there to choose from, and its answers follow', async () => {
  expect(await choice().count()).toBe(0);
  await connect();
  await choice().waitFor();
  expect(await choice().locator('option').allTextContents()).toEqual([
    'what the server likes',
    'English (en)',
    '繁體中文 (zh-TW)',
  ]);
  await choice().focus();
  await app.page.keyboard.press('ArrowDown');
  await session().getByText('LANG en', { exact: true }).waitFor();
  await until('the choice', async () => (await choice().inputValue()) === 'en');
  await choice().selectOption({ label: '繁體中文 (zh-TW)' });
  await session().getByText('+OK zh-TW 好的').waitFor();
  await app.page.getByRole('textbox', { name: 'POP3 command' }).fill('NOOP');
  await app.page.getByRole('button', { name: 'Send', exact: true }).click();
  await session().getByText('+OK 好的').first().waitFor();
  await disconnect();
  expect(await choice().count()).toBe(0);
});

test('it is kept for later sessions, also those that get mail, and over a restart', async () => {
  await app.restart();
  await app.page.getByRole('link', { name: 'Server' }).click();
  await connect();
  await until('the choice', async () => (await choice().count()) === 1 && (await choice().inputValue()) === 'zh-TW');
  await disconnect();
  const before = server.lines.length;
  await app.page.getByRole('link', { name: 'Mail' }).click();
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page.getByText('No new mail.').waitFor();
  expect(server.lines.slice(before).filter((line) => line.startsWith('LANG'))).toEqual(['LANG zh-TW']);
});

test('the account’s form leaves it as it is', async () => {
  await app.page.getByRole('link', { name: 'Settings' }).click();
  await app.page.getByRole('button', { name: 'Edit' }).click();
  await app.page.getByRole('button', { name: 'Save account' }).click();
  await app.page.getByRole('form', { name: 'Account' }).waitFor({ state: 'detached' });
  const accounts = await app.page.evaluate(async () => JSON.stringify(await window.posthorn.call('accounts.list', {})));
  expect(accounts).toContain('"language":"zh-TW"');
});

test('it is given back, and a server without LANG has no such control', async () => {
  await app.page.getByRole('link', { name: 'Server' }).click();
  await connect();
  await choice().selectOption({ label: 'what the server likes' });
  await session().getByText('LANG *', { exact: true }).waitFor();
  await disconnect();
  announcesLang = false;
  await connect();
  await app.page.getByText('This maildrop is empty (STAT: 0 0).').waitFor();
  expect(await choice().count()).toBe(0);
  await disconnect();
  expect(app.problems).toEqual([]);
});
