import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnchor, rootAnchors } from '../../../electron/dns/dnssec/anchors';
import { Budget } from '../../../electron/dns/dnssec/budget';
import { canonicalName, canonicalRdata, compareNames } from '../../../electron/dns/dnssec/canonical';
import { Denial } from '../../../electron/dns/dnssec/denial';
import { keyTag } from '../../../electron/dns/dnssec/keys';
import { Nsec3Set, nsec3Hash } from '../../../electron/dns/dnssec/nsec3';
import { rrsetsOf } from '../../../electron/dns/dnssec/rrsets';
import { countLabels, signatureHead, signedData } from '../../../electron/dns/dnssec/signature';
import { validate } from '../../../electron/dns/dnssec/validator';
import { encodeName, formatName, type Labels, nameKey, parseName } from '../../../electron/dns/names';
import { toQuestion } from '../../../electron/dns/question';
import { base32Hex } from '../../../electron/dns/rdata/fields';
import { parseType, TYPE, typeName } from '../../../electron/dns/types';
import { messageOf } from '../../support/dns-records';

const label = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((octets) => Buffer.from(octets));
const name = fc.array(label, { maxLength: 6 });
const upper = (labels: Labels): Labels =>
  labels.map((one) => Buffer.from(one.map((octet) => (octet >= 0x61 && octet <= 0x7a ? octet - 32 : octet))));

describe('the canonical order (RFC 4034 §6.1)', () => {
  test('is that of the RFC’s own example', () => {
    const sorted = [
      'example.',
      'a.example.',
      'yljkjljk.a.example.',
      'Z.a.example.',
      'zABC.a.EXAMPLE.',
      'z.example.',
      '\\001.z.example.',
      '*.z.example.',
      '\\200.z.example.',
    ];
    const names = sorted.map(parseName);
    expect([...names].reverse().sort(compareNames).map(formatName)).toEqual(names.map(formatName));
  });

  test('is total, the same for either case, and puts a name before all that lies below it', () => {
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        const sign = (x: Labels, y: Labels) => Math.sign(compareNames(x, y));
        expect(sign(a, b)).toBe(-sign(b, a) + 0);
        expect(sign(a, b) === 0).toBe(nameKey(a) === nameKey(b));
        expect(sign(upper(a), b)).toBe(sign(a, b));
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
        // Nothing comes between a name and what lies below it but other names below it.
        const below = [...b, ...a];
        expect(sign(a, below)).toBe(b.length === 0 ? 0 : -1);
        if (sign(a, c) < 0 && sign(c, below) < 0) expect(nameKey(c).endsWith(nameKey(a))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the canonical form (RFC 4034 §6.2)', () => {
  /** RDATA of a type, written with these names. */
  const shapes: [type: string, of: (a: Labels, b: Labels) => Buffer][] = [
    ['NS', (a) => encodeName(a)],
    ['CNAME', (a) => encodeName(a)],
    ['DNAME', (a) => encodeName(a)],
    ['PTR', (a) => encodeName(a)],
    ['MX', (a) => Buffer.concat([Buffer.of(0, 10), encodeName(a)])],
    ['SRV', (a) => Buffer.concat([Buffer.of(0, 1, 0, 2, 0, 25), encodeName(a)])],
    ['SOA', (a, b) => Buffer.concat([encodeName(a), encodeName(b), Buffer.alloc(20, 65)])],
    ['RP', (a, b) => Buffer.concat([encodeName(a), encodeName(b)])],
    ['NAPTR', (a) => Buffer.concat([Buffer.of(0, 1, 0, 2, 1, 65, 1, 66, 1, 67), encodeName(a)])],
    ['RRSIG', (a) => Buffer.concat([Buffer.alloc(18, 65), encodeName(a), Buffer.alloc(8, 65)])],
  ];
  test.each(shapes)('%s: names in lower case, and nothing else changed', (type, of) => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const canonical = (rdata: Buffer) => canonicalRdata(rdata, parseType(type), 0, rdata.length);
        const plain = canonical(of(a, b));
        expect(canonical(of(upper(a), upper(b)))).toEqual(plain);
        expect(canonical(plain)).toEqual(plain);
        expect(plain.length).toBe(of(a, b).length);
        expect(plain.includes(canonicalName(a))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('a name that is compressed is written out', () => {
    const message = Buffer.concat([encodeName(parseName('Example.')), Buffer.of(0, 10, 2, 0x4e, 0x53, 0xc0, 0)]);
    const rdata = canonicalRdata(message, TYPE.MX, 9, message.length);
    expect(rdata).toEqual(Buffer.concat([Buffer.of(0, 10), encodeName(parseName('ns.example.'))]));
  });

  test.each(['TXT', 'NSEC', 'HINFO', 'DNSKEY', 'TYPE65280'])('%s stays as it is (RFC 6840 §5.1)', (type) => {
    const rdata = encodeName(parseName('NS.Example.'));
    expect(canonicalRdata(rdata, parseType(type), 0, rdata.length)).toEqual(rdata);
  });

  test('no RDATA makes it throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(...shapes.map(([type]) => type)),
        (octets, type) => {
          canonicalRdata(Buffer.from(octets), parseType(type), 0, octets.length);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/** A zone `hostile.` with one key of Ed25519, which signs whatever it is told to. */
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const rdata = Buffer.concat([Buffer.of(1, 1, 3, 15), point]);
const tag = keyTag(rdata);
const dnskey = `hostile. 300 IN DNSKEY 257 3 15 ${point.toString('base64')}`;
const zone = parseName('hostile.');
const now = 1_800_000_000;
const stamp = (at: number) => new Date(at * 1000).toISOString().replace(/[-:T]|\.\d+Z$/g, '');

function signed(...lines: string[]): string[] {
  const { message, bytes } = messageOf(lines);
  const [set] = rrsetsOf(message.answer, bytes);
  if (!set) throw new Error('nothing to sign');
  const fields = {
    typeCovered: set.typeCode,
    algorithm: 15,
    labels: countLabels(set.owner),
    originalTtlSeconds: 300,
    expiration: now + 1000,
    inception: now - 1000,
    tag,
    signer: zone,
  };
  const data = signedData(set, { ...fields, head: signatureHead(fields), octets: Buffer.alloc(0) });
  return [...lines, rrsigLine(set.owner, set.typeCode, sign(null, data, privateKey))];
}
const rrsigLine = (owner: Labels, typeCode: number, octets: Buffer, by = tag) =>
  `${formatName(owner)} 300 IN RRSIG ${typeName(typeCode)} 15 ${countLabels(owner)} 300 ${stamp(now + 1000)} ${stamp(now - 1000)} ${by} hostile. ${octets.toString('base64')}`;

type Sections = [answer: string[], authority?: string[], rcode?: number];
const judge = (question: string, type: string, answers: Record<string, Sections>) =>
  validate({
    question: toQuestion({ name: question, type }),
    anchors: [parseAnchor(dnskey)],
    now,
    ask: ({ name: asked, typeCode }) => {
      const all: Record<string, Sections> = { 'hostile. DNSKEY': [signed(dnskey)], ...answers };
      const found = all[`${formatName(asked)} ${typeName(typeCode)}`];
      return Promise.resolve(found ? messageOf(...found) : null);
    },
  });
const address = 'www.hostile. 300 IN A 192.0.2.1';

test('the zone of these tests is secure while it behaves', async () => {
  expect((await judge('www.hostile', 'A', { 'www.hostile. A': [signed(address)] })).verdict).toBe('secure');
});

describe('work is bounded', () => {
  /** Other keys with the same tag: what one octet gains the next but one loses. */
  const colliding = Array.from({ length: 60 }, (_, i) => {
    const other = Buffer.from(rdata);
    const at = 4 + (i % 14) * 2;
    const delta = 1 + Math.floor(i / 14);
    for (const [offset, change] of [
      [at, delta],
      [at + 2, -delta],
    ] as const) {
      const value = (other[offset] ?? 0) + change;
      if (value < 0 || value > 255) return null;
      other.writeUInt8(value, offset);
    }
    return keyTag(other) === tag ? `hostile. 300 IN DNSKEY 257 3 15 ${other.subarray(4).toString('base64')}` : null;
  }).filter((line) => line !== null);
  const forged = (owner: string, type: string, count: number) =>
    Array.from({ length: count }, (_, i) => rrsigLine(parseName(owner), parseType(type), Buffer.alloc(64, i + 1)));

  test('many keys with one tag, and many signatures by it (KeyTrap, CVE-2023-50387)', async () => {
    expect(colliding.length).toBeGreaterThan(30);
    const keys = [...colliding, dnskey];
    const { verdict, signaturesChecked } = await judge('www.hostile', 'A', {
      'hostile. DNSKEY': [[...keys, ...forged('hostile.', 'DNSKEY', 60)]],
      'www.hostile. A': [[address, ...forged('www.hostile.', 'A', 60)]],
    });
    expect(verdict).toBe('bogus');
    // 60 × 60 without a bound, for each of the two sets.
    expect(signaturesChecked).toBeLessThanOrEqual(64);
  });

  test('many sets with signatures that do not fit', async () => {
    const many = Array.from({ length: 80 }).flatMap((_, i) => {
      const owner = `${String(i).padStart(2, '0')}.hostile.`;
      return [`${owner} 300 IN NSEC zz.hostile. A`, ...forged(owner, 'NSEC', 8)];
    });
    const { verdict, sentence, signaturesChecked } = await judge('www.hostile', 'A', {
      'www.hostile. A': [[], many, 3],
    });
    expect([verdict, sentence]).toEqual([
      'bogus',
      expect.stringContaining('more signatures than any honest zone needs'),
    ]);
    expect(signaturesChecked).toBeLessThanOrEqual(201);
  });

  const nsec3Of = (owner: string, iterations: number) => {
    const hash = (of: string) => base32Hex(nsec3Hash(parseName(of), Buffer.alloc(0), iterations)).toLowerCase();
    return signed(`${hash(owner)}.hostile. 300 IN NSEC3 1 0 ${iterations} - ${hash(owner)} A SOA NS`);
  };
  const soa = () => signed('hostile. 300 IN SOA ns.hostile. a.hostile. 1 2 3 4 5');

  test.each([
    [0, 'secure'],
    [150, 'secure'],
    [151, 'insecure'],
    [2_500, 'insecure'],
  ])('%s iterations of NSEC3: %s (RFC 9276 §3.2)', async (iterations, verdict) => {
    const authority = [...soa(), ...nsec3Of('hostile.', iterations)];
    expect((await judge('nosuch.hostile', 'A', { 'nosuch.hostile. A': [[], authority, 3] })).verdict).toBe(verdict);
  });

  test('a name of many labels and as many hashes as they allow (CVE-2023-50868)', async () => {
    const long = `${'a.'.repeat(120)}hostile.`;
    // The one record covers the whole circle, but it matches no name on the way up but the last.
    const authority = [...soa(), ...nsec3Of('elsewhere.hostile.', 150)];
    const { verdict, sentence } = await judge(long, 'A', {
      [`${long} A`]: [[], authority, 3],
    });
    expect([verdict, sentence]).toEqual([
      'bogus',
      expect.stringContaining('more NSEC3 hashes than any honest zone needs'),
    ]);
  });

  test('aliases that lead back, and a DNAME that makes names longer and longer', async () => {
    const alias = (from: string, to: string): Sections => [signed(`${from} 300 IN CNAME ${to}`)];
    const loop = {
      'a.hostile. A': alias('a.hostile.', 'b.hostile.'),
      'b.hostile. A': alias('b.hostile.', 'a.hostile.'),
    };
    expect(await judge('a.hostile', 'A', loop)).toMatchObject({
      verdict: 'indeterminate',
      sentence: expect.stringContaining('its aliases have no end'),
    });
    const longer = ['x'.repeat(60), 'y'.repeat(60)].join('.');
    const growing = Object.fromEntries(
      [0, 1, 2].map((times) => [
        `www.${`${longer}.`.repeat(times)}d.hostile. A`,
        [signed(`d.hostile. 300 IN DNAME ${longer}.d.hostile.`)] satisfies Sections,
      ]),
    );
    expect(await judge('www.d.hostile', 'A', growing)).toMatchObject({
      verdict: 'bogus',
      sentence: expect.stringContaining('longer than a name can be'),
    });
  });
});

describe('what does not vouch', () => {
  test('the order in which records come makes no difference', async () => {
    const [one = '', two = '', signature = ''] = signed(address, 'www.hostile. 300 IN A 192.0.2.9');
    for (const lines of [
      [one, two, signature],
      [signature, two, one],
    ])
      expect((await judge('www.hostile', 'A', { 'www.hostile. A': [lines] })).verdict).toBe('secure');
  });

  test('an anchor with the tag of a key and the digest of another', async () => {
    const question = toQuestion({ name: 'www.hostile', type: 'A' });
    const { ds } = parseAnchor(dnskey);
    const anchors = [{ zone, ds: { ...ds, digest: Buffer.alloc(32, 1) } }];
    const ask = () => Promise.resolve(messageOf(signed(dnskey)));
    const { zones, verdict } = await validate({ question, anchors, now, ask });
    expect(verdict).toBe('bogus');
    expect(zones[0]?.ds.map(({ state }) => state)).toEqual(['differs']);
  });

  test('a key that nobody vouches for, though it signs the keys', async () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
    const vouched = `hostile. 300 IN DNSKEY 257 3 15 ${Buffer.from(other, 'base64url').toString('base64')}`;
    const question = toQuestion({ name: 'www.hostile', type: 'A' });
    const answers: Record<string, string[]> = {
      'hostile. DNSKEY': signed(dnskey, vouched),
      'www.hostile. A': signed(address),
    };
    const { verdict } = await validate({
      question,
      anchors: [parseAnchor(vouched)],
      now,
      ask: (asked) =>
        Promise.resolve(messageOf(answers[`${formatName(asked.name)} ${typeName(asked.typeCode)}`] ?? [])),
    });
    expect(verdict).toBe('bogus');
  });

  test('an NSEC record that came out of a wildcard', async () => {
    const [nsec = '', signature = ''] = signed('*.hostile. 300 IN NSEC zz.hostile. A RRSIG NSEC');
    const soa = signed('hostile. 300 IN SOA ns.hostile. a.hostile. 1 2 3 4 5');
    const expanded = [nsec, signature].map((line) => line.replace(/^\*\./, 'm.'));
    expect((await judge('*.hostile', 'MX', { '*.hostile. MX': [[], [...soa, nsec, signature]] })).verdict).toBe(
      'secure',
    );
    expect((await judge('m.hostile', 'MX', { 'm.hostile. MX': [[], [...soa, ...expanded]] })).verdict).toBe('bogus');
  });
});

describe('what a record may not deny', () => {
  const denial = (...lines: string[]) => {
    const { message, bytes } = messageOf(lines);
    const sets = rrsetsOf(message.answer, bytes);
    return new Denial(zone, sets, new Nsec3Set(zone, sets, new Budget()));
  };
  const hash = (of: string) => base32Hex(nsec3Hash(parseName(of), Buffer.alloc(0), 0)).toLowerCase();
  const matching = (of: string, types: string) => `${hash(of)}.hostile. 300 IN NSEC3 1 0 0 - ${hash(of)} ${types}`;
  const wildcards = 'hostile. 300 IN NSEC a.hostile. A';

  test.each([
    ['NSEC', [wildcards, 'sub.hostile. 300 IN NSEC zz.hostile. NS RRSIG NSEC']],
    ['NSEC3', [matching('sub.hostile.', 'NS')]],
  ])('at a cut, %s tells of DS alone, and of nothing below (RFC 6840 §4.1)', (_, lines) => {
    const told = denial(...lines);
    const cut = parseName('sub.hostile.');
    expect(told.unsignedZone(cut)).toBe('cut');
    expect(told.noData(cut, TYPE.DS)).toBe('proved');
    expect(told.noData(cut, TYPE.A)).toBe('unproved');
    expect(told.noName(parseName('www.sub.hostile.'))).toBe('unproved');
    expect(told.noData(parseName('www.sub.hostile.'), TYPE.A)).toBe('unproved');
  });

  test.each([
    ['NSEC', ['hostile. 300 IN NSEC a.hostile. NS SOA RRSIG NSEC']],
    ['NSEC3', [matching('hostile.', 'NS SOA')]],
  ])('at its apex a zone’s %s tells nothing of DS', (_, lines) => {
    const told = denial(...lines);
    expect(told.noData(zone, TYPE.DS)).toBe('unproved');
    expect(told.unsignedZone(zone)).toBeNull();
    expect(told.noData(zone, TYPE.MX)).toBe('proved');
  });

  test('a DNAME leads all names below it away', () => {
    const told = denial(wildcards, 'tree.hostile. 300 IN NSEC zz.hostile. DNAME RRSIG NSEC');
    expect(told.noName(parseName('www.tree.hostile.'))).toBe('unproved');
    expect(told.noName(parseName('x.hostile.'))).toBe('proved');
  });

  test('an alias stands in place of all types', () => {
    expect(
      denial('in.hostile. 300 IN NSEC zz.hostile. CNAME RRSIG NSEC').noData(parseName('in.hostile.'), TYPE.A),
    ).toBe('unproved');
  });

  test('names of other zones', () => {
    const told = denial(wildcards, 'a.hostile. 300 IN NSEC hostile. A');
    expect(told.noName(parseName('x.hostile.'))).toBe('proved');
    expect(told.noName(parseName('x.elsewhere.'))).toBe('unproved');
  });
});

describe('trust anchors', () => {
  test.each(rootAnchors.map((anchor) => [anchor]))('%s', (anchor) => {
    const { zone: owner, ds } = parseAnchor(anchor);
    expect(owner).toEqual([]);
    expect(`. IN DS ${ds.tag} ${ds.algorithm} ${ds.digestType} ${ds.digest.toString('hex').toUpperCase()}`).toBe(
      anchor,
    );
  });

  test('a DNSKEY is taken as well, with TTL and class or without', () => {
    const key = point.toString('base64');
    const expected = parseAnchor(dnskey).ds;
    expect(expected.tag).toBe(tag);
    for (const text of [
      `hostile DNSKEY 257 3 15 ${key}`,
      `Hostile. 1 IN dnskey 257 3 15 ${key.slice(0, 9)} ${key.slice(9)}`,
    ])
      expect(parseAnchor(text).ds).toEqual(expected);
  });

  test.each([
    '',
    '. IN A 192.0.2.1',
    '. DS 1 8 2',
    '. DS x 8 2 AB',
    '. DS 1 8 2 ABC',
    '. DS 70000 8 2 AB',
    '. DNSKEY 257 3 8 #',
    'a..b DS 1 8 2 AB',
  ])('not “%s”', (text) => expect(() => parseAnchor(text)).toThrow(/can't be a trust anchor/));
});
