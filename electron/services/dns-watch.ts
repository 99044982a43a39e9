import { setTimeout as pause } from 'node:timers/promises';
import type { Args, DnsAnswer, DnsQuestion } from '../../shared/contract';
import type { DnsWatch } from '../../shared/contract/dns-watch';
import type { Context } from './context';

/** One question that is asked again and again, also while nobody looks. @param ask answers it, and never from memory */
export function dnsWatchServices(
  { emit, platform }: Pick<Context, 'emit' | 'platform'>,
  ask: (question: DnsQuestion, signal: AbortSignal) => Promise<DnsAnswer>,
) {
  let stop = new AbortController();
  let state: DnsWatch | null = null;
  return {
    close: () => stop.abort(),
    calls: {
      async 'dns.watchStart'({ question, everySeconds }: Args<'dns.watchStart'>) {
        stop.abort();
        stop = new AbortController();
        const { signal } = stop;
        const { watch } = await import('../dns');
        const { name, type } = question;
        // It goes on by itself; what goes wrong is a part of its state.
        void watch({
          question: { name, type },
          everySeconds,
          signal,
          ask: () => ask(question, signal),
          wait: (ms) => pause(ms, undefined, { signal }).catch(() => {}),
          onState(now) {
            // Of one whose place was taken nothing more is told.
            if (signal !== stop.signal) return;
            state = now;
            emit('dns.watchChanged', now);
          },
          onChange: ({ after }) =>
            platform.notify({
              title: `${name} ${type} has changed`,
              body: after.data.length > 0 ? after.data.join(', ') : after.rcode,
            }),
        });
      },
      'dns.watchStop': () => stop.abort(),
      'dns.watchState': () => state,
    },
  };
}
