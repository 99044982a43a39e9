import type { Args, DnsAnswer, DnsQuestion, Progress } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { Lines } from '../dns';
import type { JobContext } from '../ipc';
import type { Practice } from '../practice';
import type { Context } from './context';
import { dnsBulkServices } from './dns-bulk';
import { dnsCacheServices } from './dns-cache';
import { dnsChainServices, type OffsetAt } from './dns-chain';
import { dnsHistoryServices } from './dns-history';
import { dnsWatchServices } from './dns-watch';
import { dnsZonesServices } from './dns-zones';

/**
 * DNS. Its modules come when they are first asked.
 * @param practice the practice servers, while they run
 * @param offsetAt how far this computer's clock was off when it showed that time
 * @param workerPath the built `dns-worker.cjs`
 */
export function dnsServices(
  context: Context,
  practice: () => Promise<Practice | null>,
  offsetAt: OffsetAt,
  workerPath: string,
) {
  const { transcripts, trusted } = context;
  /** Where the root is, and where name servers are found by their addresses: in the world, or in that of the practice servers. */
  const worldOf = async (practised: boolean): Promise<Practice['nameServers']> => {
    const { readHints, rootHints } = await import('../dns');
    const own = context.settings.current.dnsRootHints;
    const world = practised
      ? (await practice())?.nameServers
      : { hints: own === null ? rootHints : readHints(own), endpointOf: (host: string) => ({ host, port: 53 }) };
    if (world === undefined) throw fail('dns.no-practice', {});
    return world;
  };
  const rootOf = async (which: NonNullable<DnsQuestion['fromRoot']>) => {
    const world = await worldOf(which === 'practice');
    return remembered.rootOf(which, which === 'practice' ? world : context.settings.current.dnsRootHints, world);
  };
  const remembered = dnsCacheServices(context);
  const bulk = dnsBulkServices(context, workerPath);
  const history = dnsHistoryServices(context);
  const zones = dnsZonesServices(context);
  let kept: Lines | null = null;
  const lines = async () => {
    const { Lines } = await import('../dns');
    kept ??= new Lines();
    return kept;
  };
  const chain = dnsChainServices(context, practice, offsetAt, lines);
  const askOne = async (
    question: DnsQuestion,
    signal: AbortSignal,
    progress?: (progress: Progress<'dns.query'>) => void,
  ): Promise<DnsAnswer> => {
    const { query } = await import('../dns');
    const how = { cache: await remembered.cache(), lines: await lines(), ca: await trusted() };
    return query({
      question,
      root: question.fromRoot && (await rootOf(question.fromRoot)),
      transcripts,
      ...how,
      signal,
      onStep: (step) => progress?.({ step }),
      onZone: (zone) => progress?.({ zone }),
    }).finally(remembered.changed);
  };
  const watching = dnsWatchServices(context, askOne);
  return {
    async close() {
      watching.close();
      kept?.close();
      await bulk.close();
    },
    calls: {
      ...chain.calls,
      ...remembered.calls,
      ...bulk.calls,
      ...history.calls,
      ...zones.calls,
      ...watching.calls,
      async 'dns.localNotes'({ name }: Args<'dns.localNotes'>) {
        const { localNotes, readLocalNames } = await import('../dns');
        return localNotes(name, await readLocalNames());
      },
      'dns.resolvers': async () => (await import('../dns')).systemResolvers(),
    },
    jobs: {
      ...chain.jobs,
      ...zones.jobs,
      'dns.query': (question: Args<'dns.query'>, { signal, progress }: JobContext<'dns.query'>) =>
        askOne(question, signal, progress),
      async 'dns.check'(
        { domain, server, transport, selectors }: Args<'dns.check'>,
        { signal, progress }: JobContext<'dns.check'>,
      ) {
        const { checkDomain, serverOrSystem } = await import('../dns');
        const resolver = serverOrSystem(server);
        const onQuestion = (questions: number) => progress({ questions });
        const { practised, ...believed } = await chain.believedOf(resolver);
        const { hints, endpointOf } = await worldOf(practised);
        const root = { hints, endpointOf };
        const how = { transport, lines: await lines(), ca: await trusted(), root, ...believed };
        return checkDomain({ domain, selectors, server: resolver, ...how, transcripts, signal, onQuestion });
      },
      async 'dns.compare'(
        { name, type, servers, zone }: Args<'dns.compare'>,
        { signal, progress }: JobContext<'dns.compare'>,
      ) {
        const { compare, serverOrSystem } = await import('../dns');
        const resolver = zone && { ...serverOrSystem(zone.resolver), transport: zone.transport };
        const { endpointOf } = await worldOf(zone?.practice ?? false);
        return compare({
          name,
          type,
          servers,
          zone: resolver && { resolver, endpointOf },
          lines: await lines(),
          ca: await trusted(),
          transcripts,
          signal,
          onRow: progress,
        });
      },
      async 'dns.trace'(
        { name, type, practice: practised }: Args<'dns.trace'>,
        { signal, progress }: JobContext<'dns.trace'>,
      ) {
        const { toQuestion, trace } = await import('../dns');
        const { hints, endpointOf } = await worldOf(practised);
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
