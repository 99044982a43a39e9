import type { ErrorData } from '../errors';

/** What crosses IPC in answer to a call: a value, or an error as data, since a thrown one would lose its fields. */
export type Envelope<T> = { ok: true; value: T } | { ok: false; error: ErrorData };

/** IPC channels. */
export const channels = {
  call: 'posthorn:call',
  start: 'posthorn:start',
  cancel: 'posthorn:cancel',
  event: 'posthorn:event',
  progress: 'posthorn:progress',
} as const;

/** A running job, seen from the window. */
export interface Job<R> {
  result: Promise<Envelope<R>>;
  cancel(): void;
}

/** `window.posthorn` */
export interface Bridge {
  call(name: string, args: unknown): Promise<Envelope<unknown>>;
  start(name: string, args: unknown, onProgress: (progress: unknown) => void): Job<unknown>;
  /** Answers with a function that ends the subscription. */
  on(name: string, listener: (payload: unknown) => void): () => void;
}
