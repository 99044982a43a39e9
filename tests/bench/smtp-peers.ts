import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { sendMany } from '../../electron/mail/smtp';
import { type Content, contentOf, contentOfFile } from '../../electron/mail/smtp/content';
import { Transcripts } from '../../electron/wire';
import { run as runCommand } from '../../scripts/lib/run.mjs';

/** What everybody sends, to whichever port: the same message again and again. */
export interface Work {
  port: number;
  /** The message lies here. */
  path: string;
  messages: number;
}

const limitMs = 900_000;
const from = 'amy@practice.test';
const to = 'bob@practice.test';

/** @returns milliseconds, and how much more memory the process had at most than before */
export async function posthorn(
  { port, path, messages }: Work,
  connections: number,
): Promise<{ ms: number; octetsMore: number }> {
  const idle = process.memoryUsage().rss;
  let most = idle;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const began = performance.now();
  // One message is read from the disk as it goes; of many small ones each is composed in memory, as it is for the peers.
  const content: Content = messages === 1 ? await contentOfFile(path) : contentOf(await readFile(path));
  const all = await sendMany({
    host: '127.0.0.1',
    port,
    security: 'none',
    user: '',
    password: '',
    transcripts: new Transcripts(),
    connections,
    mailings: Array.from({ length: messages }, () => ({ envelope: { from, to: [to] }, content })),
  });
  const ms = performance.now() - began;
  clearInterval(watch);
  const failed = all.find(({ error }) => error !== null);
  if (failed?.error) throw failed.error;
  return { ms, octetsMore: most - idle };
}

export async function nodemailer({ port, path, messages }: Work, maxConnections: number): Promise<number> {
  const raw = messages === 1 ? null : await readFile(path);
  const began = performance.now();
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const envelope = { from, to: [to] };
  await Promise.all(
    Array.from({ length: messages }, () => transport.sendMail({ envelope, raw: raw ?? createReadStream(path) })),
  );
  transport.close();
  return performance.now() - began;
}

/** Timed inside, without the start of Python. */
export async function smtplib({ port, path, messages }: Work): Promise<number> {
  const script = `
import smtplib, time
raw = open('${path}', 'rb').read()
began = time.perf_counter()
smtp = smtplib.SMTP('127.0.0.1', ${port}, local_hostname='localhost')
for number in range(${messages}):
    smtp.sendmail('${from}', ['${to}'], raw)
smtp.quit()
print(round((time.perf_counter() - began) * 1000))
`;
  const { code, output } = await runCommand('python3', ['-c', script], { limitMs });
  if (code !== 0) throw new Error(`smtplib failed: ${output}`);
  return Number(output.trim());
}

/** It knows no other way than a process and a connection for each message. */
export async function msmtp({ port, path, messages }: Work): Promise<number> {
  const send = `msmtp --host=127.0.0.1 --port=${port} --from=${from} --auth=off --tls=off ${to} < '${path}'`;
  const began = performance.now();
  const { code, output } = await runCommand(
    'sh',
    ['-c', `i=0; while [ $i -lt ${messages} ]; do ${send} || exit 1; i=$((i+1)); done`],
    { limitMs },
  );
  if (code !== 0) throw new Error(`msmtp failed: ${output}`);
  return performance.now() - began;
}
