import type { Socket } from 'node:net';
import type { Protocol } from '../../shared/contract';
import { asPosthornError, fail, PosthornError } from '../../shared/errors';
import { Connection } from './connection';
import { type Deadlines, defaultDeadlines } from './deadlines';
import { asError, connectionFailure, type Where } from './failures';
import { addressesOf, raceTo } from './race';
import { type Agreement, type Encrypted, handshake } from './tls-client';
import type { Session, Transcripts } from './transcripts';

export interface ConnectOptions extends Agreement {
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
  /** The address of this computer to connect from; the system's choice where it is left out. */
  localAddress?: string | undefined;
}

/**
 * Connects to the first address of a name that answers (Happy Eyeballs, RFC 8305).
 * @throws `wire.unknown-host`, `wire.refused`, `wire.unreachable`, `wire.timeout`, `tls.*`, `app.cancelled`
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { host, port, ca = [], signal, localAddress } = options;
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const session = options.session ?? options.transcripts?.open(options.protocol, `${host}:${port}`) ?? null;
  try {
    const raw = await open({ host, port }, deadlines.connectMs, signal, localAddress);
    session?.event(`connected to ${raw.remoteAddress ?? host}, port ${port}`);
    if (options.tls === 'later') return new Connection(raw, { host, port }, deadlines, { session, ca, signal });
    const { socket, facts, doubt } = await handshake(raw, { host, port }, ca, deadlines.tlsMs, signal, options);
    const connection = new Connection(socket, { host, port }, deadlines, { session, ca, signal });
    connection.noteTls(facts, doubt);
    return connection;
  } catch (error) {
    const reason = asPosthornError(error);
    session?.close(reason);
    throw reason;
  }
}

/**
 * The same for a protocol that needs the encrypted socket itself.
 * @throws as `connect` does
 */
export async function connectEncrypted(
  options: Omit<ConnectOptions, 'protocol' | 'tls' | 'transcripts' | 'session'> & { session: Session },
): Promise<Encrypted> {
  const { host, port, ca = [], signal, session, localAddress } = options;
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const raw = await open({ host, port }, deadlines.connectMs, signal, localAddress);
  session.event(`connected to ${raw.remoteAddress ?? host}, port ${port}`);
  const encrypted = await handshake(raw, { host, port }, ca, deadlines.tlsMs, signal, options);
  session.tls(encrypted.facts);
  return encrypted;
}

/** The name's addresses and the race to them, under one deadline. */
async function open(
  { host, port }: Where,
  deadlineMs: number,
  signal?: AbortSignal,
  localAddress?: string,
): Promise<Socket> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(fail('wire.timeout', { host, step: 'connecting', seconds: deadlineMs / 1000 }));
  }, deadlineMs);
  const onAbort = () => deadline.abort(fail('app.cancelled', {}));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    // A lookup can't be cancelled, but nobody has to wait for it.
    const addresses = await Promise.race([addressesOf(host), aborted(deadline.signal)]);
    return await raceTo(addresses, port, deadline.signal, localAddress);
  } catch (error) {
    throw error instanceof PosthornError ? error : connectionFailure(asError(error), { host, port }, 'connecting');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
