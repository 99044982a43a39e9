import { aessiv } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Association, isNakFor } from '../../../electron/clock/nts/association';
import { readAnswer } from '../../../electron/clock/nts/key-exchange';
import { encodeRecord, RECORD, readRecords, word } from '../../../electron/clock/nts/records';
import { extensionField, readTrailer } from '../../../electron/clock/trailer';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('AES-SIV-CMAC-256, by the examples of RFC 5297', () => {
  test('A.1: without a nonce', () => {
    const key = hex('fffefdfc fbfaf9f8 f7f6f5f4 f3f2f1f0 f0f1f2f3 f4f5f6f7 f8f9fafb fcfdfeff');
    const ad = hex('10111213 14151617 18191a1b 1c1d1e1f 20212223 24252627');
    const sealed = aessiv(key, ad).encrypt(hex('11223344 55667788 99aabbcc ddee'));
    expect(Buffer.from(sealed)).toEqual(hex('85632d07 c6e8f37f 950acd32 0a2ecc93 40c02b96 90c4dc04 daef7f6a fe5c'));
  });

  test('A.2: with a nonce behind the associated data', () => {
    const key = hex('7f7e7d7c 7b7a7978 77767574 73727170 40414243 44454647 48494a4b 4c4d4e4f');
    const ad1 = hex('00112233 44556677 8899aabb ccddeeff deaddada deaddada ffeeddcc bbaa9988 77665544 33221100');
    const ad2 = hex('10203040 50607080 90a0');
    const nonce = hex('09f91102 9d74e35b d84156c5 635688c0');
    const plain = Buffer.from('this is some plaintext to encrypt using SIV-AES');
    expect(Buffer.from(aessiv(key, ad1, ad2, nonce).encrypt(plain)).subarray(0, 16)).toEqual(
      hex('7bdb6e3b 432667eb 06f4d14b ff2fbd0f'),
    );
  });
});

describe('the records of the key exchange', () => {
  const record = (type: number, body: Buffer, critical = false) => encodeRecord({ type, body, critical });
  const end = record(RECORD.end, Buffer.alloc(0), true);
  const good = [
    record(RECORD.nextProtocol, word(0), true),
    record(RECORD.aead, word(15), true),
    record(RECORD.cookie, Buffer.alloc(100, 1)),
  ];
  const answer = (...parts: Buffer[]) =>
    readAnswer({ host: 'time.test', port: 4460 }, readRecords(Buffer.concat([...parts, end])) ?? []);

  test('are there when the end is, and not before', () => {
    const bytes = Buffer.concat([...good, end]);
    for (let length = 0; length < bytes.length; length++) expect(readRecords(bytes.subarray(0, length))).toBeNull();
    expect(readRecords(bytes)).toHaveLength(3);
  });

  test('say where to ask; without a word it is the same host, port 123', () => {
    expect(answer(...good)).toMatchObject({ host: 'time.test', port: 123, cookies: [{ length: 100 }] });
    const elsewhere = [record(RECORD.server, Buffer.from('192.0.2.1')), record(RECORD.port, word(1123))];
    expect(answer(...good, ...elsewhere)).toMatchObject({ host: '192.0.2.1', port: 1123 });
  });

  test.each([
    ['an error', [record(RECORD.error, word(1), true)], /it called the request bad/],
    ['a warning', [record(RECORD.warning, word(7), true)], /warning/],
    ['another protocol', [record(RECORD.nextProtocol, word(9), true), ...good.slice(1)], /no keys for NTPv4/],
    ['another cipher', [good[0] ?? end, record(RECORD.aead, word(17)), good[2] ?? end], /AES-SIV/],
    ['no cookies', good.slice(0, 2), /no cookies/],
    ['a critical record nobody knows', [...good, record(99, Buffer.alloc(2), true)], /insists/],
    ['a name that is none', [...good, record(RECORD.server, Buffer.from('a b/../c'))], /name/],
  ])('%s is refused', (_, parts, reason) => {
    expect(() => answer(...parts)).toThrow(reason);
  });

  test('random octets make nothing throw but refusals', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const records = readRecords(Buffer.concat([bytes, end]));
        try {
          readAnswer({ host: 'time.test', port: 4460 }, records ?? []);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ntp.nts-refused' });
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('an association', () => {
  const keys = () => ({
    host: 'time.test',
    port: 123,
    clientToServer: Buffer.alloc(32, 1),
    serverToClient: Buffer.alloc(32, 2),
    cookies: Array.from({ length: 8 }, (_, i) => Buffer.alloc(100, i)),
  });
  const header = Buffer.alloc(48, 0x23);

  /** What a server that holds the keys answers. */
  function answer(uniqueId: Buffer, cookies: number, key = keys().serverToClient): Buffer {
    const open = Buffer.concat([Buffer.alloc(48, 0x24), extensionField(0x0104, uniqueId)]);
    const plain = Buffer.concat(Array.from({ length: cookies }, () => extensionField(0x0204, Buffer.alloc(100, 9))));
    const nonce = Buffer.alloc(16, 5);
    const sealed = Buffer.from(aessiv(key, open, nonce).encrypt(plain));
    const lengths = Buffer.concat([word(16), word(sealed.length)]);
    return Buffer.concat([open, extensionField(0x0404, Buffer.concat([lengths, nonce, sealed]))]);
  }

  test('each question takes a cookie, asks for as many as are missing, and is sealed by the key', () => {
    const association = new Association(keys());
    association.protect(header);
    association.protect(header);
    const { bytes, uniqueId } = association.protect(header);
    expect(association.left).toBe(5);
    const fields = readTrailer(bytes)?.fields ?? [];
    expect(fields.map(({ type }) => type)).toEqual([0x0104, 0x0204, 0x0304, 0x0304, 0x0404]);
    expect(fields[0]?.value).toEqual(uniqueId);
    const sealing = fields.at(-1);
    const nonce = sealing?.value.subarray(4, 20) ?? Buffer.alloc(0);
    const sealed = sealing?.value.subarray(20, 36) ?? Buffer.alloc(0);
    expect(aessiv(keys().clientToServer, bytes.subarray(0, sealing?.at), nonce).decrypt(sealed)).toHaveLength(0);
  });

  test('a true answer refills the cookies, and no more than eight are kept', () => {
    const association = new Association(keys());
    const { uniqueId } = association.protect(header);
    expect(association.verify(answer(uniqueId, 12), uniqueId)).toBe(true);
    expect(association.left).toBe(8);
  });

  test('eight lost answers spend it', () => {
    const association = new Association(keys());
    for (let i = 0; i < 8; i++) association.protect(header);
    expect(association.spent).toBe(true);
  });

  test('no octet of an answer can be changed', () => {
    const association = new Association(keys());
    const { uniqueId } = association.protect(header);
    const good = answer(uniqueId, 1);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const forged = Buffer.from(good);
        forged[at] = (forged[at] ?? 0) ^ change;
        expect(association.verify(forged, uniqueId)).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(association.left).toBe(7);
  });

  test.each([
    ['another key', (id: Buffer) => answer(id, 1, Buffer.alloc(32, 3))],
    ['another question', () => answer(Buffer.alloc(32, 8), 1)],
    ['no authenticator', (id: Buffer) => answer(id, 1).subarray(0, 84)],
    ['nothing', () => Buffer.alloc(48)],
  ])('an answer with %s is none', (_, make) => {
    const association = new Association(keys());
    const { uniqueId } = association.protect(header);
    expect(association.verify(make(uniqueId), uniqueId)).toBe(false);
  });

  test('a NAK is told by the id of the question', () => {
    const id = Buffer.alloc(32, 7);
    const nak = Buffer.concat([Buffer.alloc(48), extensionField(0x0104, id)]);
    expect(isNakFor(nak, id)).toBe(true);
    expect(isNakFor(nak, Buffer.alloc(32, 6))).toBe(false);
    expect(isNakFor(Buffer.alloc(48), id)).toBe(false);
  });
});
