import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp } from '../support/app';

/** What the DNS screen does besides single questions: the cache, many questions, zones, a watch, and what is kept. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'DNS' }).click();
});
afterAll(() => app.close());

const tab = (name: string) => app.page.getByRole('tab', { name, exact: true });
const button = (name: string) => app.page.getByRole('button', { name, exact: true });

test('an answer is taken from the cache where that is allowed, and asked for anew', async () => {
  const { page } = app;
  await button('Use cache').click();
  await page.getByRole('searchbox', { name: 'Name or address' }).fill('mx xxx.com.tw');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Answer' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(/^from the cache, [\d,]+ s left$/).waitFor();
  await button('Ask anew').click();
  await page.getByRole('grid', { name: 'Authority' }).waitFor();
  await tab('Cache').click();
  await button('Forget xxx.com.tw. MX').click();
  await page.getByText('Nothing is remembered.').waitFor();
});

test('Posthorn finds an answer out by itself, from the root down', async () => {
  const { page } = app;
  await tab('Lookup').click();
  const server = page.getByRole('combobox', { name: 'Server' });
  const before = await server.inputValue();
  await server.selectOption({ label: 'From the practice root, by Posthorn itself (UDP, TCP)' });
  const name = page.getByRole('searchbox', { name: 'Name or address' });
  await name.fill('a ftp.xxx.com.tw');
  await page.keyboard.press('Enter');
  const result = page.getByRole('status', { name: 'Result' });
  await result.getByText('ftp.xxx.com.tw is another name for www.xxx.com.tw, which is at 211.72.211.80.').waitFor();
  await result
    .getByText(/from the root down: \d questions to 4 servers; the answer is that of ns1\.xxx\.com\.tw/)
    .waitFor();
  await name.fill('a www.lame.com.tw @root');
  await page.keyboard.press('Enter');
  await page.getByText('No server of lame.com.tw answers: ns1.lame.com.tw refuses (REFUSED).').waitFor();
  await tab('Chain').click();
  await page.getByText('A chain asks one server: choose which.').waitFor();
  await tab('Answer').click();
  await tab('Cache').click();
  await page.getByRole('table', { name: 'Remembered answers' }).getByText('from the root').waitFor();
  await page.getByRole('table', { name: 'Servers of zones' }).getByText('com.tw.', { exact: true }).waitFor();
  await button('Forget all').click();
  await page.getByText('Nothing is remembered.').waitFor();
  expect(await page.getByRole('table', { name: 'Servers of zones' }).count()).toBe(0);
  await tab('Lookup').click();
  await server.selectOption(before);
});

test('a question stays among the favourites, and is watched', async () => {
  const { page } = app;
  await tab('Lookup').click();
  await page.getByRole('list', { name: 'Recent' }).getByRole('button', { name: 'xxx.com.tw. MX' }).click();
  await button('Favourite').click();
  await page.getByRole('list', { name: 'Favourites' }).getByRole('button', { name: 'xxx.com.tw. MX' }).waitFor();
  await page.getByRole('searchbox', { name: 'Name or address' }).fill('mx xxx.com.tw');
  await tab('Watch').click();
  await button('Watch').click();
  await page.getByText('xxx.com.tw MX has said the same so far.').waitFor();
  await button('Stop watching').click();
  await page.getByText(/; stopped$/).waitFor();
});

test('many names are asked for at once, shown by what became of them, and saved', async () => {
  const { page } = app;
  await tab('Zones').click();
  await tab('Reverse zone').click();
  await page.getByRole('textbox', { name: 'Prefix' }).fill('211.72.211.0/26');
  await page.getByText('0/26.211.72.211.in-addr.arpa').waitFor();
  await button('Ask for all names in it').click();
  await button('Ask all').click();
  await page.getByText(/^64 of 64 questions/).waitFor();
  await page.getByText(/^answered \d+$/).click();
  await page.getByRole('cell', { name: 'ns1.xxx.com.tw.' }).waitFor();
  const path = join(app.profile, 'saved.csv');
  await app.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await button('Save as CSV').click();
  await page.getByText(`The answers are saved in ${path}.`).waitFor();
  expect(await readFile(path, 'utf8')).toMatch(/^211\.72\.211\.1,PTR,answer,86400,ns1\.xxx\.com\.tw\.,\d+\r$/m);
});

test('a zone that is not handed out is said so', async () => {
  const { page } = app;
  await tab('Zones').click();
  await page.getByRole('textbox', { name: 'Zone' }).fill('xxx.com.tw');
  await button('Fetch zone').click();
  await page.getByText('127.0.0.1 does not hand out xxx.com.tw (REFUSED).').waitFor();
  expect(app.problems).toEqual([]);
});
