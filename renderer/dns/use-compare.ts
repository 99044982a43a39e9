import { useState } from 'react';
import type { Args, DnsComparison } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { type RunningJob, start } from '../client';

/** Servers that are being compared, or were last. */
export function useCompare() {
  const [comparison, setComparison] = useState<DnsComparison | null>(null);
  const [job, setJob] = useState<RunningJob<'dns.compare'> | null>(null);
  const [error, setError] = useState<PosthornError>();
  const run = async (args: Args<'dns.compare'>) => {
    job?.cancel();
    setError(undefined);
    setComparison(null);
    const running = start('dns.compare', args, setComparison);
    setJob(running);
    try {
      setComparison(await running.result);
    } catch (thrown) {
      setError(asPosthornError(thrown));
    } finally {
      // Another may have begun meanwhile.
      setJob((now) => (now === running ? null : now));
    }
  };
  return { comparison, error, running: job !== null, run, cancel: () => job?.cancel() };
}
