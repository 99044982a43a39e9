import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs, freshApp } from '../support/app';
import { until } from '../support/lab';

/** A message in a window of its own; each test goes on where the one before ended. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice'], { undoSeconds: 30 });
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
});

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const windows = () => app.app.windows().length;
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const opened = async (work: () => Promise<unknown>): Promise<Page> => {
  const [window] = await Promise.all([app.app.waitForEvent('window'), work()]);
  await field(window, 'Subject').waitFor();
  return window;
};
const closed = (window: Page, work: () => Promise<unknown>) =>
  Promise.all([window.waitForEvent('close'), work()]).then(() => until('one window to be left', () => windows() === 1));
const drafts = () =>
  app.page.evaluate(async () => {
    const listed = await window.posthorn.call('mail.list', { folder: 'drafts' });
    return listed.ok ? JSON.stringify(listed.value) : '';
  });

test('a large file shows how far it is, and leaves nothing behind when it is stopped', async () => {
  const path = join(app.profile, 'large.bin');
  // It takes no room on the disk before it is copied.
  await writeFile(path, '');
  await truncate(path, 3_000_000_000);
  await answerDialogs(app.app, { open: [path] });
  await app.page.getByRole('button', { name: 'New message' }).click();
  await field(app.page, 'To').fill('bob@practice.test,');
  await sheet().getByRole('button', { name: 'Attach' }).click();
  const bar = sheet().getByRole('progressbar', { name: 'Attaching large.bin' });
  await until('something to be copied', async () => Number(await bar.getAttribute('value')) > 0);
  expect(await sheet().getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
  await sheet().getByRole('list', { name: 'Attachments' }).getByRole('button', { name: 'Cancel' }).click();
  await bar.waitFor({ state: 'detached' });
  await until('the copy to be gone', async () => (await readdir(join(app.profile, 'store/attachments'))).length === 0);
  expect(await sheet().getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true);
  await sheet().getByRole('button', { name: 'Discard' }).click();
  await app.page.getByRole('button', { name: 'Discard message' }).click();
  await sheet().waitFor({ state: 'detached' });
});

test('what stands in the sheet goes on in the window, which bears the subject', async () => {
  await app.page.getByRole('button', { name: 'New message' }).click();
  await field(app.page, 'Subject').fill('A window of its own');
  const window = await opened(() => sheet().getByRole('button', { name: 'In its own window' }).click());
  expect(await field(window, 'Subject').inputValue()).toBe('A window of its own');
  await until('the title', async () => (await window.title()) === 'A window of its own');
  await sheet().waitFor({ state: 'detached' });
});

test('a draft is never written in two places', async () => {
  await app.page.keyboard.press('g');
  await app.page.keyboard.press('d');
  await app.page.getByRole('row', { name: /A window of its own/ }).click();
  await until('the window to have the focus', () =>
    app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.getTitle() === 'A window of its own'),
  );
  expect(await sheet().count()).toBe(0);
  expect(windows()).toBe(2);
});

test('closing it by its frame keeps the last letters', async () => {
  const [, window] = app.app.windows();
  if (!window) throw new Error('The window is gone');
  await field(window, 'Subject').fill('Changed at the last moment');
  await closed(window, () =>
    app.app.evaluate(({ BrowserWindow }) => {
      for (const one of BrowserWindow.getAllWindows()) if (!one.getTitle().startsWith('Posthorn')) one.close();
    }),
  );
  expect(await drafts()).toContain('Changed at the last moment');
});

test('what is sent from it can be taken back in the main window', async () => {
  await app.page.getByRole('row', { name: /Changed at the last moment/ }).click();
  // The key is the composer's, which comes a moment after the click.
  await field(app.page, 'Subject').waitFor();
  const window = await opened(() => app.page.keyboard.press('Control+Shift+O'));
  await field(window, 'To').fill('bob@practice.test');
  await field(window, 'Message').fill('Read this in its own window.');
  await closed(window, () => window.getByRole('button', { name: 'Send', exact: true }).click());
  const toast = app.page.getByRole('status', { name: 'Undo' });
  await toast.getByText(/^Sending in/).waitFor();
  await toast.getByRole('button', { name: 'Undo' }).click();
  await sheet().waitFor();
  expect(await field(app.page, 'Subject').inputValue()).toBe('Changed at the last moment');
  await sheet().getByRole('button', { name: 'Close' }).click();
});

test('whoever prefers it writes each message in a window, and closing the program saves them all', async () => {
  await app.page.evaluate(() => window.posthorn.call('settings.set', { writeIn: 'window' }));
  const written = await opened(() => app.page.keyboard.press('Control+N'));
  await field(written, 'Subject').fill('Not yet finished');
  await app.restart();
  await until('the draft', async () => (await drafts()).includes('Not yet finished'));
  expect(windows()).toBe(1);
});
