import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { fail, type PosthornError } from '../../shared/errors';
import { asError, connectionFailure } from './failures';
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
    throw connectionFailure(asError(error), { host, port }, 'looking up');
  });
  if (signal?.aborted) throw fail('app.cancelled', {});
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  const arrived: Datagram[] = [];
  let failure: PosthornError | null = null;
  let closed = false;
  let wake: (() => void) | null = null;
  const notify = () => {
    wake?.();
    wake = null;
  };
  const breakWith = (error: PosthornError) => {
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
    signal?.removeEventListener('abort', onAbort);
    socket.close();
    throw connectionFailure(asError(error), { host, port }, 'connecting');
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
      if (closed) return;
      closed = true;
      signal?.removeEventListener('abort', onAbort);
      socket.close();
      // Whoever still waits must not wait for its whole deadline.
      breakWith(fail('app.cancelled', {}));
    },
  };
}
