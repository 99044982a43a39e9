import type { DnsAnswer, NameServer } from '../../../shared/contract/dns';
import { asPosthornError, fail } from '../../../shared/errors';
import { formatName, isAtOrBelow, type Labels, parseName, sameName } from '../names';
import { plainName } from '../words';

/** One question to the resolver. */
export type AskResolver = (name: string, type: string) => Promise<DnsAnswer>;

/** A name has no more parts, and of ip6.arpa no more than these. */
const mostQuestions = 40;

/**
 * The zone that a name is in and its servers with their addresses, by ordinary questions.
 * @throws `dns.no-zone`, and what `ask` throws
 */
export async function zoneServers(ask: AskResolver, name: Labels): Promise<{ zone: Labels; servers: NameServer[] }> {
  let at: Labels | null = name;
  for (let asked = 0; at !== null && asked < mostQuestions; asked++) {
    const zone: Labels = at;
    const answer = await ask(formatName(zone), 'NS');
    const names = [...answer.answer, ...(answer.kind === 'referral' ? answer.authority : [])]
      .filter(({ type, owner }) => type === 'NS' && sameName(parseName(owner), zone))
      .map(({ data }) => data);
    if (names.length > 0) {
      const servers = await Promise.all(
        names.map(async (server) => ({ name: server, addresses: await addressesOf(ask, server) })),
      );
      return { zone, servers };
    }
    at = above(zone, answer);
  }
  throw fail('dns.no-zone', { name: plainName(formatName(name)) });
}

/** Where a “no” comes from is the zone itself (RFC 2308 §3); else one label is left out. Null above the root. */
function above(at: Labels, { authority }: DnsAnswer): Labels | null {
  const soa = authority.find(({ type }) => type === 'SOA');
  const apex = soa && parseName(soa.owner);
  if (apex && apex.length < at.length && isAtOrBelow(at, apex)) return apex;
  return at.length === 0 ? null : at.slice(1);
}

async function addressesOf(ask: AskResolver, server: string): Promise<string[]> {
  const found = await Promise.all(
    ['A', 'AAAA'].map(async (type) => {
      try {
        return (await ask(server, type)).answer.filter((record) => record.type === type).map(({ data }) => data);
      } catch (thrown) {
        const error = asPosthornError(thrown);
        if (error.code === 'app.cancelled') throw error;
        return [];
      }
    }),
  );
  return found.flat();
}
