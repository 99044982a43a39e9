import { type Answer, encode, type Packet, type StringAnswer } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { DnsCache, decodeMessage, formatName, type Message, toQuestion } from '../../../electron/dns';

const AA = 0x0400;
const RA = 0x0080;
const RD = 0x0100;
const NX = 3;

const a = (name: string, data: string, ttl = 300): Answer => ({ type: 'A', name, data, ttl });
const cname = (name: string, data: string, ttl = 300): StringAnswer => ({ type: 'CNAME', name, data, ttl });
const ns = (name: string, data: string): Answer => ({ type: 'NS', name, data, ttl: 300 });
const soa = (name: string, minimum = 60, ttl = 600): Answer => ({
  type: 'SOA',
  name,
  ttl,
  data: { mname: `ns.${name}`, rname: `h.${name}`, serial: 1, refresh: 2, retry: 3, expire: 4, minimum },
});

/** What a server says to `www.bank.test A`, unless the test is about another question. */
function said(packet: Partial<Packet> & { rcode?: number }, name = 'www.bank.test', type: 'A' | 'MX' = 'A'): Message {
  const { flags = AA, rcode = 0, ...rest } = packet;
  const bytes = encode({ type: 'response', id: 1, questions: [{ type, name, class: 'IN' }], ...rest, flags });
  bytes.writeUInt16BE((bytes.readUInt16BE(2) & 0xfff0) | rcode, 2);
  const message = decodeMessage(bytes);
  if (!message) throw new Error('no message');
  return message;
}

function clocked(most?: number) {
  let now = 1_000;
  const cache = new DnsCache<string>(() => now, most);
  return { cache, pass: (seconds: number) => (now += seconds * 1000) };
}
const question = toQuestion({ name: 'www.bank.test', type: 'A' });
/** What the cache says afterwards, as `owner type data`. */
function keptOf(message: Message, asked = question): string[] | null {
  const { cache } = clocked();
  cache.add('s', asked, message, '');
  const found = cache.find('s', asked);
  if (!found) return null;
  const { answer, authority, additional } = found.message;
  return [...answer, ...authority, ...additional].map(
    ({ owner, typeCode, data }) => `${formatName(owner)} ${typeCode} ${data}`,
  );
}
const truth = ['www.bank.test. 1 192.0.2.1'];
const good = a('www.bank.test', '192.0.2.1');
const evil = '203.0.113.66';

describe('what is remembered', () => {
  test('counts down, and ends with its TTL', () => {
    const { cache, pass } = clocked();
    cache.add(
      's',
      question,
      said({ answers: [a('www.bank.test', '192.0.2.1', 300), a('www.bank.test', '192.0.2.2', 200)] }),
      'x',
    );
    pass(88);
    const found = cache.find('s', question);
    expect(found?.message.answer.map(({ ttlSeconds }) => ttlSeconds)).toEqual([212, 112]);
    expect(found && cache.leftSeconds(found)).toBe(112);
    pass(112);
    expect(cache.find('s', question)).toBe(null);
    expect(cache.list()).toEqual([]);
  });

  test('a “no” lasts as long as the shorter of the SOA’s two times (RFC 2308 §5)', () => {
    for (const [minimum, ttl] of [
      [60, 600],
      [600, 60],
    ] as const) {
      const { cache, pass } = clocked();
      expect(cache.add('s', question, said({ rcode: NX, authorities: [soa('bank.test', minimum, ttl)] }), '')).toBe(
        true,
      );
      pass(59);
      expect(cache.find('s', question)?.negative).toBe(true);
      pass(1);
      expect(cache.find('s', question)).toBe(null);
    }
  });

  test('nothing is believed for longer than a day, and no “no” for longer than three hours', () => {
    const { cache } = clocked();
    cache.add('s', question, said({ answers: [a('www.bank.test', '192.0.2.1', 0x7fff_ffff)] }), '');
    expect(cache.list()[0]?.ttlSeconds).toBe(86_400);
    cache.add('s', question, said({ rcode: NX, authorities: [soa('bank.test', 900_000, 900_000)] }), '');
    expect(cache.list()[0]?.ttlSeconds).toBe(10_800);
  });

  test('is the word of one server, asked in one way', () => {
    const { cache } = clocked();
    cache.add('s', question, said({ answers: [good] }), '');
    expect(cache.find('t', question)).toBe(null);
    expect(cache.find('s', toQuestion({ name: 'WWW.bank.TEST', type: 'A' }))?.message.answer).toHaveLength(1);
    expect(cache.find('s', toQuestion({ name: 'www.bank.test', type: 'AAAA' }))).toBe(null);
  });

  test('gives way when there is too much of it, what was used longest ago first', () => {
    const { cache } = clocked(2);
    const names = ['a.test', 'b.test', 'c.test'];
    const [first, second, third] = names.map((name) => toQuestion({ name, type: 'A' }));
    for (const [name, asked] of [
      ['a.test', first],
      ['b.test', second],
    ] as const)
      if (asked) cache.add('s', asked, said({ answers: [a(name, '192.0.2.1')] }, name), '');
    if (!first || !second || !third) return;
    cache.find('s', first);
    cache.add('s', third, said({ answers: [a('c.test', '192.0.2.1')] }, 'c.test'), '');
    expect(cache.find('s', second)).toBe(null);
    expect(cache.list()).toHaveLength(2);
  });

  test('is forgotten one by one, or as a whole', () => {
    const { cache } = clocked();
    for (const name of ['a.test', 'b.test', 'c.test'])
      cache.add('s', toQuestion({ name, type: 'A' }), said({ answers: [a(name, '192.0.2.1')] }, name), '');
    cache.remove(cache.list()[1]?.id ?? 0);
    expect(cache.list().map(({ question }) => formatName(question.name))).toEqual(['c.test.', 'a.test.']);
    cache.remove(null);
    expect(cache.list()).toEqual([]);
  });

  test('a resolver is believed along the aliases that it followed', () => {
    const message = said({
      flags: RA | RD,
      answers: [cname('www.bank.test', 'cdn.other'), a('cdn.other', '192.0.2.9')],
    });
    expect(keptOf(message)).toEqual(['www.bank.test. 5 cdn.other.', 'cdn.other. 1 192.0.2.9']);
  });

  test('an alias to nowhere is remembered with the SOA of where it ends', () => {
    const message = said({
      flags: RA,
      rcode: NX,
      answers: [cname('www.bank.test', 'no.other')],
      authorities: [soa('other')],
    });
    expect(keptOf(message)).toEqual(['www.bank.test. 5 no.other.', expect.stringMatching(/^other\. 6 /)]);
  });
});

const other = (name: string): Packet['questions'] => [{ type: 'A', name, class: 'IN' }];

describe('hostile answers', () => {
  /** Each brings the truth along, and more. */
  test.each<[string, Partial<Packet> & { rcode?: number }]>([
    ['an address of another name beside the answer', { answers: [good, a('www.victim.test', evil)] }],
    ['an address of the zone above', { answers: [good, a('test', evil)] }],
    ['an address of a sister', { answers: [good, a('mail.bank.test', evil)] }],
    [
      'glue of a name server elsewhere',
      { answers: [good], authorities: [ns('bank.test', 'ns.victim')], additionals: [a('ns.victim', evil)] },
    ],
    [
      'name servers of the zone above',
      { answers: [good], authorities: [ns('test', 'ns.evil')], additionals: [a('ns.evil', evil)] },
    ],
    ['name servers of the root', { answers: [good], authorities: [ns('', 'ns.evil')] }],
    [
      'its own name servers exchanged (Kaminsky)',
      { answers: [good], authorities: [ns('bank.test', 'ns.evil')], additionals: [a('ns.evil', evil)] },
    ],
    ['an alias of a name that nobody asked for', { answers: [good, cname('mail.bank.test', 'evil.test')] }],
    ['a SOA that would make a “no” of it', { answers: [good], authorities: [soa('bank.test', 1)] }],
    ['another type of the same name', { answers: [good, { type: 'TXT', name: 'www.bank.test', ttl: 9, data: ['x'] }] }],
    [
      'a mail server of the same name',
      {
        answers: [good, { type: 'MX', name: 'www.bank.test', ttl: 9, data: { preference: 1, exchange: 'evil.test' } }],
      },
    ],
    [
      'five hundred others',
      { answers: [good, ...Array.from({ length: 500 }, (_, i) => a(`h${i}.victim.test`, evil))] },
    ],
  ])('%s: only the answer itself is kept', (_, packet) => {
    expect(keptOf(said(packet))?.filter((text) => !/ 6 /.test(text))).toEqual(truth);
    expect(keptOf(said(packet))?.join()).not.toMatch(/evil|203\.0\.113|victim/);
  });

  test.each<[string, Message]>([
    ['the answer to another name', said({ answers: [good], questions: other('www.bank.tesT.evil') })],
    ['the answer to another type', said({ answers: [good] }, 'www.bank.test', 'MX')],
    [
      'two questions',
      said({ answers: [good], questions: [...(other('www.bank.test') ?? []), ...(other('x.test') ?? [])] }),
    ],
    ['no question', said({ answers: [good], questions: [] })],
    ['a question instead of an answer', { ...said({ answers: [good] }), response: false }],
    ['a notification', { ...said({ answers: [good] }), opcode: 4 }],
    ['an update', { ...said({ answers: [good] }), opcode: 5 }],
    ['a truncated answer', said({ answers: [good], flags: AA | 0x0200 })],
    ['a server failure', said({ answers: [good], rcode: 2 })],
    ['a refusal', said({ answers: [good], rcode: 5 })],
    ['an answer with the code of a “no”', said({ answers: [good], rcode: NX })],
    ['the word of a server that neither holds the zone nor asks others', said({ answers: [good], flags: 0 })],
    ['an address of another name instead', said({ answers: [a('www.victim.test', evil)] })],
    ['nothing at all', said({})],
    ['a “no” without a SOA', said({ rcode: NX })],
    ['a “no” with the SOA of another zone', said({ rcode: NX, authorities: [soa('victim.test')] })],
    ['a “no” with the SOA of a zone below', said({ rcode: NX, authorities: [soa('x.www.bank.test')] })],
    ['a “no” with two SOAs', said({ rcode: NX, authorities: [soa('bank.test'), soa('test')] })],
    ['a “no” for no time', said({ rcode: NX, authorities: [soa('bank.test', 0)] })],
    ['a referral', said({ flags: 0, authorities: [ns('bank.test', 'ns.evil')] })],
    ['an upward referral', said({ flags: AA, authorities: [ns('', 'ns.evil')] })],
    ['no time to live', said({ answers: [a('www.bank.test', evil, 0)] })],
    ['a TTL whose highest bit is set', said({ answers: [a('www.bank.test', evil, 0x8000_0001)] })],
    [
      'aliases in a ring',
      said({ flags: RA, answers: [cname('www.bank.test', 'b.test'), cname('b.test', 'www.bank.test')] }),
    ],
    ['an alias of itself', said({ flags: RA, answers: [cname('www.bank.test', 'www.bank.test')] })],
    [
      'twenty aliases',
      said({
        flags: RA,
        answers: [
          cname('www.bank.test', 'c0.test'),
          ...Array.from({ length: 20 }, (_, i) => cname(`c${i}.test`, `c${i + 1}.test`)),
          a('c20.test', evil),
        ],
      }),
    ],
    [
      'two aliases of one name',
      said({
        flags: RA,
        answers: [cname('www.bank.test', 'a.test'), cname('www.bank.test', 'b.test'), a('a.test', evil)],
      }),
    ],
    [
      'an alias out of its zone, and what is there',
      said({ answers: [cname('www.bank.test', 'www.victim.test'), a('www.victim.test', evil)] }),
    ],
    [
      'the same with the name servers of its zone',
      said({
        answers: [cname('www.bank.test', 'www.victim.test'), a('www.victim.test', evil)],
        authorities: [ns('bank.test', 'ns.bank.test')],
      }),
    ],
  ])('%s is not kept', (_, message) => expect(keptOf(message)).toBe(null));

  test('another class is not kept', () => {
    const chaos = said({ answers: [good], questions: [{ type: 'A', name: 'www.bank.test', class: 'CH' }] });
    expect(keptOf(chaos)).toBe(null);
  });

  test('a broken record is not kept, and nothing behind it', () => {
    const message = said({ answers: [good] });
    const broken = message.answer.map((record) => ({ ...record, problem: '1 octet is left over' }));
    expect(keptOf({ ...message, answer: broken })).toBe(null);
    expect(keptOf({ ...message, problem: '4 octets are needed at 20, 1 are there' })).toBe(null);
  });

  test('ANY is no data of one kind', () => {
    const asked = toQuestion({ name: 'www.bank.test', type: 'ANY' });
    const message = said({ answers: [good] });
    const any = { ...message, questions: [{ ...asked }] };
    expect(keptOf(any, asked)).toBe(null);
  });
});
