import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { isRunning, startProcess, temporaryFolder, until } from '../support/lab';

/** Set-up that is interrupted while a command runs for it: an npm that starts another program and waits for it. */
const endlessNpm = `#!/bin/sh
sleep 1000 &
echo "$$ $!" > "$PIDS.tmp"
mv "$PIDS.tmp" "$PIDS"
wait
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let pids: number[];
beforeEach(async () => {
  folder = await temporaryFolder('set-up');
  pids = [];
  mkdirSync(join(folder.path, 'bin'));
  writeFileSync(join(folder.path, 'bin/npm'), endlessNpm, { mode: 0o755 });
  for (const name of ['scripts', 'package.json', 'package-lock.json'])
    cpSync(join(root, name), join(folder.path, name), { recursive: true });
});
afterEach(async () => {
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  await folder.remove();
});

/** Interrupts it, and not what it started, as soon as npm and the other program run. */
async function interrupt(args: string[], signal: NodeJS.Signals): Promise<number | null> {
  const pidFile = join(folder.path, 'pids');
  const setUp = await startProcess(process.execPath, args, {
    cwd: folder.path,
    ready: () => existsSync(pidFile),
    env: {
      PATH: [join(folder.path, 'bin'), process.env.PATH].join(delimiter),
      PIDS: pidFile,
      XDG_CACHE_HOME: join(folder.path, 'cache'),
      // Nobody answers there, so that the fallback is taken.
      ELECTRON_MIRROR: 'http://127.0.0.1:1/',
      HTTPS_PROXY: '',
      https_proxy: '',
      ELECTRON_GET_USE_PROXY: '',
    },
  });
  pids = readFileSync(pidFile, 'utf8').trim().split(' ').map(Number);
  expect(pids.map(isRunning)).toEqual([true, true]);
  const ended = once(setUp.child, 'exit');
  setUp.child.kill(signal);
  const [code] = await ended;
  await until('npm and what it started to end', () => !pids.some(isRunning));
  return code;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the installation of packages with all that it started', async (signal, code) => {
  expect(await interrupt(['scripts/start.mjs'], signal)).toBe(code);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the download of Electron, and leaves no files behind', async (signal, code) => {
  const script = `import { installElectron } from './scripts/lib/electron.mjs'; await installElectron();`;
  expect(await interrupt(['--input-type=module', '--eval', script], signal)).toBe(code);
  expect(readdirSync(join(folder.path, 'cache/posthorn'))).toEqual([]);
});

test('a command that takes too long ends with all that it started, and the wait for it too', async () => {
  const script = `
    import { run } from './scripts/lib/run.mjs';
    const { timedOut } = await run('npm', [], { limitMs: 3_000 });
    process.exit(timedOut ? 7 : 8);`;
  const pidFile = join(folder.path, 'pids');
  const waiting = await startProcess(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder.path,
    ready: () => existsSync(pidFile),
    env: { PATH: [join(folder.path, 'bin'), process.env.PATH].join(delimiter), PIDS: pidFile },
  });
  pids = readFileSync(pidFile, 'utf8').trim().split(' ').map(Number);
  expect(await once(waiting.child, 'exit')).toEqual([7, null]);
  await until('npm and what it started to end', () => !pids.some(isRunning));
});
