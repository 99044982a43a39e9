import { spawn } from 'node:child_process';
import { build } from './lib/build.mjs';
import { exitWith } from './lib/console.mjs';
import { display, electronFlags } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';

try {
  const electron = await setUp('start');
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  // An exit of its own even before there is a window, so that the lock of the build and the display go with it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      if (child) child.kill(signal);
      else process.exit(130);
    });
  }
  await build({ say: console.log });
  const { describeElectron } = await import('./lib/electron.mjs');
  console.log(describeElectron(electron));
  const screen = await display();
  if (screen.virtual)
    console.log(`There is no display here: the window opens on a virtual one (${screen.env.DISPLAY}).`);
  // Chromium misses a desktop's bus and graphics there, and would fill the terminal with that.
  const quiet = screen.virtual ? ['--log-level=3'] : [];
  child = spawn(electron.path, [root, ...electronFlags(), ...quiet, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...screen.env },
  });
  child.once('exit', (code, signal) => {
    screen.stop();
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
  });
} catch (error) {
  exitWith(error);
}
