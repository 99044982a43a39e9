import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainOf, toQuestion } from '../../../electron/dns';
import { checkDnssec } from '../../../electron/dns/check/dnssec';
import { serveDns } from '../../../electron/practice/dns/server';
import { practiceAnchor } from '../../../electron/practice/dns/signing';
import { practiceZones } from '../../../electron/practice/dns/zones';
import { type Serving, Transcripts } from '../../../electron/wire';

/** What a domain's signatures say of its mail, by the domains of the practice world. */
let serving: Serving;
beforeAll(async () => {
  serving = await serveDns(practiceZones);
});
afterAll(() => serving.close());

const chain = (domain: string, anchors = [practiceAnchor()]) =>
  chainOf({
    question: toQuestion({ name: domain, type: 'MX' }),
    server: { host: '127.0.0.1', port: serving.port },
    anchors,
    transcripts: new Transcripts(),
  });
const short = ({ severity, text }: { severity: string; text: string }) => `${severity}: ${text}`;

test.each([
  ['xxx.com.tw', /^good: xxx\.com\.tw is signed; the first signature runs out on \d{4}-\d\d-\d\d\.$/],
  ['messy.com.tw', /^note: messy\.com\.tw is not protected by signatures\.$/],
  ['expired.com.tw', /^error: The signatures of expired\.com\.tw do not hold\. The signature by key .* expired on/],
  ['rolled.com.tw', /^error: The signatures of rolled\.com\.tw do not hold\. rolled\.com\.tw has no key/],
])('%s', async (domain, expected) => {
  const findings = checkDnssec(await chain(domain), domain);
  expect(findings.map(short)).toEqual([expect.stringMatching(expected)]);
  for (const { severity, remedy } of findings) expect(remedy === '').toBe(severity === 'good');
});

test('without an anchor nothing is said against the domain', async () => {
  const anchors = [practiceAnchor().replace('.', 'elsewhere.')];
  const findings = checkDnssec(await chain('xxx.com.tw', anchors), 'xxx.com.tw');
  expect(findings.map(short)).toEqual(["note: Whether xxx.com.tw is signed can't be found out from here."]);
});

describe('a signature that ought to have been renewed', () => {
  // They live for 91 days.
  test.each([
    [12, 'good'],
    [8, 'warning'],
  ])('%s days before it expires: %s', async (days, severity) => {
    const judged = await chain('xxx.com.tw');
    const until = Date.parse(judged.sets[0]?.signatures[0]?.validUntil ?? '');
    const at = new Date(until - days * 86_400_000).toISOString();
    expect(checkDnssec({ ...judged, at }, 'xxx.com.tw').map((one) => one.severity)).toEqual([severity]);
  });
});

test('a DS record of a key that the zone does not have', async () => {
  const judged = await chain('xxx.com.tw');
  const zones = judged.zones.map((zone) => ({
    ...zone,
    ds: [...zone.ds, { tag: 4711, algorithm: 'ED25519', digest: 'SHA-256', state: 'no-key' as const }],
  }));
  expect(checkDnssec({ ...judged, zones }, 'xxx.com.tw').map(short)).toEqual([
    'warning: The zone above vouches for key 4711, which xxx.com.tw does not have.',
  ]);
});
