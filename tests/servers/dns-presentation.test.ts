import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseType, query, TYPE, typeName } from '../../electron/dns';
import { encodeName, parseName } from '../../electron/dns/names';
import { type Serving, serveStreams, Transcripts } from '../../electron/wire';
import { serverEnv } from '../support/lab';

/** Random RDATA of every type that has a layout here, as Posthorn, dig (BIND) and kdig (Knot) print it. */

const number = (octets: 1 | 2 | 4) =>
  fc.nat({ max: 256 ** octets - 1 }).map((value) => {
    const buffer = Buffer.alloc(octets);
    buffer.writeUIntBE(value, 0, octets);
    return buffer;
  });
const [u8, u16, u32] = [number(1), number(2), number(4)];
const only = (octets: 1 | 2, ...values: number[]) =>
  fc.constantFrom(...values).map((value) => {
    const buffer = Buffer.alloc(octets);
    buffer.writeUIntBE(value, 0, octets);
    return buffer;
  });
const octets = (minLength: number, maxLength = minLength) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes));
const counted = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length]), bytes]);
const readable = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019-_ ;"\\.@$()'), maxLength: 20 })
  .map((text) => Buffer.from(text));
const text = fc.oneof(readable, octets(0, 20)).map(counted);
const label = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 1, maxLength: 12 })
      .map((letters) => Buffer.from(letters)),
  },
  { weight: 1, arbitrary: octets(1, 12) },
);
const name = fc.array(label, { maxLength: 4 }).map((labels) => Buffer.concat([...labels.map(counted), Buffer.of(0)]));
const known = Object.values(TYPE).filter((code) => code < 128 && code !== TYPE.OPT);
/** A hashed name, since dig takes NSEC3 at no other. */
const owner = '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.test';
const bitmap = fc.uniqueArray(fc.constantFrom(...known, 256, 257, 65_280), { minLength: 1 }).map((types) => {
  const windows = [...new Set(types.map((type) => type >> 8))].sort((a, b) => a - b);
  return Buffer.concat(
    windows.map((window) => {
      const bits = Buffer.alloc(32);
      for (const type of types)
        if (type >> 8 === window) bits[(type & 255) >> 3] = (bits[(type & 255) >> 3] ?? 0) | (0x80 >> (type & 7));
      const used = 32 - [...bits].reverse().findIndex((octet) => octet !== 0);
      return Buffer.concat([Buffer.of(window), counted(bits.subarray(0, used))]);
    }),
  );
});
/** As long as the kind of the digest says. */
const digest = fc
  .constantFrom([1, 20], [2, 32], [4, 48])
  .chain(([kind = 0, length = 0]) => octets(length).map((bytes) => Buffer.concat([Buffer.of(kind), bytes])));
const algorithm = only(1, 5, 8, 10, 13, 15);
const parameter = (key: number, value: fc.Arbitrary<Buffer>) =>
  value.map((bytes) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(key, 0);
    head.writeUInt16BE(bytes.length, 2);
    return Buffer.concat([head, bytes]);
  });
const several = (one: fc.Arbitrary<Buffer>) =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => Buffer.concat(all));
/** Without spaces, which kdig writes down in a way of its own. */
const protocol = fc.oneof(readable, octets(1, 8)).filter((id) => id.length > 0 && !id.includes(' '));
const service = fc
  .tuple(
    ...[
      parameter(1, several(protocol.map(counted))),
      parameter(3, u16),
      parameter(4, several(octets(4))),
      parameter(5, octets(1, 20)),
      parameter(6, several(octets(16))),
      parameter(667, octets(0, 10)),
    ].map((one) => fc.option(one)),
  )
  .map((all) => Buffer.concat(all.flatMap((one) => one ?? [])));
const priority = only(2, 1, 2, 65_535);

const layouts: Record<string, fc.Arbitrary<Buffer>[]> = {
  A: [octets(4)],
  NS: [name],
  CNAME: [name],
  SOA: [name, name, u32, u32, u32, u32, u32],
  PTR: [name],
  HINFO: [text, text],
  MX: [u16, name],
  TXT: [several(text)],
  RP: [name, name],
  AFSDB: [u16, name],
  AAAA: [
    fc.oneof(
      octets(16),
      fc.array(only(2, 0, 0, 0, 1, 0xffff), { minLength: 8, maxLength: 8 }).map((groups) => Buffer.concat(groups)),
    ),
  ],
  SRV: [u16, u16, u16, name],
  NAPTR: [u16, u16, text, text, fc.constant(Buffer.of(0)), name],
  KX: [u16, name],
  CERT: [only(2, 1, 3, 300), u16, algorithm, octets(1, 40)],
  DNAME: [name],
  DS: [u16, algorithm, digest],
  SSHFP: [only(1, 1, 4), only(1, 2), octets(32)],
  RRSIG: [only(2, ...known), algorithm, only(1, 4, 127, 255), u32, u32, u32, u16, name, octets(64)],
  NSEC: [name, bitmap],
  DNSKEY: [u16, only(1, 3), algorithm, octets(64)],
  DHCID: [octets(3, 40)],
  NSEC3: [only(1, 1), only(1, 0, 1), u16, octets(0, 8).map(counted), octets(20).map(counted), bitmap],
  NSEC3PARAM: [only(1, 1), only(1, 0), u16, octets(0, 8).map(counted)],
  TLSA: [u8, u8, u8, octets(1, 40)],
  SMIMEA: [u8, u8, u8, octets(1, 40)],
  CDS: [u16, algorithm, digest],
  CDNSKEY: [u16, only(1, 3), algorithm, octets(64)],
  OPENPGPKEY: [octets(1, 60)],
  CSYNC: [u32, u16, bitmap],
  ZONEMD: [u32, only(1, 1), only(1, 1), octets(48)],
  SVCB: [priority, name, service],
  HTTPS: [priority, name, service],
  SPF: [several(text)],
  URI: [u16, u16, readable.filter(({ length }) => length > 0)],
  CAA: [
    u8,
    fc
      .string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 1, maxLength: 10 })
      .map((tag) => counted(Buffer.from(tag))),
    octets(0, 20),
  ],
  TYPE65280: [octets(0, 20)],
};

const seed = 20_261_126;
const samples = new Map(
  Object.entries(layouts).map(([type, fields]) => [
    parseType(type),
    fc.sample(
      fc.tuple(...fields).map((parts) => Buffer.concat(parts)),
      { seed, numRuns: 100 },
    ),
  ]),
);

let server: Serving;
beforeAll(async () => {
  server = await serveStreams({
    host: '127.0.0.1',
    port: 0,
    async onConnection(connection) {
      const question = (await connection.readSome()).subarray(2);
      const name = encodeName(parseName(owner));
      const type = question.readUInt16BE(12 + name.length);
      const records = (samples.get(type) ?? []).map((rdata) => {
        const head = Buffer.from([
          0xc0,
          12,
          type >> 8,
          type & 255,
          0,
          1,
          0,
          0,
          1,
          44,
          rdata.length >> 8,
          rdata.length & 255,
        ]);
        return Buffer.concat([head, rdata]);
      });
      const head = Buffer.from(question.subarray(0, 12 + name.length + 4));
      head.writeUInt16BE(0x8580, 2);
      head.writeUInt16BE(records.length, 6);
      head.writeUInt16BE(0, 10);
      const message = Buffer.concat([head, ...records]);
      await connection.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]));
    },
  });
});
afterAll(() => server?.close());

async function printedBy(program: Printer, type: string): Promise<string[]> {
  const how = [
    '@127.0.0.1',
    '-p',
    String(server.port),
    '+tcp',
    '+noall',
    '+answer',
    ...(program === 'dig' ? ['+nosplit'] : []),
  ];
  const { stdout } = await promisify(execFile)(program, [...how, owner, type], { env: serverEnv });
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  return lines.map((line) => /^\S+\s+300\s+IN\s+\S+\s+(.*)$/.exec(line)?.[1] ?? line);
}

async function printedHere(type: string): Promise<string[]> {
  const question = { name: owner, type, transport: 'tcp', server: { host: '127.0.0.1', port: server.port } } as const;
  const { answer } = await query({ question, transcripts: new Transcripts() });
  return answer.map(({ data }) => data);
}

type Printer = 'dig' | 'kdig';

/** Of dig in CERT, whose fields RFC 4398 §2 lets be mnemonics or numbers; kdig prints numbers as well. */
const numbers: Record<string, string> = {
  PKIX: '1',
  PGP: '3',
  RSAMD5: '1',
  RSASHA1: '5',
  RSASHA256: '8',
  RSASHA512: '10',
  ECDSAP256SHA256: '13',
  ED25519: '15',
};

const asNumber = (word: string) => numbers[word] ?? word;
const inGroups = (address: string) => new URL(`http://[${address}]/`).hostname.slice(1, -1);

/** What they print in another form of the same meaning, and how it becomes ours. */
const otherForms: Record<Printer, Record<string, (data: string) => string>> = {
  dig: {
    CERT: (data) => data.split(' ').map(asNumber).join(' '),
    // An address of IPv4 behind zeros alone, which nothing is any more (RFC 4291 §2.5.5.1), dotted.
    AAAA: (data) => (/^::[\d.]+$/.test(data) ? inGroups(data) : data),
  },
  kdig: {
    // The same; and of two runs of zeros that are equally long it may shorten the later one, against RFC 5952 §4.2.3.
    AAAA: (data) => (/^::ffff:[\d.]+$/.test(data) ? data : inGroups(data)),
    // Letters of base32hex are the same in either case (RFC 4648 §7).
    NSEC3: (data) => data.replace(/^(?:\S+ ){4}\S+/, (head) => head.toUpperCase()),
    // Quotes are left free where there is no space (RFC 9460 §2.1).
    SVCB: (data) => data.replace(/(?<= alpn=)\S+/, '"$&"'),
    HTTPS: (data) => data.replace(/(?<= alpn=)\S+/, '"$&"'),
    // With a space at the end.
    URI: (data) => data.trimEnd(),
    CAA: (data) => data.trimEnd(),
  },
};
/** Its number instead of a type that this release of kdig has no name for. */
const named = (data: string) => data.replace(/(?<=^| )TYPE55(?= |$)/, 'HIP');

/** With each octet that is escaped or no plain letter as its number: kdig escapes more signs than it has to (RFC 1035 §5.1). */
const octetByOctet = (data: string) =>
  data.replace(/\\(\d{3})|\\?([^\w\s."\\-])|\\(.)/g, (_, code: string, sign: string, escaped: string) =>
    code ? `\\${code}` : `\\${String((sign ?? escaped).charCodeAt(0)).padStart(3, '0')}`,
  );

test.each([...samples.keys()].map(typeName))('%s is printed as dig and kdig print it', async (type) => {
  const ours = await printedHere(type);
  expect(ours).toHaveLength(100);
  const same = (data: string) => data;
  const byDig = await printedBy('dig', type);
  expect(byDig.map(otherForms.dig[type] ?? same)).toEqual(ours);
  const byKdig = await printedBy('kdig', type);
  expect(
    byKdig
      .map(otherForms.kdig[type] ?? same)
      .map(named)
      .map(octetByOctet),
  ).toEqual(ours.map(octetByOctet));
});
