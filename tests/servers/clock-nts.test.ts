import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Association, measure } from '../../electron/clock';
import { ntpFromUnixUs } from '../../electron/clock/ntp-time';
import { decodePacket, encodePacket } from '../../electron/clock/packet';
import { extensionField, readTrailer } from '../../electron/clock/trailer';
import { type Serving, serveDatagrams, Transcripts } from '../../electron/wire';
import { calm } from '../support/calm';
import { type Certificates, makeCertificates } from '../support/certificates';
import { type Chrony, startChrony } from '../support/chrony';
import { freePort, temporaryFolder } from '../support/lab';
import { quickManners } from '../support/manners';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let certificates: Certificates;
let chrony: Chrony;
let ntsPort: number;
const transcripts = new Transcripts();
beforeAll(async () => {
  folder = await temporaryFolder('nts');
  certificates = makeCertificates(folder.path);
  ntsPort = await freePort();
  chrony = await startChrony(2.5, { ntsPort, ...certificates.good });
});
afterAll(async () => {
  await chrony?.stop();
  await folder?.remove();
});

const ask = (extra: Partial<Parameters<typeof measure>[0]> = {}, port = ntsPort, host = 'localhost') =>
  measure({
    servers: [{ host, port, pool: false, nts: true }],
    transcripts,
    manners: quickManners(),
    ca: [certificates.ca],
    resolve: async () => ['127.0.0.1'],
    ...extra,
  });

describe('against the NTS server of chronyd', () => {
  test('keys are agreed on, three questions are answered and authenticated, and the cookies are refilled', async () => {
    const { reading, associations } = await calm(
      async () => {
        const associations = new Map<string, Association>();
        return { reading: await ask({ associations }), associations };
      },
      ({ reading: { result } }) => Math.abs((result?.offsetUs ?? 0) - 2_500_000) < 5_000,
    );
    expect(reading.sources).toMatchObject([{ authenticated: true, answered: 3, error: null, standing: 'leading' }]);
    expect(Math.abs((reading.result?.offsetUs ?? 0) - 2_500_000)).toBeLessThan(5_000);
    expect(reading.sources[0]?.answer?.header.extensions.map(({ type }) => type)).toEqual(['0x0104', '0x0404']);
    const [association] = associations.values();
    expect(association?.left).toBe(8);
  });

  test('a second measurement uses the cookies that are left, without a new key exchange', async () => {
    const associations = new Map<string, Association>();
    const own = new Transcripts();
    await ask({ associations, transcripts: own, rounds: 1 });
    await ask({ associations, transcripts: own, rounds: 1 });
    expect(own.sessions().filter(({ peer }) => peer.endsWith('for keys'))).toHaveLength(1);
    expect(own.sessions()).toHaveLength(3);
  });

  test('cookies that the server can’t read get a NAK, and new ones are agreed on', async () => {
    const associations = new Map<string, Association>();
    await ask({ associations, rounds: 1 });
    const [kept] = associations.entries();
    if (!kept) return expect.unreachable('no association');
    // chronyd tells by the key id in front that a cookie is not its own.
    const [key, association] = kept;
    const stale = Object.assign(Object.create(Object.getPrototypeOf(association)), association, {
      cookies: Array.from({ length: 8 }, () => Buffer.alloc(100, 0xee)),
    });
    associations.set(key, stale);
    const reading = await ask({ associations });
    expect(reading.sources).toMatchObject([{ authenticated: true, sent: 3, answered: 2 }]);
    expect(associations.get(key)).not.toBe(stale);
  });

  test('no cookie and no key is in the transcripts', async () => {
    const own = new Transcripts();
    await ask({ transcripts: own, rounds: 1 });
    const text = own
      .sessions()
      .map(({ id }) => own.toText(id))
      .join('\n');
    expect(text).toContain('NTS-KE: 8 cookies for localhost');
    expect(text).not.toMatch(/[0-9a-f]{33}/);
  });

  test('an unknown authority, and a port without TLS, are refused and nothing is asked', async () => {
    const unknown = await ask({ ca: [] });
    expect(unknown.sources).toMatchObject([
      { sent: 0, answer: null, error: { code: expect.stringMatching(/^tls\./) } },
    ]);
    const closed = await ask({}, await freePort());
    expect(closed.sources[0]?.error?.code).toBe('wire.refused');
  });
});

describe('somebody on the way', () => {
  const running: Serving[] = [];
  afterAll(() => Promise.all(running.map((one) => one.close())));

  /** Answers in chronyd's place, to whoever comes by the keys that chronyd gave. */
  async function inThePlaceOf(answer: (question: Buffer) => Buffer): Promise<string | undefined> {
    const associations = new Map<string, Association>();
    await ask({ associations, rounds: 1 });
    const serving = await serveDatagrams({
      host: '127.0.0.1',
      port: 0,
      onDatagram: (bytes, _, reply) => reply(answer(bytes)),
    });
    running.push(serving);
    const [kept] = associations.values();
    if (!kept) throw new Error('no association');
    Object.defineProperty(kept, 'port', { value: serving.port });
    const [source] = (await ask({ associations, rounds: 1 })).sources;
    return source?.answer ? 'answered' : source?.error?.happened;
  }

  const forged = (question: Buffer) => {
    const packet = decodePacket(question);
    if (!packet) throw new Error('no question');
    const now = ntpFromUnixUs(BigInt(Date.now()) * 1000n);
    return encodePacket({
      ...packet,
      mode: 4,
      stratum: 1,
      precisionLog2: -20,
      origin: packet.transmit,
      receive: now,
      transmit: now,
    });
  };
  const id = (question: Buffer) => readTrailer(question)?.fields[0]?.value ?? Buffer.alloc(32);

  test.each<[string, (question: Buffer) => Buffer]>([
    ['answers without NTS', forged],
    [
      'answers with the id alone',
      (question) => Buffer.concat([forged(question), extensionField(0x0104, id(question))]),
    ],
    ['sends the question’s own seal back', (question) => Buffer.concat([forged(question), question.subarray(48)])],
    [
      'sends a kiss without the keys',
      (question) => {
        const kiss = forged(question);
        kiss[1] = 0;
        kiss.write('DENY', 12, 'latin1');
        return Buffer.concat([kiss, extensionField(0x0104, id(question))]);
      },
    ],
  ])('who %s is not believed', async (_, answer) => {
    expect(await inThePlaceOf(answer)).toMatch(/not made with the keys that were agreed on \(NTS\)/);
  });
});
