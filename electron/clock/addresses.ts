import { lookup } from 'node:dns/promises';
import type { ClockServer } from '../../shared/contract/clock';
import { fail } from '../../shared/errors';

/** So many servers of a pool are asked: four can outvote one that lies. */
const FROM_A_POOL = 4;

/** The NTP pool gives other servers at each look. */
const isPool = ({ host, pool }: ClockServer) => pool || /(^|\.)pool\.ntp\.org$/i.test(host);

/**
 * The addresses to ask: one of a server, up to four of a pool, IPv4 and IPv6 in turn.
 * @throws `ntp.unknown-name`
 */
export async function addressesOf(server: ClockServer, look: typeof lookup = lookup): Promise<string[]> {
  const found = await look(server.host, { all: true }).catch((cause: unknown) => {
    throw fail('ntp.unknown-name', { host: server.host }, { cause });
  });
  const first = found[0]?.family;
  const own = found.filter(({ family }) => family === first);
  const other = found.filter(({ family }) => family !== first);
  const inTurn = own.flatMap((one, i) => [one, other[i]]).concat(other.slice(own.length));
  const addresses = [...new Set(inTurn.flatMap((one) => (one ? [one.address] : [])))];
  return addresses.slice(0, isPool(server) ? FROM_A_POOL : 1);
}
