import { Worker } from 'node:worker_threads';
import type { BulkKind, BulkState } from '../../../shared/contract/dns-bulk';
import { fail, PosthornError } from '../../../shared/errors';
import type { BulkJob } from './job';
import type { BulkReply, BulkRequest, BulkTold } from './protocol';
import { counted } from './results';

interface Waiting {
  resolve(reply: BulkReply): void;
  reject(error: PosthornError): void;
}

/** Results come and go by the thousand; a young generation that is too small would be swept all the time. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/** Many questions, asked on a thread of their own, with their results. The thread is kept for the next ones. */
export class Bulk {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastSeq = 0;
  private onState: (state: BulkState) => void = () => {};
  state: BulkState | null = null;

  /** @param workerPath the built `dns-worker.cjs` */
  constructor(workerPath: string) {
    this.worker = new Worker(workerPath, { resourceLimits });
    this.worker.on('message', (told: BulkTold) => {
      if (told.told === 'state') {
        this.tell(told.state);
        return;
      }
      const waiting = this.waiting.get(told.seq);
      this.waiting.delete(told.seq);
      if (told.told === 'reply') waiting?.resolve(told.reply);
      else waiting?.reject(new PosthornError(told.error));
    });
    this.worker.on('error', () => this.rejectAll());
  }

  /**
   * Asks; what was asked before is ended and forgotten.
   * @param path of a file for the results, which is removed when they are forgotten
   */
  async start(job: BulkJob, path: string, onState: (state: BulkState) => void): Promise<void> {
    await this.ask({ method: 'forget' });
    this.onState = onState;
    this.ask({ method: 'start', job, path }).catch((error: PosthornError) => {
      const none = { total: 0, done: 0, kinds: counted(() => 0), dropped: 0, leftOut: 0, elapsedMs: 0 };
      this.tell({ ...none, ...this.state, state: 'failed', error: error.toJSON() });
    });
  }

  async cancel(): Promise<void> {
    await this.ask({ method: 'cancel' });
  }

  async rows(kind: BulkKind | null, from: number, count: number): Promise<{ rows: string[]; total: number }> {
    return (await this.ask({ method: 'rows', kind, from, count })) ?? { rows: [], total: 0 };
  }

  async export(path: string, format: 'csv' | 'json', kind: BulkKind | null): Promise<void> {
    await this.ask({ method: 'export', path, format, kind });
  }

  async close(): Promise<void> {
    await this.ask({ method: 'forget' }).catch(() => {});
    await this.worker.terminate();
    this.rejectAll();
  }

  private tell(state: BulkState): void {
    this.state = state;
    this.onState(state);
  }

  private ask(request: BulkRequest): Promise<BulkReply> {
    this.lastSeq += 1;
    const seq = this.lastSeq;
    return new Promise((resolve, reject) => {
      this.waiting.set(seq, { resolve, reject });
      this.worker.postMessage({ seq, request });
    });
  }

  private rejectAll(): void {
    for (const { reject } of this.waiting.values()) reject(fail('app.cancelled', {}));
    this.waiting.clear();
  }
}
