import { once } from 'node:events';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { TlsFacts } from '../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../shared/errors';
import type { Deadlines } from './deadlines';
import { connectionFailure, type Where } from './failures';
import { Incoming } from './incoming';
import { handshake } from './tls-client';
import type { Session } from './transcripts';

/** Above this the peer is made to wait until somebody reads. */
const mostBuffered = 1_048_576;
const longestLine = 65_536;

interface Waiting {
  resolve(): void;
  reject(error: PosthornError): void;
  timer: NodeJS.Timeout;
}

/**
 * One connection, read as lines or as whatever came, with a deadline on every wait. Bytes stay bytes: nothing is decoded
 * here. After a failure every wait, then and later, rejects with that failure; what the peer said before it broke off can
 * still be read, since that often tells why.
 */
export class Connection {
  /** Null on the serving side, which keeps no transcript. */
  readonly session: Session | null;
  private socket: Socket;
  private readonly incoming = new Incoming();
  private waiting: Waiting | null = null;
  private failure: PosthornError | null = null;
  private ended = false;
  private tellGone = () => {};
  /** Resolves when the peer has hung up, or this side has, also while nobody waits for anything. */
  readonly gone = new Promise<void>((resolve) => {
    this.tellGone = resolve;
  });
  private facts: TlsFacts | null = null;
  private uncertain: PosthornError | null = null;
  /** What is being waited for, for the sentence that an error becomes. */
  private step = 'connecting';

  constructor(
    socket: Socket,
    private readonly where: Where,
    readonly deadlines: Deadlines,
    private readonly options: { session: Session | null; ca: string[]; signal?: AbortSignal | undefined },
  ) {
    this.session = options.session;
    this.socket = socket;
    this.attach();
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
    if (options.signal?.aborted) this.onAbort();
  }

  get tls(): TlsFacts | null {
    return this.facts;
  }

  /** Why the certificate proves nothing, where encryption alone was asked for. */
  get doubt(): PosthornError | null {
    return this.uncertain;
  }

  /** The protocol that was agreed on inside TLS, or empty. */
  get alpn(): string {
    return (this.socket instanceof tls.TLSSocket && this.socket.alpnProtocol) || '';
  }

  /** A key of this TLS session for another use (RFC 8446 §7.5). */
  exportKey(octets: number, label: string, context: Buffer): Buffer {
    if (!(this.socket instanceof tls.TLSSocket)) throw new TypeError('a line without TLS has no keys');
    return this.socket.exportKeyingMaterial(octets, label, context);
  }

  /** This computer's end of the line, or empty when the line is gone. */
  get localAddress(): string {
    return this.socket.localAddress ?? '';
  }

  private readonly onAbort = () => this.giveUp(fail('app.cancelled', {}));
  private readonly onData = (chunk: Buffer) => {
    this.incoming.push(chunk);
    if (this.incoming.octets > mostBuffered) this.socket.pause();
    this.wake();
  };
  private readonly onError = (error: Error) => this.breakWith(connectionFailure(error, this.where, this.step));
  private readonly onEnd = () => {
    this.ended = true;
    this.wake();
    this.tellGone();
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
  private breakWith(error: PosthornError): PosthornError {
    this.failure ??= error;
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.socket.destroy();
    const waiting = this.waiting;
    this.waiting = null;
    if (waiting) {
      clearTimeout(waiting.timer);
      waiting.reject(this.failure);
    }
    return this.failure;
  }

  /** The same where this side is the one that wants no more: what has come is not read either. */
  private giveUp(error: PosthornError): PosthornError {
    this.incoming.all();
    return this.breakWith(error);
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = null;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    waiting.resolve();
  }

  /**
   * Waits until more has come, or rejects.
   * @param leftMs of the deadline, which a whole line has to keep
   */
  private more(deadlineMs: number, step: string, leftMs = deadlineMs): Promise<void> {
    this.step = step;
    const { host } = this.where;
    if (this.failure) return Promise.reject(this.failure);
    if (this.ended) return Promise.reject(this.breakWith(fail('wire.closed', { host, step })));
    if (this.socket.isPaused()) this.socket.resume();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.giveUp(fail('wire.timeout', { host, step, seconds: deadlineMs / 1000 })),
        Math.max(0, leftMs),
      );
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
    // The line as a whole: a peer that gives an octet now and then would else never be late.
    const until = performance.now() + deadlineMs;
    for (;;) {
      const line = this.lineHere(most);
      if (line) return line;
      await this.more(deadlineMs, step, until - performance.now());
    }
  }

  /** The same of what has come already; null where the line is not whole. @throws `wire.line-too-long` */
  lineHere(most = longestLine): Buffer | null {
    const line = this.incoming.line();
    if ((line?.byteLength ?? this.incoming.octets) <= most) return line;
    throw this.giveUp(fail('wire.line-too-long', { host: this.where.host, octets: most }));
  }

  /** Whatever has come, in one piece as it came; waits when nothing has. */
  async readSome({ step = 'sending a message', deadlineMs = this.deadlines.idleMs } = {}): Promise<Buffer> {
    for (;;) {
      const some = this.someHere();
      if (some) return some;
      await this.more(deadlineMs, step);
    }
  }

  /** The same without a wait; null when nothing is here. */
  someHere(): Buffer | null {
    return this.incoming.some();
  }

  /** Drops the line for a peer that gives something, and too little. */
  tooSlow({ step, deadlineMs }: { step: string; deadlineMs: number }): PosthornError {
    return this.giveUp(fail('wire.timeout', { host: this.where.host, step, seconds: deadlineMs / 1000 }));
  }

  /** Gives back what was read too much; the next read begins with it. */
  unread(rest: Buffer): void {
    this.incoming.unread(rest);
  }

  /** Bytes that have come and nobody has read. */
  get pending(): number {
    return this.incoming.octets;
  }

  /** Resolves at once while the peer keeps up, else when it has taken what is waiting. */
  async write(bytes: Uint8Array | string): Promise<void> {
    if (this.failure) throw this.failure;
    if (!this.socket.writable) {
      // The peer has gone. Its last words, if it left any, say more than that, and the next read finds them.
      if (this.incoming.octets > 0) return;
      throw this.breakWith(fail('wire.closed', { host: this.where.host, step: this.step }));
    }
    if (this.socket.write(bytes)) return;
    await this.drained();
    if (this.failure) throw this.failure;
  }

  private drained(): Promise<void> {
    const { socket } = this;
    const { host } = this.where;
    const { idleMs } = this.deadlines;
    const step = 'taking what was sent';
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.giveUp(fail('wire.timeout', { host, step, seconds: idleMs / 1000 })), idleMs);
      const onClose = () => {
        this.breakWith(fail('wire.closed', { host, step }));
        settle();
      };
      const settle = () => {
        clearTimeout(timer);
        socket.off('drain', settle);
        socket.off('close', onClose);
        resolve();
      };
      socket.on('drain', settle);
      socket.on('close', onClose);
    });
  }

  /**
   * Goes on encrypted, after the server agreed to STARTTLS.
   * @throws `tls.injected` when anything came behind the server's agreement: it would be taken for an encrypted answer
   *   (CVE-2011-0411)
   */
  async startTls(): Promise<TlsFacts> {
    this.step = 'encrypting';
    if (this.failure) throw this.failure;
    if (this.incoming.octets > 0) throw this.giveUp(fail('tls.injected', { host: this.where.host }));
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
      throw this.giveUp(asPosthornError(error));
    }
  }

  /** Keeps what the handshake told. */
  noteTls(facts: TlsFacts, doubt: PosthornError | null = null): void {
    this.facts = facts;
    this.uncertain = doubt;
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
