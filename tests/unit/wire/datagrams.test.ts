import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { type Datagrams, openDatagrams, type Serving, serveDatagrams, Transcripts } from '../../../electron/wire';
import { hasRoomToWait } from '../../../electron/wire/descriptor';
import { freeUdpPort } from '../../support/lab';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const session = () => new Transcripts().open('NTP', 'localhost:123');
async function datagrams(
  port: number,
  { signal, eagerMs = 0 }: { signal?: AbortSignal; eagerMs?: number } = {},
): Promise<Datagrams> {
  const opened = await openDatagrams({
    host: '127.0.0.1',
    port,
    session: session(),
    signal,
    eagerMs,
    hasRoom: () => true,
  });
  open.push(opened);
  return opened;
}
async function echo(): Promise<Serving> {
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram: (bytes, _from, reply) => reply(Buffer.from(`re: ${bytes}`)),
  });
  open.push(serving);
  return serving;
}

test('a question and its answer, with the times at which they passed', async () => {
  const { port } = await echo();
  const peer = await datagrams(port);
  expect(peer.address).toBe('127.0.0.1');
  const before = process.hrtime.bigint();
  const sentAt = await peer.send(Buffer.from('hello'), 'a greeting');
  const { bytes, at } = await peer.receive(1_000);
  expect(bytes.toString()).toBe('re: hello');
  expect(before <= sentAt && sentAt < at && at <= process.hrtime.bigint()).toBe(true);
});

test('silence is told after the deadline, and one may ask again', async () => {
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const peer = await datagrams(silent.address().port);
  await peer.send(Buffer.from('x'), 'x');
  await expect(peer.receive(30)).rejects.toMatchObject({ code: 'wire.no-answer' });
  silent.on('message', (bytes, { port }) => silent.send(bytes, port, '127.0.0.1'));
  await peer.send(Buffer.from('y'), 'y');
  expect((await peer.receive(1_000)).bytes.toString()).toBe('y');
  silent.close();
});

test('a port where nothing listens refuses', async () => {
  const peer = await datagrams(await freeUdpPort());
  await peer.send(Buffer.from('x'), 'x');
  await expect(peer.receive(2_000)).rejects.toMatchObject({ code: 'wire.refused' });
});

describe('eagerly', () => {
  test('the answer of another thread is there before anything else had its turn', async () => {
    const server = new Worker(
      `const { parentPort } = require('node:worker_threads');
      const socket = require('node:dgram').createSocket('udp4');
      socket.on('message', (bytes, { port }) => socket.send('re: ' + bytes, port, '127.0.0.1'));
      socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port));`,
      { eval: true },
    );
    open.push({ close: () => server.terminate() });
    const [port] = await once(server, 'message');
    const peer = await datagrams(port, { eagerMs: 5_000 });
    let turns = 0;
    setImmediate(() => turns++);
    const sentAt = await peer.send(Buffer.from('hello'), 'a greeting');
    const { bytes, at } = await peer.receive(5_000);
    expect(bytes.toString()).toBe('re: hello');
    expect(sentAt < at).toBe(true);
    // Elsewhere the system does not tell which descriptor a socket has.
    if (process.platform === 'linux') expect(turns).toBe(0);
  });

  test('only where a processor is left for the others', () => {
    expect(hasRoomToWait('0.20 0.18 0.12 1/80 11206\n', 2)).toBe(true);
    expect(hasRoomToWait('0.20 0.18 0.12 2/80 11206\n', 2)).toBe(false);
    expect(hasRoomToWait('0.20 0.18 0.12 1/80 11206\n', 1)).toBe(false);
    expect(hasRoomToWait('', 8)).toBe(false);
  });

  test('an answer that comes later is heard as ever, and so is a refusal', async () => {
    const { port } = await echo();
    const peer = await datagrams(port, { eagerMs: 1 });
    await peer.send(Buffer.from('hello'), 'a greeting');
    expect((await peer.receive(5_000)).bytes.toString()).toBe('re: hello');
    const nobody = await datagrams(await freeUdpPort(), { eagerMs: 50 });
    const refused = nobody.send(Buffer.from('x'), 'x').then(() => nobody.receive(5_000));
    await expect(refused).rejects.toMatchObject({ code: 'wire.refused' });
  });
});

test('what others send is not heard', async () => {
  const heard: number[] = [];
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram: (_bytes, from) => void heard.push(from.port),
  });
  open.push(serving);
  const peer = await datagrams(serving.port);
  await peer.send(Buffer.from('x'), 'x');
  await expect.poll(() => heard).toHaveLength(1);
  const stranger = createSocket('udp4');
  stranger.send('forged', heard[0] ?? 0, '127.0.0.1');
  await expect(peer.receive(60)).rejects.toMatchObject({ code: 'wire.no-answer' });
  stranger.close();
});

test('cancelling and closing end a wait', async () => {
  const { port } = await echo();
  const controller = new AbortController();
  const cancelled = (await datagrams(port, controller)).receive(10_000);
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'app.cancelled' });
  const peer = await datagrams(port);
  const waiting = peer.receive(10_000);
  await pause(10);
  peer.close();
  peer.close();
  await expect(waiting).rejects.toMatchObject({ code: 'app.cancelled' });
  await expect(datagrams(port, controller)).rejects.toMatchObject({ code: 'app.cancelled' });
});

test('an unknown name has its sentence', async () => {
  await expect(openDatagrams({ host: 'nobody.invalid', port: 123, session: session() })).rejects.toMatchObject({
    code: 'wire.unknown-host',
  });
});
