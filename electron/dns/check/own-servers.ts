import type { Endpoint } from '../../../shared/contract/common';
import type { NameServer } from '../../../shared/contract/dns';
import { asPosthornError, fail } from '../../../shared/errors';
import type { Transcripts } from '../../wire';
import { type Hearing, hear } from '../hear';
import type { Question, RawRecord } from '../message';
import { formatName, isAtOrBelow, type Labels, nameKey, parseName, sameName } from '../names';
import { handsOut } from '../transfer';
import { CLASS_IN, TYPE, typeName } from '../types';
import { type Delegation, judge, Knowledge, type Root, reasonOf, type Tried, Walker } from '../walk';
import { plainName } from '../words';
import { limited } from './limited';

export interface OwnServersOptions extends Root {
  domain: Labels;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  /** Told of each question. */
  onQuestion(): void;
}

/** What one of a zone's servers said when it was asked itself. */
export interface OwnServer {
  /** Absolute, as it is named. */
  name: string;
  /** Empty where nobody knows one. */
  address: string;
  /** `answer`: it holds the zone; `out-of-reach`: no way leads there from here. */
  state: Tried['outcome'];
  serial: number | null;
  /** Whether it found out for us what is none of its own. */
  recursive: boolean;
  /** Whether it hands out the whole zone. */
  handsOut: boolean;
}

export interface OwnServers {
  zone: Labels;
  /** As the zone above names them, with its glue; null: the same servers hold both, and nobody refers. */
  above: readonly NameServer[] | null;
  /** Names, as the zone itself says; null: none of its servers could be made to say. */
  own: readonly string[] | null;
  /** Where those of them that lie in the zone are, as the zone itself says. */
  addresses: readonly RawRecord[];
  servers: readonly OwnServer[];
  /** For how long what brings mail there is remembered: the domain's MX, the zone's NS, and addresses of mail servers in the zone. */
  ttls: readonly { what: string; seconds: number }[];
}

/** In all, whatever zones say. */
const mostQuestions = 120;
const atOnce = 8;
/** Of the zone's servers. */
const mostAddresses = 12;
/** Names whose addresses the zone itself is asked for. */
const mostNames = 8;
/** What is asked of others' servers to see how open they are is asked of no more, and once. */
const mostTested = 4;
const mostMs = 30_000;
/** Shorter than usual: six servers that are silent one after the other must leave time for the rest. */
const patience = { tryMs: 1_500, lineMs: 5_000 };

/**
 * Goes from the root to the servers of the zone that a domain is in, and asks each of them itself: without recursion, over UDP, and over
 * TCP where an answer does not fit. Some are asked once whether they ask others for whoever wants it, and whether they hand out the zone.
 * @returns or the first half of a sentence that says why none could be asked
 * @throws `app.cancelled`
 */
export async function askOwnServers(options: OwnServersOptions): Promise<OwnServers | { reason: string }> {
  const late = AbortSignal.timeout(mostMs);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  try {
    return await new Asker({ ...options, signal }).run();
  } catch (thrown) {
    const error = asPosthornError(thrown);
    if (options.signal?.aborted) throw fail('app.cancelled', {});
    if (!late.aborted) throw error;
    return { reason: `${mostMs / 1000} s have passed on the way from the root` };
  }
}

class Asker {
  private readonly delegations: Delegation[] = [];
  private readonly walker: Walker;
  private questions = 0;

  constructor(private readonly options: OwnServersOptions) {
    this.walker = new Walker({
      ...options,
      knowledge: new Knowledge(() => performance.now()),
      transport: 'udp',
      mostQuestions,
      patience,
      onZone: (delegation) => {
        this.delegations.push(delegation);
      },
      onAsked: options.onQuestion,
    });
  }

  async run(): Promise<OwnServers | { reason: string }> {
    const { domain } = this.options;
    const found = await this.walker.find({ name: domain, typeCode: TYPE.NS, classCode: CLASS_IN });
    // An alias leads on into zones of others.
    const [nearest] = this.delegations
      .filter(({ zone }) => isAtOrBelow(domain, zone))
      .sort((a, b) => b.zone.length - a.zone.length);
    const named = found.records.filter(
      ({ owner, typeCode, problem }) => typeCode === TYPE.NS && problem === null && sameName(owner, domain),
    );
    const own = named.length > 0 ? named.map(({ data }) => data) : null;
    if (found.stuck && (found.stuck.why !== 'servers' || found.stuck.zone.length === 0))
      return { reason: reasonOf(found.stuck, this.walker.questions) };
    if (!found.stuck && found.said.judged.outcome === 'nxdomain')
      return { reason: `The root and those below it know no ${plainName(formatName(domain))}` };
    if (!nearest || (nearest.zone.length === 0 && !own))
      return { reason: `The root refers to nobody for ${plainName(formatName(domain))}` };
    const refers = own === null || sameName(nearest.zone, domain);
    const zone = refers ? nearest.zone : domain;
    const above = refers ? nearest.servers : null;
    const names = unique([...(above ?? []).map(({ name }) => name), ...(own ?? [])]);
    const said = !found.stuck && sameName(found.said.zone, nearest.zone) ? found.said : null;
    const addresses = said ? await this.addressesIn(zone, names, said.address) : [];
    const servers = await this.askAll(zone, names, above ?? [], addresses);
    const holder = servers.find(({ state }) => state === 'answer');
    const ttls = holder ? [...ttlsOf(named), ...(await this.ttlsFrom(holder.address, zone))] : [];
    return { zone, above, own, addresses, servers, ttls };
  }

  /** What the zone itself says of the addresses of names in it. */
  private async addressesIn(zone: Labels, names: readonly string[], server: string): Promise<RawRecord[]> {
    const said = await Promise.all(
      names
        .map(parseName)
        .filter((name) => isAtOrBelow(name, zone))
        .slice(0, mostNames)
        .flatMap((name) => [TYPE.A, TYPE.AAAA].map((typeCode) => this.recordsFrom(server, zone, name, typeCode))),
    );
    return said.flat();
  }

  /** TTLs as the zone has them: those of a resolver have counted down, and are no more than it wants. */
  private async ttlsFrom(server: string, zone: Labels): Promise<OwnServers['ttls']> {
    const mx = await this.recordsFrom(server, zone, this.options.domain, TYPE.MX);
    const hosts = unique(mx.map(({ data }) => data.split(' ')[1] ?? '.'))
      .map(parseName)
      .filter((name) => isAtOrBelow(name, zone))
      .slice(0, mostNames);
    const found = await Promise.all(hosts.map((name) => this.recordsFrom(server, zone, name, TYPE.A)));
    return [mx, ...found].flatMap(ttlsOf);
  }

  /** What the zone's server itself says. */
  private async recordsFrom(server: string, zone: Labels, name: Labels, typeCode: number): Promise<RawRecord[]> {
    const question = { name, typeCode, classCode: CLASS_IN };
    const told = await this.ask(server, question);
    if (!told?.heard || told.error) return [];
    const { outcome, records } = judge(told.heard.message, question, zone);
    if (outcome !== 'answer') return [];
    return records.filter((record) => record.typeCode === typeCode && record.problem === null);
  }

  private async askAll(
    zone: Labels,
    names: readonly string[],
    above: readonly NameServer[],
    addresses: readonly RawRecord[],
  ): Promise<OwnServer[]> {
    const places: { name: string; address: string }[] = [];
    for (const name of names) {
      const labels = parseName(name);
      const glue = above.find((server) => sameName(parseName(server.name), labels))?.addresses ?? [];
      const own = addresses.filter(({ owner }) => sameName(owner, labels)).map(({ data }) => data);
      const known = [...glue, ...own];
      const all = known.length > 0 ? known : await this.walker.addressesOf({ name, addresses: [] }, zone, 0);
      for (const address of all.length > 0 ? all : [''])
        if (address === '' || places.every((place) => place.address !== address)) places.push({ name, address });
    }
    const asked = await Promise.all(places.slice(0, mostAddresses).map((place) => this.askOne(zone, place)));
    // Of a name inside somebody's zone that would be no question about the domain.
    return sameName(zone, this.options.domain) ? this.testAll(zone, asked) : asked;
  }

  /** How open the first of them are, each at one address. */
  private testAll(zone: Labels, asked: readonly OwnServer[]): Promise<OwnServer[]> {
    const speaking = asked.filter(
      ({ state, name }, index) =>
        (state === 'answer' || state === 'lame') && asked.findIndex((one) => one.name === name) === index,
    );
    const tested = speaking.slice(0, mostTested);
    return Promise.all(
      asked.map(async (one) => {
        if (!tested.includes(one)) return one;
        const [recursive, handsOut] = await Promise.all([
          this.isRecursive(one.address),
          one.state === 'answer' && this.handsOut(zone, one.address),
        ]);
        return { ...one, recursive, handsOut };
      }),
    );
  }

  /**
   * Asked for the root's SOA, which no hints hold: a server that keeps to its own zones refuses, or refers. One that serves the root
   * itself answers with authority.
   */
  private async isRecursive(address: string): Promise<boolean> {
    const told = await this.ask(address, { name: [], typeCode: TYPE.SOA, classCode: CLASS_IN }, true);
    if (!told || told.error) return false;
    const { flags, rcode, answer } = told.heard.message;
    const found = answer.some(({ owner, typeCode }) => typeCode === TYPE.SOA && owner.length === 0);
    return rcode === 0 && found && flags.includes('ra') && !flags.includes('aa');
  }

  private async handsOut(zone: Labels, address: string): Promise<boolean> {
    const { transcripts, signal } = this.options;
    const server = this.endpointFor(address);
    return server !== null && handsOut({ zone, server, transcripts, signal });
  }

  /** Whether it holds the zone, and at which serial. */
  private async askOne(zone: Labels, { name, address }: { name: string; address: string }): Promise<OwnServer> {
    const place = { name, address, serial: null, recursive: false, handsOut: false };
    if (address === '') return { ...place, state: 'no-address' };
    const question = { name: zone, typeCode: TYPE.SOA, classCode: CLASS_IN };
    const told = await this.ask(place.address, question);
    if (!told || told.error?.code === 'wire.unreachable') return { ...place, state: 'out-of-reach' };
    if (told.error) return { ...place, state: told.error.code === 'dns.malformed' ? 'broken' : 'silent' };
    const { outcome, records } = judge(told.heard.message, question, zone);
    // Who knows no SOA of it does not hold it, whatever it knows.
    const state = outcome === 'no-data' || outcome === 'nxdomain' || outcome === 'alias' ? 'lame' : outcome;
    const serial = Number(records[0]?.data.split(' ')[2] ?? Number.NaN);
    return { ...place, state, serial: state === 'answer' && Number.isSafeInteger(serial) ? serial : null };
  }

  /** Null where nothing more may be asked, or that address can't be. */
  private readonly ask = limited(
    atOnce,
    async (address: string, question: Question, recursive: boolean = false): Promise<Hearing | null> => {
      const { transcripts, signal } = this.options;
      const endpoint = this.endpointFor(address);
      if (!endpoint) return null;
      const tries = recursive ? 1 : 2;
      return hear({ servers: [endpoint], question, recursive, transport: 'udp', tries, patience, transcripts, signal });
    },
  );

  /** Counts what is asked there. */
  private endpointFor(address: string): Endpoint | null {
    const { endpointOf, onQuestion } = this.options;
    const endpoint = endpointOf(address);
    if (!endpoint || this.questions + this.walker.questions >= mostQuestions) return null;
    this.questions += 1;
    onQuestion();
    return endpoint;
  }
}

/** Of names that are the same the first; servers tell them in an order of chance. */
const unique = (names: readonly string[]): string[] =>
  [...new Map(names.toReversed().map((name) => [nameKey(parseName(name)), name]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, name]) => name);

/** @param records of one type and name */
function ttlsOf(records: readonly RawRecord[]): OwnServers['ttls'] {
  const [first] = records;
  if (!first) return [];
  const what = `${typeName(first.typeCode)} of ${plainName(formatName(first.owner))}`;
  return [{ what, seconds: Math.min(...records.map(({ ttlSeconds }) => ttlSeconds)) }];
}
