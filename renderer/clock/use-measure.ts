import { useState } from 'react';
import type { ClockReading, ClockServer } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { type RunningJob, start } from '../client';
import { say } from '../ui/toast';

interface Running {
  job: RunningJob<'clock.measure'>;
  text: string;
  /** What is known so far: after the first round there is a time, which the others make surer. */
  reading: ClockReading | null;
}

/** Measures, and tells what is known on the way. */
export function useMeasure() {
  const [running, setRunning] = useState<Running | null>(null);
  const [error, setError] = useState<PosthornError>();
  const measure = async (servers: ClockServer[]) => {
    if (servers.length === 0 || running) return;
    setError(undefined);
    const job = start('clock.measure', { servers }, ({ round, rounds, reading }) => {
      const next = round < rounds ? `, the next question follows after 2 s` : '';
      setRunning({ job, text: `Exchange ${round} of ${rounds}${next}`, reading });
    });
    setRunning({ job, text: 'Asking', reading: null });
    try {
      await job.result;
    } catch (thrown) {
      const failure = asPosthornError(thrown);
      if (failure.code === 'app.cancelled') say('Stopped. Nothing of it is kept.');
      else setError(failure);
    } finally {
      setRunning(null);
    }
  };
  return { running, error, measure };
}
