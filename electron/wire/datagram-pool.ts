import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { PosthornError } from '../../shared/errors';
import { asError, connectionFailure } from './failures';

/** A few UDP sockets on random ports that hear one peer alone, for thousands of datagrams a second. */
export interface DatagramPool {
  readonly sockets: number;
  /** @param socket from 0 */
  send(socket: number, bytes: Uint8Array): void;
  close(): void;
}

/** @throws `wire.unknown-host`, `wire.unreachable` */
export async function openDatagramPool(options: {
  host: string;
  port: number;
  sockets: number;
  onDatagram(socket: number, bytes: Buffer): void;
  /** `wire.refused` where nothing listens, and the like; the sockets stay open. */
  onFailure(error: PosthornError): void;
}): Promise<DatagramPool> {
  const { host, port, sockets, onDatagram, onFailure } = options;
  const where = { host, port };
  const { address, family } = await lookup(host).catch((error: unknown) => {
    throw connectionFailure(asError(error), where, 'looking up');
  });
  const open: Socket[] = [];
  const close = () => {
    for (const socket of open) socket.close();
  };
  try {
    for (let index = 0; index < sockets; index++) {
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      open.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(port, address, () => {
          socket.off('error', reject);
          resolve();
        });
      });
      socket.on('message', (bytes) => onDatagram(index, bytes));
      socket.on('error', (error) => onFailure(connectionFailure(error, where, 'waiting for an answer')));
    }
  } catch (error) {
    close();
    throw connectionFailure(asError(error), where, 'connecting');
  }
  return { sockets, send: (socket, bytes) => open[socket]?.send(bytes), close };
}
