import type { BulkKind, BulkState } from '../../../shared/contract/dns-bulk';
import type { ErrorData } from '../../../shared/errors';
import type { BulkJob } from './job';

/** What the thread that asks many questions is told to do. */
export type BulkRequest =
  /** @param path of a file for the results, which is its own */
  | { method: 'start'; job: BulkJob; path: string }
  | { method: 'cancel' }
  | { method: 'rows'; kind: BulkKind | null; from: number; count: number }
  | { method: 'export'; path: string; format: 'csv' | 'json'; kind: BulkKind | null }
  | { method: 'forget' };

/** Rows are JSON, as they lie on disk. */
export type BulkReply = { rows: string[]; total: number } | null;

export type BulkTold =
  | { told: 'state'; state: BulkState }
  | { told: 'reply'; seq: number; reply: BulkReply }
  | { told: 'failure'; seq: number; error: ErrorData };
