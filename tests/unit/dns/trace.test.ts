import type { Answer } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toQuestion, trace } from '../../../electron/dns';
import { serveDns } from '../../../electron/practice/dns/server';
import { practiceHints, practiceServers } from '../../../electron/practice/dns/zones';
import { Transcripts } from '../../../electron/wire';
import type { NameServer, TraceStep } from '../../../shared/contract';
import { answerTo, type Said, scriptedDns } from '../../support/scripted-dns';

let running: { close(): Promise<void> }[] = [];
let ports: Map<string, number>;
beforeEach(() => {
  running = [];
  ports = new Map();
});
afterEach(() => Promise.all(running.map((one) => one.close())));

async function practiceWorld() {
  for (const { address, zones } of practiceServers) {
    const serving = await serveDns(zones);
    running.push(serving);
    ports.set(address, serving.port);
  }
}
const endpointOf = (address: string) => {
  const port = ports.get(address);
  return port === undefined ? null : { host: '127.0.0.1', port };
};
async function from(hints: readonly NameServer[], name: string, type = 'A', signal?: AbortSignal) {
  const told: TraceStep[] = [];
  const transcripts = new Transcripts();
  const traced = await trace({
    question: toQuestion({ name, type }),
    hints,
    endpointOf,
    transcripts,
    signal,
    onStep: (step) => told.push(step),
  });
  expect(told).toEqual(traced.steps);
  return { ...traced, transcripts };
}
const practice = (name: string, type?: string) => from(practiceHints, name, type);
const path = (steps: readonly TraceStep[]) => steps.map(({ zone, server, outcome }) => [zone, server.name, outcome]);

describe('the way down in the practice world', () => {
  beforeEach(practiceWorld);

  test('leads from the root to all servers of the zone', async () => {
    const traced = await practice('xxx.com.tw', 'MX');
    expect(path(traced.steps)).toEqual([
      ['.', 'root.practice.test.', 'referral'],
      ['tw.', 'ns.tw.', 'referral'],
      ['com.tw.', 'ns.com.tw.', 'referral'],
      ['xxx.com.tw.', 'ns1.xxx.com.tw.', 'answer'],
      ['xxx.com.tw.', 'ns2.xxx.com.tw.', 'answer'],
    ]);
    expect(traced.steps[2]?.referral).toEqual({
      zone: 'xxx.com.tw.',
      servers: [
        { name: 'ns1.xxx.com.tw.', addresses: ['211.72.211.1'] },
        { name: 'ns2.xxx.com.tw.', addresses: ['211.72.211.2'] },
      ],
    });
    expect(traced).toMatchObject({
      outcome: 'answer',
      findings: [],
      sentence: 'xxx.com.tw takes mail at mail.xxx.com.tw (10), then imap.xxx.com.tw (20).',
    });
    // None of them was to ask others.
    const said = traced.transcripts.toText(traced.steps[0]?.sessionId ?? '') ?? '';
    expect(said).toMatch(/→ \d+ xxx\.com\.tw\. IN MX, EDNS 1232/i);
  });

  test('follows an alias, and the address of an address the other way', async () => {
    const alias = await practice('ftp.xxx.com.tw');
    expect(alias.records.map(({ type, data }) => [type, data])).toEqual([
      ['CNAME', 'www.xxx.com.tw.'],
      ['A', '211.72.211.80'],
    ]);
    const reverse = await practice('211.72.211.25');
    expect(reverse.outcome).toBe('answer');
    // The servers of the reverse zone lie in another zone, so their address is found out first.
    expect(reverse.steps.filter(({ depth }) => depth === 1).map(({ outcome }) => outcome)).toContain('answer');
  });

  test.each([
    ['nothing.xxx.com.tw', 'nxdomain', 'There is no name nothing.xxx.com.tw.'],
    ['xxx.com.tw', 'no-data', 'xxx.com.tw exists, but it has no A record.'],
    ['nothing.at.all', 'nxdomain', 'There is no name nothing.at.all.'],
  ])('%s: %s', async (name, outcome, sentence) => {
    expect(await practice(name)).toMatchObject({ outcome, sentence });
  });

  test.each([
    ['www.lame.com.tw', 'unreachable', [/ns1\.lame\.com\.tw refuses to answer/]],
    ['www.noglue.com.tw', 'unreachable', [/ns1\.noglue\.com\.tw serves noglue\.com\.tw and lies in it, and no glue/]],
    ['www.loop.com.tw', 'endless', [/lead back to themselves/]],
    [
      'www.split.com.tw',
      'answer',
      [
        /names ns2\.xxx\.com\.tw as its server/,
        /names ns3\.split\.com\.tw/,
        /glue says that ns1\.split\.com\.tw is at 192\.0\.2\.22; the zone itself says 192\.0\.2\.23/,
      ],
    ],
    ['www.stale.com.tw', 'answer', [/ns2\.xxx\.com\.tw says something else/]],
  ])('%s: %s, and why', async (name, outcome, reasons) => {
    const traced = await practice(name);
    expect(traced.outcome).toBe(outcome);
    for (const reason of reasons) expect(traced.findings.map(({ text }) => text).join('\n')).toMatch(reason);
    expect(traced.findings.length).toBeLessThanOrEqual(reasons.length + 1);
  });

  test('can be cancelled', async () => {
    await expect(from(practiceHints, 'xxx.com.tw', 'A', AbortSignal.abort())).rejects.toMatchObject({
      code: 'app.cancelled',
    });
  });
});

describe('servers that are not to be believed', () => {
  const root = [{ name: 'root.example.', addresses: ['192.0.2.1'] }];
  /** A server at this address that says what it likes. */
  async function liar(address: string, say: (name: string, type: string) => Said) {
    const server = await scriptedDns((asked, mouth) => mouth.say(answerTo(asked, say(asked.name, asked.type))));
    running.push(server);
    ports.set(address, server.endpoint.port);
  }
  const ns = (name: string, data: string): Answer => ({ type: 'NS', name, data, ttl: 60 });
  const a = (name: string, data: string): Answer => ({ type: 'A', name, data, ttl: 60 });

  test('glue of names that are none of its business is not taken', async () => {
    await liar('192.0.2.1', (name) =>
      name.endsWith('example')
        ? { authorities: [ns('example', 'ns.example')], additionals: [a('ns.example', '192.0.2.2')] }
        : { authorities: [ns('victim', 'ns.victim')], additionals: [a('ns.victim', '192.0.2.4')] },
    );
    // It has nothing to say of ns.victim.
    await liar('192.0.2.2', () => ({
      authorities: [ns('www.example', 'ns.victim')],
      additionals: [a('ns.victim', '192.0.2.3')],
    }));
    await liar('192.0.2.3', () => ({ aa: true, answers: [a('www.example', '203.0.113.66')] }));
    await liar('192.0.2.4', (name, type) =>
      type === 'A' && name === 'ns.victim' ? { aa: true, answers: [a('ns.victim', '192.0.2.5')] } : { aa: true },
    );
    await liar('192.0.2.5', () => ({ aa: true, answers: [a('www.example', '203.0.113.7')] }));
    const traced = await from(root, 'www.example');
    expect(traced.records.map(({ data }) => data)).toEqual(['203.0.113.7']);
    expect(traced.steps.map(({ server }) => server.address)).not.toContain('192.0.2.3');
  });

  test('nor are records of other zones behind an alias', async () => {
    await liar('192.0.2.1', (name) => ({
      authorities: [ns(name.split('.').at(-1) ?? '', `ns.${name.split('.').at(-1)}`)],
      additionals: [a('ns.example', '192.0.2.2'), a('ns.victim', '192.0.2.3')],
    }));
    await liar('192.0.2.2', () => ({
      aa: true,
      answers: [{ type: 'CNAME', name: 'www.example', data: 'www.victim', ttl: 60 }, a('www.victim', '203.0.113.66')],
    }));
    await liar('192.0.2.3', () => ({ aa: true, answers: [a('www.victim', '203.0.113.7')] }));
    const traced = await from(root, 'www.example');
    expect(traced.records.map(({ data }) => data)).toEqual(['www.victim.', '203.0.113.7']);
  });

  test.each([
    ['back up to the root', ''],
    ['to itself', 'example'],
    ['to a name that was not asked for', 'other.example'],
  ])('a referral %s leads nowhere', async (_, zone) => {
    await liar('192.0.2.1', () => ({
      authorities: [ns('example', 'ns.example')],
      additionals: [a('ns.example', '192.0.2.2')],
    }));
    await liar('192.0.2.2', () => ({
      authorities: [ns(zone, 'ns.example')],
      additionals: [a('ns.example', '192.0.2.2')],
    }));
    const traced = await from(root, 'www.example');
    expect(traced.outcome).toBe('unreachable');
    expect(traced.steps.at(-1)).toMatchObject({ outcome: 'lame', zone: 'example.' });
  });

  test('an answer out of a memory is none of a server that holds the zone', async () => {
    await liar('192.0.2.1', () => ({ answers: [a('www.example', '203.0.113.66')] }));
    expect(await from(root, 'www.example')).toMatchObject({ outcome: 'unreachable', steps: [{ outcome: 'lame' }] });
  });

  test('servers that are only known through each other end the way, with few questions', async () => {
    await liar('192.0.2.1', (name) => {
      const tld = name.split('.').at(-1) ?? '';
      return { authorities: [ns(tld, tld === 'one' ? 'ns.two' : 'ns.one')] };
    });
    const traced = await from(root, 'www.one');
    expect(traced.outcome).toBe('unreachable');
    expect(traced.steps.length).toBeLessThan(12);
    expect(traced.findings.map(({ text }) => text).join()).toMatch(/No address is known for/);
  });

  test('names that go on for ever, each in a zone of its own, come to an end', async () => {
    await liar('192.0.2.1', (name) => ({
      aa: true,
      answers: [{ type: 'CNAME', name, data: `x${name.length}.${name}`.slice(0, 60), ttl: 60 }],
    }));
    const traced = await from(root, 'www.example');
    expect(traced.outcome).toBe('endless');
    expect(traced.steps.length).toBeLessThan(40);
  });

  test('many referrals, each one label deeper, come to an end', async () => {
    const deep = `${'a.'.repeat(100)}example`;
    await liar('192.0.2.1', (name) => ({
      authorities: [ns(name, 'ns.example')],
      additionals: [a('ns.example', '192.0.2.1')],
    }));
    const traced = await from(root, deep);
    expect(['unreachable', 'endless']).toContain(traced.outcome);
    expect(traced.steps.length).toBeLessThan(150);
  });
});
