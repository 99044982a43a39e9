import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store } from '../../electron/mail/store';
import { buildChild } from '../support/build-child';
import { temporaryFolder } from '../support/lab';
import { randomSeed, seeded } from '../support/random';
import { type SmtpPeer, smtpPeer } from '../support/smtp-peer';
import { everything, workerPath } from '../support/store';

/** `npm run soak -- outbox 500` asks for more. */
const kills = Number(process.env.POSTHORN_CRASHES ?? 44);
const messages = 20;
const seed = randomSeed();

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let peer: SmtpPeer;
let child: string;
let onStep = () => {};
beforeAll(async () => {
  folder = await temporaryFolder('outbox-crash');
  peer = await smtpPeer({
    answer: () => {
      onStep();
      return null;
    },
  });
  child = await buildChild('outbox-crash-child', folder.path);
});
afterAll(async () => {
  await peer.close();
  await folder.remove();
});

/** Starts the program and kills it a moment after so many steps, of its own or the server's; it may be done before. */
async function run(
  dir: string,
  subjects: string[],
  kill: { afterSteps: number; momentMs: number } | null,
): Promise<string[]> {
  const running: ChildProcess = spawn(
    process.execPath,
    [child, dir, workerPath, String(peer.port), subjects.join(',')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(running, 'exit');
  let printed = '';
  let steps = 0;
  const step = () => {
    steps += 1;
    if (!kill || steps !== kill.afterSteps) return;
    if (kill.momentMs < 1) running.kill('SIGKILL');
    else setTimeout(() => running.kill('SIGKILL'), kill.momentMs);
  };
  running.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    step();
  });
  onStep = step;
  const [code] = await ended;
  onStep = () => {};
  if (!kill) expect(code).toBe(0);
  return [...printed.matchAll(/^queued (\S+)$/gm)].flatMap(([, subject]) => subject ?? []);
}

interface Here {
  sent: string[];
  doubtful: string[];
  /** In the outbox, and not in doubt. */
  waiting: string[];
}

async function here(dir: string): Promise<Here> {
  const { store } = await Store.open(dir, workerPath);
  try {
    const subjects = async (query: object) =>
      (await store.ask('list', { ...everything, limit: 500, folder: 'sent', ...query })).rows.map((row) => row.subject);
    const outbox = await store.ask('drafts.outbox', {});
    const inState = (doubtful: boolean) =>
      outbox.filter(({ delivery }) => (delivery.state === 'doubtful') === doubtful).map(({ subject }) => subject);
    return { sent: await subjects({}), doubtful: inState(true), waiting: inState(false) };
  } finally {
    await store.close();
  }
}

const twice = (all: string[]) => all.filter((one, index) => all.indexOf(one) !== index);

test(`killed at ${kills} random points while ${messages} messages are queued and sent: each arrives once, or is marked in doubt (seed ${seed})`, {
  timeout: 60_000 + kills * 10_000,
}, async () => {
  const random = seeded(seed);
  let inDoubt = 0;
  let killedWhileSending = 0;
  for (let kill = 0; kill < kills; kill++) {
    const dir = join(folder.path, `store-${kill}`);
    const subjects = Array.from({ length: messages }, (_, index) => `m${kill}-${index}`);
    peer.received.length = 0;
    // A line for each message that is queued; MAIL, RCPT and BDAT for each; greeting, EHLO and QUIT of some sessions.
    const steps = messages * 4 + 6;
    const afterSteps = 1 + Math.floor(random() * steps);
    const momentMs = random() < 0.5 ? 0 : random() * 25;
    const queued = await run(dir, subjects, { afterSteps, momentMs });
    if (peer.received.length < queued.length) killedWhileSending += 1;
    await run(dir, [], null);

    const arrived = peer.received.map(({ content }) => /^Subject: (\S+)/m.exec(content.toString())?.[1] ?? '');
    const { sent, doubtful, waiting } = await here(dir);
    const where = `kill ${kill}, after ${afterSteps} steps and ${momentMs.toFixed(1)} ms, seed ${seed}`;
    // Whoever was told that it is queued finds it here, and nothing is left that was not tried.
    expect([...sent, ...doubtful].sort(), where).toEqual(expect.arrayContaining(queued));
    expect(waiting, where).toEqual([]);
    expect(twice(arrived), where).toEqual([]);
    expect(twice([...sent, ...doubtful]), where).toEqual([]);
    expect(
      sent.filter((one) => !arrived.includes(one)),
      where,
    ).toEqual([]);
    expect(
      arrived.filter((one) => !sent.includes(one) && !doubtful.includes(one)),
      where,
    ).toEqual([]);
    // One message at a time may arrive without its being known.
    expect(doubtful.length, where).toBeLessThanOrEqual(1);
    inDoubt += doubtful.length;
  }
  console.log(
    `seed ${seed}: ${killedWhileSending} of ${kills} kills came before everything was sent, ${inDoubt} messages in doubt`,
  );
  expect(killedWhileSending).toBeGreaterThan(kills / 4);
});
