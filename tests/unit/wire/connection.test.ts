import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Connection, type ConnectOptions, connect, serveStreams, Transcripts } from '../../../electron/wire';
import { makeCertificates } from '../../support/certificates';
import { freePort, temporaryFolder } from '../../support/lab';
import { scriptedServer } from '../../support/scripted-server';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

type Play = Parameters<typeof scriptedServer>[0];

/** A connection to a server that plays this. */
async function to(play: Play, options: Partial<ConnectOptions> = {}): Promise<Connection> {
  const server = await scriptedServer(play);
  cleanUp.push(() => server.close());
  const connection = await connect({
    protocol: 'POP3',
    host: '127.0.0.1',
    port: server.port,
    tls: 'later',
    ...options,
  });
  cleanUp.push(() => connection.destroy());
  return connection;
}
const text = async (reading: Promise<Buffer>) => (await reading).toString('latin1');

test('lines and pieces are read as bytes, in order', async () => {
  const connection = await to(async (say) => {
    say(Buffer.from('+OK caf\xe9\r', 'latin1'));
    await pause(20);
    say('\nbare\n');
    say('rest');
  });
  expect(await text(connection.readLine())).toBe('+OK caf\xe9');
  expect(await text(connection.readLine())).toBe('bare');
  expect(await text(connection.readSome())).toBe('rest');
  connection.unread(Buffer.from('again\r\n'));
  expect(await text(connection.readLine())).toBe('again');
});

test('silence ends with the deadline, and then nothing can be read or written', async () => {
  const connection = await to(async (say) => say('half a li'), { deadlines: { replyMs: 50 } });
  const timeout = { code: 'wire.timeout', message: '127.0.0.1 did not answer within 0.05 s while greeting.' };
  await expect(connection.readLine({ step: 'greeting' })).rejects.toMatchObject(timeout);
  await expect(connection.readSome()).rejects.toMatchObject(timeout);
  await expect(connection.write('NOOP\r\n')).rejects.toMatchObject(timeout);
});

test('a line that comes an octet at a time has to be whole within the deadline', async () => {
  const connection = await to(
    async (say, _next, socket) => {
      const drip = setInterval(() => (socket.writable ? say('x') : clearInterval(drip)), 10);
      socket.once('close', () => clearInterval(drip));
    },
    { deadlines: { replyMs: 100 } },
  );
  await expect(connection.readLine({ step: 'greeting' })).rejects.toMatchObject({
    code: 'wire.timeout',
    message: '127.0.0.1 did not answer within 0.1 s while greeting.',
  });
});

test('what the server said before it closed is read before the end is told', async () => {
  const connection = await to(async (say, _next, socket) => {
    say('-ERR too busy\r\nbye');
    socket.end();
  });
  await pause(50);
  expect(await text(connection.readLine())).toBe('-ERR too busy');
  await expect(connection.readLine()).rejects.toMatchObject({ code: 'wire.closed' });
});

test('a reset is told as one', async () => {
  const connection = await to(async (_say, next, socket) => {
    await next();
    socket.resetAndDestroy();
  });
  await connection.write('STAT\r\n');
  await expect(connection.readLine({ step: 'answering STAT' })).rejects.toMatchObject({
    code: 'wire.reset',
    message: 'The connection to 127.0.0.1 broke while answering STAT.',
  });
});

test('a line without an end is not collected for ever', async () => {
  const connection = await to(async (say) => {
    for (let sent = 0; sent < 40; sent += 1) say('x'.repeat(4_096));
  });
  await expect(connection.readLine()).rejects.toMatchObject({ code: 'wire.line-too-long' });
});

test('cancelling ends a wait at once, also one that begins later', async () => {
  const controller = new AbortController();
  const connection = await to(async (say) => say('+OK\r\n'), { signal: controller.signal });
  expect(await text(connection.readLine())).toBe('+OK');
  const waiting = connection.readLine();
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'app.cancelled' });
  await expect(connection.readLine()).rejects.toMatchObject({ code: 'app.cancelled' });
  await expect(to(async () => {}, { signal: controller.signal })).rejects.toMatchObject({ code: 'app.cancelled' });
});

test('a peer that reads nothing is waited for, and cancelling ends that wait too', async () => {
  const controller = new AbortController();
  const connection = await to(async (_say, _next, socket) => void socket.pause(), { signal: controller.signal });
  let failed: unknown = null;
  const writing = (async () => {
    for (;;) await connection.write(Buffer.alloc(1_048_576));
  })().catch((error: unknown) => {
    failed = error;
  });
  await pause(200);
  expect(failed).toBeNull();
  // The deadline of a write is far beyond the time that a test has.
  controller.abort();
  await writing;
  expect(failed).toMatchObject({ code: 'app.cancelled' });
});

test('a peer that sends faster than anybody reads is made to wait', async () => {
  let written = 0;
  const connection = await to(async (_say, _next, socket) => {
    for (; written < 64; written += 1)
      if (!socket.write(Buffer.alloc(1_048_576))) await new Promise((resolve) => socket.once('drain', resolve));
  });
  await pause(300);
  expect(connection.pending).toBeLessThan(2_097_152);
  expect(written).toBeLessThan(32);
  let read = 0;
  while (read < 64 * 1_048_576) read += (await connection.readSome()).byteLength;
  expect(read).toBe(64 * 1_048_576);
});

test('where nobody listens, and where there is no such name, have their sentences', async () => {
  const port = await freePort();
  const options = { protocol: 'SMTP', tls: 'later' } as const;
  const transcripts = new Transcripts();
  await expect(connect({ ...options, host: '127.0.0.1', port, transcripts })).rejects.toMatchObject({
    code: 'wire.refused',
  });
  expect(transcripts.sessions()[0]).toMatchObject({ state: 'failed', error: { code: 'wire.refused' } });
  await expect(connect({ ...options, host: 'nobody.invalid', port })).rejects.toMatchObject({
    code: 'wire.unknown-host',
  });
});

test('STARTTLS goes on encrypted on the same line, both ways', async () => {
  const folder = await temporaryFolder('tls');
  cleanUp.push(() => folder.remove());
  const certificates = makeCertificates(folder.path);
  const [cert, key] = [certificates.good.certFile, certificates.good.keyFile].map((file) => readFileSync(file, 'utf8'));
  const serving = await serveStreams({
    host: '127.0.0.1',
    port: 0,
    async onConnection(peer) {
      await peer.readLine();
      await peer.write('+OK go\r\n');
      await peer.acceptTls({ cert: cert ?? '', key: key ?? '' });
      await peer.write(`+OK ${await peer.readLine()}\r\n`);
      peer.end();
    },
  });
  cleanUp.push(() => serving.close());
  const transcripts = new Transcripts();
  const options: Omit<ConnectOptions, 'host'> = {
    protocol: 'POP3',
    port: serving.port,
    tls: 'later',
    ca: [certificates.ca],
    transcripts,
  };
  const connection = await connect({ ...options, host: 'localhost' });
  await connection.write('STLS\r\n');
  expect(await text(connection.readLine())).toBe('+OK go');
  const facts = await connection.startTls();
  expect(facts).toMatchObject({ version: 'TLSv1.3', subject: 'localhost', issuer: 'Posthorn test CA' });
  expect(facts.altNames).toEqual(['DNS:localhost', 'IP Address:127.0.0.1', 'IP Address:0:0:0:0:0:0:0:1']);
  await connection.write('secret\r\n');
  expect(await text(connection.readLine())).toBe('+OK secret');
  await expect(connection.readLine()).rejects.toMatchObject({ code: 'wire.closed' });
  expect(transcripts.sessions()[0]?.tls).toEqual(facts);

  const untrusting = await connect({ ...options, host: 'localhost', ca: [] });
  await untrusting.write('STLS\r\n');
  await untrusting.readLine();
  await expect(untrusting.startTls()).rejects.toMatchObject({ code: 'tls.unknown-issuer' });
  await expect(untrusting.write('PASS x\r\n')).rejects.toMatchObject({ code: 'tls.unknown-issuer' });
});

test('bytes behind the agreement to STARTTLS end the connection (CVE-2011-0411)', async () => {
  const connection = await to(async (say, next) => {
    await next();
    say('+OK go\r\n+OK injected\r\n');
  });
  await connection.write('STLS\r\n');
  await connection.readLine();
  await expect(connection.startTls()).rejects.toMatchObject({ code: 'tls.injected' });
  await expect(connection.readLine()).rejects.toMatchObject({ code: 'tls.injected' });
});

test.each<[string, Play, string]>([
  ['speaks no TLS', async (say) => say('220 plain\r\n'.repeat(10)), 'tls.handshake-failed'],
  ['says nothing', async () => {}, 'wire.timeout'],
  ['hangs up', async (_say, _next, socket) => void socket.end(), 'tls.handshake-failed'],
])('a server that %s where TLS should begin', async (_name, play, code) => {
  await expect(to(play, { tls: 'implicit', deadlines: { tlsMs: 200 } })).rejects.toMatchObject({ code });
});
