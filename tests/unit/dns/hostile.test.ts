import { describe, expect, test } from 'vitest';
import { type AnswerCache, DnsCache, Knowledge, query, toQuestion, trace } from '../../../electron/dns';
import { runBulk } from '../../../electron/dns/bulk/job';
import type { Patience } from '../../../electron/dns/exchange';
import { Transcripts } from '../../../electron/wire';
import type { BulkRow, DnsAnswer } from '../../../shared/contract';
import { asPosthornError } from '../../../shared/errors';
import { type Behaviour, behaviours, type Ends, hostile, poison, usualMost, victim } from '../../support/hostile-dns';
import { type AskedOf, answerTo, type ScriptedDns, scriptedDns } from '../../support/scripted-dns';

/** Each hostile server, before each of those that ask: how it ends, what it costs, and that nothing of it stays. */

/** As everywhere: nobody waits for what comes, on a busy machine either. */
const usual: Patience = { tryMs: 2_000, lineMs: 5_000 };
/** Where a row is about waiting in vain, it is short. */
const patienceFor = ({ ends }: Behaviour, asker: keyof Ends): Patience => ({
  tryMs: ends.lookup === 'dns.no-answer' && ends[asker] !== 'answer' ? 200 : usual.tryMs,
  lineMs: ends.lookup === 'wire.timeout' ? 500 : usual.lineMs,
});
const isBelow = (name: string, zone: string) => name === zone || name.endsWith(`.${zone}`);
const RA = 0x0080;

/** What everybody but the hostile server says. */
function honestly({ name, type }: AskedOf) {
  const truth = name === victim.name && type === 'A';
  return {
    aa: true,
    flags: RA,
    rcode: truth ? 0 : 3,
    answers: truth ? [{ type: 'A' as const, name, data: victim.address, ttl: 300 }] : [],
  };
}

async function world(behaviour: Behaviour) {
  let nth = 0;
  const servers = new Map<string, ScriptedDns>();
  const add = async (address: string, play: Parameters<typeof scriptedDns>[0]) =>
    servers.set(address, await scriptedDns(play));
  await add('192.0.2.1', (asked, mouth) => {
    const zone = [hostile.zone, victim.zone].find((one) => isBelow(asked.name, one));
    if (!zone) return mouth.say(answerTo(asked, { aa: true, rcode: 3 }));
    const address = zone === hostile.zone ? hostile.address : victim.server;
    return mouth.say(
      answerTo(asked, {
        authorities: [{ type: 'NS', name: zone, data: `ns.${zone}`, ttl: 3_600 }],
        additionals: [{ type: 'A', name: `ns.${zone}`, data: address, ttl: 3_600 }],
      }),
    );
  });
  await add(victim.server, (asked, mouth) => mouth.say(answerTo(asked, honestly(asked))));
  await add(hostile.address, (asked, mouth) => {
    if (!isBelow(asked.name, hostile.zone)) return mouth.say(answerTo(asked, honestly(asked)));
    nth += 1;
    return behaviour.play(asked, mouth, nth);
  });
  // Whoever comes here believes what it was told.
  await add(poison, (asked, mouth) =>
    mouth.say(answerTo(asked, { aa: true, answers: [{ type: 'A', name: asked.name, data: poison, ttl: 300 }] })),
  );
  const asked = (address: string) => servers.get(address)?.asked ?? [];
  return {
    root: {
      hints: [{ name: 'a.root.', addresses: ['192.0.2.1'] }],
      endpointOf: (address: string) => servers.get(address)?.endpoint ?? null,
    },
    server: servers.get(hostile.address)?.endpoint ?? null,
    /** Of those, that for its own names. */
    askedOfHostile: () => asked(hostile.address).filter(({ name }) => isBelow(name, hostile.zone)).length,
    asked: (address: string) => asked(address).length,
    close: () => Promise.all([...servers.values()].map((one) => one.close())),
  };
}
type World = Awaited<ReturnType<typeof world>>;

/** Asks, and afterwards asks for the victim's name. @returns how it ended, and where the victim is said to be */
type Asker = (behaviour: Behaviour, world: World) => Promise<{ end: string; truth: string[] }>;

const nameOf = ({ ask = hostile.name }: Behaviour) => ask;
const dataOf = ({ answer }: DnsAnswer) => answer.map(({ data }) => data);
/** A resolver that is asked for one name may say where its alias leads; it is no word of that other name. */
const followsVictim = ({ name }: Behaviour) => name === 'an alias to the victim, and where that is';
const codeOf = (thrown: unknown): string => asPosthornError(thrown).code;

/** What is kept must be of the question that was asked, along its aliases; and the poison is of no question. */
function expectClean(cache: AnswerCache): void {
  for (const { question, message } of cache.list()) {
    expect(message.additional).toEqual([]);
    const names = [toText(question.name)];
    for (const { owner, typeCode, data } of message.answer) {
      expect(names).toContain(toText(owner));
      if (typeCode === 5) names.push(data.toLowerCase());
    }
    for (const { owner } of message.authority) expect(names.at(-1)?.endsWith(toText(owner))).toBe(true);
  }
}
const toText = (name: readonly Buffer[]) => `${name.map((label) => label.toString('latin1')).join('.')}.`.toLowerCase();

const lookup: Asker = async (behaviour, { server }) => {
  const cache: AnswerCache = new DnsCache(() => performance.now());
  const ask = (name: string, patience: Patience, more = {}) =>
    query({
      question: { name, type: 'A', server, transport: 'udp', fromCache: true, ...more },
      cache,
      patience,
      transcripts: new Transcripts(),
    });
  const end = await ask(
    nameOf(behaviour),
    patienceFor(behaviour, 'lookup'),
    behaviour.cookie ? { edns: { cookie: true } } : {},
  ).then(({ kind, sentence }) => {
    if (!followsVictim(behaviour)) expect(sentence).not.toContain(poison);
    return kind;
  }, codeOf);
  expectClean(cache);
  const after = await ask(victim.name, usual);
  expect(after.cachedForSeconds).toBe(null);
  return { end, truth: dataOf(after) };
};

const bulk: Asker = async (behaviour, { server }) => {
  const ask = async (name: string, patience: Patience): Promise<BulkRow | undefined> => {
    const rows: BulkRow[] = [];
    await runBulk(
      {
        source: { kind: 'text', text: name },
        types: ['A'],
        server: server ?? { host: '', port: 0 },
        transport: 'udp',
        ca: [],
        concurrency: 1,
        perSecond: null,
      },
      { onRow: (row) => rows.push(row), onDropped: () => {}, signal: new AbortController().signal, patience },
    );
    expect(rows).toHaveLength(1);
    return rows[0];
  };
  const row = await ask(nameOf(behaviour), patienceFor(behaviour, 'bulk'));
  if (!followsVictim(behaviour)) expect(row?.data).not.toContain(poison);
  return { end: row?.kind ?? '', truth: (await ask(victim.name, usual))?.data ?? [] };
};

const tracing: Asker = async (behaviour, { root }) => {
  const ask = (name: string, patience: Patience) =>
    trace({ question: toQuestion({ name, type: 'A' }), ...root, patience, transcripts: new Transcripts() });
  const { outcome, records } = await ask(nameOf(behaviour), patienceFor(behaviour, 'trace'));
  expect(records.map(({ data }) => data)).not.toContain(poison);
  return { end: outcome, truth: (await ask(victim.name, usual)).records.map(({ data }) => data) };
};

const fromRoot: Asker = async (behaviour, { root }) => {
  let now = 0;
  const cache: AnswerCache = new DnsCache(() => now);
  const knowledge = new Knowledge(() => now);
  const ask = (name: string, patience: Patience, more = {}) =>
    query({
      question: { name, type: 'A', server: null, transport: 'udp', fromRoot: 'world', fromCache: true, ...more },
      root: { ...root, knowledge, scope: 'root' },
      cache,
      patience,
      transcripts: new Transcripts(),
    });
  const answer = await ask(
    nameOf(behaviour),
    patienceFor(behaviour, 'root'),
    behaviour.cookie ? { edns: { cookie: true } } : {},
  ).catch(codeOf);
  if (typeof answer !== 'string') expect(dataOf(answer)).not.toContain(poison);
  expectClean(cache);
  for (const { zone, servers, ttlSeconds } of knowledge.list()) {
    // Whom a zone below its own names is its own affair.
    expect(['evil.test.', 'bank.test.'].some((one) => isBelow(zone, one))).toBe(true);
    expect(ttlSeconds).toBeLessThanOrEqual(3_600);
    if (zone === 'bank.test.') expect(servers).toEqual([{ name: 'ns.bank.test.', addresses: [victim.server] }]);
    if (zone === 'evil.test.') expect(servers).toEqual([{ name: 'ns.evil.test.', addresses: [hostile.address] }]);
  }
  // Whoever was kept silent may speak again.
  now += 60_000;
  const after = await ask(victim.name, usual);
  expect(after.cachedForSeconds).toBe(null);
  return { end: typeof answer === 'string' ? answer : answer.kind, truth: dataOf(after) };
};

const askers: Record<keyof Ends, Asker> = { lookup, bulk, trace: tracing, root: fromRoot };

describe.concurrent('a hostile server, before all that ask', () => {
  test.each(behaviours)('$name', async (behaviour) => {
    const ends = await Promise.all(
      Object.entries(askers).map(async ([asker, ask]) => {
        const here = await world(behaviour);
        try {
          const { end, truth } = await ask(behaviour, here);
          expect([asker, truth]).toEqual([asker, [victim.address]]);
          expect([asker, here.askedOfHostile()]).toEqual([
            asker,
            expect.toSatisfy((n) => n <= (behaviour.most ?? usualMost)),
          ]);
          // The question for the victim itself, and the trace's for its servers.
          expect([asker, here.asked(victim.server)]).toEqual([
            asker,
            expect.toSatisfy((n) => n <= 2 + (behaviour.mostOfVictim ?? 2)),
          ]);
          expect([asker, here.asked(poison)]).toEqual([asker, 0]);
          expect([asker, here.asked('192.0.2.1')]).toEqual([asker, expect.toSatisfy((n) => n <= 16)]);
          return [asker, end];
        } finally {
          await here.close();
        }
      }),
    );
    expect(Object.fromEntries(ends)).toEqual(behaviour.ends);
  });
});
