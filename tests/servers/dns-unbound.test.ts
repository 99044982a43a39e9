import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnswerCache, DnsCache, Lines, query } from '../../electron/dns';
import { Transcripts } from '../../electron/wire';
import type { DnsQuestion, DnsTransport } from '../../shared/contract';
import { digRecords, startBind } from '../support/bind';
import { makeCertificates } from '../support/certificates';
import { freePort, temporaryFolder } from '../support/lab';
import type { NameServer } from '../support/nsd';
import { signZone } from '../support/signed-zones';
import { startUnbound } from '../support/unbound';

/** A resolver, which asks others, checks signatures and keeps answers: what most people's questions go to. */

const ZONE = `@ 300 IN SOA ns hostmaster 1 3600 600 86400 120
@ 300 IN NS ns
ns 300 IN A 192.0.2.1
www 300 IN A 192.0.2.80
www 300 IN AAAA 2001:db8::80
alias 300 IN CNAME www.plain.test.
altered 300 IN A 192.0.2.66
${Array.from({ length: 40 }, (_, i) => `big 300 IN TXT "${i} ${'x'.repeat(180)}"\nh${i} 300 IN A 192.0.2.${i}`).join('\n')}
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bind: NameServer;
let unbound: NameServer;
let ca: string;
const lines = new Lines();
const transcripts = new Transcripts();
const ports = { udp: 0, tcp: 0, tls: 0, https: 0 };
beforeAll(async () => {
  folder = await temporaryFolder('dns-unbound');
  const certificates = makeCertificates(folder.path);
  ca = certificates.ca;
  const signed = await signZone(folder.path, {
    name: 'signed.test',
    text: ZONE,
    alter: (records) => records.map((line) => line.replace('192.0.2.66', '203.0.113.66')),
  });
  bind = await startBind({ 'signed.test': signed.text, 'plain.test': ZONE });
  [ports.tls, ports.https] = [await freePort(), await freePort()];
  unbound = await startUnbound({
    zones: { 'signed.test': bind.port, 'plain.test': bind.port },
    anchors: signed.keys,
    encrypted: { ...certificates.good, tlsPort: ports.tls, httpsPort: ports.https },
  });
  ports.udp = unbound.port;
  ports.tcp = unbound.port;
});
afterAll(async () => {
  lines.close();
  await unbound?.stop();
  await bind?.stop();
  await folder?.remove();
});

const ways: [DnsTransport, keyof typeof ports][] = [
  ['udp', 'udp'],
  ['tcp', 'tcp'],
  ['tls', 'tls'],
  ['https', 'https'],
  ['https-get', 'https'],
];
function ask(
  name: string,
  type: string,
  transport: DnsTransport = 'udp',
  more: Partial<DnsQuestion> = {},
  cache?: AnswerCache,
) {
  const port = ports[ways.find(([way]) => way === transport)?.[1] ?? 'udp'];
  const question = { name, type, transport, server: { host: '127.0.0.1', port }, ...more };
  return query({ question, transcripts, lines, cache, ca: [ca] });
}

test.each(ways)('over %s it resolves, across zones too, and says that it does', async (transport, shown) => {
  const answer = await ask('alias.signed.test', 'A', transport);
  expect(answer).toMatchObject({ transport: shown, kind: 'answer', flags: expect.arrayContaining(['rd', 'ra']) });
  expect(answer.answer.map(({ owner, type, data }) => `${owner} ${type} ${data}`)).toEqual([
    'alias.signed.test. CNAME www.plain.test.',
    'www.plain.test. A 192.0.2.80',
  ]);
  const secret = transport !== 'udp' && transport !== 'tcp';
  if (secret) expect(answer.encryption).toMatchObject({ subject: 'localhost', issuer: 'Posthorn test CA', doubt: '' });
  else expect(answer.encryption).toBeNull();
  expect(answer.edns?.options).toContainEqual({ name: 'NSID', value: 'resolver.lab' });
});

test.each(ways)('forty questions at once over %s: each gets its own answer', async (transport) => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(`h${i}.plain.test`, 'A', transport)));
  expect(answers.map(({ answer }) => answer[0]?.data)).toEqual(answers.map((_, i) => `192.0.2.${i}`));
});

test('what does not fit into a datagram comes over TCP', async () => {
  const answer = await ask('big.signed.test', 'TXT');
  expect(answer).toMatchObject({ transport: 'tcp', truncatedOverUdp: true });
  expect(answer.answer).toHaveLength(40);
});

test.each([
  ['nosuch.plain.test', 'A', 'nxdomain', 'There is no name nosuch.plain.test.'],
  ['www.plain.test', 'MX', 'no-data', 'www.plain.test exists, but it has no MX record.'],
  ['nosuch.signed.test', 'A', 'nxdomain', 'There is no name nosuch.signed.test.'],
  ['www.signed.test', 'MX', 'no-data', 'www.signed.test exists, but it has no MX record.'],
])('that there is no %s %s is told and remembered, as long as the zone says', async (name, type, kind, sentence) => {
  const cache: AnswerCache = new DnsCache(() => performance.now());
  const answer = await ask(name, type, 'udp', {}, cache);
  expect(answer).toMatchObject({ kind, sentence });
  // Without TTLs, which fall from one second to the next.
  const ours = answer.authority.map((r) => `${r.owner} ${r.class} ${r.type} ${r.data}`);
  const theirs = await digRecords(unbound.port, '+nottlid', name, type);
  expect(ours).toEqual(theirs);
  const again = await ask(name, type, 'udp', { fromCache: true }, cache);
  expect(again).toMatchObject({ kind, sessionId: answer.sessionId });
  // RFC 2308 §5: by the last field of the SOA, which is less than its TTL.
  expect(again.cachedForSeconds).toBeGreaterThan(100);
  expect(again.cachedForSeconds).toBeLessThanOrEqual(120);
});

test('what it found bogus is a failure, told with its reason in which the name is as it was typed, and is not remembered', async () => {
  const cache: AnswerCache = new DnsCache(() => performance.now());
  const answer = await ask('Altered.signed.test', 'A', 'udp', {}, cache);
  expect(answer).toMatchObject({ rcode: 'SERVFAIL', kind: 'servfail', answer: [] });
  expect(answer.edns?.options.find(({ name }) => name === 'Extended error')?.value).toMatch(
    /^DNSSEC Bogus \(6\): validation failure <Altered\.signed\.test\. A IN>: signature crypto failed/,
  );
  const again = await ask('Altered.signed.test', 'A', 'udp', { fromCache: true }, cache);
  expect(again.cachedForSeconds).toBeNull();
});
