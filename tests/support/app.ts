import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright';
import * as v from 'valibot';
import { findElectron } from '../../scripts/lib/electron.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { temporaryFolder, until } from './lab';

/** Posthorn as a person starts it, with a profile of its own. */
export interface RunningApp {
  app: ElectronApplication;
  page: Page;
  /** What went wrong in the page or was refused by its policy; tests end by looking that it is empty. */
  problems: string[];
  /** Ends as the person's closing of the window does. */
  quit(): Promise<void>;
  /** Ends as a power cut does. */
  kill(): Promise<void>;
}

const electronPath = (): string => {
  const path = process.env.POSTHORN_ELECTRON ?? findElectron()?.path;
  if (!path) throw new Error('There is no Electron here: run npm test, which gets one.');
  return path;
};

/** The display of this worker: each has its own, where there are several. */
function ownDisplay(): { DISPLAY?: string } {
  const displays = process.env.POSTHORN_DISPLAYS?.split(' ') ?? [];
  const mine = displays[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % displays.length];
  return mine ? { DISPLAY: mine } : {};
}

export async function launchApp(profile: string, flags: string[] = []): Promise<RunningApp> {
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, ...flags],
    env: { ...process.env, ...ownDisplay(), LANG: 'en_US.UTF-8' },
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(Number(process.env.POSTHORN_WAIT_MS ?? 20_000));
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.waitForSelector('main');
  return {
    app,
    page,
    problems,
    quit: () => app.close(),
    async kill() {
      const child = app.process();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * An app that is started for one test, with its profile; `restart` keeps the profile.
 * @param options `undoSeconds`: so long a message waits before it goes; at once unless the test is about that
 */
export async function freshApp(flags: string[] = [], { undoSeconds = 0 } = {}) {
  const folder = await temporaryFolder('profile');
  await writeFile(join(folder.path, 'settings.json'), JSON.stringify({ undoSeconds }));
  let running = await launchApp(folder.path, flags);
  return {
    profile: folder.path,
    get app() {
      return running.app;
    },
    get page() {
      return running.page;
    },
    get problems() {
      return running.problems;
    },
    async restart(newFlags: string[] = []) {
      await running.quit();
      running = await launchApp(folder.path, newFlags);
    },
    async killAndRestart(newFlags: string[] = []) {
      await running.kill();
      running = await launchApp(folder.path, newFlags);
    },
    async close() {
      await running.quit();
      await folder.remove();
    },
  };
}

const status = v.object({ ok: v.literal(true), value: v.object({ waiting: v.number() }) });

/** Presses Send in the compose sheet, and waits until nothing is left to be sent. */
export async function send(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'New message' });
  await sheet.getByRole('button', { name: 'Send', exact: true }).click();
  await sheet.waitFor({ state: 'detached' });
  await until('the outbox to be empty', async () => {
    const answer = await page.evaluate(() => window.posthorn.call('outbox.status', {}));
    return v.parse(status, answer).value.waiting === 0;
  });
}

/** The answer of a system dialog, given before it opens: nobody is there to click it. */
export async function answerDialogs(
  app: ElectronApplication,
  answer: { save?: string; open?: string[] },
): Promise<void> {
  await app.evaluate(({ dialog }, { save, open }) => {
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
    dialog.showOpenDialog = async () => ({ canceled: open === undefined, filePaths: open ?? [] });
  }, answer);
}

/** Fills the account form and saves it; every field by the name that a person sees. */
export async function addAccount(
  page: Page,
  account: {
    pop3: { port: number; security: 'TLS' | 'STARTTLS' | 'None' };
    smtp: { port: number; security: 'TLS' | 'STARTTLS' | 'None' };
    user: string;
    address: string;
    password: string;
    deleteOnServer?: boolean;
    keepInFile?: boolean;
    host?: string;
    /** What is done on the form before it is saved. */
    before?: (form: Locator) => Promise<void>;
  },
): Promise<void> {
  const form = page.getByRole('form', { name: 'Account' });
  await form.getByRole('textbox', { name: 'Your name' }).fill('Amy Chen');
  await form.getByRole('textbox', { name: 'Email address' }).fill(account.address);
  await form.getByRole('textbox', { name: 'Password' }).fill(account.password);
  for (const [group, server] of [
    ['Incoming server', account.pop3],
    ['Outgoing server', account.smtp],
  ] as const) {
    const fields = form.getByRole('group', { name: group });
    await fields.getByRole('combobox', { name: 'Security' }).selectOption({ label: server.security });
    await fields.getByRole('textbox', { name: 'Server' }).fill(account.host ?? '127.0.0.1');
    await fields.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port));
    await fields.getByRole('textbox', { name: 'User name' }).fill(account.user);
  }
  if (account.deleteOnServer) await form.getByRole('checkbox', { name: /delete/i }).check();
  if (account.keepInFile) await form.getByRole('radio', { name: /in a file/i }).check();
  await account.before?.(form);
  await form.getByRole('button', { name: 'Save account' }).click();
}
