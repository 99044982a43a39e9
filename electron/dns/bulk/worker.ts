import { parentPort } from 'node:worker_threads';
import { mostBulkNames } from '../../../shared/contract/dns-bulk';
import { asPosthornError } from '../../../shared/errors';
import { exportRows } from './export';
import { runBulk } from './job';
import { countNames } from './names';
import type { BulkReply, BulkRequest, BulkTold } from './protocol';
import { Results } from './results';

/** How often the window hears of it. */
const toldEveryMs = 200;

const tell = (told: BulkTold) => parentPort?.postMessage(told);
let cancelled = new AbortController();
let results: Results | null = null;
let running: Promise<void> = Promise.resolve();

async function start({ job, path }: Extract<BulkRequest, { method: 'start' }>): Promise<void> {
  const names = await countNames(job.source);
  const mine = new Results(path, Math.min(names, mostBulkNames) * job.types.length);
  results = mine;
  let dropped = 0;
  const beganAt = performance.now();
  const state = () => ({
    total: mine.total,
    done: mine.done,
    kinds: mine.byKind(),
    dropped,
    leftOut: Math.max(0, names - mostBulkNames),
    elapsedMs: Math.round(performance.now() - beganAt),
  });
  tell({ told: 'state', state: { ...state(), state: 'running', error: null } });
  const timer = setInterval(
    () => tell({ told: 'state', state: { ...state(), state: 'running', error: null } }),
    toldEveryMs,
  );
  try {
    await runBulk(job, { onRow: (row) => mine.add(row), onDropped: () => (dropped += 1), signal: cancelled.signal });
    tell({ told: 'state', state: { ...state(), state: 'done', error: null } });
  } catch (thrown) {
    const error = asPosthornError(thrown);
    const ended = error.code === 'app.cancelled' ? 'cancelled' : 'failed';
    tell({ told: 'state', state: { ...state(), state: ended, error: ended === 'failed' ? error.toJSON() : null } });
  } finally {
    clearInterval(timer);
  }
}

/** Ends the last questions, if they go on, and removes their results. */
async function forget(): Promise<void> {
  cancelled.abort();
  await running.catch(() => {});
  results?.close();
  results = null;
}

async function answer(request: BulkRequest): Promise<BulkReply> {
  switch (request.method) {
    case 'start':
      await forget();
      cancelled = new AbortController();
      running = start(request);
      await running;
      return null;
    case 'cancel':
      cancelled.abort();
      return null;
    case 'rows': {
      const { kind, from, count } = request;
      return { rows: [...(results?.rows(kind, from, count) ?? [])], total: results?.count(kind) ?? 0 };
    }
    case 'export':
      if (results) await exportRows(results, request);
      return null;
    case 'forget':
      await forget();
      return null;
  }
}

// Both ends come from one build, so a request is what its type says.
parentPort?.on('message', ({ seq, request }: { seq: number; request: BulkRequest }) => {
  answer(request).then(
    (reply) => tell({ told: 'reply', seq, reply }),
    (thrown: unknown) => tell({ told: 'failure', seq, error: asPosthornError(thrown).toJSON() }),
  );
});
