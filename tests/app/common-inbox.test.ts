import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { message } from '../support/store';

/** Three accounts at a real server, two of which show their mail together; each test goes on where the one before ended. */
let dovecot: Dovecot;
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  dovecot = await startDovecot({ users: ['amy', 'bob', 'carol'] });
  for (const [user, subject, hour] of [
    ['amy', 'For Amy', 8],
    ['bob', 'For Bob', 9],
    ['amy', 'For Amy again', 10],
    ['carol', 'For Carol', 11],
  ] as const) {
    dovecot.seed(user, [message({ Subject: subject, Date: `Mon, 23 Nov 2026 ${hour}:00:00 +0000` })]);
  }
  app = await freshApp();
});
afterAll(async () => {
  await app.close();
  await dovecot.stop();
});

const folders = () => app.page.getByRole('navigation', { name: 'Folders' });
const messages = () => app.page.getByRole('grid', { name: 'Messages' });
const row = (name: string) => messages().getByRole('row', { name: `Mei-hua, ${name}`, exact: true });
// All of them in one look: a row that goes meanwhile would be waited for.
const subjects = () =>
  messages()
    .getByRole('row')
    .evaluateAll((rows) => rows.map((one) => one.getAttribute('aria-label')));
const listed = (...wanted: string[]) =>
  until(`${wanted} to be listed`, async () => {
    const shown = await subjects();
    return JSON.stringify(shown) === JSON.stringify(wanted.map((subject) => `Mei-hua, ${subject}`));
  });

async function add(user: string, inbox: 'Its own inbox' | 'The common inbox') {
  await app.page.evaluate(() => {
    window.location.hash = '#settings/new';
  });
  await addAccount(app.page, {
    address: `${user}@practice.test`,
    user,
    password: 'practice',
    pop3: { port: dovecot.pop3, security: 'None' },
    smtp: { port: dovecot.pop3, security: 'None' },
    keepInFile: true,
    async before(form) {
      const choice = form.getByRole('radiogroup', { name: 'Show its mail in' });
      expect(await choice.getByRole('radio', { name: 'Its own inbox' }).isChecked()).toBe(true);
      await choice.getByRole('radio', { name: inbox }).check();
    },
  });
  await app.page.getByText(`${user}@practice.test is saved.`).waitFor();
}

test('accounts choose in their form where their mail is shown', async () => {
  await add('amy', 'The common inbox');
  await add('bob', 'The common inbox');
  await add('carol', 'Its own inbox');
  await app.page.getByRole('link', { name: 'Mail' }).click();
  const common = folders().getByRole('link', { name: 'Common inbox' });
  await common.waitFor();
  expect(await common.getAttribute('aria-current')).toBe('page');
  // Carol's, and no other.
  expect(await folders().getByRole('link', { name: 'Inbox', exact: true }).count()).toBe(1);
});

test('Get mail there gets the mail of both, and it stands together, newest first', async () => {
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page.getByText('3 new messages.').waitFor();
  await listed('For Amy again', 'For Bob', 'For Amy');
  const common = folders().getByRole('link', { name: 'Common inbox' });
  expect(await common.getAttribute('aria-description')).toBe('3 unread');
  expect(dovecot.files('carol')).toHaveLength(1);
  await app.page
    .getByRole('status', { name: 'Status' })
    .getByText(/carol@practice.test: not checked yet/)
    .waitFor();
});

test('a row and the open message tell whose they are', async () => {
  expect(await row('For Bob').getAttribute('aria-description')).toBe('to bob@practice.test');
  await row('For Bob').getByText('bob@practice.test').click();
  await app.page.getByRole('article', { name: 'For Bob' }).getByText('account bob@practice.test').waitFor();
  await until('two to be unread', async () => {
    const common = folders().getByRole('link', { name: 'Common inbox' });
    return (await common.getAttribute('aria-description')) === '2 unread';
  });
});

test('an answer is sent from the account that the message came to', async () => {
  await app.page.keyboard.press('r');
  const sheet = app.page.getByRole('dialog', { name: 'New message' });
  const from = sheet.getByRole('combobox', { name: 'From' });
  await from.waitFor();
  await until('the account', async () => ((await from.locator('option:checked').textContent()) ?? '').includes('bob@'));
  await sheet.getByRole('button', { name: 'Discard' }).click();
  await app.page.getByRole('button', { name: 'Discard message' }).click();
});

test('search, filter and keys work over both accounts', async () => {
  const search = app.page.getByRole('searchbox', { name: 'Search mail' });
  await search.fill('again');
  await listed('For Amy again');
  await search.fill('Carol');
  await app.page.getByText('Nothing matches “Carol”.').waitFor();
  await search.fill('');
  await listed('For Amy again', 'For Bob', 'For Amy');
  await app.page.getByRole('button', { name: 'Unread only' }).click();
  await listed('For Amy again', 'For Amy');
  await app.page.getByRole('button', { name: 'Unread only' }).click();
  await listed('For Amy again', 'For Bob', 'For Amy');

  await row('For Bob').click();
  await messages().focus();
  await app.page.keyboard.press('j');
  await app.page.getByRole('article', { name: 'For Amy', exact: true }).waitFor();
  await app.page.keyboard.press('Delete');
  await listed('For Amy again', 'For Bob');
  await app.page.keyboard.press('z');
  await listed('For Amy again', 'For Bob', 'For Amy');
});

test('from there the other folders are those of the account whose message is looked at', async () => {
  await row('For Bob').click();
  await messages().focus();
  await app.page.keyboard.press('Delete');
  await listed('For Amy again', 'For Amy');
  await row('For Amy').click();
  await messages().focus();
  await app.page.keyboard.press('Delete');
  await listed('For Amy again');
  await row('For Amy again').click();
  await messages().focus();
  await app.page.keyboard.press('g');
  await app.page.keyboard.press('t');
  await listed('For Amy');
  await app.page.getByRole('button', { name: 'Empty Trash' }).click();
  await app.page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click();
  await app.page.getByText('1 message deleted for ever.').waitFor();
  // Bob's Trash is his own.
  await folders().getByRole('link', { name: 'Trash' }).nth(1).click();
  await listed('For Bob');
  await messages().focus();
  await app.page.keyboard.press('g');
  await app.page.keyboard.press('i');
  await listed('For Amy again');
});

test('each account stays where it was after a restart; one that goes back has its own inbox again', async () => {
  await app.restart();
  await listed('For Amy again');
  const accounts = await app.page.evaluate(async () => {
    const answer = await window.posthorn.call('accounts.list', {});
    return JSON.stringify(answer);
  });
  expect(accounts).toContain('"inbox":"common"');
  await app.page.getByRole('link', { name: 'Settings' }).click();
  const shown = app.page.getByRole('region', { name: 'Accounts' }).getByRole('listitem');
  for (const user of ['amy', 'bob']) {
    await shown.filter({ hasText: user }).getByRole('button', { name: 'Edit' }).click();
    const form = app.page.getByRole('form', { name: 'Account' });
    await form.getByRole('radio', { name: 'Its own inbox' }).check();
    await form.getByRole('button', { name: 'Save account' }).click();
    await form.waitFor({ state: 'detached' });
  }
  await app.page.getByRole('link', { name: 'Mail' }).click();
  await until('three inboxes', async () => {
    return (await folders().getByRole('link', { name: 'Inbox', exact: true }).count()) === 3;
  });
  expect(await folders().getByRole('link', { name: 'Common inbox' }).count()).toBe(0);
  await listed('For Amy again');
  expect(app.problems).toEqual([]);
});
