import type { BaseIssue, BaseSchema, InferOutput } from 'valibot';

export type Schema = BaseSchema<unknown, unknown, BaseIssue<unknown>>;

/** A question with one answer. */
export interface CallSpec<A extends Schema = Schema, R extends Schema = Schema> {
  kind: 'call';
  args: A;
  result: R;
}

/** Long work: it reports progress, can be cancelled, and ends with a result or an error. */
export interface JobSpec<A extends Schema = Schema, P extends Schema = Schema, R extends Schema = Schema> {
  kind: 'job';
  args: A;
  progress: P;
  result: R;
}

/** Something the main process tells every window unasked. */
export interface EventSpec<P extends Schema = Schema> {
  kind: 'event';
  payload: P;
}

export const call = <A extends Schema, R extends Schema>(args: A, result: R): CallSpec<A, R> => ({
  kind: 'call',
  args,
  result,
});

export const job = <A extends Schema, P extends Schema, R extends Schema>(
  args: A,
  progress: P,
  result: R,
): JobSpec<A, P, R> => ({ kind: 'job', args, progress, result });

export const event = <P extends Schema>(payload: P): EventSpec<P> => ({ kind: 'event', payload });

export type ArgsOf<S> = S extends CallSpec<infer A, Schema> | JobSpec<infer A, Schema, Schema> ? InferOutput<A> : never;
export type ResultOf<S> =
  S extends CallSpec<Schema, infer R>
    ? InferOutput<R>
    : S extends JobSpec<Schema, Schema, infer R>
      ? InferOutput<R>
      : never;
export type ProgressOf<S> = S extends JobSpec<Schema, infer P, Schema> ? InferOutput<P> : never;
export type PayloadOf<S> = S extends EventSpec<infer P> ? InferOutput<P> : never;
