import { useEffect, useRef } from 'react';
import type { AppState } from './state';

const minuteMs = 60_000;

/** Gets mail by itself where an account says so: once at the start, then every so many minutes. */
export function useSchedule(app: Pick<AppState, 'accounts' | 'receive'>): void {
  const latest = useRef(app);
  latest.current = app;
  useEffect(() => {
    const { accounts, receive } = latest.current;
    const wanted = accounts.filter(({ policy }) => policy.checkAtStart).map(({ id }) => id);
    receive(wanted, { unasked: true });
  }, []);
  const plan = JSON.stringify(app.accounts.map(({ id, policy }) => [id, policy.checkEveryMinutes]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan stands for what it is made of
  useEffect(() => {
    const timers = latest.current.accounts.flatMap(({ id, policy: { checkEveryMinutes } }) => {
      if (checkEveryMinutes === null) return [];
      return [setInterval(() => latest.current.receive([id], { unasked: true }), checkEveryMinutes * minuteMs)];
    });
    return () => {
      for (const timer of timers) clearInterval(timer);
    };
  }, [plan]);
}
