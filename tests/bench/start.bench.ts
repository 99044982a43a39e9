import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Store } from '../../electron/mail/store';
import { root } from '../../scripts/lib/paths.mjs';
import type { Account } from '../../shared/contract';
import { plainWriting } from '../../shared/contract/accounts';
import { leaveOnServer } from '../../shared/contract/leave-on-server';
import { temporaryFolder } from '../support/lab';
import { message, receiveAll, workerPath } from '../support/store';
import { alternate, type Outcome } from './compare';
import { timeToReady } from './electron-window';

const messages = 1_000;
const server = { host: '127.0.0.1', port: 9, security: 'none', user: 'amy' } as const;
const account: Account = {
  id: 'amy',
  name: 'Amy Chen',
  address: 'amy@example.org',
  incoming: { ...server, protocol: 'POP3', language: null },
  outgoing: server,
  deleteOnServer: false,
  policy: leaveOnServer,
  signIn: 'password',
  inbox: 'own',
  writing: plainWriting,
  identities: [],
  practice: false,
  keepSecret: 'quit',
};

/** From the launch of the process to the inbox with its rows drawn, beside a window that holds nothing. */
export async function* run({ electron }: { electron: string }): AsyncGenerator<Outcome> {
  const folder = await temporaryFolder('bench-start');
  try {
    const bare = await makeBareApp(join(folder.path, 'bare'));
    const profile = await makeProfile(join(folder.path, 'profile'));
    const rows = await alternate(
      [
        {
          name: `Posthorn, inbox of ${messages.toLocaleString('en')}`,
          run: () => {
            const ready = `document.querySelector('[role="grid"][aria-label="Messages"] [role="row"][id^="message-"]')`;
            return timeToReady({ electron, app: root, profile, ready });
          },
        },
        {
          name: 'bare Electron window',
          run: () => {
            const ready = `location.protocol === 'file:' && document.readyState === 'complete'`;
            return timeToReady({ electron, app: bare, profile: join(folder.path, 'bare-profile'), ready });
          },
        },
      ],
      // The code cache of Chromium is written at the second start and used from the third.
      { rounds: 21, warmUps: 3 },
    );
    yield { title: 'From the launch to what can be used', rows, target: 1.3, missing: [], notes: [] };
  } finally {
    await folder.remove();
  }
}

async function makeBareApp(path: string): Promise<string> {
  await mkdir(path);
  await writeFile(join(path, 'package.json'), JSON.stringify({ name: 'bare', version: '1.0.0', main: 'main.cjs' }));
  await writeFile(join(path, 'index.html'), '<!doctype html><title>Bare</title>\n');
  await writeFile(
    join(path, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800 });
  window.loadFile('index.html');
});
app.on('window-all-closed', () => app.quit());
`,
  );
  return path;
}

async function makeProfile(path: string): Promise<string> {
  await mkdir(path);
  await writeFile(join(path, 'accounts.json'), JSON.stringify([account]));
  const { store } = await Store.open(join(path, 'store'), workerPath);
  const first = Date.UTC(2026, 0, 1);
  await receiveAll(
    store,
    account.id,
    Array.from({ length: messages }, (_, index) => ({
      uidl: `u${index}`,
      raw: message(
        {
          From: `Person ${index % 40} <person${index % 40}@example.org>`,
          To: account.address,
          Subject: `Message ${index} about the harvest`,
          Date: new Date(first + index * 3_600_000).toUTCString(),
          'Message-ID': `<${index}@example.org>`,
        },
        'What grows in the north field is not what was sown.\r\n'.repeat(20),
      ),
    })),
  );
  await store.close();
  return path;
}
