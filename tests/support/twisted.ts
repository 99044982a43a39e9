import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { startProcess, temporaryFolder } from './lab';

/** The POP3 server of Twisted with one maildrop, of `amy` with the password `practice`; it is unlike Dovecot in much. */
export async function startTwisted() {
  const folder = await temporaryFolder('twisted');
  const mail = join(folder.path, 'mail');
  const listening = /^port (\d+)$/m;
  // Debian's own Python is the one that has the package.
  const running = await startProcess('/usr/bin/python3', [join(root, 'tests/support/twisted-pop3.py'), mail], {
    ready: (output) => listening.test(output),
  });
  let seeded = 0;
  return {
    port: Number(listening.exec(running.output())?.[1]),
    seed(messages: Buffer[]) {
      for (const raw of messages) {
        seeded += 1;
        // It keeps the line ends of its system, and sends those of the network.
        const kept = Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
        writeFileSync(join(mail, 'new', `${1_700_000_000 + seeded}.${seeded}.test`), kept);
      }
    },
    /** How many messages are really on the server. */
    count: () => ['new', 'cur'].flatMap((name) => readdirSync(join(mail, name))).length,
    async stop() {
      await running.stop();
      await folder.remove();
    },
  };
}
