import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { isRunning, startProcess, temporaryFolder, until } from '../support/lab';

/** `npm run dev` on a copy of the sources, so that they can be changed. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dev: Awaited<ReturnType<typeof startProcess>> | undefined;
let children: number[] = [];
beforeEach(async () => {
  folder = await temporaryFolder('dev');
  const copy = (name: string) => cpSync(join(root, name), join(folder.path, name), { recursive: true });
  for (const name of [
    'electron',
    'renderer',
    'scripts',
    'shared',
    'package.json',
    'package-lock.json',
    'vite.config.ts',
  ])
    copy(name);
  // Each package by itself: what Vite keeps beside them is the copy's own.
  mkdirSync(join(folder.path, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!/^\.(vite|cache)/.test(name))
      symlinkSync(join(root, 'node_modules', name), join(folder.path, 'node_modules', name));
  mkdirSync(join(folder.path, '.cache'));
  const lock = readFileSync(join(folder.path, 'package-lock.json'));
  writeFileSync(join(folder.path, '.cache/packages.sha256'), createHash('sha256').update(lock).digest('hex'));
});
afterEach(async () => {
  if (dev?.child.pid) children.push(...descendants(dev.child.pid));
  await dev?.stop();
  for (const pid of children) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  await folder.remove();
});

/** Whom a process started, and whom they did. */
function descendants(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    all.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

/** Where the debuggers of all windows that there were listened. */
const debuggers = () =>
  [...(dev?.output() ?? '').matchAll(/DevTools listening on (ws:\S+)/g)].map(([, url = '']) => url);

/** Waits for the window of this start, and for the page of the development server in it. */
async function seeWindow(start: number): Promise<void> {
  await until(`start ${start}`, () => debuggers().length === start, 60_000);
  const browser = await chromium.connectOverCDP(debuggers()[start - 1] ?? '');
  try {
    await until('the window', () => browser.contexts()[0]?.pages().length === 1);
    const page = browser.contexts()[0]?.pages()[0];
    await page?.getByRole('heading', { name: 'Mail, with the network in view' }).waitFor();
    expect(page?.url()).toMatch(/^http:\/\/localhost:\d+\//);
  } finally {
    await browser.close();
  }
}

test('npm run dev opens the window, starts the main process anew when it is changed, and ends with all it started', async () => {
  dev = await startProcess(
    process.execPath,
    ['scripts/dev.mjs', `--user-data-dir=${join(folder.path, 'profile')}`, '--remote-debugging-port=0'],
    {
      cwd: folder.path,
      // Without a display it starts one of its own, which must end with it as well.
      env: { DISPLAY: '', WAYLAND_DISPLAY: '', NODE_ENV: '' },
      ready: () => true,
    },
  );
  await seeWindow(1);
  const main = join(folder.path, 'electron/main.ts');
  const before = readFileSync(main, 'utf8');
  // As most editors save: in a file beside it, which then takes its place.
  writeFileSync(`${main}~`, `${before}console.log('The changed main process');\n`);
  renameSync(`${main}~`, main);
  await until('the changed one to run', () => dev?.output().includes('The changed main process') === true, 60_000);
  await seeWindow(2);
  children = descendants(dev.child.pid ?? 0);
  expect(children.length).toBeGreaterThan(1);
  const ended = once(dev.child, 'exit');
  dev.child.kill('SIGINT');
  await ended;
  await until('all that it started to end', () => !children.some(isRunning));
});
