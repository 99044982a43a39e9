import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { Channel } from '../../../electron/mail/pop3/channel';
import { connect } from '../../../electron/wire';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server';

let server: ScriptedServer;
let channel: Channel | null = null;
afterEach(async () => {
  channel?.connection.destroy();
  channel = null;
  await server.close();
});

test('a long listing that is here at once is gone through in slices, and others get a turn between them', async () => {
  const messages = 40_000;
  const listing = Array.from({ length: messages }, (_, index) => `${index + 1} ${1_000 + index}\r\n`).join('');
  server = await scriptedServer(async (say, next) => {
    await next();
    say(`+OK\r\n${listing}.\r\n`);
  });
  const where = { host: '127.0.0.1', port: server.port };
  const connection = await connect({ ...where, protocol: 'POP3', tls: 'later' });
  channel = new Channel(connection, where);
  await channel.send('LIST');
  await vi.waitFor(() => expect(connection.pending).toBeGreaterThan(listing.length));
  await channel.accepted('LIST');

  let turn = 0;
  let ended = false;
  const others = async () => {
    for (; !ended; turn += 1) await nextTurn();
  };
  const linesOfTurn = new Map<number, number>();
  const counting = others();
  await channel.takeLines('LIST', () => linesOfTurn.set(turn, (linesOfTurn.get(turn) ?? 0) + 1));
  ended = true;
  await counting;

  const lines = [...linesOfTurn.values()];
  expect(lines.reduce((sum, count) => sum + count, 0)).toBe(messages);
  // A slice is what one read of the socket gives, and so short a line has eight octets at least.
  expect(Math.max(...lines)).toBeLessThanOrEqual(65_536 / 8);
});
