import { type ClientHttp2Session, connect, constants } from 'node:http2';
import type { TlsFacts } from '../../shared/contract';
import { fail, type PosthornError } from '../../shared/errors';
import { type ConnectOptions, connectEncrypted } from './connect';
import { connectionFailure, type Where } from './failures';
import type { Session } from './transcripts';

export interface HttpRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
  deadlineMs: number;
  /** An answer with a longer body is refused. */
  mostOctets: number;
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  /** By their names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/** One connection that takes any number of requests at once (RFC 9113). */
export interface Http2 {
  readonly facts: TlsFacts;
  /** Why the certificate proves nothing, where encryption alone was asked for. */
  readonly doubt: PosthornError | null;
  /** @throws `wire.timeout`, `wire.closed`, `wire.reset`, `wire.too-large`, `app.cancelled` */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Resolves when no more requests are taken. */
  readonly gone: Promise<void>;
  close(): void;
}

type Http2Options = Omit<ConnectOptions, 'protocol' | 'tls' | 'transcripts' | 'alpn' | 'session'> & {
  session: Session;
};

/** @throws as `connect` does, and `wire.no-http2` */
export async function openHttp2(options: Http2Options): Promise<Http2> {
  const where = { host: options.host, port: options.port };
  const { socket, facts, doubt } = await connectEncrypted({ ...options, alpn: 'h2' });
  if (socket.alpnProtocol !== 'h2') {
    socket.destroy();
    throw fail('wire.no-http2', { host: where.host });
  }
  const name = options.tlsName ?? where.host;
  const authority = `${name.includes(':') ? `[${name}]` : name}${where.port === 443 ? '' : `:${where.port}`}`;
  const session = connect(`https://${authority}`, { createConnection: () => socket });
  const gone = new Promise<void>((resolve) => {
    session.once('close', resolve);
    session.once('goaway', () => resolve());
  });
  // Each request that is open hears of it as well.
  session.on('error', () => {});
  return {
    facts,
    doubt,
    gone,
    request: (request) => ask(session, where, request),
    close: () => session.destroy(),
  };
}

function ask(session: ClientHttp2Session, where: Where, request: HttpRequest): Promise<HttpAnswer> {
  const { method, path, headers, body, deadlineMs, mostOctets, signal } = request;
  const step = 'sending its answer';
  const closed = () => fail('wire.closed', { host: where.host, step });
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(fail('app.cancelled', {}));
    if (session.closed || session.destroyed) return reject(closed());
    const stream = session.request({ ':method': method, ':path': path, ...headers });
    const chunks: Buffer[] = [];
    let octets = 0;
    let status = 0;
    let answered: HttpAnswer['headers'] = new Map();
    const settle = (result: HttpAnswer | PosthornError) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (!(result instanceof Error)) return resolve(result);
      if (!stream.destroyed) stream.close(constants.NGHTTP2_CANCEL);
      reject(result);
    };
    const onAbort = () => settle(fail('app.cancelled', {}));
    const timer = setTimeout(
      () => settle(fail('wire.timeout', { host: where.host, step, seconds: deadlineMs / 1000 })),
      deadlineMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    stream.on('response', (fields) => {
      status = Number(fields[':status'] ?? 0);
      answered = new Map(Object.entries(fields).map(([field, value]) => [field, String(value)]));
    });
    stream.on('data', (chunk: Buffer) => {
      octets += chunk.length;
      if (octets > mostOctets) return settle(fail('wire.too-large', { host: where.host, octets: mostOctets }));
      chunks.push(chunk);
    });
    stream.on('end', () =>
      settle(status === 0 ? closed() : { status, headers: answered, body: Buffer.concat(chunks) }),
    );
    stream.on('error', (error) => settle(connectionFailure(error, where, step)));
    stream.on('close', () => settle(closed()));
    stream.end(body ?? undefined);
  });
}
