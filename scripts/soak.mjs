import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { exitWith, PlainError } from './lib/console.mjs';
import { root } from './lib/paths.mjs';

/** What `npm test` does for a minute, done for as long as one likes: `npm run soak -- crash 1000`. */
const kinds = {
  crash: { variable: 'POSTHORN_CRASHES', suite: 'servers', file: 'tests/servers/crash.test.ts' },
  outbox: { variable: 'POSTHORN_CRASHES', suite: 'servers', file: 'tests/servers/outbox-crash.test.ts' },
};

try {
  const [name = '', times = '1000'] = process.argv.slice(2);
  const kind = name === 'crash' || name === 'outbox' ? kinds[name] : null;
  if (!kind || !/^[1-9]\d*$/.test(times))
    throw new PlainError(`Say what and how often: npm run soak -- ${Object.keys(kinds).join('|')} 1000.`);
  const child = spawn(process.execPath, [join(root, 'scripts/test.mjs'), kind.suite, kind.file], {
    stdio: 'inherit',
    env: { ...process.env, [kind.variable]: times },
  });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  exitWith(error);
}
