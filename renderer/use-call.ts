import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Args, CallName, EventName, Result } from '../shared/contract';
import { asPosthornError, type PosthornError } from '../shared/errors';
import { call, earlyAnswer, on } from './client';

export interface Asked<T> {
  /** The newest answer; the one before stays while a new one is on its way, so that nothing jumps. */
  data: T | undefined;
  error: PosthornError | undefined;
  reload(): void;
}

/**
 * Asks, and asks again when the argument changes or one of these events comes.
 * @param args null: nothing is asked yet
 */
export function useCall<N extends CallName>(
  name: N,
  args: Args<N> | null,
  refreshOn: EventName[] = [],
): Asked<Result<N>> {
  const [data, setData] = useState<Result<N> | undefined>(() => earlyAnswer(name, args));
  const [error, setError] = useState<PosthornError>();
  const key = JSON.stringify(args);
  const events = refreshOn.join(' ');
  const turn = useRef(0);
  const latest = useRef(args);
  latest.current = args;

  const reload = useCallback(() => {
    const current = latest.current;
    if (current === null) return;
    turn.current += 1;
    const mine = turn.current;
    call(name, current).then(
      (answer) => {
        // An older question may be answered later than a newer one.
        if (mine !== turn.current) return;
        setData(() => answer);
        setError(undefined);
      },
      (thrown: unknown) => mine === turn.current && setError(asPosthornError(thrown)),
    );
  }, [name]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the argument
  useLayoutEffect(reload, [reload, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the joined names stand for the list
  useEffect(() => {
    const ends = refreshOn.map((event) => on(event, reload));
    return () => {
      for (const end of ends) end();
    };
  }, [events, reload]);
  return { data, error, reload };
}
