import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDovecot } from '../support/dovecot';
import { freePort, greets, serverEnv, startProcess } from '../support/lab';
import { startPostfix } from '../support/postfix';
import { startSlowLine } from '../support/slow-line';
import { message } from '../support/store';
import { alternate, type Contender, type Outcome } from './compare';
import { msmtp, nodemailer, posthorn, smtplib, type Work } from './smtp-peers';

const here = (command: string) =>
  spawnSync(command, ['--version'], { stdio: 'ignore', env: serverEnv }).error === undefined;
const small = { messages: 500, octets: 4_096, says: '500 messages of 4 KiB' };
const large = { messages: 1, octets: 200_000_000, says: 'One message of 200 MB from the disk' };

/** Handing mail in over loopback, in plain text: what is timed is the client, not the cipher. */
export async function* run(): AsyncGenerator<Outcome> {
  const missing = ['dovecot', 'postfix'].filter((command) => !here(command));
  if (missing.length > 0) {
    yield { title: 'Handing mail in', rows: [], target: null, missing, notes: [] };
    return;
  }
  const dovecot = await startDovecot({ users: ['amy'] });
  const postfix = await startPostfix(dovecot, { most: 300_000_000, discards: true });
  const port = await freePort();
  const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const sink = await startProcess('smtp-sink', [...asNobody, `127.0.0.1:${port}`, '1000'], {
    ready: () => greets(port),
  });
  try {
    const paths = [small, large].map(({ octets }) => {
      const path = join(dovecot.dir, `message-${octets}`);
      writeFileSync(path, makeMessage(octets));
      return path;
    });
    const servers = [
      { name: 'smtp-sink', port },
      { name: 'Postfix', port: postfix.smtp },
    ];
    for (const roundTripMs of [0, 20])
      for (const server of servers) {
        const line =
          roundTripMs > 0
            ? await startSlowLine({ to: server.port, oneWayMs: roundTripMs / 2 })
            : { port: server.port, async stop() {} };
        const way = `to ${server.name}, ${roundTripMs} ms round trip`;
        const [path = '', largePath = ''] = paths;
        const work = { port: line.port, path, messages: small.messages };
        try {
          yield await one(`${small.says}, one connection, ${way}`, work, roundTripMs);
          yield await several(`${small.says}, five connections, ${way}`, work, roundTripMs);
          yield await one(`${large.says}, ${way}`, { port: line.port, path: largePath, messages: 1 }, roundTripMs);
        } finally {
          await line.stop();
        }
      }
  } finally {
    await sink.stop();
    await postfix.stop();
    await dovecot.stop();
  }
}

async function one(title: string, work: Work, roundTripMs: number): Promise<Outcome> {
  const more: number[] = [];
  const many = work.messages > 1;
  const all: (Contender & { needs?: string })[] = [
    {
      name: 'Posthorn',
      async run() {
        const { ms, octetsMore } = await posthorn(work, 1);
        more.push(octetsMore);
        return ms;
      },
    },
    { name: 'nodemailer', run: () => nodemailer(work, 1) },
    { name: 'smtplib of Python', needs: 'python3', run: () => smtplib(work) },
    ...(many ? [] : [{ name: 'msmtp', needs: 'msmtp', run: () => msmtp(work) }]),
  ];
  const rows = await alternate(
    all.filter(({ needs }) => needs === undefined || here(needs)),
    roundTripMs > 0 ? { rounds: many ? 1 : 3, warmUps: 0 } : { rounds: 3, warmUps: 1 },
  );
  return {
    title,
    rows,
    target: many && roundTripMs > 0 ? 0.5 : 1,
    missing: all.flatMap(({ needs }) => (needs && !here(needs) ? [needs] : [])),
    notes: many
      ? await aside(work)
      : [`Posthorn's process had ${Math.round(Math.max(...more) / 1_048_576)} MiB more memory than before, at most.`],
  };
}

/** A process and a connection a message: for all of them it would take minutes. */
async function aside(work: Work): Promise<string[]> {
  if (!here('msmtp')) return [];
  const messages = 10;
  const ms = await msmtp({ ...work, messages });
  return [
    `msmtp, a process and a connection for each message, took ${Math.round(ms / messages)} ms for each of ${messages}.`,
  ];
}

async function several(title: string, work: Work, roundTripMs: number): Promise<Outcome> {
  const rows = await alternate(
    [
      { name: 'Posthorn, five connections', run: async () => (await posthorn(work, 5)).ms },
      { name: 'nodemailer, a pool of five', run: () => nodemailer(work, 5) },
    ],
    roundTripMs > 0 ? { rounds: 2, warmUps: 0 } : { rounds: 3, warmUps: 1 },
  );
  return { title, rows, target: 1, missing: [], notes: [] };
}

function makeMessage(octets: number): string {
  const head = message({ Subject: 'A message', 'Message-ID': '<bench@example.org>' }, '');
  const line = 'What grows in the north field is not what was sown there.\r\n';
  return (head + line.repeat(octets / line.length + 1)).slice(0, octets - 2).concat('\r\n');
}
