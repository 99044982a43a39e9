import { useState } from 'react';
import { asPosthornError, type PosthornError } from '../shared/errors';

/** Runs what a control asks for, and keeps what went wrong with the last of it. */
export function useAttempt(): {
  error: PosthornError | undefined;
  attempt(work: () => Promise<unknown>): Promise<void>;
} {
  const [error, setError] = useState<PosthornError>();
  return {
    error,
    async attempt(work) {
      try {
        setError(undefined);
        await work();
      } catch (thrown) {
        setError(asPosthornError(thrown));
      }
    },
  };
}
