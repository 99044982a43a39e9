import { useState } from 'react';
import type { Args, DomainCheck } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { type RunningJob, start } from '../client';

/** A domain that is being checked, or was checked last. */
export function useCheck() {
  const [check, setCheck] = useState<DomainCheck | null>(null);
  const [running, setRunning] = useState<{ job: RunningJob<'dns.check'>; questions: number } | null>(null);
  const [error, setError] = useState<PosthornError>();
  const run = async (args: Args<'dns.check'>) => {
    running?.job.cancel();
    setError(undefined);
    setCheck(null);
    const job = start('dns.check', args, ({ questions }) => setRunning({ job, questions }));
    setRunning({ job, questions: 0 });
    try {
      setCheck(await job.result);
    } catch (thrown) {
      setError(asPosthornError(thrown));
    } finally {
      // Another may have begun meanwhile.
      setRunning((now) => (now?.job === job ? null : now));
    }
  };
  return { check, error, running, run, cancel: () => running?.job.cancel() };
}
