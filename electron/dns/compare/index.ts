import type { Endpoint } from '../../../shared/contract/common';
import type { ComparedServer, DnsAnswer, DnsComparison } from '../../../shared/contract/dns';
import type { AskedDnsServer } from '../../../shared/contract/dns-server';
import { serverName } from '../../../shared/dns-servers';
import { asPosthornError } from '../../../shared/errors';
import type { Transcripts } from '../../wire';
import type { Lines } from '../lines';
import { formatName, isAtOrBelow, parseName } from '../names';
import { toQuestion } from '../question';
import { query } from '../resolver';
import { typeName } from '../types';
import { plainName } from '../words';
import { agreementOf, type Voice } from './agreement';
import { type AskResolver, zoneServers } from './zone-servers';

export interface CompareOptions {
  /** As typed. */
  name: string;
  type: string;
  /** To be asked in any case, as resolvers. */
  servers: readonly AskedDnsServer[];
  /** Also all servers of the zone that the name is in. `endpointOf` null: that address can't be asked from here. */
  zone: { resolver: AskedDnsServer; endpointOf(address: string): Endpoint | null } | null;
  lines?: Lines | undefined;
  /** PEMs trusted besides the system's. */
  ca?: string[] | undefined;
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  /** Told all rows, whenever one of them has changed. */
  onRow?: ((comparison: DnsComparison) => void) | undefined;
}

/** One of those that are asked. */
interface Peer {
  name: string;
  address: string;
  /** Null: `problem` says why it can't be asked. */
  server: AskedDnsServer | null;
  problem: string;
  recursive: boolean;
}

/** A zone with more servers is not asked further. */
const mostServers = 32;

/**
 * Asks several servers the same question at once, and each of them for the serial of the zone. What one of them does not do
 * is told in its row.
 * @throws `dns.bad-name`, `dns.unknown-type`, `dns.no-zone`, `app.cancelled`; what asking `resolver` throws
 */
export async function compare(options: CompareOptions): Promise<DnsComparison> {
  const { onRow = () => {} } = options;
  const question = toQuestion(options);
  const name = formatName(question.name);
  const type = typeName(question.typeCode);
  const { zone, peers } = await peersOf(options);
  const rows = peers.map(waiting);
  const says: (string | null)[] = peers.map(() => null);
  const told = (): DnsComparison => {
    const { groups, majority, sentence } = agreementOf(voicesOf(rows, says));
    const servers = rows.map((row, index) => ({ ...row, group: groups[index] ?? null }));
    return { question: { name, type }, zone, servers, majority, sentence };
  };
  onRow(told());
  await Promise.all(
    peers.map(async (peer, index) => {
      const row = rows[index];
      const { server, recursive } = peer;
      if (!row || !server) return;
      const ask = asking(options, server, recursive);
      try {
        const answer = await ask(name, type);
        // Without a zone the question is for the name: a “no” brings the SOA of the zone that it is in (RFC 2308 §3).
        const soa = isOfUse(answer) ? await ask(zone ?? name, 'SOA').catch(unlessCancelled) : null;
        rows[index] = { ...row, ...said(answer, type), serial: soa && serialOf(soa) };
        says[index] = isOfUse(answer) ? sayingOf(answer) : null;
      } catch (thrown) {
        unlessCancelled(thrown);
        rows[index] = { ...row, state: 'failed', problem: asPosthornError(thrown).toJSON().happened };
      }
      onRow(told());
    }),
  );
  return told();
}

/** Questions to one server, by its transport. */
const asking =
  (
    { lines, ca, transcripts, signal }: CompareOptions,
    { transport, ...server }: AskedDnsServer,
    recursive: boolean,
  ): AskResolver =>
  (name, type) =>
    query({ question: { name, type, server, transport }, recursive, lines, ca, transcripts, signal });

async function peersOf(options: CompareOptions): Promise<{ zone: string | null; peers: Peer[] }> {
  const typed = options.servers.map(
    (server): Peer => ({
      name: '',
      address: serverName(server, server.transport),
      server,
      problem: '',
      recursive: true,
    }),
  );
  if (!options.zone) return { zone: null, peers: unique(typed) };
  const { resolver, endpointOf } = options.zone;
  const { zone, servers } = await zoneServers(asking(options, resolver, true), toQuestion(options).name);
  const own = servers.flatMap(({ name, addresses }): Peer[] => {
    const peer = { name, recursive: false };
    if (addresses.length === 0)
      return [{ ...peer, address: '', server: null, problem: `No address is known for ${plainName(name)}.` }];
    return addresses.map((address) => {
      const endpoint = endpointOf(address);
      // What speaks for a zone takes no encrypted questions.
      const server = endpoint && { ...endpoint, transport: 'udp' as const };
      return { ...peer, address, server, problem: endpoint ? '' : `${address} can't be reached from here.` };
    });
  });
  return { zone: formatName(zone), peers: [...own.slice(0, mostServers), ...unique(typed)] };
}

const unique = (peers: readonly Peer[]): Peer[] =>
  peers.filter((peer, index) => peers.findIndex(({ address }) => address === peer.address) === index);

const waiting = ({ name, address, server, problem }: Peer): ComparedServer => ({
  name,
  address,
  state: server ? 'waiting' : 'failed',
  rcode: '',
  flags: [],
  answer: [],
  ttlSeconds: null,
  serial: null,
  elapsedUs: null,
  problem,
  group: null,
  sessionId: null,
});

/** Whether it says something of the name, and not of the server's state. */
const isOfUse = ({ kind }: DnsAnswer): boolean =>
  kind === 'answer' || kind === 'no-data' || kind === 'nxdomain' || kind === 'referral';

function said(answer: DnsAnswer, type: string): Partial<ComparedServer> & Pick<ComparedServer, 'state'> {
  const { rcode, flags, elapsedUs, sessionId, sentence } = answer;
  return {
    state: isOfUse(answer) ? 'said' : 'failed',
    rcode,
    flags,
    answer: answer.answer
      .map((record) => (record.type === type ? record.data : `${record.type} ${record.data}`))
      .sort(),
    ttlSeconds: answer.answer.length > 0 ? Math.min(...answer.answer.map(({ ttlSeconds }) => ttlSeconds)) : null,
    elapsedUs,
    problem: answer.kind === 'answer' ? '' : sentence,
    sessionId,
  };
}

/** Their data is names, whose case may be that of whoever asked (RFC 4343 §4). */
const madeOfNames = new Set(['NS', 'CNAME', 'DNAME', 'PTR', 'MX', 'SRV', 'SOA', 'AFSDB', 'KX', 'RP']);

/** What makes two answers the same: not their order, nor their TTLs. */
function sayingOf({ kind, answer, authority }: DnsAnswer): string {
  const records = kind === 'referral' ? authority.filter(({ type }) => type === 'NS') : answer;
  const texts = records.map(({ owner, type, data }) =>
    [owner.toLowerCase(), type, madeOfNames.has(type) ? data.toLowerCase() : data].join(' '),
  );
  return JSON.stringify([kind, [...new Set(texts)].sort()]);
}

function serialOf({ question, answer, authority }: DnsAnswer): number | null {
  const asked = parseName(question.name);
  const soa = [...answer, ...authority].find(
    ({ type, owner }) => type === 'SOA' && isAtOrBelow(asked, parseName(owner)),
  );
  const serial = Number(soa?.data.split(' ')[2] ?? Number.NaN);
  return Number.isSafeInteger(serial) ? serial : null;
}

function voicesOf(rows: readonly ComparedServer[], says: readonly (string | null)[]): Voice[] {
  return rows.map(({ name, address, state, serial }, index) => {
    const several = rows.filter((row) => row.name === name).length > 1;
    const label = name === '' ? address : several ? `${plainName(name)} (${address})` : plainName(name);
    return { label, says: says[index] ?? null, waiting: state === 'waiting', serial };
  });
}

function unlessCancelled(thrown: unknown): null {
  const error = asPosthornError(thrown);
  if (error.code === 'app.cancelled') throw error;
  return null;
}
