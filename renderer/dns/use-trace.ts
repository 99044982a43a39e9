import { useState } from 'react';
import type { Args, TraceStep } from '../../shared/contract';
import { useJob } from '../use-job';

/** The way down to a name that is being gone, or was gone last, with its steps as they come. */
export function useTrace() {
  const [steps, setSteps] = useState<TraceStep[]>([]);
  const [question, setQuestion] = useState<{ name: string; type: string } | null>(null);
  const job = useJob('dns.trace', (step) => setSteps((all) => [...all, step]));
  const run = (args: Args<'dns.trace'>) => {
    setSteps([]);
    setQuestion({ name: args.name, type: args.type });
    return job.run(args);
  };
  return { ...job, question, steps: job.result?.steps ?? steps, run };
}
