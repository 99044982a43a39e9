import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { fail } from '../../shared/errors';
import { connectionFailure } from './failures';
import type { Session } from './transcripts';

export interface Datagram {
  bytes: Buffer;
  /** `process.hrtime.bigint()`, read first thing on arrival. */
  at: bigint;
}

/** A UDP socket on a random port that hears one peer alone. */
export interface Datagrams {
  /** The numeric address of the peer. */
  readonly address: string;
  readonly port: number;
  /**
   * @param text what the transcript says of these bytes
   * @returns `process.hrtime.bigint()`, read right before the bytes were handed to the system
   */
  send(bytes: Uint8Array, text: string): Promise<bigint>;
  /** @throws `wire.no-answer` after this many milliseconds of silence, `wire.refused`, `app.cancelled` */
  receive(deadlineMs: number): Promise<Datagram>;
  close(): void;
}

/** How many datagrams may wait to be read; a flood beyond that is dropped. */
const mostWaiting = 64;

export async function openDatagrams(options: {
  host: string;
  port: number;
  session: Session;
  signal?: AbortSignal | undefined;
}): Promise<Datagrams> {
  const { host, port, session, signal } = options;
  const { address, family } = await lookup(host).catch((error: unknown) => {
    throw connectionFailure(error instanceof Error ? error : new Error(String(error)), { host, port }, 'looking up');
  });
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  const arrived: Datagram[] = [];
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  const notify = () => {
    wake?.();
    wake = null;
  };
  const breakWith = (error: Error) => {
    failure ??= error;
    notify();
  };
  socket.on('message', (bytes) => {
    const at = process.hrtime.bigint();
    if (arrived.length < mostWaiting) arrived.push({ bytes, at });
    notify();
  });
  socket.on('error', (error) => breakWith(connectionFailure(error, { host, port }, 'waiting for an answer')));
  const onAbort = () => breakWith(fail('app.cancelled', {}));
  signal?.addEventListener('abort', onAbort, { once: true });
  // A connected socket hears its peer alone, and is told when nothing listens there.
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
    socket.connect(port, address);
  }).catch((error: unknown) => {
    socket.close();
    throw connectionFailure(error instanceof Error ? error : new Error(String(error)), { host, port }, 'connecting');
  });

  return {
    address,
    port,
    send: (bytes, text) =>
      new Promise((resolve, reject) => {
        session.sent(text, { octets: bytes.byteLength });
        const at = process.hrtime.bigint();
        socket.send(bytes, (error) =>
          error ? reject(connectionFailure(error, { host, port }, 'sending')) : resolve(at),
        );
      }),
    async receive(deadlineMs) {
      const end = Date.now() + deadlineMs;
      for (;;) {
        if (failure) throw failure;
        const next = arrived.shift();
        if (next) return next;
        const left = end - Date.now();
        if (left <= 0) throw fail('wire.no-answer', { host, port, seconds: deadlineMs / 1000 });
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    close() {
      signal?.removeEventListener('abort', onAbort);
      socket.close();
    },
  };
}
