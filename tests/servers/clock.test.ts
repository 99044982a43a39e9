import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, describe, expect, test } from 'vitest';
import { askKeeper, measure } from '../../electron/clock';
import { Manners } from '../../electron/clock/manners';
import { isoMicroseconds, ntpFromUnixUs } from '../../electron/clock/ntp-time';
import { decodePacket, encodePacket, type NtpPacket } from '../../electron/clock/packet';
import { extensionField } from '../../electron/clock/trailer';
import { type Serving, serveDatagrams, Transcripts } from '../../electron/wire';
import { clockReading } from '../../shared/contract/clock';
import { calm } from '../support/calm';
import { type Chrony, chronyQuery, startChrony } from '../support/chrony';
import { freeUdpPort, serverEnv } from '../support/lab';
import { quickManners } from '../support/manners';

const transcripts = new Transcripts();
const nowUs = () => BigInt(Date.now()) * 1000n;
const server = (port: number, host = '127.0.0.1') => ({ host, port, pool: false, nts: false });

type Extra = Partial<Omit<Parameters<typeof measure>[0], 'servers'>>;
const ask = (ports: number[], extra: Extra = {}) =>
  measure({ servers: ports.map((port) => server(port)), transcripts, manners: quickManners(), ...extra });

/** One server alone: its answer, or the code of what was wrong with it. */
async function answerOf({ port }: { port: number }, extra?: Extra) {
  const [source] = (await ask([port], extra)).sources;
  if (!source?.answer) throw new Error(source?.error?.code);
  return { ...source, answer: source.answer };
}
async function codeOf({ port }: { port: number }, extra?: Extra) {
  const [source] = (await ask([port], extra)).sources;
  return source?.answer ? 'answered' : source?.error?.code;
}

function lines(sessionId: string | null): string[] {
  return transcripts.lines(sessionId ?? '').map((line) => `${line.direction} ${line.text}`);
}

describe('against chronyd', () => {
  const running: Chrony[] = [];
  const start = async (ahead: number) => {
    const chrony = await startChrony(ahead);
    running.push(chrony);
    return chrony;
  };
  afterAll(() => Promise.all(running.map((one) => one.stop())));

  test.each([0, 2.5, -90])('a server %d s ahead is read to within 5 ms, as chronyd -Q reads it', async (ahead) => {
    const { port } = await start(ahead);
    const near = (us: number) => Math.abs(us - ahead * 1e6) < 5_000;
    const reading = await calm(
      () => ask([port], { eager: true }),
      ({ result }) => result !== null && near(result.offsetUs),
    );
    const oracle = await calm(
      () => chronyQuery(port),
      (seconds) => near(seconds * 1e6),
    );
    const { result } = reading;
    console.info(`ahead ${ahead} s: ${result?.offsetUs} µs ± ${result?.errorUs}, chronyd -Q ${oracle * 1e6} µs`);
    if (!result) return expect.unreachable('no result');
    expect(near(result.offsetUs)).toBe(true);
    expect(near(oracle * 1e6)).toBe(true);
    expect(Math.abs(result.offsetUs - ahead * 1e6)).toBeLessThanOrEqual(result.errorUs + 1_000);
    expect(reading).toMatchObject({
      verdict: 'alone',
      sources: [{ standing: 'leading', address: '127.0.0.1', answered: 3 }],
    });
    expect(reading.sources[0]?.answer?.header).toMatchObject({
      stratum: 3,
      referenceId: '127.127.1.1',
      leap: 'none',
      version: 4,
    });
    expect(v.safeParse(clockReading, { id: 1, ...reading }).issues).toBeUndefined();
  });

  test('of four, the one that is 2 s off is found out, and the others are combined', async () => {
    const good = await Promise.all([start(0), start(0), start(0)]);
    const liar = await start(2);
    const reading = await calm(
      () => ask([...good, liar].map(({ port }) => port)),
      ({ result }) => Math.abs(result?.offsetUs ?? 1e9) < 5_000,
    );
    expect(reading.verdict).toBe('agreed');
    expect(reading.sources.map(({ standing }) => standing).sort()).toEqual([
      'falseticker',
      'leading',
      'survivor',
      'survivor',
    ]);
    expect(reading.sources.find(({ standing }) => standing === 'falseticker')?.server.port).toBe(liar.port);
    expect(Math.abs(reading.result?.offsetUs ?? 1e9)).toBeLessThan(5_000);
    expect(reading.because).toBe(`3 of 4 servers agree. Not believed: 127.0.0.1:${liar.port}.`);
    const total = reading.sources.reduce((sum, { answer }) => sum + (answer?.weightPercent ?? 0), 0);
    expect(total).toBeCloseTo(100);
  });

  test('where each says something else, nobody is believed', async () => {
    const liars = await Promise.all([start(10), start(20), start(0)]);
    const reading = await ask(liars.map(({ port }) => port));
    expect(reading).toMatchObject({ verdict: 'no-majority', result: null });
    expect(reading.because).toMatch(/^No more than 1 of 3 agree: at least 2 of them are wrong/);
    expect(reading.sources.every(({ standing }) => standing === 'falseticker')).toBe(true);
  });

  test('the interleaved mode is used: chronyd tells with the third answer when the second one really left', async () => {
    const { port } = running[0] ?? (await start(0));
    const { answer } = await answerOf({ port });
    expect(answer.exchanges.map(({ interleaved }) => interleaved)).toEqual([false, false, true]);
    const [, second, third] = answer.exchanges;
    // The same exchange, with a later T3, since it was read after the answer had been handed over.
    expect(third?.timestamps.slice(0, 2)).toEqual(second?.timestamps.slice(0, 2));
    expect(third && second && third.timestamps[2] >= second.timestamps[2]).toBe(true);
    expect(third && second && third.delayUs <= second.delayUs).toBe(true);
  });

  test('chronyd itself is asked who keeps the clock, as chronyc tells it', async () => {
    const { commandPort } = running[0] ?? (await start(0));
    const run = promisify(execFile);
    const chronyc = (...args: string[]) => run('chronyc', ['-p', String(commandPort), ...args], { env: serverEnv });
    const keeper = await askKeeper('linux', async (command, args) =>
      command === 'chronyc' ? (await chronyc(...args)).stdout : null,
    );
    const { stdout } = await chronyc('-h', '127.0.0.1', 'tracking');
    const told = new Map(stdout.split('\n').map((line) => [line.slice(0, 15).trim(), line.slice(18)]));
    expect(keeper.name).toBe('chronyd');
    expect(keeper.sentence).toMatch(/^chronyd keeps this clock, and says it is \d+ µs (ahead|behind)/);
    const fact = (name: string) => keeper.facts.find((one) => one.name === name)?.value;
    expect(fact('Stratum')).toBe(told.get('Stratum'));
    expect(fact('Leap status')).toBe(told.get('Leap status'));
    expect(told.get('Reference ID')).toContain(/\((.*)\)/.exec(fact('Reference') ?? '')?.[1] ?? 'none');
    expect(Number.parseFloat(fact('Frequency') ?? '')).toBe(Math.abs(Number.parseFloat(told.get('Frequency') ?? '')));
  });

  test('the transcript shows three exchanges with distinct random timestamps, each from a port of its own', async () => {
    const { port } = running[0] ?? (await start(0));
    const rounds: string[] = [];
    const source = await answerOf(
      { port },
      { onRound: ({ sources }, round, of) => rounds.push(`${round}/${of}: ${sources[0]?.answered}`) },
    );
    const sent = lines(source.sessionId).filter((line) => line.startsWith('sent NTPv4 client, transmit '));
    const received = lines(source.sessionId).filter((line) => line.startsWith('received NTPv4 server, stratum 3'));
    expect(new Set(sent).size).toBe(3);
    expect(received).toHaveLength(3);
    expect(rounds).toEqual(['1/3: 1', '2/3: 2', '3/3: 3']);
    const session = transcripts.sessions().find(({ id }) => id === source.sessionId);
    expect(session).toMatchObject({ protocol: 'NTP', state: 'closed', octetsSent: 144, octetsReceived: 144 });
    expect(session?.summary).toMatch(/^3 exchanges · .* (ahead|behind)$/);
  });
});

interface Scripted extends Serving {
  readonly asked: number;
  /** Ports that questions came from. */
  readonly ports: Set<number>;
  readonly times: number[];
  readonly questions: NtpPacket[];
}
type Answer = Partial<NtpPacket> | Buffer;

const running: Serving[] = [];
afterAll(() => Promise.all(running.map((one) => one.close())));

/** A server that sends these answers to each question; what an answer leaves out is good. */
async function scripted(answers: (nth: number, question: NtpPacket) => Answer[]): Promise<Scripted> {
  const ports = new Set<number>();
  const times: number[] = [];
  const questions: NtpPacket[] = [];
  const serving = await serveDatagrams({
    host: '127.0.0.1',
    port: 0,
    onDatagram(bytes, from, reply) {
      const question = decodePacket(bytes);
      if (!question) return;
      ports.add(from.port);
      times.push(performance.now());
      for (const answer of answers(questions.push(question) - 1, question)) {
        if (Buffer.isBuffer(answer)) reply(answer);
        else reply(encodePacket({ ...goodAnswer(question), ...answer }));
      }
    },
  });
  running.push(serving);
  return {
    ...serving,
    ports,
    times,
    questions,
    get asked() {
      return questions.length;
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

const good = (question: NtpPacket) => encodePacket(goodAnswer(question));

describe('manners', () => {
  test.each(['DENY', 'RSTR', 'RATE'])(
    'the kiss code %s stops the questions at once, and is remembered',
    async (kiss) => {
      const kissing = await scripted(() => [{ stratum: 0, leap: 3, referenceId: Buffer.from(kiss) }]);
      const manners = quickManners();
      expect(await codeOf(kissing, { manners })).toBe('ntp.kiss-of-death');
      expect(kissing.asked).toBe(1);
      expect(await codeOf(kissing, { manners })).toBe('ntp.refused-before');
      expect(kissing.asked).toBe(1);
      await manners.forgive({ address: '127.0.0.1', port: kissing.port });
      expect(await codeOf(kissing, { manners })).toBe('ntp.kiss-of-death');
      expect(kissing.asked).toBe(2);
    },
  );

  test('a kiss after good answers stops the questions, and the answers count', async () => {
    const kissing = await scripted((nth) => [nth < 2 ? {} : { stratum: 0, referenceId: Buffer.from('RATE') }]);
    const source = await answerOf(kissing);
    expect(source).toMatchObject({ answered: 2, sent: 3, error: { code: 'ntp.kiss-of-death' } });
  });

  test('a forged kiss does not stop it', async () => {
    const { answer, sessionId } = await answerOf(
      await scripted(() => [{ stratum: 0, origin: 7n, referenceId: Buffer.from('DENY') }, {}]),
    );
    expect(answer.header.referenceId).toBe('GPS');
    expect(lines(sessionId).filter((line) => line.includes('bogus, late or doubled'))).toHaveLength(3);
  });

  test('two questions to a server are 2 s apart, across measurements too, and each has a port of its own', async () => {
    const quiet = await scripted(() => [{}]);
    const manners = new Manners({ read: async () => ({}), write: async () => {} });
    await ask([quiet.port], { manners, rounds: 2 });
    await ask([quiet.port], { manners, rounds: 1 });
    const gaps = quiet.times.slice(1).map((at, i) => at - (quiet.times[i] ?? 0));
    expect(gaps).toHaveLength(2);
    for (const gap of gaps) expect(gap).toBeGreaterThan(1_950);
    expect(quiet.ports.size).toBe(3);
  });

  test('a question says nothing but a random timestamp', async () => {
    const listening = await scripted(() => [{}]);
    await ask([listening.port]);
    const [first] = listening.questions;
    expect(first).toMatchObject({
      version: 4,
      mode: 3,
      stratum: 0,
      rootDelay: 0,
      reference: 0n,
      origin: 0n,
      receive: 0n,
    });
    expect(new Set(listening.questions.map(({ transmit }) => transmit)).size).toBe(3);
  });
});

describe('answers that count', () => {
  test('a server of version 3 that knows no other is asked in version 3', async () => {
    const old = await scripted((_, { version }) => (version === 3 ? [{ version: 3 }] : []));
    const { answer } = await answerOf(old);
    expect(answer.header.version).toBe(3);
    expect(old.questions.map(({ version }) => version)).toEqual([4, 3, 3]);
  });

  test('extension fields are skipped, and told', async () => {
    const field = extensionField(0xf323, Buffer.alloc(24));
    const { answer } = await answerOf(await scripted((_, question) => [Buffer.concat([good(question), field, field])]));
    expect(answer.header.extensions).toEqual([
      { type: '0xf323', octets: 24 },
      { type: '0xf323', octets: 24 },
    ]);
  });

  test('one lost exchange leaves two', async () => {
    const source = await answerOf(await scripted((nth) => (nth === 1 ? [] : [{}])));
    expect(source).toMatchObject({ sent: 3, answered: 2 });
  });

  test('of several exchanges the one that took the least time counts', async () => {
    const slow = await scripted((nth) => {
      // The server has one thread with this test, so it can be slow only by being busy.
      const until = performance.now() + (nth === 2 ? 0 : 20);
      while (performance.now() < until);
      return [{ stratum: nth + 1 }];
    });
    const { answer } = await answerOf(slow);
    expect(answer.header.stratum).toBe(3);
    expect(answer.best).toBe(2);
  });

  test('the timestamps are those of each exchange, to the microsecond', async () => {
    const { answer } = await answerOf(await scripted(() => [{}]));
    for (const { timestamps } of answer.exchanges) {
      const [t1, , , t4] = timestamps;
      expect(t1).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(t4 > t1 && t4 < isoMicroseconds(nowUs() + 1_000_000n)).toBe(true);
    }
  });

  test('a leap second that most announce is told', async () => {
    const leaping = await scripted(() => [{ leap: 1 }]);
    const reading = await ask([leaping.port]);
    expect(reading.result?.leap).toBe('insert');
    expect(reading.because).toContain('has 61 seconds');
  });

  test('IPv6 is asked as well, and a server under two names once', async () => {
    const six = await serveDatagrams({
      host: '::1',
      port: 0,
      onDatagram: (bytes, _, reply) => {
        const question = decodePacket(bytes);
        if (question) reply(good(question));
      },
    });
    running.push(six);
    const reading = await measure({
      servers: [server(six.port, '::1'), server(six.port, 'also'), server(six.port, 'nowhere.invalid')],
      transcripts,
      manners: quickManners(),
      resolve: async ({ host }) => (host === 'nowhere.invalid' ? [] : ['::1']),
    });
    expect(reading.sources).toHaveLength(1);
    expect(reading.sources[0]).toMatchObject({ address: '::1', answered: 3 });
  });
});

describe('a step of this computer’s clock', () => {
  test('what was measured before it is dropped, and the rest counts', async () => {
    const steady = await scripted(() => [{}]);
    let ties = 0;
    let moved = false;
    const tie = () => {
      const real = process.hrtime.bigint();
      const wall = nowUs();
      ties++;
      const late = ties > 2;
      return {
        wallUs: (at: bigint) => wall + (at - real) / 1000n + (late ? 500_000n : 0n),
        resolutionUs: 1,
        // The clock is set between the second and the third round.
        steppedMs: () => (ties === 2 && moved ? 500 : 0),
      };
    };
    const onRound = (_: unknown, round: number) => {
      moved = round === 2;
    };
    const source = await answerOf(steady, { tie, onRound });
    expect(source.answer.exchanges).toHaveLength(1);
    expect(source.answer.offsetUs).toBeLessThan(-450_000);
  });

  test('in each exchange leaves nothing', async () => {
    const steady = await scripted(() => [{}]);
    const tie = () => ({ wallUs: () => nowUs(), resolutionUs: 1, steppedMs: () => 700 });
    expect(await codeOf(steady, { tie })).toBe('ntp.clock-moved');
  });
});

describe('hostile servers: none is believed, none does harm', () => {
  const future = ntpFromUnixUs(nowUs() + 900_000_000n);
  const mac = (octets: number, question: NtpPacket) => Buffer.concat([good(question), Buffer.alloc(octets, 7)]);
  const patched = (question: NtpPacket, at: number, octet: number) => {
    const bytes = good(question);
    bytes[at] = octet;
    return bytes;
  };
  let remembered: Buffer | null = null;

  test.concurrent.each<[string, (nth: number, question: NtpPacket) => Answer[], string]>([
    ['leap indicator 3', () => [{ leap: 3 }], 'ntp.unsynchronised'],
    ['stratum 16', () => [{ stratum: 16 }], 'ntp.unsynchronised'],
    ['stratum 255', () => [{ stratum: 255 }], 'ntp.unsynchronised'],
    ['stratum 0 with another code', () => [{ stratum: 0, referenceId: Buffer.from('INIT') }], 'ntp.unsynchronised'],
    ['stratum 0 with no code', () => [{ stratum: 0, referenceId: Buffer.alloc(4) }], 'ntp.unsynchronised'],
    [
      'a code of a name that objects have',
      () => [{ stratum: 0, referenceId: Buffer.from('con\0') }],
      'ntp.unsynchronised',
    ],
    ['a root dispersion of 16 s', () => [{ rootDispersion: 16 << 16 }], 'ntp.unsynchronised'],
    ['a root delay of 40 s', () => [{ rootDelay: 40 << 16 }], 'ntp.unsynchronised'],
    ['the largest root dispersion', () => [{ rootDispersion: 0xffff_ffff }], 'ntp.unsynchronised'],
    ['answers to other questions only', () => [{ origin: 99n }], 'ntp.bogus-origin'],
    ['no origin', () => [{ origin: 0n }], 'ntp.bogus-origin'],
    ['an origin that is off by one', (_, { transmit }) => [{ origin: transmit ^ 1n }], 'ntp.bogus-origin'],
    [
      'each answer sent again for the next question (replay)',
      (_, question) => {
        const before = remembered ?? encodePacket({ ...goodAnswer(question), origin: 5n });
        remembered = good(question);
        return [before];
      },
      'ntp.bogus-origin',
    ],
    [
      'receive and transmit swapped with the origin',
      (_, { transmit }) => [{ origin: 1n, receive: transmit }],
      'ntp.bogus-origin',
    ],
    ['no transmit timestamp', () => [{ transmit: 0n }], 'ntp.malformed'],
    ['no receive timestamp', () => [{ receive: 0n }], 'ntp.malformed'],
    ['sent before received', () => [{ transmit: ntpFromUnixUs(1_000_000n) }], 'ntp.malformed'],
    ['kept for a quarter of an hour', () => [{ transmit: future, reference: 0n }], 'ntp.malformed'],
    ['set after it had answered', () => [{ reference: future }], 'ntp.malformed'],
    ['the question sent back', () => [{ mode: 3 }], 'ntp.malformed'],
    ['a symmetric peer (mode 1)', () => [{ mode: 1 }], 'ntp.malformed'],
    ['a symmetric peer (mode 2)', () => [{ mode: 2 }], 'ntp.malformed'],
    ['a broadcast (mode 5)', () => [{ mode: 5 }], 'ntp.malformed'],
    ['a control message (mode 6)', () => [{ mode: 6 }], 'ntp.malformed'],
    ['a private message (mode 7)', () => [{ mode: 7 }], 'ntp.malformed'],
    ['version 0', () => [{ version: 0 }], 'ntp.malformed'],
    ['version 7', () => [{ version: 7 }], 'ntp.malformed'],
    ['a precision of two minutes', () => [{ precisionLog2: 7 }], 'ntp.malformed'],
    ['a precision that no clock has', () => [{ precisionLog2: -100 }], 'ntp.malformed'],
    ['an empty datagram', () => [Buffer.alloc(0)], 'ntp.malformed'],
    ['a short datagram', (_, question) => [good(question).subarray(0, 47)], 'ntp.malformed'],
    ['text', () => [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')], 'ntp.malformed'],
    [
      '60,000 octets of nothing',
      (_, question) => [Buffer.concat([good(question), Buffer.alloc(59_952)])],
      'ntp.malformed',
    ],
    ['a crypto-NAK', (_, question) => [mac(4, question)], 'ntp.malformed'],
    ['an MD5 nobody asked for', (_, question) => [mac(20, question)], 'ntp.malformed'],
    ['a SHA-1 nobody asked for', (_, question) => [mac(24, question)], 'ntp.malformed'],
    ['an odd octet at the end', (_, question) => [mac(1, question)], 'ntp.malformed'],
    [
      'an extension field longer than the datagram',
      (_, question) => [Buffer.concat([good(question), Buffer.from(`0104fff0${'00'.repeat(40)}`, 'hex')])],
      'ntp.malformed',
    ],
    [
      'an extension field without end',
      (_, question) => [Buffer.concat([good(question), Buffer.alloc(44)])],
      'ntp.malformed',
    ],
    ['every bit of the first octet set', (_, question) => [patched(question, 0, 0xff)], 'ntp.malformed'],
    [
      'a flood of forged answers',
      () => Array.from({ length: 500 }, (_, i) => ({ origin: BigInt(i) })),
      'ntp.bogus-origin',
    ],
    ['a flood of noise', () => Array.from({ length: 500 }, () => Buffer.alloc(48, 0xa5)), 'ntp.malformed'],
  ])('%s', async (_, answers, expected) => {
    const hostile = await scripted(answers);
    expect(await codeOf(hostile, { rounds: 2 })).toBe(expected);
  });

  test.concurrent('an answer from another port is not heard', async () => {
    let forged = 0;
    const socket = await serveDatagrams({
      host: '127.0.0.1',
      port: 0,
      onDatagram: (bytes, from) => {
        const question = decodePacket(bytes);
        if (!question) return;
        forged++;
        const elsewhere = createSocket('udp4');
        elsewhere.send(good(question), from.port, from.address, () => elsewhere.close());
      },
    });
    running.push(socket);
    expect(await codeOf(socket)).toBe('ntp.silent');
    expect(forged).toBe(3);
  });

  test.concurrent('a flood before the true answer does not hide it', async () => {
    const noisy = await scripted((_, question) => [
      ...Array.from({ length: 40 }, (_, i) => ({ origin: BigInt(i) })),
      good(question),
    ]);
    const source = await answerOf(noisy);
    expect(source.answered).toBe(3);
    expect(lines(source.sessionId).length).toBeLessThan(3 * 50);
  });

  test('a doubled answer counts once', async () => {
    expect((await answerOf(await scripted(() => [{}, {}]))).answered).toBe(3);
  });

  test('a time that is sent first and forged is dropped', async () => {
    const forged = { origin: 1n, receive: ntpFromUnixUs(0n), transmit: ntpFromUnixUs(0n) };
    const server = await scripted(() => [forged, {}]);
    const { answer } = await calm(
      () => answerOf(server),
      ({ answer }) => Math.abs(answer.offsetUs) < 5_000,
    );
    expect(Math.abs(answer.offsetUs)).toBeLessThan(5_000);
  });

  test.concurrent('silence ends after three questions', async () => {
    const silent = await scripted(() => []);
    const reading = await ask([silent.port]);
    expect(reading).toMatchObject({ verdict: 'no-answer', result: null });
    expect(reading.sources[0]?.error).toMatchObject({
      code: 'ntp.silent',
      happened: expect.stringContaining('No answer'),
    });
    expect(silent.asked).toBe(3);
  });

  test('where nothing listens, that is said at once, and one bad server leaves the others', async () => {
    const fine = await scripted(() => [{}]);
    const reading = await ask([await freeUdpPort(), fine.port]);
    expect(reading.sources.map(({ error }) => error?.code)).toEqual(['wire.refused', undefined]);
    expect(reading).toMatchObject({ verdict: 'alone', result: { leap: 'none' } });
  });

  test('it can be cancelled, before and while it waits', async () => {
    const { port } = await scripted(() => []);
    const waiting = ask([port], { signal: AbortSignal.timeout(200) });
    await expect(waiting).rejects.toMatchObject({ code: 'app.cancelled' });
    await expect(ask([port], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'app.cancelled' });
    const polite = new Manners({ read: async () => ({}), write: async () => {} });
    const between = ask([(await scripted(() => [{}])).port], { manners: polite, signal: AbortSignal.timeout(300) });
    await expect(between).rejects.toMatchObject({ code: 'app.cancelled' });
  });
});
