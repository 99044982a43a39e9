import { once } from 'node:events';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { TlsFacts } from '../../shared/contract';
import { fail, type PosthornError } from '../../shared/errors';
import type { Deadlines } from './deadlines';
import { connectionFailure, type Where } from './failures';
import { handshake } from './tls-client';
import type { Session } from './transcripts';

/** Above this the peer is made to wait until somebody reads. */
const mostBuffered = 1_048_576;
const longestLine = 65_536;
const LF = 0x0a;
const CR = 0x0d;

interface Waiting {
  resolve(): void;
  reject(error: PosthornError): void;
  timer: NodeJS.Timeout;
}

/**
 * One connection, read as lines or as whatever came, with a deadline on every wait. Bytes stay bytes: nothing is decoded
 * here. After a failure every wait, then and later, rejects with that failure.
 */
export class Connection {
  /** Null on the serving side, which keeps no transcript. */
  readonly session: Session | null;
  private socket: Socket;
  private chunks: Buffer[] = [];
  private buffered = 0;
  private waiting: Waiting | null = null;
  private failure: PosthornError | null = null;
  private ended = false;
  private facts: TlsFacts | null = null;
  /** What is being waited for, for the sentence that an error becomes. */
  private step = 'connecting';

  constructor(
    socket: Socket,
    private readonly where: Where,
    private readonly deadlines: Deadlines,
    private readonly options: { session: Session | null; ca: string[]; signal?: AbortSignal | undefined },
  ) {
    this.session = options.session;
    this.socket = socket;
    this.attach();
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get tls(): TlsFacts | null {
    return this.facts;
  }

  private readonly onAbort = () => this.breakWith(fail('app.cancelled', {}));
  private readonly onData = (chunk: Buffer) => {
    this.chunks.push(chunk);
    this.buffered += chunk.byteLength;
    if (this.buffered > mostBuffered) this.socket.pause();
    this.wake();
  };
  private readonly onError = (error: Error) => this.breakWith(connectionFailure(error, this.where, this.step));
  private readonly onEnd = () => {
    this.ended = true;
    this.wake();
  };

  private attach(): void {
    this.socket.setNoDelay(true);
    this.socket.on('data', this.onData);
    this.socket.on('error', this.onError);
    this.socket.on('end', this.onEnd);
    this.socket.on('close', this.onEnd);
  }

  private release(): void {
    this.socket.off('data', this.onData);
    this.socket.off('error', this.onError);
    this.socket.off('end', this.onEnd);
    this.socket.off('close', this.onEnd);
  }

  /** Ends the connection for good, for this reason. */
  private breakWith(error: PosthornError): void {
    this.failure ??= error;
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.socket.destroy();
    const waiting = this.waiting;
    this.waiting = null;
    if (waiting) {
      clearTimeout(waiting.timer);
      waiting.reject(this.failure);
    }
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = null;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    waiting.resolve();
  }

  /** Waits until more has come, or rejects. */
  private more(deadlineMs: number, step: string): Promise<void> {
    this.step = step;
    if (this.failure) return Promise.reject(this.failure);
    if (this.ended) {
      this.breakWith(fail('wire.closed', { host: this.where.host, step }));
      return Promise.reject(this.failure);
    }
    if (this.socket.isPaused()) this.socket.resume();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.breakWith(
          fail('wire.timeout', { host: this.where.host, step, seconds: Math.round(deadlineMs / 100) / 10 }),
        );
      }, deadlineMs);
      this.waiting = { resolve, reject, timer };
    });
  }

  /**
   * One line without its end (CRLF, or a bare LF from those who know no better).
   * @throws `wire.line-too-long`, `wire.timeout`, `wire.closed`, `wire.reset`, `app.cancelled`
   */
  async readLine({
    step = 'waiting for an answer',
    deadlineMs = this.deadlines.replyMs,
    most = longestLine,
  } = {}): Promise<Buffer> {
    let searched = 0;
    for (;;) {
      const found = this.findLineEnd(searched);
      if (found >= 0) {
        const line = this.take(found + 1);
        return line.subarray(0, line[found - 1] === CR ? found - 1 : found);
      }
      searched = this.buffered;
      if (searched > most) {
        this.breakWith(fail('wire.line-too-long', { host: this.where.host, octets: most }));
      }
      await this.more(deadlineMs, step);
    }
  }

  /** Position of the first LF at or after `from`, over all chunks. */
  private findLineEnd(from: number): number {
    let start = 0;
    for (const chunk of this.chunks) {
      if (start + chunk.byteLength > from) {
        const found = chunk.indexOf(LF, Math.max(0, from - start));
        if (found >= 0) return start + found;
      }
      start += chunk.byteLength;
    }
    return -1;
  }

  private take(octets: number): Buffer {
    const [first] = this.chunks;
    if (first && first.byteLength >= octets) {
      if (first.byteLength === octets) this.chunks.shift();
      else this.chunks[0] = first.subarray(octets);
      this.buffered -= octets;
      return first.subarray(0, octets);
    }
    const all = Buffer.concat(this.chunks);
    this.chunks = all.byteLength > octets ? [all.subarray(octets)] : [];
    this.buffered -= octets;
    return all.subarray(0, octets);
  }

  /** Whatever has come, in one piece as it came; waits when nothing has. */
  async readSome({ step = 'sending a message', deadlineMs = this.deadlines.idleMs } = {}): Promise<Buffer> {
    while (this.chunks.length === 0) await this.more(deadlineMs, step);
    const chunk = this.chunks.shift() ?? Buffer.alloc(0);
    this.buffered -= chunk.byteLength;
    return chunk;
  }

  /** Gives back what was read too much; the next read begins with it. */
  unread(rest: Buffer): void {
    if (rest.byteLength === 0) return;
    this.chunks.unshift(rest);
    this.buffered += rest.byteLength;
  }

  /** Bytes that have come and nobody has read. */
  get pending(): number {
    return this.buffered;
  }

  /** Resolves at once while the peer keeps up, else when it has taken what is waiting. */
  async write(bytes: Uint8Array | string): Promise<void> {
    if (this.failure) throw this.failure;
    if (this.socket.write(bytes)) return;
    const deadline = AbortSignal.timeout(this.deadlines.idleMs);
    await once(this.socket, 'drain', { signal: deadline }).catch(() => {
      this.breakWith(
        fail('wire.timeout', {
          host: this.where.host,
          step: 'taking what was sent',
          seconds: this.deadlines.idleMs / 1000,
        }),
      );
    });
    if (this.failure) throw this.failure;
  }

  /**
   * Goes on encrypted, after the server agreed to STARTTLS.
   * @throws `tls.injected` when anything came behind the server's agreement: it would be taken for an encrypted answer
   *   (CVE-2011-0411)
   */
  async startTls(): Promise<TlsFacts> {
    this.step = 'encrypting';
    if (this.buffered > 0) this.breakWith(fail('tls.injected', { host: this.where.host }));
    if (this.failure) throw this.failure;
    this.release();
    try {
      const { socket, facts } = await handshake(
        this.socket,
        this.where,
        this.options.ca,
        this.deadlines.tlsMs,
        this.options.signal,
      );
      this.socket = socket;
      this.attach();
      this.noteTls(facts);
      return facts;
    } catch (error) {
      this.socket.on('error', () => {});
      this.socket.destroy();
      throw error;
    }
  }

  /** Keeps what the handshake told. */
  noteTls(facts: TlsFacts): void {
    this.facts = facts;
    this.session?.tls(facts);
  }

  /** The serving side of STARTTLS. */
  async acceptTls({ cert, key }: { cert: string; key: string }): Promise<void> {
    this.release();
    const socket = new tls.TLSSocket(this.socket, {
      isServer: true,
      secureContext: tls.createSecureContext({ cert, key }),
    });
    await once(socket, 'secure', { signal: AbortSignal.timeout(this.deadlines.tlsMs) });
    this.socket = socket;
    this.attach();
  }

  /** Hands the socket to a library that reads it itself; this connection is over. `unread` comes first from it. */
  detach(unread?: Buffer): Socket {
    const socket = this.socket;
    this.release();
    this.options.signal?.removeEventListener('abort', this.onAbort);
    socket.pause();
    for (const chunk of this.chunks.splice(0).reverse()) socket.unshift(chunk);
    if (unread) socket.unshift(unread);
    return socket;
  }

  /** Says that no more will be sent, and lets the peer finish. */
  end(): void {
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.socket.end();
    // A peer that never closes its side must not hold this one (RFC 1939 has no rule for it).
    const timer = setTimeout(() => this.socket.destroy(), 2_000);
    timer.unref();
    this.socket.once('close', () => clearTimeout(timer));
  }

  /** Drops the line. */
  destroy(): void {
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.failure ??= fail('wire.closed', { host: this.where.host, step: this.step });
    this.socket.destroy();
    this.wake();
  }
}
