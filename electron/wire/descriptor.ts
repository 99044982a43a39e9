import type { Socket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { asError, codeOf } from './failures';

export interface Datagram {
  bytes: Buffer;
  /** `process.hrtime.bigint()`, read first thing on arrival. */
  at: bigint;
}

/** The largest datagram of IPv4 and IPv6 without jumbograms. */
export const LARGEST_DATAGRAM = 65_535;

/**
 * A connected UDP socket by its file descriptor: datagrams go out and come in by system calls right beside the stamps. Through the
 * event loop it takes some 40 µs until they are out and 90 until they are heard of, and half of the difference is an error of the clock.
 */
export interface Descriptor {
  /**
   * @returns `process.hrtime.bigint()`, read right before the bytes were handed to the system
   * @throws the system's error
   */
  write(bytes: Uint8Array): bigint;
  /**
   * Waits without rest, and keeps everything else in this thread waiting.
   * @returns null where nothing came in this many milliseconds
   * @throws the system's error
   */
  read(ms: number): Datagram | null;
}

/** Null where it can't be told. */
export function descriptorOf(socket: Socket): Descriptor | null {
  const [fd = null] = descriptorNumbers([socket]);
  if (fd === null) return null;
  return {
    write(bytes) {
      const at = process.hrtime.bigint();
      writeSync(fd, bytes);
      return at;
    },
    read(ms) {
      const buffer = Buffer.allocUnsafe(LARGEST_DATAGRAM);
      const end = process.hrtime.bigint() + BigInt(Math.round(ms * 1e6));
      for (;;) {
        const length = readOne(fd, buffer);
        const at = process.hrtime.bigint();
        if (length !== null) return { bytes: Buffer.from(buffer.subarray(0, length)), at };
        if (at > end) return null;
      }
    },
  };
}

/**
 * Whether a processor is left for whoever answers while this thread waits without rest. Where there is none, the system takes it
 * from this thread, and gives it back some milliseconds after the answer: who waits asleep is woken at once.
 */
export function hasRoomToWait(loadavg = readLoad(), processors = availableParallelism()): boolean {
  const [, running = ''] = /(\d+)\/\d+ \d+\s*$/.exec(loadavg) ?? [];
  return running !== '' && Number(running) < processors;
}

/** `0.20 0.18 0.12 1/80 11206`: how many threads run or want to, this one among them, of how many. Empty where there is none. */
function readLoad(): string {
  try {
    return readFileSync('/proc/loadavg', 'latin1');
  } catch {
    return '';
  }
}

/**
 * Reads the next datagram of a socket into `buffer`.
 * @returns its octets; null: none is here
 * @throws the system's error
 */
export function readOne(fd: number, buffer: Buffer): number | null {
  try {
    return readSync(fd, buffer);
  } catch (thrown) {
    if (wouldWait(thrown)) return null;
    throw thrown;
  }
}

/**
 * Hands the system a datagram for the peer of a socket.
 * @returns false: it has no room now
 * @throws the system's error, which may be about datagrams before
 */
export function writeOne(fd: number, bytes: Uint8Array): boolean {
  try {
    writeSync(fd, bytes);
    return true;
  } catch (thrown) {
    if (wouldWait(thrown)) return false;
    throw thrown;
  }
}

const wouldWait = (thrown: unknown) => codeOf(asError(thrown)) === 'EAGAIN';

/**
 * The file descriptor of each of these connected UDP sockets of one family; null where it can't be told. Linux gives in `/proc/net/udp`
 * the inode of the socket with these two ports, and in the links of `/proc/self/fd` who has it.
 */
export function descriptorNumbers(sockets: readonly Socket[]): (number | null)[] {
  if (process.platform !== 'linux') return sockets.map(() => null);
  try {
    const table = sockets[0]?.address().family === 'IPv6' ? '/proc/self/net/udp6' : '/proc/self/net/udp';
    const listed = readFileSync(table, 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    const owned = readdirSync('/proc/self/fd').map((fd) => ({ fd: Number(fd), target: target(fd) }));
    return sockets.map((socket) => {
      const ends = [socket.address().port, socket.remoteAddress().port].map(
        (port) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`,
      );
      const inodes = listed
        .filter((fields) => ends.every((end, i) => fields[i + 1]?.endsWith(end)))
        .map((fields) => `socket:[${fields[9]}]`);
      const [found, ...others] = owned.filter(({ target }) => inodes.includes(target));
      return found && others.length === 0 ? found.fd : null;
    });
  } catch {
    return sockets.map(() => null);
  }
}

/** A descriptor may be closed between its listing and this. */
function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
