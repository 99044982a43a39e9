import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store } from '../../electron/mail/store';
import { buildChild } from '../support/build-child';
import { startCountingMaildrop } from '../support/counting-maildrop';
import { temporaryFolder } from '../support/lab';
import { randomSeed, seeded } from '../support/random';
import { message, workerPath } from '../support/store';

/** `npm run soak -- crash 1000` asks for more. */
const kills = Number(process.env.POSTHORN_CRASHES ?? 200);
const newEachTime = 12;
const lookEvery = 10;
const seed = randomSeed();

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let maildrop: Awaited<ReturnType<typeof startCountingMaildrop>>;
let child: string;
beforeAll(async () => {
  folder = await temporaryFolder('crash');
  maildrop = await startCountingMaildrop();
  child = await buildChild('crash-child', folder.path);
});
afterAll(async () => {
  await maildrop.close();
  await folder.remove();
});

const dir = () => join(folder.path, 'store');

/** Starts the program and kills it a moment after so many steps of the server; it may be done before. */
async function runAndKill(afterSteps: number, momentMs: number): Promise<void> {
  const running: ChildProcess = spawn(process.execPath, [child, dir(), workerPath, String(maildrop.port)], {
    stdio: 'inherit',
  });
  const ended = once(running, 'exit');
  let steps = 0;
  maildrop.onStep = () => {
    steps += 1;
    if (steps !== afterSteps) return;
    if (momentMs < 1) running.kill('SIGKILL');
    else setTimeout(() => running.kill('SIGKILL'), momentMs);
  };
  await ended;
  maildrop.onStep = () => {};
}

/** How often each message is here, by subject, and whether its bytes are. */
async function here(): Promise<Map<string, number>> {
  const { store } = await Store.open(dir(), workerPath);
  try {
    const counts = new Map<string, number>();
    for (let offset = 0; ; offset += 500) {
      const query = { folder: null, accountIds: ['amy'], unreadOnly: false, query: '', offset, limit: 500 };
      const { rows } = await store.ask('list', query);
      for (const { id, subject, size } of rows) {
        counts.set(subject, (counts.get(subject) ?? 0) + 1);
        if (offset === 0) expect((await store.ask('source', { id, limit: 1_000_000 })).size).toBe(size);
      }
      if (rows.length < 500) return counts;
    }
  } finally {
    await store.close();
  }
}

test(`killed at ${kills} random points: none is lost, none is doubled, none is deleted there that is not here (seed ${seed})`, {
  timeout: 60_000 + kills * 5_000,
}, async () => {
  const random = seeded(seed);
  let made = 0;
  const all: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    for (let count = 0; count < newEachTime; count++) {
      made += 1;
      all.push(`u${made}`);
      maildrop.messages.set(
        `u${made}`,
        message({ Subject: `u${made}` }, `${'x'.repeat(Math.floor(random() * 8_000))}\r\n`),
      );
    }
    // Login and lists, two steps for each message, as many deletions, and what comes after the last of them.
    const steps = 7 + maildrop.messages.size * 3 + 4;
    await runAndKill(1 + Math.floor(random() * steps), random() < 0.5 ? 0 : random() * 25);
    // What is lost or doubled stays so: looking now and then finds it as well.
    if (kill % lookEvery !== 0) continue;
    const counts = await here();
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
    expect(maildrop.deleted.filter((uidl) => !counts.has(uidl))).toEqual([]);
  }
  await runAndKill(0, 0);
  const counts = await here();
  expect(maildrop.messages.size).toBe(0);
  expect([...counts.keys()].sort()).toEqual(all.sort());
});
