import { encode, type StringAnswer } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, EDNS_OCTETS, encodeQuery } from '../../../electron/dns/message';
import { formatName, parseName } from '../../../electron/dns/names';
import { TYPE, typeName } from '../../../electron/dns/types';
import { seeded } from '../../support/random';

const ns = (name: string, data: string): StringAnswer => ({ type: 'NS', name, ttl: 86_400, data });

/** An answer that dns-packet made, which so is the oracle for names, compression and the sections. */
const referral = encode({
  type: 'response',
  id: 4711,
  flags: 0x0100,
  questions: [{ type: 'MX', name: 'xxx.com.tw', class: 'IN' }],
  authorities: [ns('com.tw', 'ns1.com.tw'), ns('com.tw', 'ns2.com.tw')],
  additionals: [
    { type: 'A', name: 'ns1.com.tw', ttl: 300, data: '211.72.1.1' },
    {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 4096,
      extendedRcode: 1,
      ednsVersion: 0,
      flags: 0x8000,
      flag_do: true,
      options: [],
    },
  ],
});

describe('reading a message', () => {
  test('the header, the question and every section', () => {
    const message = decodeMessage(referral);
    expect(message).toMatchObject({ id: 4711, response: true, flags: ['rd'], answer: [], problem: null });
    expect(message?.questions.map((q) => [formatName(q.name), typeName(q.typeCode), q.classCode])).toEqual([
      ['xxx.com.tw.', 'MX', 1],
    ]);
    expect(message?.authority.map((r) => [formatName(r.owner), r.ttlSeconds, r.data])).toEqual([
      ['com.tw.', 86_400, 'ns1.com.tw.'],
      ['com.tw.', 86_400, 'ns2.com.tw.'],
    ]);
    expect(message?.additional.map((r) => r.data)).toEqual(['211.72.1.1']);
  });

  test('OPT adds its upper bits to the response code and is no record', () => {
    expect(decodeMessage(referral)).toMatchObject({
      rcode: 16,
      edns: { udpOctets: 4096, version: 0, dnssecOk: true },
    });
  });

  test('each record knows its octets', () => {
    const glue = decodeMessage(referral)?.additional[0];
    expect(glue && referral.subarray(glue.rdata.start, glue.rdata.end).toString('hex')).toBe('d3480101');
    // The owner `ns1.com.tw`, uncompressed, then type, class, TTL and RDLENGTH.
    expect(glue?.bytes).toEqual({ start: (glue?.rdata.start ?? 0) - 12 - 10, end: glue?.rdata.end });
  });

  test('octets behind the last record are counted', () => {
    expect(decodeMessage(Buffer.concat([referral, Buffer.alloc(3)]))).toMatchObject({ octetsLeft: 3, problem: null });
  });

  /** Header, one question, then answers given in hexadecimal. */
  function answerOf(...records: string[]): Buffer {
    const head = Buffer.from('000a8180000100000000000003787878000001 0001'.replaceAll(' ', ''), 'hex');
    head.writeUInt16BE(records.length, 6);
    return Buffer.concat([head, ...records.map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'))]);
  }

  test('one broken record costs one record: the next is read by RDLENGTH', () => {
    const message = decodeMessage(
      answerOf('c00c 000f 0001 00000e10 0008 000a c00c deadbeef', 'c00c 0001 0001 00000e10 0004 01020304'),
    );
    expect(message?.problem).toBeNull();
    expect(message?.answer.map((r) => [r.data, r.problem])).toEqual([
      ['\\# 8 000AC00CDEADBEEF', '4 octets are left over'],
      ['1.2.3.4', null],
    ]);
  });

  test('a TTL with its highest bit set counts as zero; classes are read as they stand', () => {
    const message = decodeMessage(answerOf('c00c 0001 8001 80000001 0004 01020304'));
    expect(message?.answer[0]).toMatchObject({ ttlSeconds: 0, classCode: 0x8001 });
  });

  test.each([
    ['a pointer to itself', 'c017 0001 0001 00000e10 0004 01020304'],
    ['a pointer forward', 'c0ff 0001 0001 00000e10 0004 01020304'],
    ['a label type that is not used', `41${'61'.repeat(65)} 00 0001 0001 00000e10 0004 01020304`],
    ['a name of 257 octets', `${`3f${'61'.repeat(63)}`.repeat(4)} 00 0001 0001 00000e10 0004 01020304`],
    ['RDLENGTH beyond the end', 'c00c 0001 0001 00000e10 0104 01020304'],
  ])('%s ends the walk and is told', (_, record) => {
    const message = decodeMessage(answerOf(record));
    expect(message?.problem).toEqual(expect.any(String));
    expect(message?.answer).toEqual([]);
  });

  test('a pointer to one that points to itself ends the walk and is told', () => {
    const message = decodeMessage(
      answerOf('c00c ff00 0001 00000e10 0002 c021', 'c021 0001 0001 00000e10 0004 01020304'),
    );
    expect(message?.problem).toContain('does not point back');
    expect(message?.answer).toHaveLength(1);
  });

  test('less than a header is nothing', () => {
    expect(decodeMessage(Buffer.alloc(11))).toBeNull();
  });

  test('a million messages, mutated, cut off or random, are read within themselves, or refused', () => {
    const random = seeded(7);
    const below = (most: number) => Math.floor(random() * most);
    const seeds = [
      referral,
      answerOf('c00c 0001 0001 00000e10 0004 01020304'),
      // Any octets as RDATA of every type.
      ...Object.values(TYPE).map((type) =>
        answerOf(`c00c ${type.toString(16).padStart(4, '0')} 0001 00000e10 0018 ${'0001c00c'.repeat(6)}`),
      ),
    ];
    for (let i = 0; i < 1_000_000; i++) {
      const seed = seeds[i % seeds.length] ?? referral;
      const bytes = i % 5 === 0 ? Buffer.alloc(below(80)) : Buffer.from(seed);
      for (let changes = i % 5 === 0 ? bytes.length : below(6); changes > 0; changes--)
        bytes[below(bytes.length)] = below(256);
      const message = i % 3 === 0 ? bytes.subarray(0, below(bytes.length + 1)) : bytes;
      const read = decodeMessage(message);
      if (i % 100 !== 0) continue;
      // What lies behind it in memory makes no difference.
      for (const octet of [0x00, 0xc0]) {
        const followed = Buffer.concat([message, Buffer.alloc(64, octet)]).subarray(0, message.length);
        expect(decodeMessage(followed)).toEqual(read);
      }
    }
  });

  test('random RDATA of every type is shown one way or another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(TYPE)), fc.uint8Array({ maxLength: 100 }), (type, rdata) => {
        const head = Buffer.from('c00c000000010000000a0000', 'hex');
        head.writeUInt16BE(type, 2);
        head.writeUInt16BE(rdata.length, 10);
        const message = decodeMessage(answerOf(head.toString('hex') + Buffer.from(rdata).toString('hex')));
        for (const record of message?.answer ?? []) expect(record.data).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: 10_000 },
    );
  });

  test('64 KiB of records with names that point at each other come to an end', () => {
    const records = Array.from({ length: 4_000 }, () => 'c00c 0005 0001 00000000 0002 c00c');
    expect(decodeMessage(answerOf(...records))?.answer).toHaveLength(4_000);
  });
});

test('a question asks for recursion and announces EDNS(0)', () => {
  const bytes = encodeQuery(4711, { name: parseName('xxx.com.tw'), typeCode: TYPE.MX, classCode: 1 });
  expect(decodeMessage(bytes)).toMatchObject({
    id: 4711,
    response: false,
    flags: ['rd'],
    questions: [{ typeCode: 15, classCode: 1 }],
    edns: { udpOctets: EDNS_OCTETS, version: 0, dnssecOk: false },
    problem: null,
  });
});
