import { describe, expect, test } from 'vitest';
import { type Found, findingsOf, type Lookup } from '../../../electron/dns/check';
import type { DomainFinding } from '../../../shared/contract';

type World = Record<string, string | string[] | { alias: string }>;

/** A world of records: `name TYPE` → data; a name of which nothing is said does not exist. */
function world(records: World): Lookup & { asked: string[] } {
  const asked: string[] = [];
  const names = new Set(Object.keys(records).map((key) => key.split(' ')[0]));
  return {
    asked,
    async ask(name, type): Promise<Found> {
      asked.push(`${name} ${type}`);
      const alias = records[`${name} CNAME`];
      if (alias && typeof alias === 'object' && 'alias' in alias) {
        const there = await this.ask(alias.alias, type);
        return { ...there, aliases: [`${alias.alias}.`, ...there.aliases] };
      }
      const found = records[`${name} ${type}`];
      const data = found === undefined ? [] : typeof found === 'string' ? [found] : Array.isArray(found) ? found : [];
      return { rcode: names.has(name) ? 'NOERROR' : 'NXDOMAIN', aliases: [], data };
    },
  };
}

const quoted = (text: string) => `"${text}"`;
const sound: World = {
  'x.test MX': ['10 a.x.test.', '20 b.y.test.'],
  'x.test NS': ['ns1.x.test.', 'ns2.y.test.'],
  'x.test SOA': 'ns1.x.test. hostmaster.x.test. 1 10800 3600 1209600 3600',
  'x.test TXT': [quoted('v=spf1 mx ip4:203.0.113.0/24 -all'), quoted('another text')],
  '_dmarc.x.test TXT': quoted('v=DMARC1; p=reject; rua=mailto:d@x.test'),
  'mail._domainkey.x.test TXT': quoted(`v=DKIM1; k=rsa; p=${Buffer.alloc(294, 7).toString('base64')}`),
  'a.x.test A': '203.0.113.1',
  'b.y.test AAAA': '2001:db8::2',
  'ns1.x.test A': '203.0.113.53',
  'ns2.y.test A': '198.51.100.53',
  '1.113.0.203.in-addr.arpa PTR': 'a.x.test.',
  '2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR': 'b.y.test.',
  '_mta-sts.x.test TXT': quoted('v=STSv1; id=1'),
  '_smtp._tls.x.test TXT': quoted('v=TLSRPTv1; rua=mailto:t@x.test'),
  'x.test CAA': ['0 issue "ca.test; account=7"', '0 iodef "mailto:c@x.test"'],
  'y.test CAA': '0 issue "other.test"',
  'default._bimi.x.test TXT': quoted('v=BIMI1; l=https://x.test/logo.svg'),
};
const check = (change: World, selectors: string[] = []) =>
  findingsOf(world({ ...sound, ...change }), 'x.test', selectors);
const without = (...keys: string[]) =>
  findingsOf(world(Object.fromEntries(Object.entries(sound).filter(([key]) => !keys.includes(key)))), 'x.test');
const bad = (findings: DomainFinding[]) =>
  findings
    .filter(({ severity }) => severity !== 'good')
    .map(({ severity, topic, text }) => `${severity} ${topic}: ${text}`);

test('of a sound domain nothing is to be said but good', async () => {
  const findings = await check({});
  expect(bad(findings)).toEqual([]);
  expect(new Set(findings.map(({ topic }) => topic))).toEqual(
    new Set(['Mail servers', 'Name servers', 'SPF', 'DKIM', 'DMARC', 'Reverse names', 'Transport', 'CAA', 'BIMI']),
  );
});

describe('mail servers', () => {
  test.each<[string, World, RegExp]>([
    [
      'an alias',
      { 'a.x.test CNAME': { alias: 'b.y.test' } },
      /^error Mail servers: The mail server a\.x\.test is an alias \(CNAME\) of b\.y\.test/,
    ],
    [
      'an address',
      { 'x.test MX': '10 203.0.113.1.' },
      /^error Mail servers: The MX record names the address 203\.0\.113\.1/,
    ],
    [
      'a name that is not there',
      { 'x.test MX': '10 gone.x.test.' },
      /^error Mail servers: .*gone\.x\.test does not exist/,
    ],
    [
      'a name without an address',
      { 'x.test MX': '10 t.x.test.', 't.x.test TXT': quoted('t') },
      /^error Mail servers: .*t\.x\.test has no address/,
    ],
    [
      'an address of a private network',
      { 'a.x.test A': '192.168.1.2' },
      /^error Mail servers: .*192\.168\.1\.2, which can't be reached/,
    ],
    [
      'no mail, and a server all the same',
      { 'x.test MX': ['0 .', '10 a.x.test.'] },
      /^error Mail servers: .*says that it takes no mail, and names/,
    ],
    ['no mail', { 'x.test MX': '0 .' }, /^note Mail servers: .*takes no mail \(null MX\)/],
  ])('%s', async (_, change, expected) => {
    expect(bad(await check(change))[0]).toMatch(expected);
  });
  test('none at all, and the domain’s own address in their place', async () => {
    expect(bad(await without('x.test MX'))[0]).toMatch(
      /^error Mail servers: x\.test has neither a mail server \(MX\) nor an address/,
    );
    const records = { ...sound, 'x.test MX': [], 'x.test A': '203.0.113.9' };
    expect(bad(await findingsOf(world(records), 'x.test'))[0]).toMatch(
      /^warning Mail servers: .*so mail goes to its own address, 203\.0\.113\.9/,
    );
  });
  test('a domain that is not there is asked nothing more', async () => {
    const lookup = world(sound);
    expect(bad(await findingsOf(lookup, 'gone.test'))).toEqual(['error Mail servers: There is no domain gone.test.']);
    expect(new Set(lookup.asked)).toEqual(new Set(['gone.test MX']));
  });
});

test.each<[string, World, RegExp]>([
  ['one name server', { 'x.test NS': 'ns1.x.test.' }, /^warning Name servers: ns1\.x\.test is the only name server/],
  ['an alias', { 'ns2.y.test CNAME': { alias: 'ns1.x.test' } }, /^error Name servers: .*ns2\.y\.test is an alias/],
  ['no address', { 'ns2.y.test A': [] }, /^error Name servers: .*ns2\.y\.test has no address/],
  [
    'one network',
    { 'ns2.y.test A': '203.0.113.54' },
    /^note Name servers: All name servers are in one network, 203\.0\.113\.0\/24/,
  ],
  [
    'an address in the place of a name',
    { 'x.test NS': ['ns1.x.test.', '203.0.113.7.'] },
    /^error Name servers: .*names the address 203\.0\.113\.7/,
  ],
  [
    'an expiry that is too short',
    { 'x.test SOA': 'ns1.x.test. h.x.test. 1 10800 3600 3600 3600' },
    /^note Zone: The SOA's expire is 1 hour/,
  ],
  [
    'an expiry before the second try',
    { 'x.test SOA': 'ns1.x.test. h.x.test. 1 10800 3600 14400 3600' },
    /^warning Zone: The SOA's expire, 4 hours, is not more than its refresh and retry together/,
  ],
  [
    'a retry as long as the refresh',
    { 'x.test SOA': 'ns1.x.test. h.x.test. 1 10800 10800 1209600 3600' },
    /^note Zone: The SOA's retry, 3 hours, is not less than its refresh, 3 hours/,
  ],
  [
    'a “no” that is remembered for long',
    { 'x.test SOA': 'ns1.x.test. h.x.test. 1 10800 3600 1209600 604800' },
    /^note Zone: The SOA's minimum is 1 week/,
  ],
  [
    'serial 0',
    { 'x.test SOA': 'ns1.x.test. h.x.test. 0 10800 3600 1209600 3600' },
    /^note Zone: The SOA's serial is 0/,
  ],
  [
    'an alias beside other data at the top',
    { 'x.test CNAME': 'elsewhere.test.' },
    /^error Zone: x\.test is an alias \(CNAME\) of elsewhere\.test, and has records of its own all the same: SOA, NS, MX and TXT\./,
  ],
  [
    'an alias beside the address of a mail server',
    { 'a.x.test CNAME': 'elsewhere.test.' },
    /^error Zone: a\.x\.test is an alias \(CNAME\) of elsewhere\.test, and has records of its own all the same: A\./,
  ],
])('name servers and zone: %s', async (_, change, expected) => {
  expect(bad(await check(change)).join('\n')).toMatch(new RegExp(expected.source, 'm'));
});

describe('SPF', () => {
  const spf = (policy: string, more: World = {}) => check({ 'x.test TXT': quoted(policy), ...more });
  test.each<[string, World, RegExp]>([
    ['v=spf1 +all', {}, /error SPF: SPF lets everybody/],
    ['v=spf1 mx', {}, /warning SPF: .*does not say what becomes of all others/],
    ['v=spf1 imx -all', {}, /error SPF: SPF does not know “imx”/],
    ['v=spf1 ptr -all', {}, /note SPF: .*uses “ptr”/],
    ['v=spf1 include:none.test -all', {}, /error SPF: SPF includes none\.test, which has no policy/],
    ['v=spf1 include:o.test -all', { 'o.test TXT': quoted('v=spf1 include:x.test -all') }, /error SPF: .*in a circle/],
    [
      'v=spf1 a mx a:b.test a:c.test mx:d.test exists:%{i}.e.test include:o.test -all',
      { 'o.test TXT': quoted('v=spf1 a mx a:p.test a:q.test -all') },
      /error SPF: SPF needs 11 lookups/,
    ],
  ])('%s', async (policy, more, expected) => {
    expect(bad(await spf(policy, more)).join('\n')).toMatch(expected);
  });
  test('ten lookups are not too many, and what is said in pieces is put together', async () => {
    expect(
      bad(await spf('v=spf1 a mx a:b.test a:c.test a:d.test a:e.test a:f.test a:g.test a:h.test a:i.test -all')),
    ).toEqual([]);
    expect(bad(await check({ 'x.test TXT': '"v=spf1 ip4:203.0.113.1" " -all"' }))).toEqual([]);
  });
  test('none, and two', async () => {
    expect(bad(await without('x.test TXT')).join()).toMatch(/warning SPF: .*\(no SPF\)/);
    expect(bad(await check({ 'x.test TXT': [quoted('v=spf1 -all'), quoted('v=spf1 mx -all')] })).join()).toMatch(
      /error SPF: .*2 SPF policies/,
    );
  });
  test('policies that include more and more are not gone through to their end', async () => {
    const many: World = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `p${index}.test TXT`,
        quoted(`v=spf1 include:p${index + 1}.test include:p${index + 1}.test -all`),
      ]),
    );
    const lookup = world({ ...sound, ...many, 'x.test TXT': quoted('v=spf1 include:p0.test -all') });
    expect(bad(await findingsOf(lookup, 'x.test')).join()).toMatch(/error SPF: SPF needs \d+ lookups/);
    expect(lookup.asked.length).toBeLessThan(150);
  });
});

test.each<[string, World, string[], RegExp]>([
  ['a selector that is given and not there', {}, ['s9'], /error DKIM: There is no key s9\._domainkey/],
  [
    'a short key',
    { 's9._domainkey.x.test TXT': quoted(`p=${Buffer.alloc(94).toString('base64')}`) },
    ['s9'],
    /error DKIM: The key s9 is shorter than 1024 bits/,
  ],
  [
    'a key that was taken back',
    { 'mail._domainkey.x.test TXT': quoted('v=DKIM1; p=') },
    [],
    /note DKIM: The key mail was taken back/,
  ],
  ['no policy', { '_dmarc.x.test TXT': [] }, [], /warning DMARC: .*\(no DMARC\)/],
  [
    'two policies',
    { '_dmarc.x.test TXT': [quoted('v=DMARC1; p=none'), quoted('v=DMARC1; p=reject')] },
    [],
    /error DMARC: There is more than one/,
  ],
  [
    'a policy that means nothing',
    { '_dmarc.x.test TXT': quoted('v=DMARC1; p=maybe') },
    [],
    /error DMARC: .*p=maybe, which means nothing/,
  ],
  [
    'reports only, to nobody',
    { '_dmarc.x.test TXT': quoted('v=DMARC1; p=none') },
    [],
    /note DMARC: .*\(p=none\), and does not say where/,
  ],
  [
    'an address without a name',
    { '1.113.0.203.in-addr.arpa PTR': [] },
    [],
    /warning Reverse names: The address 203\.0\.113\.1 has no name/,
  ],
  [
    'an address with the name of another',
    { '1.113.0.203.in-addr.arpa PTR': 'b.y.test.' },
    [],
    /warning Reverse names: .*is called b\.y\.test, which is not at that address/,
  ],
  [
    'DANE for one of two',
    { '_25._tcp.a.x.test TLSA': '3 1 1 ABCD' },
    [],
    /warning Transport: Only a\.x\.test of the mail servers has a TLSA/,
  ],
  ['nothing that wants encryption', { '_mta-sts.x.test TXT': [] }, [], /note Transport: Nothing tells other servers/],
  [
    'certificates by anybody',
    { 'y.test CAA': [] },
    [],
    /note CAA: Any authority may issue certificates for b\.y\.test \(no CAA\)/,
  ],
  [
    'certificates by nobody',
    { 'x.test CAA': '0 issue ";"' },
    [],
    /note CAA: No authority may issue certificates for x\.test/,
  ],
  [
    'something critical that nobody knows',
    { 'x.test CAA': ['0 issue "ca.test"', '128 tbs "unknown"'] },
    [],
    /warning CAA: x\.test has CAA records that can't be understood: 128 tbs "unknown"/,
  ],
  [
    'an issuer that is none',
    { 'a.x.test CAA': '0 issue "%%%"' },
    [],
    /warning CAA: a\.x\.test has CAA .*: 0 issue "%%%"/,
  ],
  ['octets that are no CAA', { 'x.test CAA': '\\# 2 0005' }, [], /warning CAA: x\.test has CAA records that/],
  ['no logo', { 'default._bimi.x.test TXT': [] }, [], /note BIMI: No logo is shown beside mail from x\.test/],
  [
    'a logo that is a picture of points',
    { 'default._bimi.x.test TXT': quoted('v=BIMI1; l=http://x.test/logo.png') },
    [],
    /note BIMI: .*“http:\/\/x\.test\/logo\.png”, which is no SVG file over HTTPS/,
  ],
  [
    'a logo without a policy',
    { '_dmarc.x.test TXT': quoted('v=DMARC1; p=quarantine; pct=50; rua=mailto:d@x.test') },
    [],
    /note BIMI: x\.test has a logo \(BIMI\), and receivers show it only where DMARC/,
  ],
  ['nobody who is told', { '_smtp._tls.x.test TXT': [] }, [], /note Transport: Nobody is told where encryption failed/],
])('%s', async (_, change, selectors, expected) => {
  expect(bad(await check(change, selectors)).join('\n')).toMatch(expected);
});

test('an alias at the top of a domain without MX is told once', async () => {
  const records = { ...sound, 'x.test MX': [], 'x.test A': '203.0.113.9', 'x.test CNAME': 'elsewhere.test.' };
  const told = bad(await findingsOf(world(records), 'x.test')).filter((text) => text.includes('is an alias'));
  expect(told).toEqual([expect.stringContaining('SOA, NS, A and TXT')]);
});

test('what a name itself says of certificates counts, else what is said nearest above it', async () => {
  const said = async (change: World) =>
    (await check(change)).flatMap(({ topic, text }) => (topic === 'CAA' ? [text] : []));
  expect(await said({})).toEqual([
    'ca.test alone may issue certificates for x.test.',
    'other.test alone may issue certificates for y.test.',
  ]);
  expect(await said({ 'a.x.test CAA': '0 issue "third.test"', 'b.y.test CAA': '0 iodef "mailto:c@y.test"' })).toEqual([
    'ca.test alone may issue certificates for x.test.',
    'third.test alone may issue certificates for a.x.test.',
  ]);
});

test('what keeps mail away comes first', async () => {
  const severities = (await check({ 'a.x.test CNAME': { alias: 'b.y.test' }, '_dmarc.x.test TXT': [] })).map(
    ({ severity }) => severity,
  );
  expect(severities).toEqual(
    [...severities].sort(
      (a, b) => ['error', 'warning', 'note', 'good'].indexOf(a) - ['error', 'warning', 'note', 'good'].indexOf(b),
    ),
  );
  expect(severities[0]).toBe('error');
});
