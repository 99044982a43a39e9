import { useRef, useState } from 'react';
import type { Args, JobName, Progress, Result } from '../shared/contract';
import { asPosthornError, type PosthornError } from '../shared/errors';
import { type RunningJob, start } from './client';

export interface Job<N extends JobName> {
  /** Of the last run; null while it goes on, and where it failed. */
  result: Result<N> | null;
  /** What the run that goes on said last. */
  progress: Progress<N> | null;
  running: boolean;
  /** Why the last run failed; that a person cancelled it is no failure. */
  error: PosthornError | undefined;
  /** Another run is cancelled for it. Resolves to null where it failed. */
  run(args: Args<N>): Promise<Result<N> | null>;
  cancel(): void;
}

/** A job that a screen runs again and again, and of which it shows the last run. */
export function useJob<N extends JobName>(name: N, onProgress: (progress: Progress<N>) => void = () => {}): Job<N> {
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<Progress<N> | null>(null);
  const [result, setResult] = useState<Result<N> | null>(null);
  const [error, setError] = useState<PosthornError>();
  const latest = useRef<RunningJob<N> | null>(null);
  const run = async (args: Args<N>) => {
    latest.current?.cancel();
    setError(undefined);
    setResult(null);
    setProgress(null);
    setRunning(true);
    // Of a run whose place was taken nothing more is shown.
    const isLatest = () => latest.current === job;
    const job = start(name, args, (now) => {
      if (!isLatest()) return;
      setProgress(() => now);
      onProgress(now);
    });
    latest.current = job;
    try {
      const answer = await job.result;
      if (isLatest()) setResult(() => answer);
      return answer;
    } catch (thrown) {
      const reason = asPosthornError(thrown);
      if (isLatest() && reason.code !== 'app.cancelled') setError(reason);
      return null;
    } finally {
      if (isLatest()) setRunning(false);
    }
  };
  return { result, progress, running, error, run, cancel: () => latest.current?.cancel() };
}
