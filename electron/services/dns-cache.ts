import type { Args, CachedAnswer } from '../../shared/contract';
import type { AnswerCache } from '../dns';
import type { Context } from './context';

/** The answers that are remembered until the program ends. */
export function dnsCacheServices({ emit }: Pick<Context, 'emit'>) {
  let opened: AnswerCache | null = null;
  const cache = async () => {
    const { DnsCache } = await import('../dns');
    opened ??= new DnsCache(() => performance.now());
    return opened;
  };
  return {
    cache,
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
          at: extra.at,
          ttlSeconds,
        }));
      },
      async 'dns.forget'({ id }: Args<'dns.forget'>) {
        (await cache()).remove(id);
        emit('dns.cacheChanged', {});
      },
    },
  };
}
