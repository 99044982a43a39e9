import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { PosthornError } from '../../shared/errors';
import { descriptorNumbers, LARGEST_DATAGRAM, readOne, writeOne } from './descriptor';
import { asError, connectionFailure } from './failures';

/** A few UDP sockets on random ports that hear one peer alone, for thousands of datagrams a second. */
export interface DatagramPool {
  readonly sockets: number;
  /** Nothing goes out once it is closed. @param socket from 0 */
  send(socket: number, bytes: Uint8Array): void;
  close(): void;
}

/** What the system is asked to keep for each socket until it is read; it may keep less. */
const waitingOctets = 262_144;
/** Read at a time from one socket: whoever floods it must not keep everything else waiting. */
const mostAtOnce = 256;

/** @throws `wire.unknown-host`, `wire.unreachable` */
export async function openDatagramPool(options: {
  host: string;
  port: number;
  sockets: number;
  /** @param bytes may be changed, and are overwritten by the next datagram */
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
  let closed = false;
  const close = () => {
    closed = true;
    for (const socket of open) socket.close();
  };
  const fail = (error: unknown) => onFailure(connectionFailure(asError(error), where, 'waiting for an answer'));
  try {
    for (let index = 0; index < sockets; index++) {
      const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', recvBufferSize: waitingOctets });
      open.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(port, address, () => {
          socket.off('error', reject);
          resolve();
        });
      });
    }
  } catch (error) {
    close();
    throw connectionFailure(asError(error), where, 'connecting');
  }

  const numbers = descriptorNumbers(open);
  const buffer = Buffer.allocUnsafe(LARGEST_DATAGRAM);
  /**
   * Reads what came besides the datagram that woke us: by the event loop each takes a buffer, an address and a call of its own, and
   * three times as long.
   */
  const readOthers = (index: number, fd: number) => {
    // Once it is closed, its number may be that of another file.
    for (let i = 0; i < mostAtOnce && !closed; i++) {
      const length = read(fd);
      if (length === null) return;
      onDatagram(index, buffer.subarray(0, length));
    }
  };
  const read = (fd: number): number | null => {
    try {
      return readOne(fd, buffer);
    } catch (error) {
      fail(error);
      return null;
    }
  };
  open.forEach((socket, index) => {
    const fd = numbers[index] ?? null;
    socket.on('error', fail);
    socket.on('message', (bytes) => {
      onDatagram(index, bytes);
      if (fd !== null) readOthers(index, fd);
    });
  });
  const send = (index: number, bytes: Uint8Array) => {
    // Its number may be that of another file by then.
    if (closed) return;
    const fd = numbers[index] ?? null;
    if (fd === null || !write(fd, bytes)) open[index]?.send(bytes);
  };
  /** The event loop takes three times as long; it waits where the system has no room. */
  const write = (fd: number, bytes: Uint8Array): boolean => {
    try {
      return writeOne(fd, bytes);
    } catch (error) {
      // What became of the datagrams before: this one has not gone out.
      fail(error);
      return false;
    }
  };
  return { sockets, send, close };
}
