import { spawnSync } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { receive } from '../../electron/mail/receive';
import { Transcripts } from '../../electron/wire';
import { run as runCommand } from '../../scripts/lib/run.mjs';
import { startDovecot } from '../support/dovecot';
import { message, temporaryStore } from '../support/store';
import { alternate, type Contender, type Outcome } from './compare';

const messages = 2_000;
const octets = 4_096;
const user = 'amy';

/** A whole maildrop over loopback, in plain text: what is timed is the client, not the cipher. */
export async function run(): Promise<Outcome> {
  const here = (command: string) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!here('dovecot')) return { title: 'A maildrop of 2,000 messages', rows: [], target: null, missing: ['dovecot'] };
  const dovecot = await startDovecot({ users: [user] });
  try {
    dovecot.seed(
      user,
      Array.from({ length: messages }, (_, index) => makeMessage(index)),
    );
    const contenders: Contender[] = [
      { name: 'Posthorn, durable and indexed', run: () => posthorn(dovecot.pop3) },
      {
        name: 'mpop, into a maildir',
        run: () => mpop(dovecot.dir, dovecot.pop3),
      },
      { name: 'poplib of Python, keeps nothing', run: () => poplib(dovecot.pop3) },
    ];
    const needs = [null, 'mpop', 'python3'];
    const present = contenders.filter((_, index) => needs[index] == null || here(needs[index] ?? ''));
    return {
      title: `A maildrop of ${messages.toLocaleString('en')} messages of ${octets / 1024} KiB from Dovecot`,
      rows: await alternate(present, { rounds: 5, warmUps: 1 }),
      target: null,
      missing: needs.flatMap((need) => (need !== null && !here(need) ? [need] : [])),
    };
  } finally {
    await dovecot.stop();
  }
}

function makeMessage(index: number): string {
  const head = message({ Subject: `Message ${index}`, 'Message-ID': `<${index}@example.org>` }, '');
  const line = 'What grows in the north field is not what was sown there.\r\n';
  return (head + line.repeat(octets / line.length + 1)).slice(0, octets - 2).concat('\r\n');
}

async function posthorn(port: number): Promise<number> {
  const home = await temporaryStore();
  try {
    const began = performance.now();
    const { received } = await receive(home.store, {
      host: '127.0.0.1',
      port,
      security: 'none',
      user,
      password: 'practice',
      transcripts: new Transcripts(),
      accountId: user,
      deleteOnServer: false,
      onProgress: () => {},
      onStored: () => {},
    });
    const took = performance.now() - began;
    if (received !== messages) throw new Error(`Posthorn received ${received} of ${messages}`);
    return took;
  } finally {
    await home.remove();
  }
}

/** @returns the milliseconds of the whole program */
async function timed(command: string, args: string[]): Promise<number> {
  const began = performance.now();
  const { code, output } = await runCommand(command, args, { limitMs: 120_000 });
  if (code !== 0) throw new Error(`${command} failed: ${output}`);
  return performance.now() - began;
}

async function mpop(dir: string, port: number): Promise<number> {
  const work = join(dir, 'mpop');
  await rm(work, { recursive: true, force: true });
  for (const name of ['new', 'cur', 'tmp']) await mkdir(join(work, 'maildir', name), { recursive: true });
  const config = join(work, 'mpoprc');
  await writeFile(
    config,
    `account bench
host 127.0.0.1
port ${port}
user ${user}
password practice
auth user
tls off
keep on
received_header off
uidls_file ${work}/uidls
delivery maildir ${work}/maildir
`,
  );
  await chmod(config, 0o600);
  return timed('mpop', [`--file=${config}`, '--quiet', 'bench']);
}

/** Timed inside, without the start of Python. */
async function poplib(port: number): Promise<number> {
  const script = `
import poplib, time
began = time.perf_counter()
box = poplib.POP3('127.0.0.1', ${port})
box.user('${user}')
box.pass_('practice')
for number in range(1, box.stat()[0] + 1):
    box.retr(number)
box.quit()
print(round((time.perf_counter() - began) * 1000))
`;
  const { code, output } = await runCommand('python3', ['-c', script], { limitMs: 120_000 });
  if (code !== 0) throw new Error(`poplib failed: ${output}`);
  return Number(output.trim());
}
