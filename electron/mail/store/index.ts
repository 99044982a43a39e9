import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Draft } from '../../../shared/contract';
import { fail, PosthornError } from '../../../shared/errors';
import type { Arrival } from './arrival';
import { IncomingMessage, Intake } from './intake';
import type { Ask, Ingested, Method, MethodArgs, MethodResult, Notice, Response } from './protocol';
import type { KnownUidl } from './uidls';

export type { Arrival, IncomingMessage, Ingested, KnownUidl };

/** The store's front door: the mail on this disk. All work happens in a worker thread, so no call blocks this one. */
export class Store {
  private seq = 0;
  private nextKey = 1;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private gone: PosthornError | null = null;
  private readonly intake: Intake;
  private readonly attaching = new Map<number, (octets: number) => void>();
  /** Told when messages show more, or are found by more, than they were. */
  onFiled = () => {};

  private constructor(private readonly worker: Worker) {
    this.intake = new Intake(this.ask);
    worker.on('message', (message: Response | Notice) => {
      if (!('notice' in message)) this.settle(message);
      else if (message.notice === 'filed') this.onFiled();
      else this.attaching.get(message.key)?.(message.octets);
    });
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

  readonly ask: Ask = <M extends Method>(method: M, args: MethodArgs<M>, handOver: ArrayBuffer[] = []) => {
    if (this.gone) return Promise.reject(this.gone);
    const seq = this.seq++;
    this.worker.postMessage({ seq, method, args }, handOver);
    return new Promise<MethodResult<M>>((resolve, reject) => {
      // The worker answers each method with what the protocol says; both come from one build.
      this.waiting.set(seq, { resolve: (value) => resolve(value as MethodResult<M>), reject });
    });
  };

  /** A message that comes in piece by piece. Nothing is durable before `settle`. */
  receive(arrival: Arrival): IncomingMessage {
    return new IncomingMessage(this.intake, this.nextKey++, arrival);
  }

  /** Makes all messages that ended durable and listed. */
  settleIncoming(): Promise<Ingested> {
    return this.intake.settle();
  }

  /**
   * Attaches a file of this disk to a draft.
   * @param how.onOctets told how many are copied
   * @throws `mail.unreadable-file`, `store.*`, `app.cancelled`
   */
  async attachFile(
    file: { id: number; path: string; name: string; type: string },
    { signal, onOctets }: { signal: AbortSignal; onOctets(octets: number): void },
  ): Promise<Draft> {
    const key = this.nextKey++;
    this.attaching.set(key, onOctets);
    const stop = () => void this.ask('stopAttaching', { key });
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.ask('drafts.attachFile', { ...file, key });
    } finally {
      signal.removeEventListener('abort', stop);
      this.attaching.delete(key);
    }
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
