import type { NameServer } from '../../../shared/contract/dns';
import { mostSeconds } from '../cache/vetting';
import type { Question, RawRecord } from '../message';
import { formatName, isAtOrBelow, type Labels, nameKey, parseName, sameName } from '../names';
import { TYPE } from '../types';
import { addressesIn, type Referral } from './judge';

/** A zone and who answers for it. */
export interface Delegation {
  zone: Labels;
  servers: readonly NameServer[];
  /** Of the injected clock, in milliseconds. */
  untilMs: number;
  /** Whether the zone itself says so, and not only the zone above. */
  own: boolean;
}

const mostDelegations = 1_000;
const mostAddresses = 2_000;
const mostFailures = 1_000;
/** A server that has just failed is left alone for so long (RFC 9520 §3.2: no longer than five minutes). */
export const restSeconds = 30;

/**
 * What walks from one root have learnt of zones and their servers. It helps to find servers, and nothing of it is ever told as
 * an answer (RFC 2181 §5.4.1): referrals and glue are replaced by what a zone says of itself, never the other way round.
 */
export class Knowledge {
  private readonly delegations = new Map<string, Delegation>();
  /** What names' own zones say, by type. */
  private readonly addresses = new Map<string, { data: string[]; untilMs: number }>();
  private readonly failures = new Map<string, number>();

  /** @param nowMs a clock that never goes back */
  constructor(private readonly nowMs: () => number) {}

  /** The zone nearest above a name whose servers are known; null: none but the root's. */
  nearest(name: Labels): Delegation | null {
    for (let from = 0; from < name.length; from++) {
      const key = nameKey(name.slice(from));
      const known = this.delegations.get(key);
      if (known && known.untilMs > this.nowMs()) return known;
      if (known) this.delegations.delete(key);
    }
    return null;
  }

  /**
   * Takes a referral by a server of the zone `above`. It holds no longer than that by which `above` is known: a zone that was
   * taken away from its owner would else live on in the zones below it (“phoenix domains”).
   * @returns where the way goes on
   */
  refer({ zone, servers, ttlSeconds }: Referral, above: Delegation): Delegation {
    const known = this.nearest(zone);
    if (known?.own && sameName(known.zone, zone)) return known;
    const untilMs = Math.min(above.untilMs, this.nowMs() + Math.min(ttlSeconds, mostSeconds) * 1000);
    const delegation = { zone, servers, untilMs, own: false };
    if (untilMs > this.nowMs()) put(this.delegations, nameKey(zone), delegation, mostDelegations);
    return delegation;
  }

  /** Takes what a server of `zone` says with authority to a question: where a server is, or who the zone's servers are. */
  learn(
    zone: Labels,
    { name, typeCode }: Question,
    answer: readonly RawRecord[],
    additional: readonly RawRecord[],
  ): void {
    const said = answer.filter(
      (record) => record.typeCode === typeCode && record.problem === null && sameName(record.owner, name),
    );
    if (said.length === 0) return;
    const seconds = Math.min(mostSeconds, ...said.map(({ ttlSeconds }) => ttlSeconds));
    const untilMs = this.nowMs() + seconds * 1000;
    const data = said.map((record) => record.data);
    if (typeCode === TYPE.A || typeCode === TYPE.AAAA)
      put(this.addresses, `${typeCode} ${nameKey(name)}`, { data, untilMs }, mostAddresses);
    if (typeCode === TYPE.NS && sameName(name, zone)) this.learnServers(zone, data, untilMs, additional);
  }

  /** The zone above alone says for how long: whoever was taken off it must not stay by their own word (“ghost domains”). */
  private learnServers(zone: Labels, names: string[], untilMs: number, additional: readonly RawRecord[]): void {
    const known = this.nearest(zone);
    if (!known || !sameName(known.zone, zone)) return;
    const servers = names.map((name) => {
      const labels = parseName(name);
      const along = addressesIn(labels, additional, zone).map(({ data }) => data);
      const before = known.servers.find((server) => sameName(parseName(server.name), labels))?.addresses ?? [];
      return { name, addresses: along.length > 0 ? along : before };
    });
    // Where no way leads to any of them, those that the zone above names are better.
    const found = ({ name, addresses }: NameServer) => addresses.length > 0 || !isAtOrBelow(parseName(name), zone);
    if (!servers.some(found)) return;
    put(
      this.delegations,
      nameKey(zone),
      { zone, servers, untilMs: Math.min(known.untilMs, untilMs), own: true },
      mostDelegations,
    );
  }

  /** Where a server is: as its own zone says, else as glue has it. */
  addressesOf({ name, addresses }: NameServer): string[] {
    const key = nameKey(parseName(name));
    const of = (typeCode: number, glue: string[]) => {
      const known = this.addresses.get(`${typeCode} ${key}`);
      return known && known.untilMs > this.nowMs() ? known.data : glue;
    };
    const isV6 = (address: string) => address.includes(':');
    return [
      ...of(
        TYPE.A,
        addresses.filter((address) => !isV6(address)),
      ),
      ...of(TYPE.AAAA, addresses.filter(isV6)),
    ];
  }

  /** @param what did not work, as its own text: `failed` is asked for the same */
  fail(what: string): void {
    put(this.failures, what, this.nowMs() + restSeconds * 1000, mostFailures);
  }

  hasFailed(what: string): boolean {
    return (this.failures.get(what) ?? 0) > this.nowMs();
  }

  /** Those that still hold, nearest to the root first. */
  list(): { zone: string; servers: readonly NameServer[]; ttlSeconds: number; own: boolean }[] {
    return [...this.delegations.values()]
      .filter(({ untilMs }) => untilMs > this.nowMs())
      .sort((a, b) => a.zone.length - b.zone.length)
      .map(({ zone, servers, untilMs, own }) => ({
        zone: formatName(zone),
        servers: servers.map((server) => ({ name: server.name, addresses: this.addressesOf(server) })),
        ttlSeconds: Math.floor((untilMs - this.nowMs()) / 1000),
        own,
      }));
  }

  forget(): void {
    this.delegations.clear();
    this.addresses.clear();
    this.failures.clear();
  }
}

/** What was put in longest ago gives way. */
function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
