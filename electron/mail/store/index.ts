import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fail, PosthornError } from '../../../shared/errors';
import type { Arrival } from './ingest';
import type { Ingested, Method, MethodArgs, MethodResult, Response } from './protocol';

export type { Arrival, Ingested };

/** Pieces of a message smaller than this are joined before they cross to the worker: a crossing costs more than a copy. */
const joinBelow = 65_536;

/** The store's front door: the mail on this disk. All work happens in a worker thread, so no call blocks this one. */
export class Store {
  private seq = 0;
  private nextKey = 1;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private gone: PosthornError | null = null;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (response: Response) => this.settle(response));
    worker.on('error', (cause) => this.end(fail('app.unexpected', { reason: cause.message }, { cause })));
    worker.on('exit', () => this.end(fail('store.closed', {})));
  }

  /**
   * @param dir the folder of the store; made when it is not there
   * @param workerPath the built `store-worker.cjs`
   * @param rebuild makes the index anew from the message files
   * @throws `store.too-new`, `store.unreadable`, `store.write-failed`
   */
  static async open(
    dir: string,
    workerPath: string,
    rebuild = false,
  ): Promise<{ store: Store; rebuilt: number | null }> {
    const store = new Store(new Worker(workerPath));
    try {
      const { rebuilt } = await store.ask('open', { dir, rebuild });
      return { store, rebuilt };
    } catch (error) {
      await store.worker.terminate();
      throw error;
    }
  }

  ask<M extends Method>(method: M, args: MethodArgs<M>): Promise<MethodResult<M>> {
    if (this.gone) return Promise.reject(this.gone);
    const seq = this.seq++;
    this.worker.postMessage({ seq, method, args });
    return new Promise((resolve, reject) => {
      // The worker answers each method with what the protocol says; both come from one build.
      this.waiting.set(seq, { resolve: (value) => resolve(value as MethodResult<M>), reject });
    });
  }

  /** A message that comes in piece by piece. Nothing is durable before `settle`. */
  receive(arrival: Arrival): IncomingMessage {
    return new IncomingMessage(this, this.nextKey++, arrival);
  }

  /** Makes all messages that ended durable and listed. */
  settleIncoming(): Promise<Ingested> {
    return this.ask('ingest.settle', {});
  }

  async close(): Promise<void> {
    if (this.gone) return;
    await this.ask('close', {});
    const exit = once(this.worker, 'exit');
    await this.worker.terminate();
    await exit;
  }

  private settle(response: Response): void {
    const waiting = this.waiting.get(response.seq);
    this.waiting.delete(response.seq);
    if (response.ok) waiting?.resolve(response.value);
    else waiting?.reject(new PosthornError(response.error));
  }

  private end(error: PosthornError): void {
    this.gone ??= error;
    for (const { reject } of this.waiting.values()) reject(this.gone);
    this.waiting.clear();
  }
}

/** Bytes in, in order; then `end` or `discard`. */
export class IncomingMessage {
  private held: Buffer[] = [];
  private heldOctets = 0;

  constructor(
    private readonly store: Store,
    private readonly key: number,
    private readonly arrival: Arrival,
  ) {}

  /** Resolves when more may come: at most one large piece waits for the disk. */
  async write(piece: Buffer): Promise<void> {
    this.held.push(Buffer.from(piece));
    this.heldOctets += piece.byteLength;
    if (this.heldOctets >= joinBelow) await this.flush();
  }

  private async flush(): Promise<void> {
    const piece = Buffer.concat(this.held);
    this.held = [];
    this.heldOctets = 0;
    await this.store.ask('ingest.append', { key: this.key, piece });
  }

  /** The message is whole. Small ones are handed over without waiting; `Store.settleIncoming` says how it went. */
  async end(): Promise<void> {
    if (this.heldOctets > 0) await this.flush();
    await this.store.ask('ingest.end', { key: this.key, arrival: this.arrival });
  }

  /** The message was cut: what came of it is taken away. */
  async discard(): Promise<void> {
    this.held = [];
    await this.store.ask('ingest.discard', { key: this.key });
  }
}
