import { useState } from 'react';
import type { Args } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { type RunningJob, start } from '../client';
import type { Traced } from './trace-view';

/** A way down that is being gone, or was gone last. */
export function useTrace() {
  const [traced, setTraced] = useState<Traced | null>(null);
  const [job, setJob] = useState<RunningJob<'dns.trace'> | null>(null);
  const [error, setError] = useState<PosthornError>();
  const run = async (args: Args<'dns.trace'>) => {
    job?.cancel();
    setError(undefined);
    setTraced({ question: { name: args.name, type: args.type }, steps: [], result: null });
    const running = start('dns.trace', args, (step) =>
      setTraced((known) => known && { ...known, steps: [...known.steps, step] }),
    );
    setJob(running);
    try {
      const result = await running.result;
      setTraced({ question: result.question, steps: result.steps, result });
    } catch (thrown) {
      setError(asPosthornError(thrown));
    } finally {
      // Another may have begun meanwhile.
      setJob((now) => (now === running ? null : now));
    }
  };
  return { traced, error, running: job !== null, run, cancel: () => job?.cancel() };
}
