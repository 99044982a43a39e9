import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { build } from './lib/build.mjs';
import { exitWith, PlainError } from './lib/console.mjs';
import { describeElectron, findElectron } from './lib/electron.mjs';
import { root } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';

try {
  await setUp('start');
  await build({ say: console.log });
  const electron = findElectron();
  if (!electron) throw new PlainError('There is no Electron here to package.');
  console.log(describeElectron(electron));
  const args = ['--config', 'electron-builder.yml', '--publish', 'never'];
  if (electron.evaluation) {
    // What the tests run on is never shipped: this proves the packaging, and the folder says what it is.
    console.log(
      'This package holds the evaluation build of Electron. It shows that packaging works; do not hand it out.',
    );
    args.push(
      '--dir',
      `-c.electronDist=${dirname(electron.path)}`,
      `-c.electronVersion=${electron.version}`,
      '-c.directories.output=release/evaluation',
    );
  }
  const child = spawn(join(root, 'node_modules/.bin/electron-builder'), [...args, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  child.once('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  exitWith(error);
}
