import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measure } from '../../electron/clock';
import { query } from '../../electron/dns';
import { type Practice, startPractice } from '../../electron/practice';
import { Transcripts } from '../../electron/wire';
import { dig } from '../support/bind';
import { chronyQuery } from '../support/chrony';
import { temporaryFolder } from '../support/lab';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let practice: Practice;
beforeAll(async () => {
  folder = await temporaryFolder('practice');
  practice = await startPractice({ dir: folder.path });
});
afterAll(async () => {
  await practice?.close();
  await folder?.remove();
});

describe('NTP, by chronyd -Q and by our own client', () => {
  test.each([0, 2_500, -3_600_000])('a clock that is %d ms ahead', async (ahead) => {
    practice.setClockOffset(ahead);
    expect(practice.clockOffsetMs).toBe(ahead);
    const { host, port } = practice.endpoints.ntp;
    const oracle = await chronyQuery(port);
    const ours = await measure({ host, port, transcripts: new Transcripts() });
    console.info(`practice ahead ${ahead} ms: chronyd -Q ${oracle * 1000} ms, ours ${ours.offsetUs / 1000} ms`);
    // A busy process wakes up late for a datagram, which no clock can tell from a long way.
    expect(Math.abs(oracle * 1000 - ahead)).toBeLessThan(25);
    expect(Math.abs(ours.offsetUs / 1000 - ahead)).toBeLessThan(25);
    expect(ours).toMatchObject({ stratum: 2, referenceId: '127.127.1.0' });
  });
});

describe('DNS, by dig and by our own resolver', () => {
  const short = async (...args: string[]) =>
    (await dig(practice.endpoints.dns.port, '+short', ...args)).trim().split('\n').sort();

  test.each([
    [
      ['xxx.com.tw', 'MX'],
      ['10 mail.xxx.com.tw.', '20 imap.xxx.com.tw.'],
    ],
    [
      ['xxx.com.tw', 'NS'],
      ['ns1.xxx.com.tw.', 'ns2.xxx.com.tw.'],
    ],
    [
      ['ftp.xxx.com.tw', 'A'],
      ['211.72.211.80', 'www.xxx.com.tw.'],
    ],
    [['-x', '211.72.211.143'], ['imap.xxx.com.tw.']],
    [['practice.test', 'MX', '+tcp'], ['10 mail.practice.test.']],
    [['xxx.com.tw', 'SOA'], ['ns1.xxx.com.tw. hostmaster.xxx.com.tw. 2026112401 10800 3600 604800 3600']],
  ])('%j', async (args, lines) => {
    expect(await short(...args)).toEqual(lines);
  });

  test('dig has nothing to complain about', async () => {
    const text = await dig(practice.endpoints.dns.port, '+norec', 'xxx.com.tw', 'MX');
    expect(text).toMatch(/status: NOERROR/);
    expect(text).toMatch(/flags: qr aa;/);
    expect(text).not.toMatch(/WARNING|Warning|malformed|mismatch/);
    const refused = await dig(practice.endpoints.dns.port, 'xxx.com.tw', 'AXFR');
    expect(refused).toMatch(/Transfer failed/);
  });

  test('a long answer is fetched over TCP', async () => {
    const question = {
      name: 'long.practice.test',
      type: 'TXT',
      transport: 'udp',
      server: practice.endpoints.dns,
    } as const;
    const answer = await query({ question, transcripts: new Transcripts() });
    expect(answer).toMatchObject({ truncatedOverUdp: true, transport: 'tcp', kind: 'answer' });
  });
});
