import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dissect } from '../../../electron/dns/dissect';
import type { MessageField } from '../../../shared/contract';

/** As BIND 9 and NSD 4 sent them, with compressed names and OPT. */
const messages = {
  'BIND, MX': Buffer.from(
    'b044850000010002000000030378787803636f6d02747700000f0001c00c000f000100000e100009000a046d61696cc00cc00c000f000100000e' +
      '100009001404696d6170c00cc02a0001000100000e100004d348d319c03f0001000100000e100004d348d38f00002904d0000000000000',
    'hex',
  ),
  'BIND, NXDOMAIN': Buffer.from(
    '9b1a85030001000000010001026e6f0378787803636f6d0274770000010001c00f0006000100000e100027036e7331c00f0a686f73746d617374' +
      '6572c00f0000000100002a3000000e1000093a8000000e1000002904d0000000000000',
    'hex',
  ),
  'NSD, MX': Buffer.from(
    'adc9850000010002000200050378787803636f6d02747700000f0001c00c000f000100000e100009000a046d61696cc00cc00c000f000100000e' +
      '100009001404696d6170c00cc00c0002000100000e100006036e7331c00cc00c0002000100000e100006036e7332c00cc02a000100010000' +
      '0e100004d348d319c03f0001000100000e100004d348d38fc0520001000100000e100004d348d301c0640001000100000e100004d348d302' +
      '00002904d0000000000000',
    'hex',
  ),
};

/** Those directly inside of the field at this place. */
function inside(fields: readonly MessageField[], index: number): MessageField[] {
  const depth = fields[index]?.depth ?? 0;
  const rest = fields.slice(index + 1);
  const end = rest.findIndex((field) => field.depth <= depth);
  return rest.slice(0, end < 0 ? undefined : end).filter((field) => field.depth === depth + 1);
}

/** Whether these follow each other from the first octet to the last, none of them empty. */
function expectCover(fields: readonly MessageField[], start: number, end: number): void {
  let at = start;
  for (const field of fields) {
    expect(field.start).toBe(at);
    expect(field.end).toBeGreaterThan(at);
    at = field.end;
  }
  expect(at).toBe(end);
}

function expectWhole(bytes: Buffer, most: number): void {
  const fields = dissect(bytes, most);
  expectCover(
    fields.filter(({ depth }) => depth === 1),
    0,
    Math.min(bytes.length, most),
  );
  for (const [index, { start, end }] of fields.entries()) {
    const parts = inside(fields, index);
    if (parts.length > 0) expectCover(parts, start, end);
  }
}

describe('the parts of a message', () => {
  test.each(Object.entries(messages))('%s: cover it without gaps or overlaps, on each level', (_, bytes) => {
    expectWhole(bytes, 4_096);
    expect(dissect(bytes, 4_096).some(({ label }) => label === 'Unread')).toBe(false);
  });

  test('so they do where it is broken, or too long', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(messages)),
        fc.array(change, { maxLength: 6 }),
        fc.nat(250),
        fc.constantFrom(20, 45, 4_096),
        (seed, changes, length, most) => {
          const bytes = Buffer.from(seed);
          for (const [at, octet] of changes) bytes[at % bytes.length] = octet;
          expectWhole(bytes.subarray(0, length), most);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('say what their octets say', () => {
    const texts = dissect(messages['BIND, MX'], 4_096).map(
      ({ depth, label, value, start, end }) => `${depth} ${start}-${end} ${label}: ${value}`,
    );
    expect(texts).toEqual(
      expect.arrayContaining([
        '2 2-4 Flags: qr aa rd, opcode 0, NOERROR',
        '2 6-8 ANCOUNT: 2 records',
        '3 12-24 Name: xxx.com.tw.',
        '2 28-49 MX: xxx.com.tw.',
        '3 28-30 Owner: xxx.com.tw., by a pointer to octet 12',
        '3 34-38 TTL: 3600 s',
        '3 38-40 RDLENGTH: 9 octets',
        '3 40-49 RDATA: 10 mail.xxx.com.tw.',
        '3 105-107 UDP size: 1232 octets',
      ]),
    );
  });

  test('what can’t be read is told at the end', () => {
    const fields = dissect(messages['NSD, MX'].subarray(0, 60), 4_096);
    expect(fields.at(-1)).toMatchObject({ depth: 1, label: 'Unread', start: 49, end: 60 });
  });
});
