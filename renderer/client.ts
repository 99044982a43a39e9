import type { Args, CallName, EventName, JobName, Payload, Progress, Result } from '../shared/contract';
import type { Bridge, Envelope } from '../shared/contract/bridge';
import { PosthornError } from '../shared/errors';

declare global {
  interface Window {
    readonly posthorn: Bridge;
  }
}

/** The main process checks each answer against the contract before it sends it, so the shapes can be relied on. */
function open<T>(envelope: Envelope<unknown>): T {
  if (!envelope.ok) throw new PosthornError(envelope.error);
  return envelope.value as T;
}

const early = new Map<string, { asked: Promise<Envelope<unknown>>; answer?: Envelope<unknown> }>();
const keyOf = (name: CallName, args: unknown) => `${name} ${JSON.stringify(args)}`;

/** Asks before anybody needs the answer: the first who asks the same gets this one. */
export async function askEarly<N extends CallName>(name: N, args: Args<N>): Promise<Result<N>> {
  const asked = window.posthorn.call(name, args);
  const entry: { asked: typeof asked; answer?: Envelope<unknown> } = { asked };
  early.set(keyOf(name, args), entry);
  entry.answer = await asked;
  return open<Result<N>>(entry.answer);
}

/** What was asked early and nobody took yet, if its answer is here: what is drawn first can begin with it. */
export function earlyAnswer<N extends CallName>(name: N, args: Args<N> | null): Result<N> | undefined {
  if (early.size === 0 || args === null) return undefined;
  const answer = early.get(keyOf(name, args))?.answer;
  return answer?.ok ? open<Result<N>>(answer) : undefined;
}

/** @throws PosthornError */
export async function call<N extends CallName>(name: N, args: Args<N>): Promise<Result<N>> {
  // At the start alone is there something to look for.
  const key = early.size > 0 ? keyOf(name, args) : '';
  const asked = early.get(key)?.asked;
  early.delete(key);
  return open<Result<N>>(await (asked ?? window.posthorn.call(name, args)));
}

export interface RunningJob<N extends JobName> {
  result: Promise<Result<N>>;
  cancel(): void;
}

export function start<N extends JobName>(
  name: N,
  args: Args<N>,
  onProgress: (progress: Progress<N>) => void,
): RunningJob<N> {
  const job = window.posthorn.start(name, args, (progress) => onProgress(progress as Progress<N>));
  return { result: job.result.then((envelope) => open<Result<N>>(envelope)), cancel: job.cancel };
}

/** @returns ends the subscription */
export function on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void {
  return window.posthorn.on(name, (payload) => listener(payload as Payload<N>));
}
