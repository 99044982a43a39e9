import { decode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { encodeQuery } from '../../../electron/dns/message';
import { parseName } from '../../../electron/dns/names';
import { parseType } from '../../../electron/dns/types';
import { answerMessage } from '../../../electron/practice/dns/answer';
import { lookUp } from '../../../electron/practice/dns/lookup';
import { practiceZones, type Zone } from '../../../electron/practice/dns/zones';

/** Answers of sizes that the practice zones have none of: between what plain DNS and what EDNS carry. */
const sizes = vi.hoisted<() => Zone>(() => () => {
  const ttl = 60;
  const hosts = Array.from({ length: 8 }, (_, index) => `host${index}.size.test`);
  const data = { mname: 'size.test', rname: 'size.test' };
  return {
    apex: 'size.test',
    records: [
      { type: 'SOA', name: 'size.test', ttl, data },
      { type: 'TXT', name: 'middle.size.test', ttl, data: ['x'.repeat(250), 'y'.repeat(250), 'z'.repeat(250)] },
      ...hosts.map((exchange) => ({ type: 'MX' as const, name: 'many.size.test', ttl, data: { exchange } })),
      ...hosts.map((name) => ({ type: 'A' as const, name, ttl, data: '192.0.2.1' })),
    ],
  };
});
vi.mock('../../../electron/practice/dns/zones', async (original) => {
  const { practiceZones: real } = await original<{ practiceZones: Zone[] }>();
  return { practiceZones: [...real, sizes()] };
});

/** A look-up in short: `type data` of each record. */
function look(name: string, type: string) {
  const { nxdomain, answer, authority, additional } = lookUp(practiceZones, name, type);
  const short = (records: typeof answer) =>
    records.map((record) => {
      if (record.type === 'MX') return `MX ${record.data.preference} ${record.data.exchange}`;
      if (record.type === 'SOA') return `SOA ${record.name || '.'} ${record.ttl}`;
      return `${record.type} ${record.data}`;
    });
  return { nxdomain, answer: short(answer), authority: short(authority), additional: short(additional) };
}

describe('the zones', () => {
  test('mail for xxx.com.tw, with the addresses of its hosts and of its name servers', () => {
    expect(look('xxx.com.tw', 'MX')).toEqual({
      nxdomain: false,
      answer: ['MX 10 mail.xxx.com.tw', 'MX 20 imap.xxx.com.tw'],
      authority: ['NS ns1.xxx.com.tw', 'NS ns2.xxx.com.tw'],
      additional: ['A 211.72.211.25', 'A 211.72.211.143', 'A 211.72.211.1', 'A 211.72.211.2'],
    });
  });

  test.each<[string, string, boolean, string[], string[]]>([
    ['xxx.com.tw', 'NS', false, ['NS ns1.xxx.com.tw', 'NS ns2.xxx.com.tw'], []],
    [
      'ftp.xxx.com.tw',
      'A',
      false,
      ['CNAME www.xxx.com.tw', 'A 211.72.211.80'],
      ['NS ns1.xxx.com.tw', 'NS ns2.xxx.com.tw'],
    ],
    ['ftp.xxx.com.tw', 'CNAME', false, ['CNAME www.xxx.com.tw'], ['NS ns1.xxx.com.tw', 'NS ns2.xxx.com.tw']],
    ['ftp.xxx.com.tw', 'MX', false, ['CNAME www.xxx.com.tw'], ['SOA xxx.com.tw 3600']],
    ['www.xxx.com.tw', 'AAAA', false, [], ['SOA xxx.com.tw 3600']],
    ['nosuch.xxx.com.tw', 'A', true, [], ['SOA xxx.com.tw 3600']],
    ['25.211.72.211.in-addr.arpa', 'PTR', false, ['PTR mail.xxx.com.tw'], ['NS ns1.xxx.com.tw', 'NS ns2.xxx.com.tw']],
    ['', 'NS', false, ['NS root.practice.test'], []],
    ['tw', 'NS', false, ['NS ns.tw'], []],
    ['com.tw', 'SOA', false, ['SOA com.tw 86400'], ['NS ns.com.tw']],
    ['practice.test', 'MX', false, ['MX 10 mail.practice.test'], ['NS ns.practice.test']],
    ['example.test', 'MX', false, ['MX 0 .'], ['NS ns.practice.test']],
    // An empty non-terminal exists, though it has no records of its own.
    ['test', 'A', false, [], ['SOA . 3600']],
    ['in-addr.arpa', 'A', false, [], ['SOA . 3600']],
    ['example.org', 'A', true, [], ['SOA . 3600']],
  ])('%s %s', (name, type, nxdomain, answer, authority) => {
    expect(look(name, type)).toMatchObject({ nxdomain, answer, authority });
  });

  test('an address that is the answer is not said again beside it', () => {
    expect(look('ns1.xxx.com.tw', 'A')).toMatchObject({ answer: ['A 211.72.211.1'], additional: ['A 211.72.211.2'] });
  });

  test('every delegation has its glue, but for the one that shows what it is to have none', () => {
    const isThere = (server: string) => {
      const { answer, additional } = look(server, 'A');
      return [...answer, ...additional].some((record) => record.startsWith('A '));
    };
    const named = practiceZones
      .flatMap(({ records }) => records)
      .flatMap((record) => (record.type === 'NS' ? [record.data] : []));
    const without = named.filter((server) => !isThere(server));
    expect(without).toEqual(['ns1.noglue.com.tw']);
  });
});

describe('the message', () => {
  const ask = (name: string, type: string, transport: 'udp' | 'tcp' = 'udp', change?: (query: Buffer) => void) => {
    const query = encodeQuery(4711, { name: parseName(name), typeCode: parseType(type), classCode: 1 });
    change?.(query);
    const bytes = answerMessage(practiceZones, query, transport);
    return bytes ? { ...decode(bytes), bytes } : null;
  };

  test('is authoritative, echoes id, question and RD, and has OPT when it was asked with it', () => {
    expect(ask('XXX.com.tw', 'MX')).toMatchObject({
      id: 4711,
      rcode: 'NOERROR',
      flag_qr: true,
      flag_aa: true,
      flag_rd: true,
      flag_ra: false,
      questions: [{ name: 'XXX.com.tw', type: 'MX' }],
    });
    expect(ask('xxx.com.tw', 'MX')?.additionals?.at(-1)?.type).toBe('OPT');
  });

  test.each<[string, string, (query: Buffer) => void]>([
    ['NOTIMP', 'another opcode', (q) => q.writeUInt8(0x28, 2)],
    ['FORMERR', 'two questions', (q) => q.writeUInt16BE(2, 4)],
    ['FORMERR', 'no question', (q) => q.writeUInt16BE(0, 4)],
    ['REFUSED', 'another class', (q) => q.writeUInt16BE(3, q.length - 13)],
    ['REFUSED', 'a zone transfer', (q) => q.writeUInt16BE(252, q.length - 15)],
    ['REFUSED', 'an incremental zone transfer', (q) => q.writeUInt16BE(251, q.length - 15)],
  ])('%s for %s', (rcode, _, change) => {
    expect(ask('xxx.com.tw', 'MX', 'udp', change)).toMatchObject({ rcode, answers: [] });
  });

  test('FORMERR for two questions that are both whole', () => {
    const query = encodeQuery(1, { name: parseName('xxx.com.tw'), typeCode: 15, classCode: 1 }, { edns: false });
    const two = Buffer.concat([query, query.subarray(12)]);
    two.writeUInt16BE(2, 4);
    expect((answerMessage(practiceZones, two, 'udp')?.readUInt16BE(2) ?? 0) & 15).toBe(1);
  });

  test('another version of EDNS is BADVERS', () => {
    const answer = ask('xxx.com.tw', 'MX', 'udp', (q) => q.writeUInt8(1, q.length - 5));
    expect(answer?.additionals).toMatchObject([{ type: 'OPT', extendedRcode: 1, ednsVersion: 0 }]);
  });

  test('what no datagram holds is truncated over UDP and whole over TCP', () => {
    expect(ask('long.practice.test', 'TXT')).toMatchObject({ flag_tc: true, answers: [] });
    expect(ask('long.practice.test', 'TXT', 'tcp')).toMatchObject({ flag_tc: false, answers: [{ type: 'TXT' }] });
  });

  test('without EDNS no answer is longer than 512 octets', () => {
    const plain = (q: Buffer) => q.writeUInt16BE(0, 10);
    for (const [name, type] of [
      ['xxx.com.tw', 'MX'],
      ['xxx.com.tw', 'ANY'],
      ['long.practice.test', 'TXT'],
      ['middle.size.test', 'TXT'],
    ] as const) {
      const answer = ask(name, type, 'udp', plain);
      expect(answer?.bytes.length).toBeLessThanOrEqual(512);
      expect(answer?.additionals?.map((record) => record.type)).not.toContain('OPT');
    }
    expect(ask('middle.size.test', 'TXT', 'udp', plain)).toMatchObject({ flag_tc: true, answers: [] });
    expect(ask('middle.size.test', 'TXT')).toMatchObject({ flag_tc: false, answers: [{ type: 'TXT' }] });
  });

  test('addresses that are too many are left out without a word', () => {
    const plain = ask('many.size.test', 'MX', 'udp', (q) => q.writeUInt16BE(0, 10));
    expect(plain).toMatchObject({ flag_tc: false, additionals: [] });
    expect(plain?.answers).toHaveLength(8);
    expect(ask('many.size.test', 'MX')?.additionals).toHaveLength(9);
  });

  test('an odd name is echoed octet for octet', () => {
    const query = encodeQuery(1, { name: parseName('a\\.b\\255.xxx.com.tw'), typeCode: 1, classCode: 1 });
    const answer = answerMessage(practiceZones, query, 'udp');
    const question = query.subarray(12, query.length - 11);
    expect(answer?.subarray(12, 12 + question.length)).toEqual(question);
    expect(answer && answer.readUInt16BE(2) & 15).toBe(3);
  });

  test('an answer gets no answer, and nothing makes it throw', () => {
    expect(ask('xxx.com.tw', 'MX', 'udp', (q) => q.writeUInt8(0x81, 2))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        answerMessage(practiceZones, Buffer.from(bytes), 'udp');
      }),
      { numRuns: 5_000 },
    );
    const query = encodeQuery(4711, { name: parseName('ftp.xxx.com.tw'), typeCode: 1, classCode: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(query.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(query);
        for (const [at, octet] of changes) bytes[at] = octet;
        answerMessage(practiceZones, bytes, 'tcp');
      }),
      { numRuns: 10_000 },
    );
  });
});
