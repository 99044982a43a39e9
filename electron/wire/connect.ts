import net, { type Socket } from 'node:net';
import type { Protocol } from '../../shared/contract';
import { asPosthornError, fail } from '../../shared/errors';
import { Connection } from './connection';
import { type Deadlines, defaultDeadlines } from './deadlines';
import { connectionFailure } from './failures';
import { handshake } from './tls-client';
import type { Session, Transcripts } from './transcripts';

export interface ConnectOptions {
  protocol: Protocol;
  host: string;
  port: number;
  /** `implicit`: encrypted from the first byte. `later`: plain, until `startTls` if ever. */
  tls: 'implicit' | 'later';
  /** Where the session is kept; a new one is opened when a record is given. */
  transcripts?: Transcripts;
  session?: Session;
  /** PEMs trusted besides the system's. */
  ca?: string[];
  deadlines?: Partial<Deadlines>;
  signal?: AbortSignal | undefined;
}

/**
 * Connects to the first address of a name that answers (Happy Eyeballs, RFC 8305).
 * @throws `wire.unknown-host`, `wire.refused`, `wire.unreachable`, `wire.timeout`, `tls.*`, `app.cancelled`
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { host, port, ca = [], signal } = options;
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const session = options.session ?? options.transcripts?.open(options.protocol, `${host}:${port}`) ?? null;
  try {
    const raw = await open(host, port, deadlines.connectMs, signal);
    session?.event(`connected to ${raw.remoteAddress ?? host}, port ${port}`);
    if (options.tls === 'later') return new Connection(raw, { host, port }, deadlines, { session, ca, signal });
    const { socket, facts } = await handshake(raw, { host, port }, ca, deadlines.tlsMs, signal);
    const connection = new Connection(socket, { host, port }, deadlines, { session, ca, signal });
    connection.noteTls(facts);
    return connection;
  } catch (error) {
    const reason = asPosthornError(error);
    session?.close(reason);
    throw reason;
  }
}

function open(host: string, port: number, deadlineMs: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(fail('app.cancelled', {}));
    const socket = net.connect({ host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 250 });
    const settle = (error?: Error) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      if (!error) return resolve(socket);
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const onError = (error: Error) => settle(connectionFailure(error, { host, port }, 'connecting'));
    const onAbort = () => settle(fail('app.cancelled', {}));
    const timer = setTimeout(() => {
      settle(fail('wire.timeout', { host, step: 'connecting', seconds: deadlineMs / 1000 }));
    }, deadlineMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => settle());
    socket.on('error', onError);
  });
}
