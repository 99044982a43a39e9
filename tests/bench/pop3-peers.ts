import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { run as runCommand } from '../../scripts/lib/run.mjs';
import { temporaryFolder } from '../support/lab';
import { workerPath } from '../support/store';

/** The maildrop that everybody fetches, over whichever port. */
export interface Maildrop {
  port: number;
  user: string;
  /** Whose maildrop holds as many other messages of this size. */
  otherUser: string;
  password: string;
  messages: number;
}

const limitMs = 600_000;

const fetched = v.object({
  received: v.number(),
  /** The first fetch of a program that has just been started. */
  ms: v.number(),
  /** The next one, of the other maildrop, when all of it has run before. */
  laterMs: v.number(),
  /** Milliseconds after the first until every message had its own file and could be searched. */
  filedAfterMs: v.number(),
  /** The longest that a fetch kept the event loop from everything else. */
  heldMs: v.number(),
  /** How much more memory the process had at most than before, in octets. */
  octetsMore: v.number(),
});

/**
 * Durable on the disk and listed in the index; timed inside, without the start.
 * @param program `fetch-child`, built
 * @param electron Posthorn's runtime, which compiles otherwise than that of this benchmark
 */
export async function posthorn(
  program: string,
  electron: string,
  drop: Maildrop,
): Promise<v.InferOutput<typeof fetched>> {
  const folder = await temporaryFolder('pop3-bench');
  try {
    const args = [program, folder.path, workerPath, String(drop.port), drop.password, drop.user, drop.otherUser];
    const { code, output } = await runCommand(electron, args, { env: { ELECTRON_RUN_AS_NODE: '1' }, limitMs });
    if (code !== 0) throw new Error(`Posthorn failed: ${output}`);
    const result = v.parse(fetched, JSON.parse(output));
    if (result.received !== 2 * drop.messages)
      throw new Error(`Posthorn received ${result.received} of twice ${drop.messages}`);
    return result;
  } finally {
    await folder.remove();
  }
}

const endOfMessage = Buffer.from('\r\n.\r\n');

/** Counts the ends of messages in what comes in, piece by piece. */
function endCounter(): (chunk: Buffer) => number {
  let ended = 0;
  // What may be the beginning of an end that the next piece goes on with.
  let open = Buffer.alloc(0);
  const endsIn = (bytes: Buffer) => {
    let count = 0;
    for (let at = bytes.indexOf(endOfMessage); at >= 0; at = bytes.indexOf(endOfMessage, at + 1)) count += 1;
    return count;
  };
  return (chunk) => {
    const seam = Buffer.concat([open, chunk.subarray(0, endOfMessage.byteLength - 1)]);
    ended += endsIn(seam) + endsIn(chunk);
    open = Buffer.concat([open, chunk.subarray(1 - endOfMessage.byteLength)]).subarray(1 - endOfMessage.byteLength);
    return ended;
  };
}

/**
 * The limit: finds where each message ends, and keeps nothing.
 * @param blind asks for everything at once, also before it is greeted and let in, for as many messages as it was told; else it
 * waits for the greeting, for the login and for STAT, as whoever does not know what is there has to
 */
export function rawReader({ port, user, password, messages }: Maildrop, blind: boolean): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const retrieves = Array.from({ length: messages }, (_, index) => `RETR ${index + 1}\r\n`).join('');
    const flights = [`USER ${user}\r\nPASS ${password}\r\n`, 'STAT\r\n', `${retrieves}QUIT\r\n`];
    // The greeting; +OK to USER and to PASS; the answer to STAT.
    const awaited = [1, 3, 4];
    if (blind) socket.once('connect', () => socket.write(flights.splice(0).join('').replace('STAT\r\n', '')));
    const count = endCounter();
    let ended = 0;
    let lines = 0;
    socket.on('data', (chunk: Buffer) => {
      if (flights.length === 0) {
        ended = count(chunk);
        return;
      }
      lines += chunk.toString('latin1').split('\n').length - 1;
      while (flights.length > 0 && lines >= (awaited[3 - flights.length] ?? 0)) socket.write(flights.shift() ?? '');
    });
    socket.once('error', reject);
    socket.once('close', () => {
      if (ended !== messages) reject(new Error(`The raw reader got ${ended} messages`));
      else resolve(performance.now() - began);
    });
  });
}

/** @returns the milliseconds of the whole program */
async function timed(command: string, args: string[], accepted = [0]): Promise<number> {
  const began = performance.now();
  const { code, output, timedOut } = await runCommand(command, args, { limitMs });
  if (timedOut || !accepted.includes(code)) throw new Error(`${command} ended with ${code}: ${output.slice(-500)}`);
  return performance.now() - began;
}

async function freshFolder(dir: string, name: string): Promise<string> {
  const work = join(dir, name);
  await rm(work, { recursive: true, force: true });
  await mkdir(work);
  return work;
}

export async function mpop(dir: string, kind: 'mbox' | 'maildir', drop: Maildrop): Promise<number> {
  const work = await freshFolder(dir, `mpop-${kind}`);
  const target = join(work, 'mail');
  if (kind === 'maildir')
    for (const name of ['new', 'cur', 'tmp']) await mkdir(join(target, name), { recursive: true });
  const config = join(work, 'mpoprc');
  await writeFile(
    config,
    `account bench
host 127.0.0.1
port ${drop.port}
user ${drop.user}
password ${drop.password}
auth user
tls off
keep on
received_header off
uidls_file ${work}/uidls
delivery ${kind} ${target}
`,
  );
  await chmod(config, 0o600);
  return timed('mpop', [`--file=${config}`, '--quiet', 'bench']);
}

/** Handed to a program that appends it to a file, since fetchmail delivers through others. */
export async function fetchmail(dir: string, drop: Maildrop): Promise<number> {
  const work = await freshFolder(dir, 'fetchmail');
  const config = join(work, 'fetchmailrc');
  await writeFile(
    config,
    `poll 127.0.0.1 service ${drop.port} protocol pop3 auth password uidl timeout 600
  user "${drop.user}" password "${drop.password}" keep fetchall no rewrite sslproto ''
  bsmtp "${work}/mail"
`,
  );
  await chmod(config, 0o600);
  return timed('fetchmail', [
    '-f',
    config,
    '--silent',
    '--nosyslog',
    '--pidfile',
    join(work, 'pid'),
    '-i',
    join(work, 'ids'),
  ]);
}

/** One connection, one message after the other, thrown away. */
export function curl(dir: string, drop: Maildrop): Promise<number> {
  const url = `pop3://127.0.0.1:${drop.port}/[1-${drop.messages}]`;
  return timed('curl', ['-sS', '--user', `${drop.user}:${drop.password}`, url, '-o', join(dir, 'curl.eml')]);
}

/** Timed inside, without the start of Python. */
export async function poplib(drop: Maildrop): Promise<number> {
  const script = `
import poplib, time
began = time.perf_counter()
box = poplib.POP3('127.0.0.1', ${drop.port})
box.user('${drop.user}')
box.pass_('${drop.password}')
for number in range(1, box.stat()[0] + 1):
    box.retr(number)
box.quit()
print(round((time.perf_counter() - began) * 1000))
`;
  const { code, output } = await runCommand('python3', ['-c', script], { limitMs });
  if (code !== 0) throw new Error(`poplib failed: ${output}`);
  return Number(output.trim());
}

export async function nodePop3(drop: Maildrop): Promise<number> {
  const loaded = createRequire(import.meta.url)('node-pop3');
  const Pop3Command = loaded.default ?? loaded;
  const began = performance.now();
  const client = new Pop3Command({ user: drop.user, password: drop.password, host: '127.0.0.1', port: drop.port });
  for (let number = 1; number <= drop.messages; number++) await client.RETR(number);
  await client.QUIT();
  return performance.now() - began;
}
