import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseName } from '../../../electron/dns';
import { askOwnServers, type OwnServer, type OwnServers } from '../../../electron/dns/check/own-servers';
import { checkOwnServers } from '../../../electron/dns/check/server-findings';
import { serveDns } from '../../../electron/practice/dns/server';
import { practiceHints, practiceServers } from '../../../electron/practice/dns/zones';
import { type Serving, Transcripts } from '../../../electron/wire';
import type { DomainFinding } from '../../../shared/contract';
import { type AskedOf, answerTo, type Mouth, type Said, scriptedDns } from '../../support/scripted-dns';

/** A domain's own servers asked by themselves, in the practice world and in made-up ones. */
const short = ({ severity, text }: DomainFinding) => `${severity}: ${text}`;

describe('in the practice world', () => {
  const running: Serving[] = [];
  const ports = new Map<string, number>();
  beforeAll(async () => {
    for (const { address, zones } of practiceServers) {
      const serving = await serveDns(zones);
      running.push(serving);
      ports.set(address, serving.port);
    }
  });
  afterAll(() => Promise.all(running.map((one) => one.close())));

  const check = async (domain: string) => {
    let questions = 0;
    const asked = await askOwnServers({
      domain: parseName(domain),
      hints: practiceHints,
      endpointOf: (address) => {
        const port = ports.get(address);
        return port === undefined ? null : { host: '127.0.0.1', port };
      },
      transcripts: new Transcripts(),
      onQuestion: () => {
        questions += 1;
      },
    });
    return { questions, findings: checkOwnServers(asked, domain).map(short) };
  };

  test.each<[string, string[]]>([
    [
      'xxx.com.tw',
      ['good: Asked themselves, ns1.xxx.com.tw and ns2.xxx.com.tw all answer for xxx.com.tw, at serial 2026112401.'],
    ],
    ['lame.com.tw', ['error: No name server of lame.com.tw answers for it: ns1.lame.com.tw refuses (REFUSED).']],
    ['noglue.com.tw', ['error: ns1.noglue.com.tw serves noglue.com.tw and lies in it, and no glue says where it is.']],
    [
      'split.com.tw',
      [
        'warning: The zone above split.com.tw names ns2.xxx.com.tw as its server, and split.com.tw itself does not.',
        'warning: split.com.tw names ns3.split.com.tw as its server, and the zone above does not: nobody is sent there.',
        'error: The glue says that ns1.split.com.tw is at 192.0.2.22; the zone itself says 192.0.2.23.',
      ],
    ],
    [
      'nobody.com.tw',
      [
        'note: The root and those below it know no nobody.com.tw, so the name servers of nobody.com.tw could not be asked themselves.',
      ],
    ],
  ])('%s', async (domain, expected) => {
    const { findings, questions } = await check(domain);
    expect(findings).toEqual(expected);
    expect(questions).toBeGreaterThan(2);
    expect(questions).toBeLessThan(20);
  });

  test('a name inside a zone has the servers of that zone', async () => {
    const { findings } = await check('mail.xxx.com.tw');
    expect(findings).toEqual([expect.stringContaining('all answer for xxx.com.tw, at serial')]);
  });
});

describe('without a way to the world', () => {
  const without = (signal?: AbortSignal) =>
    askOwnServers({
      domain: parseName('x.test'),
      hints: practiceHints,
      endpointOf: () => null,
      transcripts: new Transcripts(),
      signal,
      onQuestion: () => {},
    });

  test('a note says so once, and nothing is said against the domain', async () => {
    const findings = checkOwnServers(await without(), 'x.test');
    expect(findings.map(short)).toEqual([
      "note: No server of the root answers: root.practice.test can't be reached from here, so the name servers of x.test could not be asked themselves.",
    ]);
  });
});

test('it can be cancelled while a server is silent', async () => {
  const silent = await scriptedDns(() => abort.abort());
  const abort = new AbortController();
  const asked = askOwnServers({
    domain: parseName('x.test'),
    hints: practiceHints,
    endpointOf: () => silent.endpoint,
    transcripts: new Transcripts(),
    signal: abort.signal,
    onQuestion: () => {},
  });
  await expect(asked).rejects.toMatchObject({ code: 'app.cancelled' });
  await silent.close();
});

/** A root on one server, and `x.test` on another, which answers as it likes. */
async function testing(play: (asked: AskedOf, mouth: Mouth) => void) {
  const own = await scriptedDns(play);
  const root = await scriptedDns((asked, mouth) =>
    mouth.say(
      answerTo(asked, {
        authorities: [{ type: 'NS', name: 'x.test', data: 'ns.x.test' }],
        additionals: [{ type: 'A', name: 'ns.x.test', data: '192.0.2.31' }],
      }),
    ),
  );
  const asked = await askOwnServers({
    domain: parseName('x.test'),
    hints: practiceHints,
    endpointOf: (address) => (address === practiceHints[0]?.addresses[0] ? root.endpoint : own.endpoint),
    transcripts: new Transcripts(),
    onQuestion: () => {},
  });
  await Promise.all([own.close(), root.close()]);
  return { asked: 'reason' in asked ? null : asked, heard: own.asked };
}
const soaData = { mname: 'ns.x.test', rname: 'h.x.test', serial: 7, refresh: 1, retry: 1, expire: 1, minimum: 1 };
const zoneData = (question: AskedOf): Said => {
  const { name, type } = question;
  if (name === 'x.test' && (type === 'SOA' || type === 'AXFR'))
    return { aa: true, answers: [{ type: 'SOA', name, data: soaData }] };
  if (name === 'x.test') return { aa: true, answers: [{ type: 'NS', name, data: 'ns.x.test' }] };
  if (name === 'ns.x.test' && type === 'A') return { aa: true, answers: [{ type: 'A', name, data: '192.0.2.31' }] };
  return { aa: true };
};

describe('whether a server finds out names of others', () => {
  const RA = 0x0080;
  const rootSoa = { answers: [{ type: 'SOA' as const, name: '.', data: soaData }] };
  test.each<[string, Said, boolean]>([
    ['an answer that it found out', { flags: RA, ...rootSoa }, true],
    ['the same with authority: it serves the root', { flags: RA, aa: true, ...rootSoa }, false],
    ['the same without recursion: it remembers it', rootSoa, false],
    [
      'a referral to the root',
      { flags: RA, authorities: [{ type: 'NS', name: '.', data: 'a.root-servers.net' }] },
      false,
    ],
    ['a refusal', { flags: RA, rcode: 5 }, false],
  ])('%s', async (_, said, recursive) => {
    const { asked, heard } = await testing((question, mouth) =>
      mouth.say(answerTo(question, question.name === '' || question.name === '.' ? said : zoneData(question))),
    );
    expect(asked?.servers).toEqual([
      expect.objectContaining({ state: 'answer', serial: 7, recursive, handsOut: true }),
    ]);
    expect(heard.filter(({ type }) => type === 'AXFR')).toHaveLength(1);
  });
});

test('a zone with forty servers is not asked further than the first twelve addresses, and four for a transfer', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `ns${index}.x.test`);
  const { asked, heard } = await testing((question, mouth) => {
    const { name, type } = question;
    const all = { aa: true, answers: names.map((data) => ({ type: 'NS' as const, name, data })) };
    const inside = name.startsWith('ns') && type === 'A';
    const address = `192.0.2.${100 + Number(name.slice(2, name.indexOf('.')))}`;
    if (inside) mouth.say(answerTo(question, { aa: true, answers: [{ type: 'A', name, data: address }] }));
    else mouth.say(answerTo(question, type === 'NS' && name === 'x.test' ? all : zoneData(question)));
  });
  expect(asked?.servers.length).toBe(12);
  expect(heard.filter(({ type }) => type === 'AXFR')).toHaveLength(4);
  expect(heard.length).toBeLessThan(60);
});

test('who answers with authority and knows no SOA does not hold the zone', async () => {
  const { asked } = await testing((question, mouth) =>
    mouth.say(answerTo(question, question.type === 'SOA' ? { aa: true } : zoneData(question))),
  );
  expect(asked?.servers).toEqual([expect.objectContaining({ state: 'lame', serial: null, handsOut: false })]);
});

test('of a server that nobody can find only that is told', async () => {
  const { asked } = await testing((question, mouth) => {
    const { name, type } = question;
    const two = {
      aa: true,
      answers: ['ns.x.test', 'ns.away.test'].map((data) => ({ type: 'NS' as const, name, data })),
    };
    mouth.say(answerTo(question, type === 'NS' ? two : zoneData(question)));
  });
  expect(asked?.servers.map(({ name, state }) => [name, state])).toEqual([
    ['ns.away.test.', 'no-address'],
    ['ns.x.test.', 'answer'],
  ]);
});

test('a server of another zone that answers without authority is lame, and is asked for no transfer', async () => {
  const { asked, heard } = await testing((question, mouth) =>
    mouth.say(answerTo(question, { ...zoneData(question), aa: false })),
  );
  expect(asked?.servers.map(({ state }) => state)).toEqual(['lame']);
  expect(heard.filter(({ type }) => type === 'AXFR')).toEqual([]);
});

describe('what servers say', () => {
  const record = (owner: string, data: string) => ({
    owner: parseName(owner),
    typeCode: data.includes(':') ? 28 : 1,
    classCode: 1,
    ttlSeconds: 3_600,
    data,
    problem: null,
    bytes: { start: 0, end: 0 },
    rdata: { start: 0, end: 0 },
  });
  const server = (name: string, address: string, more: Partial<OwnServer> = {}): OwnServer => ({
    name,
    address,
    state: 'answer',
    serial: 7,
    recursive: false,
    handsOut: false,
    ...more,
  });
  const sound: OwnServers = {
    zone: parseName('x.test'),
    above: [
      { name: 'ns1.x.test.', addresses: ['203.0.113.1'] },
      { name: 'ns2.y.test.', addresses: [] },
    ],
    own: ['NS1.x.test.', 'ns2.y.test.'],
    addresses: [record('ns1.x.test', '203.0.113.1')],
    servers: [server('ns1.x.test.', '203.0.113.1'), server('ns2.y.test.', '198.51.100.1')],
    ttls: [{ what: 'MX of x.test', seconds: 3_600 }],
  };
  const [first, second] = [server('ns1.x.test.', '203.0.113.1'), server('ns2.y.test.', '198.51.100.1')];
  const found = (change: Partial<OwnServers>) => checkOwnServers({ ...sound, ...change }, 'x.test').map(short);

  test.each<[string, Partial<OwnServers>, string[]]>([
    ['nothing bad', {}, ['good: Asked themselves, ns1.x.test and ns2.y.test all answer for x.test, at serial 7.']],
    [
      'lame',
      { servers: [first, { ...second, state: 'lame', serial: null }] },
      ['warning: ns2.y.test is named as a server of x.test, and does not answer for the zone (lame).'],
    ],
    [
      'refusing',
      { servers: [first, { ...second, state: 'refused', serial: null }] },
      ['warning: ns2.y.test is named as a server of x.test, and refuses (REFUSED).'],
    ],
    [
      'silent',
      { servers: [{ ...first, state: 'silent', serial: null }, second] },
      ['warning: ns1.x.test is named as a server of x.test, and is silent.'],
    ],
    [
      'at one of its addresses alone',
      { servers: [first, second, server('ns2.y.test.', '2001:db8::1', { state: 'servfail', serial: null })] },
      ['warning: ns2.y.test (2001:db8::1) is named as a server of x.test, and could not find out (SERVFAIL).'],
    ],
    [
      'all of no use',
      {
        servers: [
          { ...first, state: 'silent' },
          { ...second, state: 'lame' },
        ],
      },
      [
        'error: No name server of x.test answers for it: ns1.x.test is silent and ns2.y.test does not answer for the zone (lame).',
      ],
    ],
    [
      'not at an address that no way leads to',
      { servers: [first, { ...second, state: 'out-of-reach', serial: null }] },
      ['good: Asked themselves, ns1.x.test answers for x.test, at serial 7.'],
    ],
    [
      'one that the zone above names, and nobody knows where it is',
      { own: ['ns1.x.test.'], servers: [first, { ...second, address: '', state: 'no-address', serial: null }] },
      [
        'warning: The zone above x.test names ns2.y.test as its server, and x.test itself does not.',
        'warning: ns2.y.test is named as a server of x.test, and has no address that anybody knows.',
      ],
    ],
    [
      'different serials',
      { servers: [first, { ...second, serial: 6 }] },
      [
        'warning: The name servers of x.test do not hold the same. They hold the zone at different serials: 7 (ns1.x.test) and 6 (ns2.y.test).',
      ],
    ],
    [
      'open to all',
      {
        servers: [
          { ...first, recursive: true, handsOut: true },
          { ...second, handsOut: true },
        ],
      },
      [
        'warning: ns1.x.test finds out other names too for whoever asks (open recursion).',
        'note: ns1.x.test and ns2.y.test hand out the whole zone to whoever asks (AXFR).',
      ],
    ],
    [
      'what is remembered for too short and too long',
      {
        ttls: [
          { what: 'MX of x.test', seconds: 60 },
          { what: 'NS of x.test', seconds: 604_800 },
          { what: 'A of a.x.test', seconds: 1_209_600 },
        ],
      },
      [
        expect.stringMatching(/^good/),
        'note: Some records may be remembered for a short time only: MX of x.test (1 minute).',
        'note: Some records may be remembered for very long: A of a.x.test (2 weeks).',
      ],
    ],
    [
      'one without glue',
      {
        above: [
          { name: 'ns1.x.test.', addresses: [] },
          { name: 'ns2.y.test.', addresses: [] },
        ],
      },
      ['warning: ns1.x.test serves x.test and lies in it, and no glue says where it is.'],
    ],
    [
      'other glue',
      {
        above: [
          { name: 'ns1.x.test.', addresses: ['203.0.113.9'] },
          { name: 'ns2.y.test.', addresses: [] },
        ],
      },
      ['error: The glue says that ns1.x.test is at 203.0.113.9; the zone itself says 203.0.113.1.'],
    ],
    [
      'only above, only in the zone',
      { own: ['ns1.x.test.', 'ns3.y.test.'] },
      [
        'warning: The zone above x.test names ns2.y.test as its server, and x.test itself does not.',
        'warning: x.test names ns3.y.test as its server, and the zone above does not: nobody is sent there.',
      ],
    ],
  ])('%s', (_, change, expected) => {
    expect(found(change)).toEqual(expected);
  });

  test('each has a remedy and its RFC', () => {
    const bad = { own: ['ns3.y.test.'], servers: [{ ...first, state: 'broken' as const }, second] };
    const findings = checkOwnServers({ ...sound, ...bad }, 'x.test');
    expect(findings.length).toBeGreaterThan(2);
    for (const { remedy, rfc } of findings) {
      expect(remedy).not.toBe('');
      expect(rfc).toMatch(/^RFC \d+/);
    }
  });
});
