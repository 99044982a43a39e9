import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../electron/dns';
import { Transcripts } from '../../electron/wire';
import { digText } from '../../renderer/dns/dig-text';
import { type DnsAnswer, dnsAnswer, type ResourceRecord } from '../../shared/contract/dns';
import { dig, digRecords, startBind } from '../support/bind';
import { type NameServer, startNsd } from '../support/nsd';

const transcripts = new Transcripts();
const hex32 = '0123456789abcdef'.repeat(4);

const ZONE = `$ORIGIN xxx.com.tw.
$TTL 86400
@ IN SOA ns1 host\\.master.xxx.com.tw. 2026112401 10800 3600 604800 3600
@ IN NS ns1
@ IN NS ns2
@ IN MX 10 mail
@ IN MX 20 imap
@ IN TXT "v=spf1 mx -all" "a second \\"quoted\\" one; \\\\ \\200"
@ IN CAA 0 issue "ca.example; account=1"
@ IN CAA 128 iodef "mailto:security@xxx.com.tw"
ns1 IN A 211.72.211.1
ns2 IN A 211.72.211.2
mail IN A 211.72.211.25
mail 300 IN AAAA 2001:db8::25
mail IN AAAA 2001:db8:0:1:0:0:0:1
imap IN A 211.72.211.143
www IN A 211.72.211.80
ftp IN CNAME www
lost IN CNAME nowhere
nomail IN MX 0 .
host IN HINFO "PC with space" "Linux"
_imaps._tcp IN SRV 0 1 993 imap
_pop3._tcp IN SRV 0 0 0 .
sip IN NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@xxx.com.tw!" .
_25._tcp.mail IN TLSA 3 1 1 ${hex32}
host IN SSHFP 4 2 ${hex32}
child IN NS ns.child
ns.child IN A 211.72.211.200
child IN DS 60485 13 2 ${hex32}
key IN DNSKEY 257 3 13 oJMRESz5E4gYzS/q6XDrvU1qMPYIjCWzJaOau8XNEZeqCYKD5ar0IRd8KqXXFJkqmVfRvMGPmM1x8fGAa2XhSA==
key IN RRSIG DNSKEY 13 4 86400 20261231000000 20261101000000 60485 xxx.com.tw. oJMRESz5E4gYzS/q6XDrvU1qMPYIjCWzJaOau8XNEZeqCYKD5ar0IRd8KqXXFJkqmVfRvMGPmM1x8fGAa2XhSA==
key IN NSEC mail.xxx.com.tw. A MX RRSIG NSEC DNSKEY CAA TYPE1234
svc IN HTTPS 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1
svc IN SVCB 0 www
svc IN URI 10 1 "ftp://ftp.xxx.com.tw/"
odd IN TYPE65280 \\# 3 abcdef
odd IN LOC 51 30 12.748 N 0 7 39.612 W 0.00m 0.00m 0.00m 0.00m
old IN DNAME new
person IN RP amy.xxx.com.tw. txt.xxx.com.tw.
we\\ ird\\.na\\255me IN TXT "odd owner"
${Array.from({ length: 40 }, (_, i) => `big IN TXT "${String(i).padStart(3, '0')} ${'x'.repeat(180)}"`).join('\n')}
`;
const REVERSE = `$ORIGIN 211.72.211.in-addr.arpa.
$TTL 86400
@ IN SOA ns1.xxx.com.tw. hostmaster.xxx.com.tw. 1 10800 3600 604800 3600
@ IN NS ns1.xxx.com.tw.
25 IN PTR mail.xxx.com.tw.
`;
/**
 * What dig prints, without what is another at each question (its size too: BIND points only at what is spelled the same), the
 * OPT record, and the warning that nobody recurses.
 */
const plainDig = (text: string): string[] =>
  text
    .replace(/id: \d+/, 'id')
    .replace(/; OPT[^\n]*\n|;; OPT PSEUDOSECTION:\n; EDNS[^\n]*\n/g, '')
    .split('\n')
    .filter((line) => line !== '' && !/^;; (WHEN|Query time|WARNING|MSG SIZE)/.test(line))
    .map((line) => line.replace(/\s+/g, ' '));
const zones = { 'xxx.com.tw': ZONE, '211.72.211.in-addr.arpa': REVERSE };

describe.each([
  ['NSD', startNsd],
  ['BIND', startBind],
])('against %s', (_, start) => {
  let server: NameServer;
  beforeAll(async () => {
    server = await start(zones);
  });
  afterAll(() => server?.stop());

  function ask(name: string, type = 'A', transport: 'udp' | 'tcp' = 'udp'): Promise<DnsAnswer> {
    const question = { name, type, transport, server: { host: '127.0.0.1', port: server.port } };
    return query({ question, transcripts });
  }

  /** Records as dig prints them. */
  const printed = (records: ResourceRecord[]) =>
    records.map((r) => `${r.owner} ${r.ttlSeconds} ${r.class} ${r.type} ${r.data}`);

  test.each([
    ['xxx.com.tw', 'MX'],
    ['xxx.com.tw', 'SOA'],
    ['xxx.com.tw', 'NS'],
    ['xxx.com.tw', 'TXT'],
    ['xxx.com.tw', 'CAA'],
    ['mail.xxx.com.tw', 'A'],
    ['mail.xxx.com.tw', 'AAAA'],
    ['ftp.xxx.com.tw', 'A'],
    ['ftp.xxx.com.tw', 'CNAME'],
    ['host.xxx.com.tw', 'HINFO'],
    ['host.xxx.com.tw', 'SSHFP'],
    ['_imaps._tcp.xxx.com.tw', 'SRV'],
    ['sip.xxx.com.tw', 'NAPTR'],
    ['_25._tcp.mail.xxx.com.tw', 'TLSA'],
    ['child.xxx.com.tw', 'DS'],
    ['key.xxx.com.tw', 'DNSKEY'],
    ['key.xxx.com.tw', 'RRSIG'],
    ['key.xxx.com.tw', 'NSEC'],
    ['svc.xxx.com.tw', 'HTTPS'],
    ['svc.xxx.com.tw', 'SVCB'],
    ['svc.xxx.com.tw', 'URI'],
    ['odd.xxx.com.tw', 'TYPE65280'],
    ['a.old.xxx.com.tw', 'A'],
    ['person.xxx.com.tw', 'RP'],
    ['we\\032ird\\.na\\255me.xxx.com.tw', 'TXT'],
    ['25.211.72.211.in-addr.arpa', 'PTR'],
    ['nosuch.xxx.com.tw', 'A'],
    ['www.xxx.com.tw', 'MX'],
    ['under.child.xxx.com.tw', 'A'],
  ])('%s %s is what dig prints, in every section', async (name, type) => {
    const answer = await ask(name, type);
    const ours = printed([...answer.answer, ...answer.authority, ...answer.additional]).sort();
    expect(ours).toEqual(await digRecords(server.port, name, type));
    expect(v.safeParse(dnsAnswer, answer).issues).toBeUndefined();
  });

  test('LOC, which has no layout here, is given as octets', async () => {
    const answer = await ask('odd.xxx.com.tw', 'LOC');
    const text = await dig(server.port, '+short', '+unknownformat', '+nosplit', 'odd.xxx.com.tw', 'LOC');
    expect(answer.answer.map((r) => r.data)).toEqual([text.trim()]);
  });

  test.each([
    ['imap.xxx.com.tw', 'A'],
    ['nosuch.xxx.com.tw', 'A'],
    ['under.child.xxx.com.tw', 'A'],
  ])('%s %s is copied as dig prints it', async (name, type) => {
    const own = [name, type, '+nocookie', '+bufsize=1232', '+nosplit', '+nocmd'];
    expect(plainDig(digText(await ask(name, type)))).toEqual(plainDig(await dig(server.port, ...own)));
  });

  test('the sentence on mail names both hosts in their order', async () => {
    const answer = await ask('xxx.com.tw', 'MX');
    expect(answer).toMatchObject({
      kind: 'answer',
      rcode: 'NOERROR',
      transport: 'udp',
      truncatedOverUdp: false,
      question: { name: 'xxx.com.tw.', type: 'MX', typeCode: 15, class: 'IN' },
      sentence: 'xxx.com.tw takes mail at mail.xxx.com.tw (10), then imap.xxx.com.tw (20).',
    });
    expect(answer.flags).toContain('aa');
    const first = answer.answer.find((r) => r.data.startsWith('10 '));
    expect(first?.meaning).toMatch(/^tried first, at 211\.72\.211\.25/);
  });

  test.each<[string, string, DnsAnswer['kind'], string | RegExp]>([
    ['www.xxx.com.tw', 'MX', 'no-data', 'www.xxx.com.tw exists, but it has no MX record.'],
    ['nosuch.xxx.com.tw', 'A', 'nxdomain', 'There is no name nosuch.xxx.com.tw.'],
    ['lost.xxx.com.tw', 'A', 'nxdomain', /^lost\.xxx\.com\.tw is another name for nowhere\.xxx\.com\.tw, which/],
    ['example.org', 'A', 'refused', '127.0.0.1 refuses to answer about example.org (REFUSED).'],
    ['a.child.xxx.com.tw', 'A', 'referral', /refers to the servers of child\.xxx\.com\.tw: ns\.child\.xxx\.com\.tw\.$/],
    ['211.72.211.25', 'A', 'answer', '211.72.211.25 is called mail.xxx.com.tw.'],
    ['211.72.211.26', 'A', 'nxdomain', 'No name is known for 211.72.211.26.'],
    ['ftp.xxx.com.tw', 'A', 'answer', 'ftp.xxx.com.tw is another name for www.xxx.com.tw, which is at 211.72.211.80.'],
    ['nomail.xxx.com.tw', 'MX', 'answer', 'nomail.xxx.com.tw takes no mail.'],
    ['xxx.com.tw', 'SOA', 'answer', /host\.master@xxx\.com\.tw looks after it\.$/],
    ['mail.xxx.com.tw', 'AAAA', 'answer', /^mail\.xxx\.com\.tw is at 2001:db8:.* and 2001:db8:/],
    ['xxx.com.tw', 'caa', 'answer', 'xxx.com.tw has 2 CAA records.'],
  ])('%s %s: %s', async (name, type, kind, sentence) => {
    const answer = await ask(name, type);
    expect(answer.kind).toBe(kind);
    expect(answer.sentence).toMatch(sentence);
  });

  test('an answer that does not fit into a datagram is asked for again over TCP', async () => {
    const steps: string[] = [];
    const question = {
      name: 'big.xxx.com.tw',
      type: 'TXT',
      transport: 'udp',
      server: { host: '127.0.0.1', port: server.port },
    } as const;
    const answer = await query({ question, transcripts, onStep: (step) => steps.push(step) });
    expect(answer).toMatchObject({ transport: 'tcp', truncatedOverUdp: true, kind: 'answer' });
    expect(answer.answer).toHaveLength(40);
    expect(answer.octets).toBeGreaterThan(7_000);
    expect(steps).toEqual(['udp', 'tcp']);
    expect(transcripts.sessions()[0]).toMatchObject({ summary: 'big.xxx.com.tw TXT · NOERROR', state: 'closed' });
    const lines = transcripts.lines(answer.sessionId).map((line) => `${line.direction} ${line.text}`);
    expect(lines[0]).toMatch(/^sent \d+ big\.xxx\.com\.tw\. IN TXT, rd, EDNS 1232, NSID$/i);
    expect(lines[1]).toMatch(/^received \d+ NOERROR, .*tc/);
    expect(lines[2]).toMatch(/^event Truncated/);
  });

  test('TCP alone, when that was chosen', async () => {
    const answer = await ask('xxx.com.tw', 'MX', 'tcp');
    expect(answer).toMatchObject({ transport: 'tcp', truncatedOverUdp: false });
    expect(answer.answer).toHaveLength(2);
  });
});
