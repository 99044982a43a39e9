import type { Answer } from 'dns-packet';
import { type AskedOf, answerTo, type Mouth, type Said } from './scripted-dns';

/** What a hostile server wants to be believed: that this is where names are that it has nothing to say of. */
export const poison = '203.0.113.66';
/** Where its own names are, which it may say. */
export const its = '198.51.100.6';
/** The domain that it wants to take over, where it is, and who holds it. */
export const victim = { zone: 'bank.test', name: 'www.bank.test', address: '192.0.2.80', server: '192.0.2.3' };
export const hostile = { zone: 'evil.test', name: 'www.evil.test', address: '192.0.2.66' };

/** What the four that ask make of it: the kind of the answer, or the code of the error. */
export interface Ends {
  lookup: string;
  bulk: string;
  trace: string;
  root: string;
}

export interface Behaviour {
  name: string;
  /** Answers a question for a name of its own. @param nth of them, from 1 */
  play(asked: AskedOf, mouth: Mouth, nth: number): void;
  ends: Ends;
  /** What is asked for; else the address of `hostile.name`. */
  ask?: string;
  cookie?: boolean;
  /** How many questions the server gets at most, of any of the four; else `usualMost`. */
  most?: number;
  /** How many the victim's server gets at most. */
  mostOfVictim?: number;
}

/** Three tries of a lookup; a trace asks for the zone's servers first. */
export const usualMost = 5;

const TC = 0x0200;
const RA = 0x0080;
const ID = 0;
const FLAGS = 2;

const a = (name: string, data = poison, ttl = 300): Answer => ({ type: 'A', name, data, ttl });
const ns = (name: string, data: string, ttl = 300): Answer => ({ type: 'NS', name, data, ttl });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, data, ttl: 300 });
const dname = (name: string, data: string): Answer => ({ type: 'DNAME', name, data, ttl: 300 });
const soa = (name: string): Answer => ({
  type: 'SOA',
  name,
  ttl: 600,
  data: { mname: `ns.${name}`, rname: `h.${name}`, serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 600 },
});

/** Its own word, as one that holds its zone and asks others besides. */
const said = (asked: AskedOf, more: Said = {}): Buffer => answerTo(asked, { aa: true, flags: RA, ...more });
const truth = (asked: AskedOf, more: Said = {}): Buffer =>
  said(asked, { answers: asked.type === 'A' ? [a(asked.name, its)] : [], ...more });
const referral = (asked: AskedOf, authorities: Answer[], additionals: Answer[] = []): Buffer =>
  answerTo(asked, { authorities, additionals });

/** The same message with an octet pair changed. */
function with16(message: Buffer, at: number, change: (before: number) => number): Buffer {
  const changed = Buffer.from(message);
  changed.writeUInt16BE(change(changed.readUInt16BE(at)) & 0xffff, at);
  return changed;
}

/** Where the only question of a message ends. */
function questionEnd(message: Buffer): number {
  let at = 12;
  while (message[at]) at += 1 + (message[at] ?? 0);
  return at + 5;
}

/** The question, and octets of one's own behind it. @param counts of the three sections, whatever is there */
function raw({ bytes }: AskedOf, counts: [number, number, number], octets: Uint8Array, flags = 0x8400 | RA): Buffer {
  const head = Buffer.from(bytes.subarray(0, questionEnd(bytes)));
  head.writeUInt16BE(flags, FLAGS);
  counts.forEach((count, index) => void head.writeUInt16BE(count, 6 + 2 * index));
  return Buffer.concat([head, octets]);
}
/** A record whose owner is a pointer to the question. */
const record = (type: number, rdata: Uint8Array, { length = rdata.length, cls = 1, ttl = 300 } = {}): Buffer => {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(cls, 4);
  head.writeUInt32BE(ttl >>> 0, 6);
  head.writeUInt16BE(length, 10);
  return Buffer.concat([head, rdata]);
};
const evil4 = Buffer.from(poison.split('.').map(Number));
const its4 = Buffer.from(its.split('.').map(Number));
/** An OPT record with these options (RFC 6891 §6.1.2). */
function opt(options: Uint8Array, { extendedRcode = 0, length = options.length } = {}): Buffer {
  const head = Buffer.alloc(11);
  head.writeUInt16BE(41, 1);
  head.writeUInt16BE(1232, 3);
  head[5] = extendedRcode;
  head.writeUInt16BE(length, 9);
  return Buffer.concat([head, options]);
}
const option = (code: number, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(code, 0);
  head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
};
const chain = (links: number, from: string): Answer[] =>
  Array.from({ length: links }, (_, at) => cname(at === 0 ? from : `c${at}.evil.test`, `c${at + 1}.evil.test`));

const all = (kind: string, more: Partial<Ends> = {}): Ends => ({
  lookup: kind,
  bulk: kind,
  trace: kind,
  root: kind,
  ...more,
});
const answered = all('answer');
const silent = { lookup: 'dns.no-answer', bulk: 'silent', trace: 'unreachable', root: 'dns.way-ended' };
const broken = { lookup: 'dns.malformed', bulk: 'broken', trace: 'unreachable', root: 'dns.way-ended' };
/** To a chosen server an answer without data; for a walk it is no server of the zone. */
const noWay = (kind: string): Ends => ({ lookup: kind, bulk: kind, trace: 'unreachable', root: 'dns.way-ended' });
/** Over UDP it sends whoever asks to TCP, where it does what it likes. */
const overTcp =
  (play: Behaviour['play']): Behaviour['play'] =>
  (asked, mouth, nth) => {
    if (asked.tcp) play(asked, mouth, nth);
    else mouth.say(said(asked, { flags: TC }));
  };
/** Says this, whoever asks for what. */
const says =
  (message: (asked: AskedOf) => Buffer): Behaviour['play'] =>
  (asked, mouth) =>
    mouth.say(message(asked));
const bait = (asked: AskedOf): Buffer => said(asked, { answers: [a(asked.name), a(victim.name)] });

const forged: Behaviour[] = [
  { name: 'a wrong id', play: says((asked) => with16(bait(asked), ID, (id) => id + 1)), ends: silent },
  {
    name: 'the answer to another name',
    play: says((asked) =>
      said(asked, { questions: [{ type: 'A', name: victim.name, class: 'IN' }], answers: [a(victim.name)] }),
    ),
    ends: silent,
  },
  {
    name: 'the answer to another type',
    play: says((asked) =>
      said(asked, { questions: [{ type: 'MX', name: asked.name, class: 'IN' }], answers: [a(asked.name)] }),
    ),
    ends: silent,
  },
  {
    name: 'the answer to a question of another class',
    play: says((asked) =>
      said(asked, { questions: [{ type: 'A', name: asked.name, class: 'CH' }], answers: [a(asked.name)] }),
    ),
    ends: silent,
  },
  {
    name: 'no question, and an answer',
    play: says((asked) => said(asked, { questions: [], answers: [a(asked.name)] })),
    ends: silent,
  },
  {
    name: 'two questions',
    play: says((asked) =>
      said(asked, {
        questions: [...(asked.packet.questions ?? []), { type: 'A', name: victim.name, class: 'IN' }],
        answers: [a(asked.name), a(victim.name)],
      }),
    ),
    ends: silent,
  },
  {
    name: 'a question instead of an answer',
    play: says((asked) => with16(bait(asked), FLAGS, (bits) => bits & 0x7fff)),
    ends: silent,
  },
  {
    name: 'a notification',
    play: says((asked) => with16(bait(asked), FLAGS, (bits) => bits | (4 << 11))),
    ends: silent,
  },
  { name: 'an update', play: says((asked) => with16(bait(asked), FLAGS, (bits) => bits | (5 << 11))), ends: silent },
  {
    name: 'an answer from another port',
    play: (asked, mouth) => !asked.tcp && mouth.fromElsewhere(bait(asked)),
    ends: silent,
  },
  { name: 'nothing', play: () => {}, ends: silent },
  { name: 'a datagram without an octet', play: (_, mouth) => mouth.write(Buffer.alloc(0)), ends: silent },
  { name: 'eleven octets', play: (asked, mouth) => mouth.say(bait(asked).subarray(0, 11)), ends: silent },
  {
    name: 'octets of chance',
    play: (_, mouth) => mouth.say(Buffer.from(Array.from({ length: 300 }, (_, at) => (at * 151 + 7) & 255))),
    ends: silent,
  },
  {
    name: 'the name in letters of its own over UDP, and the truth over TCP',
    play: (asked, mouth) =>
      mouth.say(
        asked.tcp
          ? truth(asked)
          : said(asked, { questions: [{ type: 'A', name: 'wWw.eViL.tEsT', class: 'IN' }], answers: [a(asked.name)] }),
      ),
    ends: answered,
  },
  {
    name: 'the name in letters of its own, and nothing over TCP',
    play: (asked, mouth) => {
      const questions = (asked.packet.questions ?? []).map((one) => ({
        ...one,
        name: one.name.toUpperCase() === one.name ? one.name.toLowerCase() : one.name.toUpperCase(),
      }));
      if (asked.tcp) mouth.hangUp();
      else mouth.say(said(asked, { questions, answers: [a(asked.name)] }));
    },
    ends: { lookup: 'wire.closed', bulk: 'failed', trace: 'unreachable', root: 'dns.way-ended' },
  },
  {
    // What drowns in it comes with the next try.
    name: 'two hundred guesses of the id before the truth',
    play: (asked, mouth, nth) => {
      if (nth === 1) for (let guess = 1; guess <= 200; guess++) mouth.say(with16(bait(asked), ID, (id) => id + guess));
      mouth.say(truth(asked));
    },
    ends: answered,
  },
  {
    name: 'two hundred answers to other names before the truth',
    play: (asked, mouth, nth) => {
      for (let guess = 1; guess <= 200 && nth === 1; guess++)
        mouth.say(
          said(asked, {
            questions: [{ type: 'A', name: `h${guess}.bank.test`, class: 'IN' }],
            answers: [a(`h${guess}.bank.test`)],
          }),
        );
      mouth.say(truth(asked));
    },
    ends: answered,
  },
];

const streams: Behaviour[] = [
  { name: 'truncated for ever', play: says((asked) => said(asked, { flags: TC })), ends: broken },
  {
    name: 'TCP that is hung up at once',
    play: overTcp((_, mouth) => mouth.hangUp()),
    ends: { ...noWay('wire.closed'), bulk: 'failed' },
  },
  {
    name: 'TCP cut inside the length',
    play: overTcp((_, mouth) => {
      mouth.write(Buffer.from([0]));
      mouth.hangUp();
    }),
    ends: { ...noWay('wire.closed'), bulk: 'failed' },
  },
  {
    name: 'TCP cut inside the message',
    play: overTcp((asked, mouth) => {
      mouth.write(Buffer.from([1, 0, ...truth(asked)]));
      mouth.hangUp();
    }),
    ends: { ...noWay('wire.closed'), bulk: 'failed' },
  },
  { name: 'TCP that says nothing', play: overTcp(() => {}), ends: { ...noWay('wire.timeout'), bulk: 'silent' } },
  {
    name: 'TCP that drips an octet at a time',
    play: overTcp((asked, mouth) => {
      const octets = [0, 255, ...truth(asked)];
      const timer = setInterval(() => {
        const next = octets.shift();
        if (next === undefined) clearInterval(timer);
        else mouth.write(Buffer.from([next]));
      }, 50);
      timer.unref();
    }),
    ends: { ...noWay('wire.timeout'), bulk: 'silent' },
  },
  {
    name: 'another id over TCP',
    play: overTcp(says((asked) => with16(bait(asked), ID, (id) => id + 1))),
    ends: broken,
  },
  {
    name: 'another question over TCP',
    play: overTcp(
      says((asked) =>
        said(asked, { questions: [{ type: 'A', name: victim.name, class: 'IN' }], answers: [a(victim.name)] }),
      ),
    ),
    ends: broken,
  },
  {
    name: 'a message of no octets over TCP',
    play: overTcp((_, mouth) => mouth.write(Buffer.from([0, 0]))),
    ends: broken,
  },
  {
    name: 'the answer twice over TCP, and one for another',
    play: overTcp((asked, mouth) => {
      mouth.say(truth(asked));
      mouth.say(with16(bait(asked), ID, (id) => id + 1));
    }),
    ends: answered,
  },
  {
    name: 'a datagram far beyond what was announced',
    play: says((asked) => truth(asked, { additionals: Array.from({ length: 300 }, (_, at) => a(`h${at}.bank.test`)) })),
    ends: answered,
  },
  {
    name: 'sixty thousand octets of other names over TCP',
    play: overTcp(
      says((asked) => truth(asked, { additionals: Array.from({ length: 1_800 }, (_, at) => a(`h${at}.bank.test`)) })),
    ),
    ends: answered,
  },
];

const aliases: Behaviour[] = [
  {
    name: 'a thousand aliases in one answer',
    play: overTcp(says((asked) => said(asked, { answers: chain(1_000, asked.name) }))),
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'endless', root: 'dns.way-ended' },
  },
  {
    name: 'aliases without an end, one at a time',
    play: (asked, mouth, nth) => mouth.say(said(asked, { answers: [cname(asked.name, `c${nth}.evil.test`)] })),
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'endless', root: 'dns.way-ended' },
    most: 20,
  },
  {
    name: 'aliases in a ring',
    play: says((asked) =>
      said(asked, { answers: [cname('www.evil.test', 'x.evil.test'), cname('x.evil.test', 'www.evil.test')] }),
    ),
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'endless', root: 'dns.way-ended' },
  },
  {
    name: 'an alias of itself',
    play: says((asked) => said(asked, { answers: [cname(asked.name, asked.name)] })),
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'endless', root: 'dns.way-ended' },
  },
  {
    name: 'a DNAME that makes the name too long',
    play: says((asked) => said(asked, { answers: [dname('evil.test', `${`${'x'.repeat(60)}.`.repeat(3)}evil.test`)] })),
    ask: `${`${'y'.repeat(60)}.`.repeat(2)}evil.test`,
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'unreachable', root: 'dns.way-ended' },
  },
  {
    name: 'a DNAME that grows the name',
    play: says((asked) => said(asked, { answers: [dname('evil.test', 'x.evil.test')] })),
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'endless', root: 'dns.way-ended' },
    most: 20,
  },
  {
    name: 'a DNAME of the victim’s zone',
    play: says((asked) => truth(asked, { answers: [a(asked.name, its), dname('bank.test', 'evil.test')] })),
    ends: answered,
  },
  {
    name: 'an alias to the victim, and where that is',
    play: says((asked) => said(asked, { answers: [cname(asked.name, victim.name), a(victim.name)] })),
    ends: answered,
  },
  {
    name: 'an alias to the victim, and that there is no such name',
    play: says((asked) =>
      said(asked, { rcode: 3, answers: [cname(asked.name, victim.name)], authorities: [soa('bank.test')] }),
    ),
    ends: { lookup: 'nxdomain', bulk: 'nxdomain', trace: 'answer', root: 'answer' },
  },
];

const referrals: Behaviour[] = [
  {
    name: 'a referral to itself',
    play: says((asked) => referral(asked, [ns('evil.test', 'ns.evil.test')], [a('ns.evil.test', hostile.address)])),
    ends: noWay('referral'),
  },
  {
    name: 'a referral up to the root',
    play: says((asked) => referral(asked, [ns('', 'ns.evil.test')], [a('ns.evil.test')])),
    ends: noWay('referral'),
  },
  {
    name: 'a referral to the zone above',
    play: says((asked) => referral(asked, [ns('test', 'ns.evil.test')], [a('ns.evil.test')])),
    ends: noWay('referral'),
  },
  {
    name: 'a referral to the victim’s zone',
    play: says((asked) => referral(asked, [ns('bank.test', 'ns.evil.test')], [a('ns.evil.test')])),
    ends: noWay('referral'),
  },
  {
    name: 'referrals to each other',
    play: says((asked) =>
      referral(asked, [ns(asked.name === 'ns.evil.test' ? 'a.evil.test' : 'evil.test', 'b.evil.test')]),
    ),
    ends: noWay('referral'),
  },
  {
    name: 'referrals a label deeper each time',
    play: says((asked) => {
      const labels = asked.name.split('.');
      return referral(
        asked,
        Array.from({ length: labels.length }, (_, at) => ns(labels.slice(at).join('.'), 'ns.evil.test')).slice(0, 1),
        [a('ns.evil.test', hostile.address)],
      );
    }),
    ask: `${'a.'.repeat(100)}evil.test`,
    ends: noWay('referral'),
    most: 40,
  },
  {
    name: 'glue of the victim’s server',
    play: says((asked) => referral(asked, [ns('www.evil.test', 'ns.bank.test')], [a('ns.bank.test')])),
    // The victim's own server knows nothing of it.
    ends: noWay('referral'),
    mostOfVictim: 4,
  },
  {
    name: 'fifty servers in the victim’s zone, of which none exists (NXNSAttack)',
    play: says((asked) =>
      referral(
        asked,
        Array.from({ length: 50 }, (_, at) => ns(asked.name, `no${at}.bank.test`)),
      ),
    ),
    ends: noWay('referral'),
    mostOfVictim: 10,
  },
  {
    name: 'fifty servers, each in a zone that names fifty others',
    play: says((asked) =>
      referral(
        asked,
        Array.from({ length: 50 }, (_, at) => ns(asked.name, `n${at}-${asked.name.length}.x${at}.evil.test`)),
      ),
    ),
    ends: noWay('referral'),
    most: 70,
  },
  {
    name: 'servers that are aliases of the victim',
    play: (asked, mouth) =>
      mouth.say(
        asked.name === 'ns.evil.test'
          ? said(asked, { answers: [cname('ns.evil.test', victim.name)] })
          : referral(asked, [ns('www.evil.test', 'ns2.evil.test')]),
      ),
    ends: noWay('referral'),
  },
  {
    name: 'a zone that names itself anew, for longer (ghost domain)',
    play: says((asked) =>
      truth(asked, {
        authorities: [ns('evil.test', 'ns.evil.test', 80_000)],
        additionals: [a('ns.evil.test', hostile.address, 80_000)],
      }),
    ),
    ends: answered,
  },
  {
    name: 'a server that is in the zone itself, without glue',
    play: says((asked) => referral(asked, [ns('www.evil.test', 'ns.www.evil.test')])),
    ends: noWay('referral'),
  },
  {
    name: 'name servers of another class',
    play: says((asked) =>
      referral(asked, [{ ...ns('www.evil.test', 'ns.evil.test'), class: 'CH' } as Answer], [a('ns.evil.test')]),
    ),
    ends: noWay('referral'),
  },
];

const poisons: Behaviour[] = [
  {
    name: 'the victim’s address beside the answer',
    play: says((asked) => truth(asked, { additionals: [a(victim.name)] })),
    ends: answered,
  },
  {
    name: 'the victim’s name servers beside the answer (Kaminsky)',
    play: says((asked) =>
      truth(asked, { authorities: [ns('bank.test', 'ns.evil.test')], additionals: [a('ns.evil.test')] }),
    ),
    ends: answered,
  },
  {
    name: 'name servers of the zone above',
    play: says((asked) =>
      truth(asked, { authorities: [ns('test', 'ns.evil.test')], additionals: [a('ns.evil.test')] }),
    ),
    ends: answered,
  },
  {
    name: 'name servers of the root',
    play: says((asked) => truth(asked, { authorities: [ns('', 'ns.evil.test')], additionals: [a('ns.evil.test')] })),
    ends: answered,
  },
  {
    name: 'the victim’s address in the answer',
    play: says((asked) => truth(asked, { answers: [a(asked.name, its), a(victim.name)] })),
    ends: answered,
  },
  {
    name: 'nothing but the victim’s address',
    play: says((asked) => said(asked, { answers: [a(victim.name)] })),
    ends: all('no-data'),
  },
  {
    name: 'that there is no such name, by the victim’s zone',
    play: says((asked) => said(asked, { rcode: 3, authorities: [soa('bank.test')] })),
    ends: all('nxdomain'),
  },
  {
    name: 'that there is no such name, by the zone above',
    play: says((asked) => said(asked, { rcode: 3, authorities: [soa('test')] })),
    ends: all('nxdomain'),
  },
  {
    name: 'an answer with the code of a “no”',
    play: says((asked) => said(asked, { rcode: 3, answers: [a(asked.name, its)] })),
    ends: noWay('nxdomain'),
  },
  {
    name: 'a TTL of 2^31',
    play: says((asked) => raw(asked, [1, 0, 0], record(1, its4, { ttl: 0x8000_0000 }))),
    ends: answered,
  },
  {
    name: 'a TTL of 68 years',
    play: says((asked) => truth(asked, { answers: [a(asked.name, its, 0x7fff_ffff)] })),
    ends: answered,
  },
  {
    name: 'an address of another class',
    play: says((asked) => raw(asked, [1, 0, 0], record(1, evil4, { cls: 3 }))),
    ends: all('no-data'),
  },
  {
    name: 'two aliases of one name',
    play: says((asked) => said(asked, { answers: [cname(asked.name, 'a.evil.test'), cname(asked.name, victim.name)] })),
    ends: { lookup: 'no-data', bulk: 'no-data', trace: 'endless', root: 'dns.way-ended' },
  },
  {
    name: 'a label with the victim’s dots in it',
    play: says((asked) => {
      const dotted = Buffer.from(`\x08www.bank\x04test\x00`, 'latin1');
      return raw(asked, [2, 0, 0], Buffer.concat([record(1, its4), dotted, record(1, evil4).subarray(2)]));
    }),
    ends: answered,
  },
  {
    name: 'the word of somebody who holds nothing',
    play: says((asked) => answerTo(asked, { answers: [a(asked.name, its)] })),
    ends: noWay('answer'),
  },
];

const malformed: Behaviour[] = [
  {
    name: 'an address of three octets',
    play: says((asked) => raw(asked, [1, 0, 0], record(1, evil4.subarray(0, 3)))),
    ends: answered,
  },
  {
    name: 'RDATA that goes beyond the end',
    play: says((asked) => raw(asked, [1, 0, 0], record(1, evil4, { length: 400 }))),
    ends: broken,
  },
  {
    name: 'an owner that points at itself',
    play: says((asked) => raw(asked, [1, 0, 0], withOwner(questionEnd(asked.bytes)))),
    ends: broken,
  },
  {
    name: 'an owner that points forward',
    play: says((asked) => raw(asked, [1, 0, 0], withOwner(questionEnd(asked.bytes) + 12))),
    ends: broken,
  },
  {
    name: 'two names that point at each other',
    play: says((asked) => {
      const at = questionEnd(asked.bytes);
      return raw(asked, [2, 0, 0], Buffer.concat([withOwner(at + 16), withOwner(at)]));
    }),
    ends: broken,
  },
  {
    name: 'a label of 64 octets',
    play: says((asked) => raw(asked, [1, 0, 0], Buffer.concat([Buffer.from([0x40]), Buffer.alloc(80, 0x61)]))),
    ends: broken,
  },
  {
    name: 'a name of four hundred octets',
    play: says((asked) =>
      raw(
        asked,
        [1, 0, 0],
        Buffer.concat([
          ...Array.from({ length: 8 }, () => Buffer.concat([Buffer.from([50]), Buffer.alloc(50, 0x61)])),
          Buffer.alloc(11),
        ]),
      ),
    ),
    ends: broken,
  },
  {
    name: 'sixty-five thousand records by its count',
    play: says((asked) => raw(asked, [0xffff, 0, 0], record(1, its4))),
    ends: broken,
  },
  {
    name: 'more records than it counts',
    play: says((asked) => raw(asked, [1, 0, 0], Buffer.concat([record(1, its4), record(1, evil4)]))),
    ends: answered,
  },
  {
    name: 'an OPT record with four thousand octets',
    play: says((asked) =>
      raw(asked, [1, 0, 1], Buffer.concat([record(1, its4), opt(option(65_001, Buffer.alloc(4_000)))])),
    ),
    ends: answered,
  },
  {
    name: 'two OPT records',
    play: says((asked) =>
      raw(asked, [1, 0, 2], Buffer.concat([record(1, its4), opt(Buffer.alloc(0)), opt(Buffer.alloc(0))])),
    ),
    ends: answered,
  },
  {
    name: 'an option that goes beyond its record',
    play: says((asked) =>
      raw(asked, [1, 0, 1], Buffer.concat([record(1, its4), opt(Buffer.from([0, 10, 255, 255, 1]))])),
    ),
    ends: answered,
  },
  {
    name: 'a version of EDNS that it does not know (BADVERS)',
    play: says((asked) => raw(asked, [0, 0, 1], opt(Buffer.alloc(0), { extendedRcode: 1 }))),
    ends: noWay('other'),
  },
  {
    name: 'FORMERR to EDNS, and the truth without it',
    play: says((asked) =>
      (asked.packet.additionals ?? []).length > 0 ? raw(asked, [0, 0, 0], Buffer.alloc(0), 0x8001) : truth(asked),
    ),
    ends: answered,
    most: 8,
  },
  {
    name: 'FORMERR without a question to EDNS, and the truth without it',
    play: says((asked) =>
      (asked.packet.additionals ?? []).length > 0
        ? said(asked, { aa: false, flags: 0, rcode: 1, questions: [] })
        : truth(asked),
    ),
    ends: answered,
    most: 8,
  },
  {
    name: 'FORMERR whatever is asked',
    play: says((asked) => raw(asked, [0, 0, 0], Buffer.alloc(0), 0x8001)),
    ends: noWay('other'),
    most: 8,
  },
  {
    name: 'NOTIMP',
    play: says((asked) => raw(asked, [0, 0, 0], Buffer.alloc(0), 0x8004)),
    ends: noWay('other'),
    most: 8,
  },
  {
    name: 'SERVFAIL',
    play: says((asked) => said(asked, { rcode: 2, answers: [a(victim.name)] })),
    ends: noWay('servfail'),
  },
  {
    name: 'REFUSED',
    play: says((asked) => said(asked, { rcode: 5, answers: [a(victim.name)] })),
    ends: noWay('refused'),
  },
  {
    name: 'YXDOMAIN',
    play: says((asked) => said(asked, { rcode: 6, answers: [dname('evil.test', 'x.test')] })),
    ends: noWay('other'),
  },
  {
    name: 'another cookie than the one that was asked with',
    play: says((asked) =>
      raw(asked, [1, 0, 1], Buffer.concat([record(1, its4), opt(option(10, Buffer.alloc(16, 1)))])),
    ),
    cookie: true,
    ends: { ...silent, bulk: 'answer', trace: 'answer' },
  },
];

function withOwner(pointer: number): Buffer {
  const owned = record(1, evil4);
  owned.writeUInt16BE(0xc000 | pointer, 0);
  return owned;
}

export const behaviours: readonly Behaviour[] = [
  ...forged,
  ...streams,
  ...aliases,
  ...referrals,
  ...poisons,
  ...malformed,
];
