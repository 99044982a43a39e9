import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compileLate } from '../../electron/compile-late';
import { receive } from '../../electron/mail/receive';
import { Store } from '../../electron/mail/store';
import { Transcripts } from '../../electron/wire';
import { leaveOnServer } from '../../shared/contract/leave-on-server';

/** A program that has just been started: fetches one maildrop and then another, and prints what it took. */
compileLate();
const [dir = '', workerPath = '', port = '0', password = '', ...users] = process.argv.slice(2);
const { store } = await Store.open(dir, workerPath);

const idle = process.memoryUsage.rss();
let most = idle;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 20);
const times: number[] = [];
const filedMs: number[] = [];
let heldMs = 0;
let received = 0;
for (const user of users) {
  // A new one: to one that goes on, the pause before would be a delay.
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const began = performance.now();
  const outcome = await receive(store, {
    host: '127.0.0.1',
    port: Number(port),
    security: 'none',
    user,
    password,
    transcripts: new Transcripts(),
    accountId: user,
    deleteOnServer: false,
    policy: leaveOnServer,
    onProgress: () => {},
    onStored: () => {},
  });
  const ended = performance.now();
  loop.disable();
  times.push(ended - began);
  heldMs = Math.max(heldMs, loop.max / 1e6);
  received += outcome.received;
  await store.ask('filed', {});
  filedMs.push(performance.now() - ended);
}
clearInterval(watch);
await store.close();
const [ms, laterMs] = times;
process.stdout.write(
  JSON.stringify({ received, ms, laterMs, filedAfterMs: filedMs[0], heldMs, octetsMore: most - idle }),
);
