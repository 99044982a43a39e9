import { receive } from '../../electron/mail/receive';
import { Store } from '../../electron/mail/store';
import { Transcripts } from '../../electron/wire';
import { leaveOnServer } from '../../shared/contract/leave-on-server';

/** A program to kill: fetches everything into a store, and lets the server delete it. */
const [dir = '', workerPath = '', port = '0'] = process.argv.slice(2);
const { store } = await Store.open(dir, workerPath);
await receive(store, {
  host: '127.0.0.1',
  port: Number(port),
  security: 'none',
  user: 'amy',
  password: 'practice',
  transcripts: new Transcripts(),
  accountId: 'amy',
  deleteOnServer: false,
  policy: { ...leaveOnServer, afterDownload: 'delete' },
  onProgress: () => {},
  onStored: () => {},
});
// The first message in a file of its own may be what it is killed in.
await store.ask('filed', {});
await store.close();
