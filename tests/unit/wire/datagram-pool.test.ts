import { afterEach, describe, expect, test } from 'vitest';
import { openDatagramPool, type Serving, serveDatagrams } from '../../../electron/wire';
import type { PosthornError } from '../../../shared/errors';
import { freeUdpPort, until } from '../../support/lab';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function pool(port: number, onDatagram: (socket: number, text: string) => void = () => {}) {
  const failures: PosthornError[] = [];
  const opened = await openDatagramPool({
    host: '127.0.0.1',
    port,
    sockets: 4,
    onDatagram: (socket, bytes) => onDatagram(socket, bytes.toString('latin1')),
    onFailure: (error) => failures.push(error),
  });
  return { ...opened, failures };
}

/** Answers each datagram with so many, numbered from 0. */
async function chorus(count: number): Promise<Serving> {
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram: (bytes, _from, reply) => {
      for (let i = 0; i < count; i++) reply(Buffer.from(`${bytes} ${i}`));
    },
  });
  open.push(serving);
  return serving;
}

const here = process.platform;

describe.each([here, 'elsewhere'])('on %s', (platform) => {
  afterEach(() => void Object.defineProperty(process, 'platform', { value: here }));

  test('all that comes is heard on its socket, in its order, however much at once', async () => {
    const { port } = await chorus(100);
    Object.defineProperty(process, 'platform', { value: platform });
    const heard: string[][] = [[], [], [], []];
    const peer = await pool(port, (socket, text) => heard[socket]?.push(text));
    open.push(peer);
    for (const socket of [0, 1, 3]) peer.send(socket, Buffer.from(`to ${socket}`));
    await until('all to be heard', () => heard.flat().length === 300);
    expect(heard).toEqual(
      [0, 1, 2, 3].map((socket) => (socket === 2 ? [] : Array.from({ length: 100 }, (_, i) => `to ${socket} ${i}`))),
    );
  });

  test('whoever closes it while he hears, hears no more', async () => {
    const { port } = await chorus(10);
    Object.defineProperty(process, 'platform', { value: platform });
    let heard = 0;
    const peer = await pool(port, () => {
      heard += 1;
      peer.close();
    });
    peer.send(0, Buffer.from('x'));
    await until('it to be heard', () => heard > 0);
    peer.send(0, Buffer.from('too late'));
    // Whatever the first pool left unread would have come before this.
    let after = 0;
    const next = await pool(port, () => {
      after += 1;
    });
    open.push(next);
    next.send(0, Buffer.from('y'));
    await until('the other to be heard', () => after === 10);
    expect(heard).toBe(1);
    expect(peer.failures).toEqual([]);
  });

  test('where nothing listens, that is told', async () => {
    const port = await freeUdpPort();
    Object.defineProperty(process, 'platform', { value: platform });
    const peer = await pool(port);
    open.push(peer);
    peer.send(0, Buffer.from('x'));
    await until('the failure', () => peer.failures.length > 0);
    expect(peer.failures[0]).toMatchObject({ code: 'wire.refused' });
  });
});
