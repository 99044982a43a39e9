import { useEffect, useState } from 'react';
import type { Args, CallName, EventName, Payload, Result } from '../shared/contract';
import { on } from './client';
import { useCall } from './use-call';

/** A state that is asked for once, and told anew whenever it changes; null until it is known. */
export function useTold<N extends CallName, E extends EventName>(
  name: N,
  args: Args<N>,
  event: E,
): Result<N> | Payload<E> | null {
  const { data } = useCall(name, args);
  const [newest, setNewest] = useState<Payload<E> | null>(null);
  useEffect(() => on(event, (told) => setNewest(() => told)), [event]);
  return newest ?? data ?? null;
}
