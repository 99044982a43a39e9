import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainOf, toQuestion } from '../../../electron/dns';
import { serveDns } from '../../../electron/practice/dns/server';
import { practiceAnchor } from '../../../electron/practice/dns/signing';
import { practiceZones } from '../../../electron/practice/dns/zones';
import { type Serving, serveDatagrams, Transcripts } from '../../../electron/wire';

/** The chain through the practice world, from its own trust anchor. */
let serving: Serving;
beforeAll(async () => {
  serving = await serveDns(practiceZones);
});
afterAll(() => serving.close());

const chain = (name: string, type: string, port = serving.port, signal?: AbortSignal, clockOffsetMs?: number) =>
  chainOf({
    question: toQuestion({ name, type }),
    server: { host: '127.0.0.1', port },
    anchors: [practiceAnchor()],
    transcripts: new Transcripts(),
    signal,
    clockOffsetMs,
  });

test('each zone from the root down, with its keys and who vouches for them', async () => {
  const { zones, sets, verdict, sentence } = await chain('xxx.com.tw', 'MX');
  expect(verdict).toBe('secure');
  expect(sentence).toMatch(
    /^xxx\.com\.tw is secure: the MX records? of xxx\.com\.tw are signed by key \d+ of xxx\.com\.tw until/,
  );
  expect(zones.map(({ name, anchored }) => [name, anchored])).toEqual([
    ['.', true],
    ['tw.', false],
    ['com.tw.', false],
    ['xxx.com.tw.', false],
  ]);
  for (const zone of zones) {
    expect(zone).toMatchObject({ verdict: 'secure', ds: [{ state: 'matches' }], keySignatures: [{ state: 'valid' }] });
    const [ds] = zone.ds;
    const vouched = zone.keys.filter((key) => key.vouched);
    expect(vouched).toEqual([expect.objectContaining({ tag: ds?.tag, entryPoint: true, signsKeys: true })]);
    expect(zone.keys).toHaveLength(2);
  }
  expect(sets).toEqual([
    expect.objectContaining({
      role: 'answer',
      type: 'MX',
      zone: 'xxx.com.tw.',
      data: ['10 mail.xxx.com.tw.', '20 imap.xxx.com.tw.'],
      verdict: 'secure',
    }),
  ]);
});

describe('validity is held against true time', () => {
  const day = 86_400_000;
  const by = (offsetMs: number) => chain('xxx.com.tw', 'MX', serving.port, undefined, offsetMs);

  test.each([
    [1_000 * day, 'bogus', / expired on .* this computer's clock is \d+ (?:weeks|days) behind\.$/],
    [-1_000 * day, 'bogus', / is valid only from .* this computer's clock is \d+ (?:weeks|days) ahead\.$/],
    [
      180_000,
      'secure',
      /until \S+ Its signatures are held against true time: this computer's clock is 3 minutes behind\.$/,
    ],
    [60_000, 'secure', /until [\d-]+\.$/],
  ])('a clock that is off by %i ms: %s', async (offsetMs, verdict, sentence) => {
    const begun = Date.now() + offsetMs;
    const judged = await by(offsetMs);
    expect(judged.verdict).toBe(verdict);
    expect(judged.sentence).toMatch(sentence);
    expect(judged.reason).toMatch(sentence);
    expect(Date.parse(judged.at)).toBeGreaterThanOrEqual(begun);
    expect(Date.parse(judged.at)).toBeLessThanOrEqual(Date.now() + offsetMs);
  });
});

describe.each([
  ['ftp.xxx.com.tw', 'A', 'secure', /the A records? of www\.xxx\.com\.tw is signed/],
  ['nosuch.xxx.com.tw', 'A', 'secure', /xxx\.com\.tw proves that there is no name nosuch\.xxx\.com\.tw/],
  ['www.xxx.com.tw', 'AAAA', 'secure', /proves that www\.xxx\.com\.tw has no AAAA record/],
  ['nothing.at.all', 'A', 'secure', /the root proves that there is no name nothing\.at\.all/],
  ['test', 'A', 'secure', /the root proves that test has no A record/],
  ['211.72.211.25', 'PTR', 'secure', /is signed by key \d+ of 211\.72\.211\.in-addr\.arpa/],
  ['messy.com.tw', 'DS', 'secure', /com\.tw proves that messy\.com\.tw has no DS record/],
  ['messy.com.tw', 'MX', 'insecure', /com\.tw vouches for no key of messy\.com\.tw/],
  ['nosuch.messy.com.tw', 'A', 'insecure', /com\.tw vouches for no key of messy\.com\.tw/],
  ['www.expired.com.tw', 'A', 'bogus', /over the keys of expired\.com\.tw expired on \d{4}-\d\d-\d\d/],
  ['www.forged.com.tw', 'A', 'bogus', /over the A records? of www\.forged\.com\.tw does not fit/],
  ['forged.com.tw', 'MX', 'secure', /the MX records? of forged\.com\.tw is signed/],
  ['www.rolled.com.tw', 'A', 'bogus', /rolled\.com\.tw has no key that the DS records in com\.tw vouch for/],
  [
    'www.lame.com.tw',
    'A',
    'indeterminate',
    /does not hold www\.lame\.com\.tw, and refers to the servers of lame\.com\.tw/,
  ],
  ['www.xxx.com.tw', 'RRSIG', 'indeterminate', /signatures are not signed themselves/],
])('%s %s', (name, type, verdict, sentence) => {
  test(`is ${verdict}`, async () => {
    const judged = await chain(name, type);
    expect(judged.sentence).toMatch(sentence);
    expect(judged.verdict).toBe(verdict);
  });
});

test('signatures of a zone whose keys are not trusted are there, and not checked', async () => {
  const { sets } = await chain('www.rolled.com.tw', 'A');
  expect(sets.map(({ signatures }) => signatures.map(({ state }) => state))).toEqual([['unchecked']]);
});

test('what proves that there is nothing is shown as well', async () => {
  const { sets } = await chain('nosuch.xxx.com.tw', 'A');
  expect(sets.length).toBeGreaterThan(0);
  for (const set of sets) expect(set).toMatchObject({ role: 'denial', type: 'NSEC', verdict: 'secure' });
});

test('a server that drops signatures is told from a zone without them', async () => {
  const { answerMessage } = await import('../../../electron/practice/dns/answer');
  const dropping = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram(bytes, _, reply) {
      // DO is taken out of the question.
      bytes.writeUInt16BE(0, bytes.length - 4);
      const answer = answerMessage(practiceZones, bytes, 'udp');
      if (answer) reply(answer);
    },
  });
  try {
    expect(await chain('xxx.com.tw', 'MX', dropping.port)).toMatchObject({
      verdict: 'indeterminate',
      sentence: expect.stringContaining('passes on no signatures'),
    });
  } finally {
    await dropping.close();
  }
});

test('a server that says nothing, and one that says nothing more', async () => {
  let answers = 0;
  const { answerMessage } = await import('../../../electron/practice/dns/answer');
  const failing = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram(bytes, _, reply) {
      const answer = answerMessage(practiceZones, bytes, 'udp');
      answers += 1;
      if (answer && answers > 2) answer.writeUInt8(0x82, 3);
      if (answer) reply(answer);
    },
  });
  try {
    expect(await chain('xxx.com.tw', 'MX', failing.port)).toMatchObject({
      verdict: 'indeterminate',
      sentence: expect.stringMatching(/the server answered SERVFAIL to the question for/),
    });
  } finally {
    await failing.close();
  }
});

test('can be cancelled', async () => {
  await expect(chain('xxx.com.tw', 'MX', serving.port, AbortSignal.abort())).rejects.toMatchObject({
    code: 'app.cancelled',
  });
});
