import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainOf, toQuestion } from '../../electron/dns';
import { dsOf } from '../../electron/dns/dnssec/anchors';
import { parseName } from '../../electron/dns/names';
import { serveDns } from '../../electron/practice/dns/server';
import { practiceAnchor } from '../../electron/practice/dns/signing';
import { practiceZones } from '../../electron/practice/dns/zones';
import { type Serving, Transcripts } from '../../electron/wire';
import { temporaryFolder } from '../support/lab';
import { type NameServer, startNsd } from '../support/nsd';
import { run, type SignedZone, type Signing, signZone } from '../support/signed-zones';
import { judgedBy, startUnbound } from '../support/unbound';

/** A signed root, a signed zone below it, and below that zones of every kind; BIND's delv and Unbound judge them beside us. */

interface Case extends Omit<Signing, 'name' | 'text'> {
  /** Added to what every zone has. */
  records?: string[];
  /** What the zone above says. */
  ds?: (lines: string[], zone: SignedZone | null) => string[];
  /** Not signed at all. */
  plain?: boolean;
  /** What is asked; by default `briefly`. */
  questions?: readonly (readonly [owner: string, type: string])[];
  /** What is said of the address of `www`. */
  says?: RegExp;
}

const soa = '@ 300 IN SOA ns hostmaster 1 3600 600 86400 300';
const content = [
  soa,
  '@ 300 IN NS ns',
  'ns 300 IN A 192.0.2.1',
  'www 300 IN A 192.0.2.80',
  'www 300 IN A 192.0.2.81',
  '@ 300 IN MX 10 WWW',
  '*.wild 300 IN TXT "any"',
  'a.b.ent 300 IN A 192.0.2.82',
  'in 300 IN CNAME www',
  'below 300 IN NS ns.elsewhere.test.',
];
const zoneText = (records: readonly string[]) => `${records.join('\n')}\n`;
const isOf = (owner: string, type: string) => (line: string) => {
  const [name = '', , , lineType] = line.split(' ');
  return name.split('.')[0] === owner && lineType === type;
};
const isSignature = (owner: string, covered: string) => (line: string) =>
  isOf(owner, 'RRSIG')(line) && line.split(' ')[4] === covered;
const without = (is: (line: string) => boolean) => (lines: string[]) => lines.filter((line) => !is(line));
const changed = (is: (line: string) => boolean, change: (line: string) => string) => (lines: string[]) =>
  lines.map((line) => (is(line) ? change(line) : line));
/** Field of an RRSIG record in presentation form, counted from the type covered. */
const field = (index: number, value: string) => (line: string) =>
  line
    .split(' ')
    .map((word, at) => (at === index + 4 ? value : word))
    .join(' ');
const hexChanged = (line: string) => line.replace(/[0-9A-F]{4}$/, (last) => (last === '0000' ? '1111' : '0000'));
const signatureChanged = (line: string) =>
  line.replace(
    / (\S{8})(\S*)$/,
    (_, head: string, rest: string) => ` ${head === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA'}${rest}`,
  );
const past = ['-s', '20200101000000', '-e', '20200201000000'];

const everywhere = [
  ['www', 'A'],
  ['WWW', 'a'],
  ['www', 'MX'],
  ['nosuch', 'A'],
  ['', 'MX'],
  ['', 'DNSKEY'],
  ['', 'DS'],
  ['x.wild', 'TXT'],
  ['x.wild', 'A'],
  ['b.ent', 'A'],
  ['in', 'A'],
  ['in', 'MX'],
  ['below', 'DS'],
] as const;
const briefly = [
  ['www', 'A'],
  ['nosuch', 'A'],
  ['x.wild', 'TXT'],
] as const;

/** A DS record of a key that BIND's tools make none of. */
const dsOfAny = (name: string) => (_: string[], zone: SignedZone | null) => {
  const [, , , flags, protocol, algorithm, ...key] = (zone?.keys[0] ?? '').split(/\s+/);
  const head = Buffer.from([Number(flags) >> 8, Number(flags) & 255, Number(protocol), Number(algorithm)]);
  const ds = dsOf(parseName(name), Buffer.concat([head, Buffer.from(key.join(''), 'base64')]));
  return [`${name}. IN DS ${ds.tag} ${ds.algorithm} ${ds.digestType} ${ds.digest.toString('hex')}`];
};

const cases: Record<string, Case> = {
  // Good ones.
  a5: {
    algorithm: 'RSASHA1',
    says: /is secure: the A records? of www\.a5\.test are signed by key \d+ of a5\.test until/,
  },
  a7: { algorithm: 'NSEC3RSASHA1', options: ['-3', '-'] },
  a8: { algorithm: 'RSASHA256' },
  a10: { algorithm: 'RSASHA512' },
  a13: { questions: everywhere },
  a14: { algorithm: 'ECDSAP384SHA384' },
  a15: { algorithm: 'ED25519' },
  n3: { options: ['-3', '-'], questions: everywhere },
  n3salt: { options: ['-3', 'aabbccdd', '-H', '10'], questions: everywhere },
  n3most: { options: ['-3', '-', '-H', '150'] },
  single: { keys: 'with-sep', questions: everywhere },
  nosep: { keys: 'without-sep' },
  sha1: { digest: 'SHA-1' },
  sha384: { digest: 'SHA-384' },
  moreds: { ds: (lines) => [...lines, `moreds.test. IN DS 4711 13 2 ${'AB'.repeat(32)}`] },
  mixedds: { ds: (lines) => [...lines, ...lines.map((line) => line.replace(' 13 2 ', ' 200 2 '))] },
  aliases: {
    records: [
      'good 300 IN CNAME www.a15.test.',
      'toplain 300 IN CNAME www.plain.test.',
      'tobad 300 IN CNAME www.expired.test.',
      'tonone 300 IN CNAME nosuch.n3.test.',
      'tree 300 IN DNAME a8.test.',
      'badtree 300 IN DNAME expired.test.',
      '*.w 300 IN CNAME www.a13.test.',
    ],
    questions: ['good', 'toplain', 'tobad', 'tonone', 'www.tree', 'nosuch.tree', 'www.badtree', 'x.w'].map(
      (owner) => [owner, 'A'] as const,
    ),
  },
  // Not signed, for all that can be known.
  plain: { plain: true, questions: everywhere, says: /is insecure: test vouches for no key of plain\.test/ },
  island: { ds: () => [], questions: everywhere },
  newalg: { ds: (lines) => lines.map((line) => line.replace(' 13 2 ', ' 200 2 ')), says: /can't be checked here/ },
  newdigest: { ds: (lines) => lines.map((line) => line.replace(' 13 2 ', ' 13 99 ')) },
  // Broken ones.
  expired: { options: past, says: /key \d+ over the keys of expired\.test expired on 2020-02-01/ },
  notyet: { options: ['-s', '+86400', '-e', '+864000'], says: /is valid only from \d{4}-\d\d-\d\d on/ },
  oldkeys: { options: ['-X', '20200201000000', '-s', '20200101000000', '-e', '20380101000000'] },
  wrongds: { ds: (lines) => lines.map(hexChanged), says: /has no key that the DS records in test vouch for/ },
  nokey: { ds: (lines) => lines.map((line) => line.replace(/ DS \d+/, ' DS 1')) },
  stripped: { plain: true, ds: () => [`stripped.test. IN DS 4711 13 2 ${'AB'.repeat(32)}`], says: /shows no keys/ },
  nosig: {
    alter: without(isSignature('www', 'A')),
    says: /no signature over the A records? of www\.nosig\.test came along/,
  },
  nosigs: { alter: without((line) => line.split(' ')[3] === 'RRSIG') },
  nokeysig: { alter: without(isSignature('nokeysig', 'DNSKEY')) },
  altered: { alter: changed(isOf('www', 'A'), (line) => line.replace('192.0.2.80', '192.0.2.99')), says: /altered/ },
  added: { alter: (lines) => [...lines, 'www.added.test. 300 IN A 192.0.2.99'], says: /altered/ },
  badsig: { alter: changed(isSignature('www', 'A'), signatureChanged), says: /altered/ },
  badkeysig: { alter: changed(isSignature('badkeysig', 'DNSKEY'), signatureChanged) },
  badsigner: { alter: changed(isSignature('www', 'A'), field(7, 'test.')) },
  othersigner: { alter: changed(isSignature('www', 'A'), field(7, 'a13.test.')), says: /in the name of a13\.test/ },
  badlabels: { alter: changed(isSignature('www', 'A'), field(2, '2')) },
  morelabels: { alter: changed(isSignature('www', 'A'), field(2, '5')) },
  badttl: { alter: changed(isSignature('www', 'A'), field(3, '301')) },
  badalg: { alter: changed(isSignature('www', 'A'), field(1, '8')) },
  badtag: { alter: changed(isSignature('www', 'A'), field(6, '1')), says: /by none of the keys of badtag\.test/ },
  badwindow: { alter: changed(isSignature('www', 'A'), field(4, '20380101000000')) },
  nonsec: { alter: without((line) => line.split(' ')[3] === 'NSEC') },
  nonsec3: { options: ['-3', '-'], alter: without((line) => line.split(' ')[3] === 'NSEC3' && !line.includes('SOA')) },
  badnsec: {
    alter: changed(
      (line) => line.split(' ')[3] === 'NSEC',
      (line) => line.replace(' A ', ' A HINFO '),
    ),
    questions: [...briefly, ['www', 'MX']],
  },
  badsoa: { alter: changed(isSignature('badsoa', 'SOA'), signatureChanged) },
  revoked: { keys: 'revoked', ds: dsOfAny('revoked.test') },
  badcut: { says: /over the DS records? of badcut\.test does not fit/ },
  // Where others judge otherwise, see below.
  a16: { algorithm: 'ED448' },
  n3out: { options: ['-3', '-', '-A'] },
};
/** Their parts that no two validators judge alike. */
const otherwise = ['a16', 'n3out'];

const allAt = (port: number, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, port]));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: NameServer;
let unbound: NameServer;
let anchors: string[] = [];
beforeAll(async () => {
  folder = await temporaryFolder('dnssec');
  const signed = new Map<string, SignedZone | null>();
  const waiting = Object.entries(cases);
  const sign = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [label, { plain, records = [], ...how }] = next;
      const text = zoneText([...content, ...records]);
      signed.set(label, plain ? null : await signZone(folder.path, { name: `${label}.test`, text, ...how }));
    }
  };
  await Promise.all([sign(), sign(), sign()]);
  const delegations = Object.entries(cases).flatMap(([label, { ds = (lines: string[]) => lines }]) => {
    const zone = signed.get(label) ?? null;
    return [`${label}.test. 300 IN NS ns.elsewhere.test.`, ...ds(zone?.ds ?? [], zone)];
  });
  const top = await signZone(folder.path, {
    name: 'test',
    text: zoneText([...content, ...delegations]),
    alter: changed(isSignature('badcut', 'DS'), signatureChanged),
  });
  const delegation = ['test. 300 IN NS ns.test.', 'ns.test. 300 IN A 192.0.2.1', ...top.ds];
  const root = await signZone(folder.path, { name: '', text: zoneText([soa, '@ 300 IN NS ns.test.', ...delegation]) });
  anchors = root.keys;
  const [, , , flags, protocol, algorithm, ...key] = (anchors[0] ?? '').split(/\s+/);
  await writeFile(
    join(folder.path, 'anchors.conf'),
    `trust-anchors { . static-key ${flags} ${protocol} ${algorithm} "${key.join('')}"; };\n`,
  );
  const zones: Record<string, string> = { '.': root.text, test: top.text };
  for (const [label, { records = [] }] of Object.entries(cases))
    zones[`${label}.test`] = signed.get(label)?.text ?? zoneText([...content, ...records]);
  server = await startNsd(zones);
  unbound = await startUnbound({ zones: allAt(server.port, Object.keys(zones)), anchors });
});
afterAll(async () => {
  await unbound?.stop();
  await server?.stop();
  await folder?.remove();
});

const ours = (name: string, type: string, from = anchors, port = server.port) =>
  chainOf({
    question: toQuestion({ name, type }),
    server: { host: '127.0.0.1', port },
    anchors: from,
    transcripts: new Transcripts(),
  });

/** What BIND's validator thinks; what it does not resolve is bogus to it. */
async function delv(name: string, type: string, at = { port: server.port, anchors: 'anchors.conf' }): Promise<string> {
  const how = ['-p', String(at.port), '-a', join(folder.path, at.anchors), '+root=.'];
  const { stdout, stderr } = await run('delv', '@127.0.0.1', ...how, name, type);
  const said = stdout + stderr;
  // That there is nothing is a failure to it as well, and yet told as what it is.
  if (/resolution failed(?!: ncache)|pending validation/.test(said)) return 'bogus';
  if (/unsigned answer|negative response, unsigned/.test(said)) return 'insecure';
  return /fully validated/.test(said) ? 'secure' : said;
}

const nameIn = (label: string, owner: string) => (owner === '' ? `${label}.test` : `${owner}.${label}.test`);
const alike = Object.entries(cases).filter(([label]) => !otherwise.includes(label));

/** Extended errors of a check that failed (RFC 8914 §4): bogus, expired, not valid yet, no key, no signature, no NSEC. */
const whyBogus = ['6', '7', '8', '9', '10', '12'];

test.each(alike)('%s: the same verdicts as delv and Unbound', async (label, { questions = briefly, says }) => {
  await Promise.all(
    questions.map(async ([owner, type]) => {
      const name = nameIn(label, owner);
      const { verdict, sentence } = await ours(name, type);
      const { verdict: ofUnbound, why } = await judgedBy(unbound.port, name, type);
      expect([name, type, verdict]).toEqual([name, type, await delv(name, type)]);
      expect([name, type, verdict]).toEqual([name, type, ofUnbound]);
      if (verdict === 'bogus') expect(whyBogus).toContain(why);
      // A resolver that checks hands on all that is needed to check again, of what it found bogus too.
      expect(await ours(name, type, anchors, unbound.port)).toMatchObject({ verdict, sentence });
    }),
  );
  if (says) expect((await ours(nameIn(label, 'www'), 'A')).sentence).toMatch(says);
});

test('enough zones of either kind are judged', async () => {
  const verdicts = await Promise.all(alike.map(async ([label]) => (await ours(`www.${label}.test`, 'A')).verdict));
  const count = (verdict: string) => verdicts.filter((one) => one === verdict).length;
  expect(verdicts.length).toBeGreaterThanOrEqual(40);
  expect(count('secure')).toBeGreaterThanOrEqual(15);
  expect(count('bogus')).toBeGreaterThanOrEqual(15);
  expect(count('insecure')).toBeGreaterThanOrEqual(4);
});

describe('where others judge otherwise', () => {
  test('Ed448, which Electron can’t check, counts as not signed (RFC 4035 §5.2)', async () => {
    const { verdict, sentence } = await ours('www.a16.test', 'A');
    expect([verdict, sentence]).toEqual(['insecure', expect.stringContaining('(ED448)')]);
    expect(await delv('www.a16.test', 'A')).toBe('secure');
    expect((await judgedBy(unbound.port, 'www.a16.test', 'A')).verdict).toBe('secure');
  });

  test('an answer out of a gap that opted out is not secure (RFC 5155 §9.2)', async () => {
    for (const [owner, type, verdict, byDelv] of [
      ['nosuch', 'A', 'insecure', 'secure'],
      ['www', 'MX', 'secure', 'secure'],
      ['www', 'A', 'secure', 'secure'],
    ] as const) {
      const name = nameIn('n3out', owner);
      expect((await ours(name, type)).verdict).toBe(verdict);
      expect((await judgedBy(unbound.port, name, type)).verdict).toBe(verdict);
      expect(await delv(name, type)).toBe(byDelv);
    }
  });
});

describe('the anchors', () => {
  test('without one above the name nothing can be judged', async () => {
    const elsewhere = anchors.map((anchor) => anchor.replace(/^\./, 'elsewhere.'));
    expect(await ours('www.a13.test', 'A', elsewhere)).toMatchObject({
      verdict: 'indeterminate',
      sentence: expect.stringContaining('no trust anchor stands above'),
    });
  });

  test('another key than that of the anchor makes all bogus', async () => {
    const other = ['. IN DS 20326 13 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D'];
    expect((await ours('www.a13.test', 'A', other)).verdict).toBe('bogus');
  });
});

test('a server that refers to others is not taken for one that says that nothing is there', async () => {
  expect(await ours('www.below.a13.test', 'A')).toMatchObject({
    verdict: 'indeterminate',
    sentence: expect.stringContaining('refers to the servers of below.a13.test'),
  });
});

describe('the practice world', () => {
  let practice: Serving;
  let resolver: NameServer;
  beforeAll(async () => {
    practice = await serveDns(practiceZones);
    const zones = allAt(
      practice.port,
      practiceZones.map(({ apex }) => apex || '.'),
    );
    resolver = await startUnbound({ zones, anchors: [practiceAnchor()] });
    const [, , , tag, algorithm, type, digest] = practiceAnchor().split(' ');
    const anchor = `. static-ds ${tag} ${algorithm} ${type} "${digest}";`;
    await writeFile(join(folder.path, 'practice.conf'), `trust-anchors { ${anchor} };\n`);
  });
  afterAll(async () => {
    await resolver?.stop();
    await practice?.close();
  });

  test.each([
    ['xxx.com.tw', 'MX', 'secure'],
    ['ftp.xxx.com.tw', 'A', 'secure'],
    ['nosuch.xxx.com.tw', 'A', 'secure'],
    ['www.xxx.com.tw', 'AAAA', 'secure'],
    ['long.practice.test', 'TXT', 'secure'],
    ['messy.com.tw', 'MX', 'insecure'],
    ['www.expired.com.tw', 'A', 'bogus'],
    ['www.forged.com.tw', 'A', 'bogus'],
    ['www.rolled.com.tw', 'A', 'bogus'],
  ])('%s %s is %s to delv and Unbound', async (name, type, verdict) => {
    expect((await judgedBy(resolver.port, name, type)).verdict).toBe(verdict);
    expect(await delv(name, type, { port: practice.port, anchors: 'practice.conf' })).toBe(verdict);
  });
});
