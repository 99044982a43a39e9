import type { Args, CachedAnswer, DnsQuestion, KnownDelegation } from '../../shared/contract';
import type { AnswerCache, FromRoot } from '../dns';
import type { Context } from './context';

type WhichRoot = NonNullable<DnsQuestion['fromRoot']>;

/** The answers that are remembered until the program ends, and what ways from the root have learnt of zones and servers. */
export function dnsCacheServices({ emit }: Pick<Context, 'emit'>) {
  let opened: AnswerCache | null = null;
  const cache = async () => {
    const { DnsCache } = await import('../dns');
    opened ??= new DnsCache(() => performance.now());
    return opened;
  };
  const roots = new Map<WhichRoot, { origin: unknown; root: FromRoot }>();
  let lastRoot = 0;
  return {
    cache,
    /**
     * What is known below a root. It is forgotten when the root becomes another one.
     * @param origin the same for the same root
     */
    async rootOf(which: WhichRoot, origin: unknown, world: Pick<FromRoot, 'hints' | 'endpointOf'>): Promise<FromRoot> {
      const answers = await cache();
      const { Knowledge } = await import('../dns');
      // Nothing is waited for from here on: two lookups at once have one root.
      const before = roots.get(which);
      if (before && before.origin === origin) return before.root;
      for (const { id, scope } of answers.list()) if (scope === before?.root.scope) answers.remove(id);
      lastRoot += 1;
      const { hints, endpointOf } = world;
      const knowledge = new Knowledge(() => performance.now());
      const root = { hints, endpointOf, knowledge, scope: `root ${lastRoot}` };
      roots.set(which, { origin, root });
      return root;
    },
    changed: () => emit('dns.cacheChanged', {}),
    calls: {
      async 'dns.cache'(): Promise<CachedAnswer[]> {
        const { formatName, rcodeName, typeName } = await import('../dns');
        return (await cache()).list().map(({ id, question, message, ttlSeconds, extra }) => ({
          id,
          name: formatName(question.name),
          type: typeName(question.typeCode),
          rcode: rcodeName(message.rcode),
          data: message.answer.filter(({ typeCode }) => typeCode === question.typeCode).map(({ data }) => data),
          server: extra.server,
          transport: extra.transport,
          fromRoot: extra.way?.server.name ?? null,
          at: extra.at,
          ttlSeconds,
        }));
      },
      'dns.delegations': (): KnownDelegation[] => {
        const at = new Date().toISOString();
        return [...roots].flatMap(([which, { root }]) =>
          root.knowledge
            .list()
            .map((one) => ({ ...one, servers: [...one.servers], at, practice: which === 'practice' })),
        );
      },
      async 'dns.forget'({ id }: Args<'dns.forget'>) {
        (await cache()).remove(id);
        if (id === null) for (const { root } of roots.values()) root.knowledge.forget();
        emit('dns.cacheChanged', {});
      },
    },
  };
}
