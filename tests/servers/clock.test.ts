import * as v from 'valibot';
import { afterAll, describe, expect, test } from 'vitest';
import { measure } from '../../electron/clock';
import { isoMicroseconds, ntpFromUnixUs } from '../../electron/clock/ntp-time';
import { decodePacket, encodePacket, type NtpPacket } from '../../electron/clock/packet';
import { type Serving, serveDatagrams, Transcripts } from '../../electron/wire';
import { clockMeasurement } from '../../shared/contract/clock';
import { type Chrony, chronyQuery, startChrony } from '../support/chrony';
import { freeUdpPort } from '../support/lab';

const transcripts = new Transcripts();
const nowUs = () => BigInt(Date.now()) * 1000n;

function lines(sessionId: string): string[] {
  return transcripts.lines(sessionId).map((line) => `${line.direction} ${line.text}`);
}

function newest() {
  const [session] = transcripts.sessions();
  if (!session) throw new Error('no session');
  return session;
}

describe('against chronyd', () => {
  const running: Chrony[] = [];
  afterAll(() => Promise.all(running.map((server) => server.stop())));

  test.each([0, 2.5, -90])('a server %d s ahead is read to within 5 ms, as chronyd -Q reads it', async (ahead) => {
    const server = await startChrony(ahead);
    running.push(server);
    const measured = await measure({ host: '127.0.0.1', port: server.port, transcripts });
    const oracle = await chronyQuery(server.port);
    console.info(`ahead ${ahead} s: ${measured.offsetUs} µs ± ${measured.errorUs}, chronyd -Q ${oracle * 1e6} µs`);

    expect(Math.abs(measured.offsetUs - ahead * 1e6)).toBeLessThan(5_000);
    expect(Math.abs(oracle - ahead)).toBeLessThan(0.005);
    expect(Math.abs(measured.offsetUs - ahead * 1e6)).toBeLessThanOrEqual(measured.errorUs + 1_000);
    expect(measured).toMatchObject({ stratum: 3, referenceId: '127.127.1.1', leap: 'none', version: 4, samples: 4 });
    expect(measured.address).toBe('127.0.0.1');
    expect(v.safeParse(clockMeasurement, { id: 1, ...measured }).issues).toBeUndefined();
  });

  test('the transcript shows four exchanges with distinct random timestamps', async () => {
    const server = running[0] ?? (await startChrony());
    const steps: number[] = [];
    const measured = await measure({
      host: '127.0.0.1',
      port: server.port,
      transcripts,
      onSample: (done, of) => steps.push(done / of),
    });
    const sent = lines(measured.sessionId).filter((line) => line.startsWith('sent NTPv4 client, transmit '));
    const received = lines(measured.sessionId).filter((line) => line.startsWith('received NTPv4 server, stratum 3'));
    expect(new Set(sent).size).toBe(4);
    expect(received).toHaveLength(4);
    expect(steps).toEqual([0.25, 0.5, 0.75, 1]);
    expect(newest()).toMatchObject({ protocol: 'NTP', state: 'closed', octetsSent: 192, octetsReceived: 192 });
    expect(newest().summary).toMatch(/^4 exchanges · .* (ahead|behind)$/);
  });
});

describe('against servers that real ones seldom are', () => {
  const running: Serving[] = [];
  afterAll(() => Promise.all(running.map((server) => server.close())));

  interface Scripted extends Serving {
    asked: number;
  }

  /** A server that sends these answers to each question; what an answer leaves out is good. */
  async function scripted(answers: (nth: number) => (Partial<NtpPacket> | Buffer)[]): Promise<Scripted> {
    let asked = 0;
    const serving = await serveDatagrams({
      host: '127.0.0.1',
      port: 0,
      onDatagram(bytes, _, reply) {
        const question = decodePacket(bytes);
        if (!question) return;
        for (const answer of answers(asked++)) {
          if (Buffer.isBuffer(answer)) reply(answer);
          else reply(encodePacket({ ...goodAnswer(question), ...answer }));
        }
      },
    });
    running.push(serving);
    return {
      ...serving,
      get asked() {
        return asked;
      },
    };
  }

  function goodAnswer(question: NtpPacket): NtpPacket {
    const now = ntpFromUnixUs(nowUs());
    return {
      ...question,
      mode: 4,
      stratum: 1,
      precisionLog2: -10,
      referenceId: Buffer.from('GPS\0'),
      reference: now,
      origin: question.transmit,
      receive: now,
      transmit: now,
    };
  }

  const at = ({ port }: { port: number }) => measure({ host: '127.0.0.1', port, transcripts });
  const code = (server: { port: number }) => at(server).catch((error: { code: string }) => error.code);

  test.each(['DENY', 'RSTR', 'RATE'])('the kiss code %s stops the burst at once', async (kiss) => {
    const server = await scripted(() => [{ stratum: 0, leap: 3, referenceId: Buffer.from(kiss) }]);
    expect(await code(server)).toBe('ntp.kiss-of-death');
    expect(server.asked).toBe(1);
    expect(newest()).toMatchObject({ state: 'failed', error: { code: 'ntp.kiss-of-death' } });
    expect(newest().error?.happened).toContain(kiss);
  });

  test('a forged kiss does not stop it', async () => {
    const server = await scripted(() => [{ stratum: 0, origin: 7n, referenceId: Buffer.from('DENY') }, {}]);
    const measured = await at(server);
    expect(measured).toMatchObject({ referenceId: 'GPS', samples: 4 });
    expect(lines(measured.sessionId).filter((line) => line.includes('bogus, late or doubled'))).toHaveLength(4);
  });

  test('a forged time, sent first, is dropped', async () => {
    const forged = { origin: 1n, receive: ntpFromUnixUs(0n), transmit: ntpFromUnixUs(0n) };
    const measured = await at(await scripted(() => [forged, {}]));
    expect(Math.abs(measured.offsetUs)).toBeLessThan(5_000);
  });

  test('a doubled answer counts once', async () => {
    const measured = await at(await scripted(() => [{}, {}]));
    expect(measured.samples).toBe(4);
  });

  test('one lost exchange leaves three', async () => {
    const measured = await at(await scripted((nth) => (nth === 1 ? [] : [{}])));
    expect(measured.samples).toBe(3);
  });

  test.concurrent.each<[string, Partial<NtpPacket> | Buffer, string]>([
    ['leap indicator 3', { leap: 3 }, 'ntp.unsynchronised'],
    ['stratum 16', { stratum: 16 }, 'ntp.unsynchronised'],
    ['stratum 0 with another code', { stratum: 0, referenceId: Buffer.from('INIT') }, 'ntp.unsynchronised'],
    ['answers to other questions only', { origin: 99n }, 'ntp.bogus-origin'],
    ['short datagrams', Buffer.from('hello'), 'ntp.malformed'],
    ['the question sent back', { mode: 3 }, 'ntp.malformed'],
  ])('%s', async (_, answer, expected) => {
    expect(await code(await scripted(() => [answer]))).toBe(expected);
  });

  test.concurrent('silence ends after five seconds', async () => {
    const started = performance.now();
    const silent = at(await scripted(() => []));
    await expect(silent).rejects.toMatchObject({ code: 'ntp.silent', message: expect.stringContaining('in 5 s') });
    expect(performance.now() - started).toBeLessThan(6_500);
  });

  test('where nothing listens, that is said at once', async () => {
    const port = await freeUdpPort();
    const started = performance.now();
    expect(await code({ port })).toBe('wire.refused');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('it can be cancelled, before and while it waits', async () => {
    const { port } = await scripted(() => []);
    const waiting = measure({ host: '127.0.0.1', port, transcripts, signal: AbortSignal.timeout(200) });
    await expect(waiting).rejects.toMatchObject({ code: 'app.cancelled' });
    const late = measure({ host: '127.0.0.1', port, transcripts, signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: 'app.cancelled' });
  });

  test('of several exchanges the one that took the least time counts', async () => {
    const server = await scripted((nth) => {
      // The server has one thread with this test, so it can be slow only by being busy.
      const until = performance.now() + (nth === 2 ? 0 : 20);
      while (performance.now() < until);
      return [{ stratum: nth + 1 }];
    });
    expect((await at(server)).stratum).toBe(3);
  });

  test('the timestamps are those of the best exchange, to the microsecond', async () => {
    const measured = await at(await scripted(() => [{}]));
    const [t1, , , t4] = measured.timestamps;
    expect(t1).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(t4 > t1 && t4 < isoMicroseconds(nowUs() + 1_000_000n)).toBe(true);
  });
});
