import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDomain } from '../../electron/dns';
import { Transcripts } from '../../electron/wire';
import { startBind } from '../support/bind';
import type { NameServer } from '../support/nsd';

let bind: NameServer;
const zone = (...lines: string[]) =>
  `$TTL 3600\n@ IN SOA ns1 hostmaster 1 10800 3600 1209600 3600\n@ NS ns1\n@ NS ns2\nns1 A 203.0.113.53\nns2 A 198.51.100.53\n${lines.join('\n')}\n`;
beforeAll(async () => {
  const long = Buffer.alloc(294, 7).toString('base64');
  bind = await startBind({
    'sound.test': zone(
      '@ MX 10 mail',
      'mail A 203.0.113.1',
      '@ TXT "v=spf1 mx -all"',
      '_dmarc TXT "v=DMARC1; p=reject"',
      `mail._domainkey TXT "v=DKIM1; k=rsa; p=${long.slice(0, 200)}" "${long.slice(200)}"`,
      '_mta-sts TXT "v=STSv1; id=1"',
      '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@sound.test"',
    ),
    'broken.test': zone('@ MX 10 mail', 'mail CNAME host', 'host A 203.0.113.1', '@ TXT "v=spf1 +all"'),
    '113.0.203.in-addr.arpa': zone('1 PTR mail.sound.test.'),
  });
}, 30_000);
afterAll(() => bind.stop());

const check = (domain: string) =>
  checkDomain({
    domain,
    selectors: [],
    server: { host: '127.0.0.1', port: bind.port },
    anchors: [],
    transcripts: new Transcripts(),
  });

test('BIND’s records of a sound domain are found sound', async () => {
  const { findings, sentence, questions } = await check('Sound.Test.');
  // Without an anchor nobody knows whether it ought to be signed.
  const others = findings.filter(({ severity }) => severity !== 'good');
  expect(others.map(({ severity, topic }) => [severity, topic])).toEqual([['note', 'DNSSEC']]);
  expect(findings.find(({ topic }) => topic === 'DKIM')?.text).toContain('mail');
  expect(sentence).toBe('Nothing about Sound.Test keeps mail from arriving.');
  expect(questions).toBeLessThan(60);
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

test('what can’t be a domain is refused before anything is asked', async () => {
  await expect(check('a..b')).rejects.toMatchObject({ code: 'dns.bad-name' });
});
