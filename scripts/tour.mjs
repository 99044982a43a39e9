import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright';
import { build } from './lib/build.mjs';
import { exitWith } from './lib/console.mjs';
import { display, electronFlags } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';

/** Drives the built app through its main jobs on the practice servers, says what it sees, and leaves pictures in docs. */
const pictures = join(root, 'docs/pictures');
const size = { width: 1280, height: 800 };

/** @typedef {import('playwright').Page} Page */

/** @param {Page} page @param {string} name */
const screen = (page, name) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name }).click();

/** Each stop of the tour: what it does, and what it then reads from the window. */
/** @type {{ picture: string, says: string, go: (page: Page) => Promise<string> }[]} */
const stops = [
  {
    picture: 'welcome',
    says: 'A newcomer sees',
    go: async (page) => (await page.getByRole('heading', { level: 1 }).textContent()) ?? '',
  },
  {
    picture: 'mail',
    says: 'One click later the inbox holds',
    async go(page) {
      await page.getByRole('button', { name: 'Open practice mailbox' }).click();
      const messages = page.getByRole('grid', { name: 'Messages' });
      const row = messages.getByRole('row', { name: /Unit 11/ });
      await row.click();
      await page.frameLocator('iframe[title="Message"]').getByText('could you look').waitFor();
      await page.getByRole('status', { name: 'Undo' }).getByText('new messages').waitFor({ state: 'hidden' });
      return `${await messages.getAttribute('aria-rowcount')} messages; the newest is “${await row.getAttribute('aria-label')}”`;
    },
  },
  {
    picture: 'compose',
    says: 'A message is written to',
    async go(page) {
      await page.getByRole('button', { name: 'New message' }).click();
      const sheet = page.getByRole('dialog', { name: 'New message' });
      await sheet
        .getByRole('textbox', { name: 'To', exact: true })
        .fill('Lin Mei-hua <meihua@xxx.com.tw>, nobody@practice.test');
      await sheet.getByRole('textbox', { name: 'Subject' }).fill('Re: the MX record on page 17');
      await sheet
        .getByRole('textbox', { name: 'Message' })
        .fill(
          'Hello Mei-hua,\n\nthank you, now I see it: the lower number wins, and both need an address record.\n\nAmy',
        );
      return (await sheet.locator('.recipient .name').allTextContents()).join(' | ');
    },
  },
  {
    picture: 'outbox',
    says: 'Sent to two recipients, one of whom is not known, it ends with',
    async go(page) {
      const sheet = page.getByRole('dialog', { name: 'New message' });
      await sheet.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Outbox' }).click();
      await page.getByRole('row', { name: /the MX record on page 17/ }).click();
      // The time to undo need not be waited for.
      await page.getByRole('button', { name: 'Send now' }).click();
      const rows = page.getByRole('region', { name: 'Delivery' }).getByRole('row');
      await rows.getByText('refused').waitFor();
      return (await rows.allTextContents()).join(' | ');
    },
  },
  {
    picture: 'server',
    says: 'The maildrop, as the server holds it',
    async go(page) {
      await screen(page, 'Server');
      await page.getByRole('button', { name: 'Connect' }).click();
      const row = page.getByRole('grid', { name: 'Maildrop' }).getByRole('row', { name: /Undelivered/ });
      await row.getByRole('button', { name: 'Delete' }).click();
      await row.getByText('marked').waitFor();
      return (await page.getByRole('status', { name: 'Maildrop state' }).textContent()) ?? '';
    },
  },
  {
    picture: 'smtp',
    says: 'Sent by hand, a command was answered',
    async go(page) {
      await page.getByRole('button', { name: 'Disconnect without applying' }).click();
      await page.getByRole('tab', { name: 'SMTP' }).click();
      for (const name of ['Connect', 'Send EHLO', 'Log in as amy', 'Send MAIL'])
        await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('textbox', { name: 'Recipient' }).fill('nobody@elsewhere.test');
      await page.getByRole('button', { name: 'Send RCPT' }).click();
      return (await page.getByRole('status', { name: 'Refused' }).textContent()) ?? '';
    },
  },
  {
    picture: 'clock',
    says: 'The clock',
    async go(page) {
      await page.getByRole('button', { name: 'Drop the line' }).click();
      await screen(page, 'Clock');
      const offset = page.getByRole('spinbutton', { name: 'Practice clock offset (ms)' });
      for (const ms of ['12', '-8', '3']) {
        await offset.fill(ms);
        await page.getByRole('button', { name: 'Measure now' }).click();
        await page.getByRole('button', { name: 'Measure now' }).waitFor();
      }
      return (await page.getByRole('status', { name: 'Clock offset' }).textContent()) ?? '';
    },
  },
  {
    picture: 'dns',
    says: 'The DNS',
    async go(page) {
      await screen(page, 'DNS');
      await page.getByRole('searchbox', { name: 'Name or address' }).fill('mx xxx.com.tw');
      await page.getByRole('button', { name: 'Look up' }).click();
      await page.getByRole('grid', { name: 'Answer' }).waitFor();
      return (await page.getByRole('status', { name: 'Result' }).textContent()) ?? '';
    },
  },
  {
    picture: 'trace',
    says: 'A trace from the root',
    async go(page) {
      await page.getByRole('tab', { name: 'Trace' }).click();
      await page.getByRole('searchbox', { name: 'Name or address' }).fill('a www.split.com.tw');
      await page.getByRole('button', { name: 'Trace', exact: true }).click();
      return (await page.getByRole('list', { name: 'Findings' }).textContent()) ?? '';
    },
  },
  {
    picture: 'wire',
    says: 'The transcript explains',
    async go(page) {
      await screen(page, 'Wire');
      await page.getByRole('option', { name: /SMTP/ }).first().click();
      await page.getByRole('log', { name: 'Transcript' }).getByText(/^550/).click();
      return (await page.getByRole('complementary', { name: 'Explanation' }).textContent()) ?? '';
    },
  },
  {
    picture: 'settings',
    says: 'The settings name the profile',
    async go(page) {
      await screen(page, 'Settings');
      return (await page.getByRole('region', { name: 'About' }).locator('p').first().textContent()) ?? '';
    },
  },
];

try {
  const electron = await setUp('start');
  await build({ say: console.log });
  const display_ = await display({ always: true, size: '1400x900' });
  const profile = mkdtempSync(join(tmpdir(), 'posthorn-tour-'));
  mkdirSync(pictures, { recursive: true });
  const app = await _electron.launch({
    executablePath: electron.path,
    args: [root, ...electronFlags(), `--user-data-dir=${profile}`],
    env: { ...process.env, ...display_.env, LANG: 'en_US.UTF-8' },
  });
  const page = await app.firstWindow();
  await app.evaluate(
    ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    size,
  );
  for (const { picture, says, go } of stops) {
    console.log(`${says}: ${(await go(page)).replace(/\s+/g, ' ').trim()}`);
    // Focus rings and hovers of the driver do not belong in a picture.
    await page.mouse.move(0, 0);
    for (const theme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light' });
      await page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
      await page.screenshot({ path: join(pictures, `${picture}-${theme}.png`), animations: 'disabled' });
    }
  }
  await app.close();
  display_.stop();
  rmSync(profile, { recursive: true, force: true });
  console.log(`The pictures are in ${pictures}.`);
} catch (error) {
  exitWith(error);
}
