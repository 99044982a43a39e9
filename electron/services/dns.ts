import type { Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import type { Practice } from '../practice';
import type { Context } from './context';

/** DNS. Its modules come when they are first asked. @param practice the practice servers, while they run */
export function dnsServices({ transcripts }: Context, practice: () => Promise<Practice | null>) {
  return {
    calls: {
      'dns.resolvers': async () => (await import('../dns')).systemResolvers(),
    },
    jobs: {
      async 'dns.query'(question: Args<'dns.query'>, { signal, progress }: JobContext<'dns.query'>) {
        const { query } = await import('../dns');
        return query({ question, transcripts, signal, onStep: (step) => progress({ step }) });
      },
      async 'dns.check'(
        { domain, server, selectors }: Args<'dns.check'>,
        { signal, progress }: JobContext<'dns.check'>,
      ) {
        const { checkDomain, systemResolvers } = await import('../dns');
        const resolver = server ?? systemResolvers()[0];
        if (!resolver) throw fail('dns.no-resolver', {});
        const onQuestion = (questions: number) => progress({ questions });
        return checkDomain({ domain, selectors, server: resolver, transcripts, signal, onQuestion });
      },
      async 'dns.trace'(
        { name, type, practice: practised }: Args<'dns.trace'>,
        { signal, progress }: JobContext<'dns.trace'>,
      ) {
        const { rootHints, toQuestion, trace } = await import('../dns');
        const world = practised ? (await practice())?.nameServers : null;
        if (world === undefined) throw fail('dns.no-practice', {});
        const { hints, endpointOf } = world ?? {
          hints: rootHints,
          endpointOf: (address: string) => ({ host: address, port: 53 }),
        };
        return trace({
          question: toQuestion({ name, type }),
          hints,
          endpointOf,
          transcripts,
          signal,
          onStep: progress,
        });
      },
    },
  };
}
