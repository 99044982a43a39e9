import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDomain } from '../../electron/dns';
import { Transcripts } from '../../electron/wire';
import { startBind } from '../support/bind';
import { startBindResolver } from '../support/bind-resolver';
import { makeCertificates } from '../support/certificates';
import { freePort, temporaryFolder } from '../support/lab';
import { type NameServer, startNsd } from '../support/nsd';

/** A root and a tld of NSD; below them domains on BIND, which is the resolver as well, and on NSD, each at an address of its own. */
const servers: NameServer[] = [];
const ports = new Map<string, number>();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let tlsPort = 0;
const [first, second, open] = ['203.0.113.53', '198.51.100.53', '203.0.113.54'];
const soa = (serial: number) => `@ IN SOA ns1 hostmaster ${serial} 10800 3600 1209600 3600`;
const zoneAt = (serial: number, ...lines: string[]) =>
  `$TTL 3600\n${soa(serial)}\n@ NS ns1\n@ NS ns2\nns1 A ${first}\nns2 A ${second}\n${lines.join('\n')}\n`;
const zone = (...lines: string[]) => zoneAt(1, ...lines);
/** As the zone above has it. */
const delegated = (name: string, firstGlue = first) => [
  `${name} NS ns1.${name}`,
  `${name} NS ns2.${name}`,
  `ns1.${name} A ${firstGlue}`,
  `ns2.${name} A ${second}`,
];
const above = (...lines: string[]) => `$TTL 3600\n@ IN SOA a. h. 1 3600 600 1209600 300\n${lines.join('\n')}\n`;

beforeAll(async () => {
  const long = Buffer.alloc(294, 7).toString('base64');
  const sound = zone(
    '@ MX 10 mail',
    'mail A 203.0.113.1',
    '@ TXT "v=spf1 mx -all"',
    '_dmarc TXT "v=DMARC1; p=reject"',
    `mail._domainkey TXT "v=DKIM1; k=rsa; p=${long.slice(0, 200)}" "${long.slice(200)}"`,
    '_mta-sts TXT "v=STSv1; id=1"',
    '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@sound.test"',
    '@ CAA 0 issue "ca.test"',
    'default._bimi TXT "v=BIMI1; l=https://sound.test/logo.svg"',
  );
  const mail = ['@ 30 MX 10 mail', 'mail 4w A 203.0.113.1', '@ CAA 128 tbs "unknown"'];
  // More than a message of a transfer holds.
  const many = Array.from({ length: 5_000 }, (_, index) => `h${index} TXT "${'long '.repeat(40)}"`);
  const opened = zone(...mail, ...many).replace(`ns1 A ${first}`, `ns1 A ${open}`);
  const add = async (address: string, starting: Promise<NameServer>) => {
    const server = await starting;
    servers.push(server);
    ports.set(address, server.port);
  };
  folder = await temporaryFolder('dns-check');
  const certificates = makeCertificates(folder.path);
  tlsPort = await freePort();
  await add(
    '192.0.2.1',
    startNsd({ '.': above('@ NS a.', 'a. A 192.0.2.1', 'test. NS ns.test.', 'ns.test. A 192.0.2.2') }),
  );
  await Promise.all([
    add(
      '192.0.2.2',
      startNsd({
        test: above(
          '@ NS ns',
          'ns A 192.0.2.2',
          ...delegated('sound'),
          ...delegated('broken'),
          ...delegated('behind'),
          ...delegated('moved', '192.0.2.99'),
          ...delegated('open', open),
        ),
      }),
    ),
    add(
      first,
      startBind(
        {
          'sound.test': sound,
          'broken.test': zone('@ MX 10 mail', 'mail CNAME host', 'host A 203.0.113.1', '@ TXT "v=spf1 +all"'),
          'behind.test': zoneAt(2, ...mail),
          'moved.test': zone(...mail),
          'open.test': opened,
          '113.0.203.in-addr.arpa': zone('1 PTR mail.sound.test.'),
        },
        { ...certificates.good, tlsPort, httpsPort: await freePort() },
        'allow-transfer { none; };',
      ),
    ),
    // It was never told of broken.test.
    add(
      second,
      startNsd({ 'sound.test': sound, 'behind.test': zone(...mail), 'moved.test': zone(...mail), 'open.test': opened }),
    ),
    add(open, startBindResolver({ '.': ports.get('192.0.2.1') ?? 0 }, { 'open.test': opened })),
  ]);
  // Nobody listens there.
  ports.set('192.0.2.99', 9);
}, 60_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await folder?.remove();
});

const check = (domain: string, transcripts = new Transcripts(), encrypted = false) =>
  checkDomain({
    domain,
    selectors: [],
    server: { host: '127.0.0.1', port: encrypted ? tlsPort : (ports.get(first) ?? 0) },
    transport: encrypted ? 'tls-any' : 'udp',
    root: {
      hints: [{ name: 'a.', addresses: ['192.0.2.1'] }],
      endpointOf: (address) => {
        const port = ports.get(address);
        return port === undefined ? null : { host: '127.0.0.1', port };
      },
    },
    anchors: [],
    transcripts,
  });
const about = async (domain: string, topic: string) =>
  (await check(domain)).findings
    .filter((finding) => finding.topic === topic)
    .map(({ severity, text }) => `${severity}: ${text}`);

test('BIND’s records of a sound domain are found sound', async () => {
  const { findings, sentence, questions, questionsToZones } = await check('Sound.Test.');
  // Without an anchor nobody knows whether it ought to be signed.
  const others = findings.filter(({ severity }) => severity !== 'good');
  expect(others.map(({ severity, topic }) => [severity, topic])).toEqual([['note', 'DNSSEC']]);
  expect(findings.find(({ topic }) => topic === 'DKIM')?.text).toContain('mail');
  expect(findings.map(({ text }) => text)).toContain(
    'Asked themselves, ns1.sound.test and ns2.sound.test all answer for sound.test, at serial 1.',
  );
  expect(sentence).toBe('Nothing about Sound.Test keeps mail from arriving.');
  expect(questions).toBeLessThan(60);
  expect(questionsToZones).toBeLessThan(20);
});

test('and those of a broken one broken', async () => {
  const { findings, sentence } = await check('broken.test');
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ text }) => text);
  expect(errors).toEqual([
    'The mail server mail.broken.test is an alias (CNAME) of host.broken.test.',
    'SPF lets everybody send mail in the name of this domain (+all).',
  ]);
  expect(findings.map(({ text }) => text).join('\n')).toContain('has a name that leads back to it');
  expect(sentence).toBe('2 things about broken.test keep mail from arriving, or from being believed.');
});

test.each([
  ['broken.test', 'warning: ns2.broken.test is named as a server of broken.test, and refuses (REFUSED).'],
  [
    'behind.test',
    'warning: The name servers of behind.test do not hold the same. They hold the zone at different serials: 2 (ns1.behind.test) and 1 (ns2.behind.test).',
  ],
  ['moved.test', 'error: The glue says that ns1.moved.test is at 192.0.2.99; the zone itself says 203.0.113.53.'],
  ['open.test', 'warning: ns1.open.test finds out other names too for whoever asks (open recursion).'],
  ['open.test', 'note: ns1.open.test hands out the whole zone to whoever asks (AXFR).'],
  ['moved.test', 'warning: ns1.moved.test (192.0.2.99) is named as a server of moved.test, and is silent.'],
])('servers of NSD and BIND, asked themselves: %s: %s', async (domain, expected) => {
  expect(await about(domain, 'Name servers')).toContain(expected);
});

test('and their TTLs and CAA', async () => {
  expect(await about('behind.test', 'Zone')).toEqual([
    'note: Some records may be remembered for a short time only: MX of behind.test (30 seconds).',
    'note: Some records may be remembered for very long: A of mail.behind.test (4 weeks).',
  ]);
  expect(await about('behind.test', 'CAA')).toEqual([
    'warning: behind.test has CAA records that can\'t be understood: 128 tbs "unknown".',
  ]);
});

test('of a transfer no more comes than its beginning, and each server is tested once', async () => {
  const transcripts = new Transcripts();
  await check('open.test', transcripts);
  const of = (summary: string) => transcripts.sessions().filter((session) => session.summary.startsWith(summary));
  const transfers = of('open.test AXFR');
  expect(transfers).toHaveLength(2);
  // The whole is a megabyte.
  for (const { octetsReceived } of transfers) expect(octetsReceived).toBeLessThan(200_000);
  expect(of('. SOA')).toHaveLength(2);
});

test('where encryption is chosen nothing goes out in the clear', async () => {
  const transcripts = new Transcripts();
  const { findings, questionsToZones } = await check('behind.test', transcripts, true);
  expect(findings.map(({ severity, text }) => `${severity}: ${text}`)).toContain(
    'note: Servers of zones take questions in the clear alone, and TLS, any certificate was chosen, so the name servers of behind.test could not be asked themselves.',
  );
  expect(questionsToZones).toBe(0);
  expect(new Set(transcripts.sessions().map(({ peer }) => peer))).toEqual(new Set([`127.0.0.1:${tlsPort}`]));
});

test('what can’t be a domain is refused before anything is asked', async () => {
  await expect(check('a..b')).rejects.toMatchObject({ code: 'dns.bad-name' });
});
