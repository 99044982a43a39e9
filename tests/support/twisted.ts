import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { startProcess, temporaryFolder } from './lab';

/** The POP3 server of Twisted with one maildrop, of `amy` with the password `practice`; it is unlike Dovecot in much. */
export async function startTwisted() {
  const folder = await temporaryFolder('twisted');
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder.path, name));
  const listening = /^port (\d+)$/m;
  // Debian's own Python is the one that has the package.
  const running = await startProcess('/usr/bin/python3', [join(root, 'tests/support/twisted-pop3.py'), folder.path], {
    ready: (output) => listening.test(output),
  });
  let seeded = 0;
  return {
    port: Number(listening.exec(running.output())?.[1]),
    seed(messages: (string | Buffer)[]) {
      for (const raw of messages) {
        seeded += 1;
        writeFileSync(join(folder.path, 'new', `${1_700_000_000 + seeded}.${seeded}.test`), raw);
      }
    },
    /** How many messages are really on the server. */
    count: () => ['new', 'cur'].flatMap((name) => readdirSync(join(folder.path, name))).length,
    async stop() {
      await running.stop();
      await folder.remove();
    },
  };
}
