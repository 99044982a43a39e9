import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { build } from './lib/build.mjs';
import { exitWith } from './lib/console.mjs';
import { display, electronFlags } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';

const nodeParts = ['main', 'worker', 'preload'];

try {
  const electron = await setUp('start');
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  let restarting = false;
  let ending = false;
  // An exit of its own at any time, so that the window, the display and the lock of the build go with it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      ending = true;
      if (child) child.kill(signal);
      else process.exit(130);
    });
  }
  const server = await createServer({ configFile: join(root, 'vite.config.ts') });
  await server.listen();
  const page = server.resolvedUrls?.local[0] ?? '';
  await build({ only: nodeParts, mode: 'development', say: console.log });
  const screen = await display();

  const launch = () => {
    child = spawn(electron.path, [root, ...electronFlags(), `--page=${page}`, ...process.argv.slice(2)], {
      stdio: 'inherit',
      env: { ...process.env, ...screen.env },
    });
    child.once('exit', (code, signal) => {
      if (ending || !restarting) process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
      restarting = false;
      launch();
    });
  };
  launch();

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const onChange = () => {
    clearTimeout(timer);
    // An editor writes a file in several steps: wait until it is quiet.
    timer = setTimeout(async () => {
      const built = await build({ only: nodeParts, mode: 'development', say: console.log }).catch((error) => {
        console.error(error.message);
        return [];
      });
      if (built.length === 0) return;
      restarting = true;
      child?.kill();
    }, 200);
  };
  for (const folder of ['electron', 'shared']) watch(join(root, folder), { recursive: true }, onChange);
} catch (error) {
  exitWith(error);
}
