import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import type { ScriptedServer } from '../support/scripted-server';
import { pop3Peer } from '../unit/pop3/peers';

const count = 10_000;
const numbers = Array.from({ length: count }, (_, index) => index + 1);
const listing = (what: (number: number) => string) =>
  `+OK\r\n${numbers.map((number) => `${number} ${what(number)}\r\n`).join('')}.\r\n`;
const answers = new Map([
  // More than LIST adds up to.
  ['STAT', `+OK ${count} 1000001\r\n`],
  ['LIST', listing(() => '100')],
  ['UIDL', listing((number) => `u${number}`)],
]);

let app: Awaited<ReturnType<typeof freshApp>>;
let server: ScriptedServer;
beforeAll(async () => {
  server = await pop3Peer(
    (line, say) => {
      const known = answers.get(line);
      if (known) return say(known);
      const top = /^TOP (\d+) /.exec(line)?.[1];
      return top ? say(`+OK\r\nSubject: No. ${top}\r\nFrom: bob@x.test\r\n\r\n.\r\n`) : null;
    },
    { capabilities: ['USER', 'TOP', 'UIDL', 'PIPELINING'] },
  );
  app = await freshApp();
  await app.page.getByRole('button', { name: 'Add account' }).click();
  await addAccount(app.page, {
    pop3: { port: server.port, security: 'None' },
    smtp: { port: server.port, security: 'None' },
    user: 'amy',
    address: 'amy@x.test',
    password: 'practice',
    keepInFile: true,
  });
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const drop = () => app.page.getByRole('grid', { name: 'Maildrop' });
const row = (number: number) => drop().getByRole('row', { name: `${number}, No. ${number}`, exact: true });
const tops = () => server.lines.filter((line) => line.startsWith('TOP')).length;

test('ten thousand messages are listed, and only those that are looked at are asked for', async () => {
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Server' }).click();
  await app.page.getByRole('button', { name: 'Connect' }).click();
  await row(1).waitFor();
  expect(await drop().getAttribute('aria-rowcount')).toBe(String(count + 1));
  expect(await drop().getByRole('row').count()).toBeLessThan(60);
  expect(tops()).toBeLessThan(100);
  await drop().focus();
  await app.page.keyboard.press('End');
  await row(count).waitFor();
  expect(tops()).toBeLessThan(200);
});

test('a server that contradicts itself is told on', async () => {
  await app.page
    .getByText(/STAT says 10,000 messages, 1,000,001 octets, but LIST adds up to .* 1,000,000 octets/)
    .waitFor();
});

test('to sort by subject tells what is not known, and asks for it when that is wanted', async () => {
  await drop().getByRole('columnheader', { name: 'Subject' }).getByRole('button').click();
  await app.page.getByText(/[\d,]+ subjects are not known yet/).waitFor();
  expect(tops()).toBeLessThan(300);
  await app.page.getByRole('button', { name: 'Ask for all (TOP)' }).click();
  await app.page.getByText(/subjects are not known yet/).waitFor({ state: 'detached' });
  expect(tops()).toBe(count);
  await drop().focus();
  await app.page.keyboard.press('Home');
  await row(1).waitFor();
});

test('the row that the keys are at stays in view in another order', async () => {
  const byNumber = drop().getByRole('columnheader', { name: '#' }).getByRole('button');
  await byNumber.click();
  await drop().focus();
  await app.page.keyboard.press('Home');
  await row(1).waitFor();
  await byNumber.click();
  await row(1).waitFor();
  expect(await row(count).count()).toBe(0);
});

test('marking many can be stopped, and what was marked stays marked', async () => {
  await drop().focus();
  await app.page.keyboard.press('Control+A');
  await app.page.keyboard.press('d');
  await app.page.getByRole('button', { name: 'Stop marking' }).click();
  await app.page.getByRole('status', { name: 'Marking' }).waitFor({ state: 'detached' });
  const dele = server.lines.filter((line) => line.startsWith('DELE')).length;
  expect(dele).toBeGreaterThan(0);
  expect(dele).toBeLessThan(count);
  await app.page
    .getByRole('status', { name: 'Maildrop state' })
    .getByText(new RegExp(`^marked ${dele.toLocaleString('en')} `))
    .waitFor();
  await app.page.keyboard.press('Shift+W');
  await app.page.getByText('What is marked goes when you apply.').waitFor({ state: 'detached' });
  server.lines.length = 0;
});

test('all of them are marked at once, and taken back', async () => {
  await drop().focus();
  await app.page.keyboard.press('Control+A');
  await app.page.getByText('10,000 selected').waitFor();
  await app.page.keyboard.press('d');
  await app.page.getByRole('status', { name: 'Marking' }).getByText('of 10,000').waitFor();
  const state = app.page.getByRole('status', { name: 'Maildrop state' });
  await state
    .getByText(/^after QUIT/)
    .getByText('0 · 0 B')
    .waitFor();
  expect(server.lines.filter((line) => line.startsWith('DELE'))).toHaveLength(count);
  await app.page.keyboard.press('Shift+W');
  await state
    .getByText(/^marked/)
    .getByText('0 · 0 B')
    .waitFor();
  await state.getByText('What is marked goes when you apply.').waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});
