import { Outbox, smtpTransport, systemClock } from '../../electron/mail/outbox';
import { Store } from '../../electron/mail/store';
import { Transcripts } from '../../electron/wire';
import { accountAt, writeDraft } from './outbox';

/** A program to kill: writes what is not written yet, puts it into the outbox, and sends until nothing waits. */
const [dir = '', workerPath = '', port = '0', subjects = ''] = process.argv.slice(2);
const { store } = await Store.open(dir, workerPath);
const outbox = new Outbox({
  store,
  clock: systemClock,
  transport: smtpTransport({
    transcripts: new Transcripts(),
    credentials: async () => ({ password: '' }),
    trusted: async () => [],
  }),
  sender: ({ accountId }) => accountAt(Number(port), accountId),
  paused: () => false,
  undoSeconds: () => 0,
  hasNetwork: () => true,
  onChange: () => {},
  onProgress: () => {},
  onTried: () => {},
});
await outbox.wake();
for (const subject of subjects === '' ? [] : subjects.split(',')) {
  const id = await writeDraft(store, `${subject}@x.test`, subject);
  // Whoever is told that it is queued is told by this line, and may rely on it from here on.
  await outbox.queue(id, { at: null, again: false });
  console.log(`queued ${subject}`);
}
await outbox.wake();
await outbox.idle();
await outbox.close();
await store.close();
