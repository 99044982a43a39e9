import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measure } from '../../electron/clock';
import { query } from '../../electron/dns';
import { type Practice, startPractice } from '../../electron/practice';
import { Transcripts } from '../../electron/wire';
import { dig } from '../support/bind';
import { calm } from '../support/calm';
import { chronyQuery } from '../support/chrony';
import { temporaryFolder, until } from '../support/lab';
import { quickManners } from '../support/manners';

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
    const near = (ms: number) => Math.abs(ms - ahead) < 25;
    const oracle = await calm(
      () => chronyQuery(practice.endpoints.ntp.port),
      (seconds) => near(seconds * 1000),
    );
    const ours = await calm(
      () => measureOne(practice.endpoints.ntp),
      ({ result }) => near((result?.offsetUs ?? Number.NaN) / 1000),
    );
    const offsetMs = (ours.result?.offsetUs ?? Number.NaN) / 1000;
    console.info(`practice ahead ${ahead} ms: chronyd -Q ${oracle * 1000} ms, ours ${offsetMs} ms`);
    expect([oracle * 1000, offsetMs].map(near)).toEqual([true, true]);
    expect(ours.sources[0]?.answer?.header).toMatchObject({ stratum: 2, referenceId: '127.127.1.0' });
  });

  const measureOne = ({ host, port }: { host: string; port: number }) =>
    measure({
      servers: [{ host, port, pool: false, nts: false }],
      transcripts: new Transcripts(),
      manners: quickManners(),
    });
  const measureAll = (rounds = 2) =>
    measure({
      servers: practice.clocks.map(({ endpoint }) => ({ ...endpoint, pool: false, nts: false })),
      transcripts: new Transcripts(),
      manners: quickManners(),
      rounds,
    });
  const behave = (index: number, change: Partial<(typeof practice.clocks)[number]['behaviour']>) => {
    const clock = practice.clocks[index];
    if (clock) practice.setClock(index, { ...clock.behaviour, ...change });
  };

  test('of the four, the one that lies by 30 s is found out until it tells the truth', async () => {
    practice.setClockOffset(0);
    const reading = await measureAll();
    expect(reading.sources.map(({ standing }) => standing === 'falseticker')).toEqual([false, false, false, true]);
    behave(3, { aheadMs: 0 });
    expect((await measureAll()).because).toBe('All 4 servers agree.');
  });

  test('a path that is 40 ms longer one way moves the offset by 20 ms, and the bound still holds the truth', async () => {
    behave(0, { thereMs: 40 });
    const one = await calm(
      () => measureOne(practice.endpoints.ntp),
      ({ result }) => (result?.offsetUs ?? 0) > 18_000 && (result?.offsetUs ?? 0) < 35_000,
    );
    const { offsetUs = 0, errorUs = 0 } = one.result ?? {};
    console.info(`40 ms one way: ${offsetUs} µs ± ${errorUs}`);
    expect(offsetUs).toBeGreaterThan(18_000);
    expect(offsetUs).toBeLessThan(35_000);
    expect(errorUs).toBeGreaterThanOrEqual(offsetUs);
    behave(0, { thereMs: 0 });
  });

  test('a server that loses everything is silent, one that refuses is obeyed', async () => {
    behave(1, { lossPercent: 100 });
    behave(2, { kiss: 'RSTR' });
    const reading = await measureAll(3);
    expect(reading.sources.map(({ error }) => error?.code)).toEqual([
      undefined,
      'ntp.silent',
      'ntp.kiss-of-death',
      undefined,
    ]);
    expect(reading.sources[2]?.sent).toBe(1);
    behave(1, { lossPercent: 0 });
    behave(2, { kiss: null });
  });

  test('a clock that drifts by 1,000 ppm is ahead by 1 ms after each second', async () => {
    behave(0, { driftPpm: 1_000 });
    const { host, port } = practice.endpoints.ntp;
    const servers = [{ host, port, pool: false, nts: false }];
    const ahead = async () => {
      const began = performance.now();
      const { result } = await measure({ servers, transcripts: new Transcripts(), manners: quickManners() });
      return { ms: (result?.offsetUs ?? Number.NaN) / 1000, at: (began + performance.now()) / 2 };
    };
    const first = await ahead();
    let last = first;
    await until('four seconds to pass', async () => {
      last = await ahead();
      return last.at - first.at > 4_000;
    });
    expect((last.ms - first.ms) / (last.at - first.at)).toBeCloseTo(1 / 1_000, 3);
    behave(0, { driftPpm: 0 });
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
