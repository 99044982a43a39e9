import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { fail, type PosthornError } from '../../shared/errors';
import { type Datagram, type Descriptor, descriptorOf, hasRoomToWait } from './descriptor';
import { asError, connectionFailure } from './failures';
import type { Session } from './transcripts';

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
/** Code that ran right before takes some microseconds less when it counts. */
const WARM_MS = 0.3;

export async function openDatagrams(options: {
  host: string;
  port: number;
  session: Session;
  signal?: AbortSignal | undefined;
  /**
   * How many milliseconds after a datagram was sent this thread does nothing but wait for the answer, so that the stamps are as close
   * to the system's as they can be: where the system allows it, and has a processor to spare. A server in this very thread could
   * not answer meanwhile.
   */
  eagerMs?: number;
  hasRoom?: () => boolean;
}): Promise<Datagrams> {
  const { host, port, session, signal, eagerMs = 0, hasRoom = hasRoomToWait } = options;
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
  const arrive = (datagram: Datagram) => {
    if (arrived.length < mostWaiting) arrived.push(datagram);
    notify();
  };
  socket.on('message', (bytes) => {
    const at = process.hrtime.bigint();
    arrive({ bytes, at });
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

  let descriptor = eagerMs > 0 && hasRoom() ? descriptorOf(socket) : null;
  const sendEagerly = (through: Descriptor, bytes: Uint8Array): bigint => {
    const listen = (ms: number) => {
      const datagram = through.read(ms);
      if (datagram) arrive(datagram);
    };
    let step = 'waiting for an answer';
    try {
      listen(WARM_MS);
      step = 'sending';
      const at = through.write(bytes);
      step = 'waiting for an answer';
      listen(eagerMs);
      return at;
    } catch (thrown) {
      throw connectionFailure(asError(thrown), { host, port }, step);
    }
  };

  return {
    address,
    port,
    async send(bytes, text) {
      session.sent(text, { octets: bytes.byteLength });
      if (descriptor) return sendEagerly(descriptor, bytes);
      return new Promise((resolve, reject) => {
        const at = process.hrtime.bigint();
        socket.send(bytes, (error) =>
          error ? reject(connectionFailure(error, { host, port }, 'sending')) : resolve(at),
        );
      });
    },
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
      // Its number may soon be that of another file.
      descriptor = null;
      signal?.removeEventListener('abort', onAbort);
      socket.close();
      // Whoever still waits must not wait for its whole deadline.
      breakWith(fail('app.cancelled', {}));
    },
  };
}
