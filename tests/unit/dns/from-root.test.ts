import type { Answer } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { type AnswerCache, DnsCache, Knowledge, query, toQuestion } from '../../../electron/dns';
import type { Patience } from '../../../electron/dns/exchange';
import { askFromRoot } from '../../../electron/dns/from-root';
import { Transcripts } from '../../../electron/wire';
import type { DnsAnswer } from '../../../shared/contract';
import { type AskedOf, answerTo, type Said, type ScriptedDns, scriptedDns } from '../../support/scripted-dns';

/** Lookups that Posthorn answers by itself, in worlds whose servers say what a test wants. */
let servers = new Map<string, ScriptedDns>();
afterEach(async () => {
  await Promise.all([...servers.values()].map((server) => server.close()));
  servers = new Map();
});

const ns = (name: string, data: string, ttl = 3_600): Answer => ({ type: 'NS', name, data, ttl });
const a = (name: string, data: string, ttl = 300): Answer => ({ type: 'A', name, data, ttl });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, data, ttl: 300 });
const soa = (name: string): Answer => ({
  type: 'SOA',
  name,
  ttl: 600,
  data: { mname: `ns.${name}`, rname: `h.${name}`, serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 60 },
});

/** What a server says; null: nothing. */
type Script = (asked: AskedOf) => Said | null;

/** For those that are silent; who answers is waited for as everywhere, on a busy machine too. */
const impatient: Patience = { tryMs: 400, lineMs: 400 };

/** A world of servers by their addresses; the root's is 192.0.2.1. */
async function world(scripts: Record<string, Script>, patience?: Patience) {
  for (const [address, script] of Object.entries(scripts))
    servers.set(
      address,
      await scriptedDns((asked, mouth) => {
        const said = script(asked);
        if (said) mouth.say(answerTo(asked, said));
      }),
    );
  let now = 1_000;
  const cache: AnswerCache = new DnsCache(() => now);
  const root = {
    hints: [{ name: 'a.root.', addresses: ['192.0.2.1'] }],
    endpointOf: (address: string) => servers.get(address)?.endpoint ?? null,
    knowledge: new Knowledge(() => now),
    scope: 'root',
  };
  const zones: string[] = [];
  const ask = (
    name: string,
    type = 'A',
    more: { fromCache?: boolean; signal?: AbortSignal } = {},
  ): Promise<DnsAnswer> => {
    const { signal, fromCache = false } = more;
    return query({
      question: { name, type, server: null, transport: 'udp', fromRoot: 'world', fromCache },
      root,
      cache,
      patience,
      transcripts: new Transcripts(),
      signal,
      onZone: (zone) => zones.push(zone),
    });
  };
  const asked = (address: string) => servers.get(address)?.asked.map(({ name, type }) => `${name} ${type}`) ?? [];
  return { ask, asked, cache, knowledge: root.knowledge, zones, pass: (seconds: number) => (now += seconds * 1000) };
}

/** The root and a zone `test`, which has `bank.test` and its server below it. */
const root: Script = () => ({ authorities: [ns('test', 'ns.test')], additionals: [a('ns.test', '192.0.2.2')] });
const tld: Script = ({ name }) =>
  /(^|\.)bank\.test$/.test(name)
    ? { authorities: [ns('bank.test', 'ns.bank.test')], additionals: [a('ns.bank.test', '192.0.2.3')] }
    : { aa: true, rcode: 3, authorities: [soa('test')] };
const bank: Script = ({ name, type }) =>
  name === 'www.bank.test' && type === 'A'
    ? { aa: true, answers: [a('www.bank.test', '192.0.2.80')], authorities: [ns('bank.test', 'ns.bank.test')] }
    : { aa: true, rcode: name === 'www.bank.test' ? 0 : 3, authorities: [soa('bank.test')] };
const sound = { '192.0.2.1': root, '192.0.2.2': tld, '192.0.2.3': bank };
const dataOf = ({ answer }: DnsAnswer) => answer.map(({ type, data }) => `${type} ${data}`);
const endsWith = (reason: RegExp) => ({ code: 'dns.way-ended', message: expect.stringMatching(reason) });

describe('an answer from the root down', () => {
  test('is that of the last zone, and tells how it was found', async () => {
    const { ask, zones } = await world(sound);
    const answer = await ask('www.bank.test');
    expect(answer).toMatchObject({
      kind: 'answer',
      rcode: 'NOERROR',
      flags: ['ra'],
      authority: [],
      additional: [],
      sentence: 'www.bank.test is at 192.0.2.80.',
      way: {
        questions: 3,
        servers: 3,
        zone: 'bank.test.',
        server: { name: 'ns.bank.test.', address: '192.0.2.3' },
      },
    });
    expect(dataOf(answer)).toEqual(['A 192.0.2.80']);
    expect(zones).toEqual(['the root', 'test', 'bank.test']);
  });

  test('a “no” comes with its SOA, be it of the name or of the type', async () => {
    const { ask } = await world(sound);
    const none = await ask('nobody.bank.test');
    expect(none).toMatchObject({
      kind: 'nxdomain',
      rcode: 'NXDOMAIN',
      authority: [{ owner: 'bank.test.', type: 'SOA' }],
    });
    expect(await ask('www.bank.test', 'MX')).toMatchObject({ kind: 'no-data', authority: [{ type: 'SOA' }] });
    expect(await ask('other.test')).toMatchObject({ kind: 'nxdomain', authority: [{ owner: 'test.' }] });
  });

  test('the next question begins at the nearest zone that is known, until its TTL has passed', async () => {
    const { ask, asked, pass } = await world(sound);
    await ask('www.bank.test');
    expect((await ask('mail.bank.test')).way?.questions).toBe(1);
    pass(3_601);
    expect((await ask('www.bank.test')).way?.questions).toBe(3);
    expect(asked('192.0.2.1')).toHaveLength(2);
  });

  test('is remembered as such, counts down, and is asked for anew where that is wanted', async () => {
    const { ask, cache, asked, pass } = await world(sound);
    await ask('www.bank.test');
    expect(cache.list().map(({ scope, ttlSeconds }) => [scope, ttlSeconds])).toEqual([['root', 300]]);
    pass(100);
    const again = await ask('www.bank.test', 'A', { fromCache: true });
    expect(again).toMatchObject({ cachedForSeconds: 200, answer: [{ ttlSeconds: 200 }], way: { questions: 3 } });
    expect(asked('192.0.2.3')).toHaveLength(1);
    await ask('www.bank.test');
    expect(asked('192.0.2.3')).toHaveLength(2);
  });

  test('what vouches for a zone is asked of the zone above, also when that zone is known', async () => {
    const { ask, asked } = await world(sound);
    await ask('www.bank.test');
    await ask('bank.test', 'DS').catch(() => {});
    expect(asked('192.0.2.2')).toContain('bank.test DS');
  });

  test('that does not fit is asked for over TCP', async () => {
    const { ask } = await world({
      ...sound,
      '192.0.2.3': (asked) => (asked.tcp ? bank(asked) : { aa: true, flags: 0x0200 }),
    });
    expect(await ask('www.bank.test')).toMatchObject({ transport: 'tcp', truncatedOverUdp: true, kind: 'answer' });
  });

  test('can’t be had over an encrypted line, and says so before anything is sent', async () => {
    const { asked } = await world(sound);
    const question = { name: 'www.bank.test', type: 'A', server: null, transport: 'tls', fromRoot: 'world' } as const;
    const knowledge = new Knowledge(() => 0);
    const root = { hints: [], endpointOf: () => null, knowledge, scope: '' };
    await expect(query({ question, root, transcripts: new Transcripts() })).rejects.toMatchObject({
      code: 'dns.root-in-the-clear',
    });
    expect(asked('192.0.2.1')).toEqual([]);
  });
});

describe('aliases', () => {
  const other: Script = ({ name }) =>
    name === 'www.other.test' ? { aa: true, answers: [a('www.other.test', '192.0.2.81')] } : { aa: true, rcode: 3 };
  const both: Script = (asked) =>
    asked.name.endsWith('other.test')
      ? { authorities: [ns('other.test', 'ns.other.test')], additionals: [a('ns.other.test', '192.0.2.4')] }
      : tld(asked);

  test('lead into other zones, whose own servers are asked', async () => {
    const { ask, cache } = await world({
      ...sound,
      '192.0.2.2': both,
      '192.0.2.3': () => ({
        aa: true,
        answers: [cname('www.bank.test', 'www.other.test'), a('www.other.test', '203.0.113.66')],
      }),
      '192.0.2.4': other,
    });
    expect(dataOf(await ask('www.bank.test'))).toEqual(['CNAME www.other.test.', 'A 192.0.2.81']);
    expect(cache.list()).toHaveLength(1);
  });

  test('follow from a DNAME, also where the server makes none of it', async () => {
    const { ask, cache } = await world({
      ...sound,
      '192.0.2.2': both,
      '192.0.2.3': () => ({ aa: true, answers: [{ type: 'DNAME', name: 'bank.test', data: 'other.test', ttl: 300 }] }),
      '192.0.2.4': other,
    });
    expect(dataOf(await ask('www.bank.test'))).toEqual(['DNAME other.test.', 'CNAME www.other.test.', 'A 192.0.2.81']);
    expect(cache.list()).toHaveLength(1);
  });

  test('that lead back to themselves end', async () => {
    const { ask, asked } = await world({
      ...sound,
      '192.0.2.3': ({ name }) => ({
        aa: true,
        answers: [cname(name, name === 'a.bank.test' ? 'b.bank.test' : 'a.bank.test')],
      }),
    });
    await expect(ask('a.bank.test')).rejects.toMatchObject(endsWith(/aliases on the way lead back/));
    expect(asked('192.0.2.3').length).toBeLessThan(4);
  });
});

describe('servers that are of no use', () => {
  const two: Script = () => ({
    authorities: [ns('bank.test', 'ns1.bank.test'), ns('bank.test', 'ns2.bank.test')],
    additionals: [a('ns1.bank.test', '192.0.2.5'), a('ns2.bank.test', '192.0.2.3')],
  });

  test.each<[string, Script]>([
    ['silent', () => null],
    ['lame', () => ({ authorities: [ns('', 'a.root')] })],
    ['refusing', () => ({ rcode: 5 })],
    ['failing', () => ({ rcode: 2 })],
  ])('%s: the next one is asked, and that one not again for a while', async (_, script) => {
    const { ask, asked, pass } = await world({ ...sound, '192.0.2.2': two, '192.0.2.5': script }, impatient);
    expect(dataOf(await ask('www.bank.test'))).toEqual(['A 192.0.2.80']);
    const before = asked('192.0.2.5').length;
    expect(before).toBeGreaterThan(0);
    await ask('www.bank.test');
    expect(asked('192.0.2.5')).toHaveLength(before);
    pass(31);
    await ask('www.bank.test');
    expect(asked('192.0.2.5').length).toBeGreaterThan(before);
  });

  test('the sentence says where the way ended, and why', async () => {
    const { ask, pass } = await world({ ...sound, '192.0.2.2': () => null }, impatient);
    await expect(ask('www.bank.test')).rejects.toMatchObject(endsWith(/The server of test is silent \(ns\.test\)/));
    await expect(ask('www.bank.test')).rejects.toMatchObject(endsWith(/ns\.test failed less than 30 s ago/));
    pass(31);
    await expect(ask('www.bank.test')).rejects.toMatchObject(endsWith(/is silent/));
  });

  test('a server elsewhere is looked up first, and what its own zone says counts more than what came along', async () => {
    const { ask, asked } = await world({
      '192.0.2.1': ({ name }) =>
        name.endsWith('else')
          ? { authorities: [ns('else', 'ns.else')], additionals: [a('ns.else', '192.0.2.4')] }
          : root({} as AskedOf),
      '192.0.2.2': () => ({
        authorities: [ns('bank.test', 'ns.else')],
        additionals: [a('ns.else', '192.0.2.66')],
      }),
      '192.0.2.3': bank,
      '192.0.2.4': ({ type }) => ({ aa: true, answers: type === 'A' ? [a('ns.else', '192.0.2.3')] : [] }),
      '192.0.2.66': () => ({ aa: true, answers: [a('www.bank.test', '203.0.113.66')] }),
    });
    expect(dataOf(await ask('www.bank.test'))).toEqual(['A 192.0.2.80']);
    expect(asked('192.0.2.66')).toEqual([]);
    // Its address is known now.
    expect((await ask('www.bank.test')).way?.questions).toBe(1);
  });

  test('cancelling ends it', async () => {
    const { ask } = await world({ ...sound, '192.0.2.2': () => null });
    const stop = new AbortController();
    const asking = ask('www.bank.test', 'A', { signal: stop.signal });
    await expect.poll(() => servers.get('192.0.2.2')?.asked.length).toBe(1);
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'app.cancelled' });
  });
});

describe('what is known of zones', () => {
  test('is no answer: glue and referrals are asked for', async () => {
    const { ask, asked } = await world({
      ...sound,
      '192.0.2.3': (said) =>
        said.name === 'ns.bank.test' ? { aa: true, answers: [a('ns.bank.test', '192.0.2.33')] } : bank(said),
    });
    await ask('www.bank.test');
    expect(dataOf(await ask('ns.bank.test', 'A', { fromCache: true }))).toEqual(['A 192.0.2.33']);
    expect(asked('192.0.2.3')).toContain('ns.bank.test A');
  });

  test('gives way to what the zone says of itself, and no referral takes that back', async () => {
    let moved = false;
    const { ask, knowledge, asked } = await world({
      ...sound,
      '192.0.2.3': (said) => {
        if (said.name === 'bank.test' && said.type === 'NS')
          return {
            aa: true,
            answers: [ns('bank.test', 'new.bank.test', 200)],
            additionals: [a('new.bank.test', '192.0.2.4')],
          };
        return moved ? { rcode: 5 } : bank(said);
      },
      '192.0.2.4': bank,
    });
    await ask('www.bank.test');
    expect(knowledge.list().at(-1)).toMatchObject({
      zone: 'bank.test.',
      own: false,
      servers: [{ name: 'ns.bank.test.' }],
    });
    await ask('bank.test', 'NS');
    const own = { zone: 'bank.test.', own: true, ttlSeconds: 200, servers: [{ name: 'new.bank.test.' }] };
    expect(knowledge.list().at(-1)).toMatchObject(own);
    moved = true;
    await ask('www.bank.test');
    expect(asked('192.0.2.4')).toEqual(['www.bank.test A']);
    await ask('bank.test', 'DS').catch(() => {});
    expect(knowledge.list().at(-1)).toMatchObject(own);
  });

  test('a zone that was taken away can’t keep itself alive, nor in zones below it', async () => {
    const below: Script = ({ name, type }) => {
      if (name === 'bank.test' && type === 'NS')
        return {
          aa: true,
          answers: [ns('bank.test', 'ns.bank.test', 80_000)],
          additionals: [a('ns.bank.test', '192.0.2.3')],
        };
      if (name.endsWith('sub.bank.test'))
        return {
          authorities: [ns('sub.bank.test', 'ns.sub.bank.test', 80_000)],
          additionals: [a('ns.sub.bank.test', '192.0.2.4', 80_000)],
        };
      return bank({ name, type } as AskedOf);
    };
    const { ask, knowledge, pass } = await world({
      ...sound,
      '192.0.2.3': below,
      '192.0.2.4': ({ name }) => ({ aa: true, answers: [a(name, '203.0.113.66')] }),
    });
    await ask('x.sub.bank.test');
    pass(200);
    await ask('bank.test', 'NS');
    expect(knowledge.list().map(({ zone, ttlSeconds }) => [zone, ttlSeconds])).toEqual([
      ['test.', 100],
      ['bank.test.', 100],
      ['sub.bank.test.', 100],
    ]);
  });

  test('is forgotten with the answers', async () => {
    const { ask, knowledge, asked } = await world(sound);
    await ask('www.bank.test');
    knowledge.forget();
    expect(knowledge.list()).toEqual([]);
    await ask('www.bank.test');
    expect(asked('192.0.2.1')).toHaveLength(2);
  });
});

test('a way that takes too long ends, and tells how far it has come', async () => {
  await world({ ...sound, '192.0.2.2': () => null });
  const way = askFromRoot({
    question: toQuestion({ name: 'www.bank.test', type: 'A' }),
    hints: [{ name: 'a.root.', addresses: ['192.0.2.1'] }],
    endpointOf: (address) => servers.get(address)?.endpoint ?? null,
    knowledge: new Knowledge(() => 0),
    options: [],
    transport: 'udp',
    mostMs: 300,
    transcripts: new Transcripts(),
  });
  await expect(way).rejects.toMatchObject(endsWith(/0\.3 s have passed, and the way had come to test/));
});
