import { once } from 'node:events';
import net, { createServer, Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { interleave, raceTo } from '../../../electron/wire/race';

const v4 = (address: string) => ({ address, family: 4 });
const v6 = (address: string) => ({ address, family: 6 });

const server = createServer((socket) => socket.end());
let port = 0;
beforeAll(async () => {
  server.listen(0, '127.0.0.5');
  await once(server, 'listening');
  const address = server.address();
  if (address && typeof address === 'object') port = address.port;
});
afterAll(() => void server.close());

const never = new AbortController().signal;

test('families take turns, the system’s first choice first (RFC 8305 §4)', () => {
  expect(interleave([v6('a'), v6('b'), v4('c'), v6('d'), v4('e')]).map(({ address }) => address)).toEqual([
    'a',
    'c',
    'b',
    'e',
    'd',
  ]);
  expect(interleave([])).toEqual([]);
});

test('an address that refuses gives way to the next', async () => {
  const socket = await raceTo([v4('127.0.0.6'), v4('127.0.0.7'), v4('127.0.0.5')], port, never);
  expect(socket.remoteAddress).toBe('127.0.0.5');
  socket.destroy();
});

test('an address that is silent does not keep the next one waiting, and is let go when that answers', async () => {
  const silent = new Socket();
  const connecting = vi.spyOn(net, 'connect').mockReturnValueOnce(silent);
  const socket = await raceTo([v4('127.0.0.6'), v4('127.0.0.5')], port, never);
  connecting.mockRestore();
  expect(socket.remoteAddress).toBe('127.0.0.5');
  expect(silent.destroyed).toBe(true);
  socket.destroy();
});

test('that one refuses is what is told, even behind an address that can’t be one', async () => {
  await expect(raceTo([v4('255.255.255.255'), v4('127.0.0.6')], port, never)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

test('a name without an address, and a race that is called off, are errors', async () => {
  await expect(raceTo([], port, never)).rejects.toThrow('no address');
  const controller = new AbortController();
  const racing = raceTo([v4('127.0.0.5')], port, controller.signal);
  controller.abort(new Error('enough'));
  await expect(racing).rejects.toThrow('enough');
  await expect(raceTo([v4('127.0.0.5')], port, controller.signal)).rejects.toThrow('enough');
});
