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
  const server = await createServer({ configFile: join(root, 'vite.config.ts') });
  await server.listen();
  const page = server.resolvedUrls?.local[0] ?? '';
  const screen = await display();
  await build({ only: nodeParts, mode: 'development', say: console.log });

  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  let restarting = false;
  const launch = () => {
    child = spawn(electron.path, [root, ...electronFlags(), `--page=${page}`, ...process.argv.slice(2)], {
      stdio: 'inherit',
      env: { ...process.env, ...screen.env },
    });
    child.once('exit', (code) => {
      if (restarting) return;
      screen.stop();
      process.exit(code ?? 0);
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
      if (built.length === 0 || !child) return;
      restarting = true;
      child.once('exit', () => {
        restarting = false;
        launch();
      });
      child.kill();
    }, 200);
  };
  for (const folder of ['electron', 'shared']) watch(join(root, folder), { recursive: true }, onChange);
} catch (error) {
  exitWith(error);
}
