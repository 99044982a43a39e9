import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp } from '../support/app';
import { until } from '../support/lab';

/** Everything that the menu offers beside what the system does itself; each test goes on where the one before ended. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp();
});
afterAll(() => app.close());

/** The items that send an action, by their labels; clicks the one that is named. */
const menu = (click = '') =>
  app.app.evaluate(({ Menu }, label) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ role, submenu }) => (role ? [] : (submenu?.items ?? [])));
    const own = (items ?? []).filter(({ type, role }) => type === 'normal' && !role);
    own.find((item) => item.label === label)?.click();
    return own.map((item) => item.label);
  }, click);

const heading = (name: string) => app.page.getByRole('heading', { level: 1, name, exact: true });
const messages = () => app.page.getByRole('grid', { name: 'Messages' });
const said = (text: string) => app.page.getByText(text, { exact: true });
const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const status = () => app.page.getByRole('status', { name: 'Status' });

test('every item has a test here', async () => {
  expect(await menu()).toEqual([
    'New message',
    'Get mail',
    'Add account',
    'Practice servers',
    'Mail',
    'Server',
    'Clock',
    'DNS',
    'Wire',
    'Settings',
    'Commands',
    'All keys',
  ]);
});

test.each(['New message', 'Get mail'])('%s asks for an account where there is none', async (label) => {
  await menu('Mail');
  await heading('Mail, with the network in view').waitFor();
  await menu(label);
  await heading('Add account').waitFor();
  await said('Add an account first.').first().waitFor();
});

test('Settings and Add account open theirs', async () => {
  await menu('Settings');
  await heading('Settings').waitFor();
  await menu('Get mail');
  await heading('Add account').waitFor();
  await menu('Settings');
  await heading('Settings').waitFor();
  await menu('Add account');
  await app.page.getByRole('form', { name: 'Account' }).waitFor();
});

test('Practice servers turns them on and off', async () => {
  await menu('Practice servers');
  await status().getByText('Practice servers on').waitFor();
  // Turned off earlier, they would take the first fetch with them.
  await status()
    .getByText(/: checked/)
    .waitFor();
  await menu('Practice servers');
  await status().getByText('Practice servers on').waitFor({ state: 'detached' });
  await menu('Practice servers');
  await status().getByText('Practice servers on').waitFor();
});

test.each([
  ['Server', 'Maildrop'],
  ['Clock', 'Clock'],
  ['DNS', 'DNS'],
  ['Wire', 'Wire'],
])('%s shows that screen', async (label, title) => {
  await menu(label);
  await heading(title).waitFor();
});

test('Mail shows the messages again', async () => {
  await menu('Mail');
  await messages()
    .getByRole('row', { name: /Unit 11/ })
    .waitFor();
});

/** How often a maildrop was asked for its messages. */
const fetches = async () => {
  const sessions = await app.page.evaluate(() => window.posthorn.call('wire.sessions', {}));
  return JSON.stringify(sessions).split('"protocol":"POP3"').length - 1;
};

test('Get mail gets it, on whatever screen', async () => {
  for (const screen of ['Mail', 'Clock']) {
    await menu(screen);
    const before = await fetches();
    await menu('Get mail');
    await until(`mail to be fetched from ${screen}`, async () => (await fetches()) > before);
    await said('No new mail.').waitFor();
  }
});

test('New message opens the sheet, from whatever screen, and mail can be got while it is open', async () => {
  await menu('DNS');
  await menu('New message');
  await sheet().getByRole('textbox', { name: 'Message' }).waitFor();
  const before = await fetches();
  await menu('Get mail');
  await until('mail to be fetched', async () => (await fetches()) > before);
  await sheet().getByRole('button', { name: 'Close' }).click();
});

test('Commands and All keys open theirs, one in place of the other', async () => {
  const commands = app.page.getByRole('dialog', { name: 'Commands' });
  const keys = app.page.getByRole('dialog', { name: 'All keys' });
  await menu('Commands');
  await commands.getByRole('combobox', { name: 'Command' }).waitFor();
  await menu('All keys');
  await keys.waitFor();
  expect(await commands.count()).toBe(0);
  await menu('Wire');
  await heading('Wire').waitFor();
  await keys.waitFor({ state: 'detached' });
});

test('nothing went wrong in the page on the way', () => {
  expect(app.problems).toEqual([]);
});
