import { join } from 'node:path';
import type { Args } from '../../shared/contract';
import { type DnsHistory, dnsHistory } from '../../shared/contract/dns-history';
import { JsonFile } from '../json-file';
import type { Context } from './context';

const mostRecent = 100;
const mostFavourites = 200;

/** Questions that were asked, and those that a person wants to keep; over starts too. */
export function dnsHistoryServices({ profile, emit }: Pick<Context, 'profile' | 'emit'>) {
  const file = new JsonFile(join(profile, 'dns-history.json'), dnsHistory, { recent: [], favourites: [] });
  let opened: Promise<DnsHistory> | null = null;
  const read = () => {
    opened ??= file.read();
    return opened;
  };
  const change = async (next: (history: DnsHistory) => DnsHistory) => {
    opened = read().then(next);
    await file.write(await opened);
    emit('dns.historyChanged', {});
  };
  const keyOf = (question: DnsHistory['recent'][number]) => JSON.stringify(question);
  const without = (all: DnsHistory['recent'], one: DnsHistory['recent'][number]) =>
    all.filter((other) => keyOf(other) !== keyOf(one));
  return {
    calls: {
      'dns.history': read,
      'dns.historyAdd': ({ question }: Args<'dns.historyAdd'>) =>
        change(({ recent, favourites }) => ({
          recent: [question, ...without(recent, question)].slice(0, mostRecent),
          favourites,
        })),
      'dns.favour': ({ question, favourite }: Args<'dns.favour'>) =>
        change(({ recent, favourites }) => ({
          recent,
          favourites: [...(favourite ? [question] : []), ...without(favourites, question)].slice(0, mostFavourites),
        })),
      'dns.historyClear': () => change(({ favourites }) => ({ recent: [], favourites })),
    },
  };
}
