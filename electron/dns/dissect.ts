import type { MessageField } from '../../shared/contract/dns';
import { describeOption, readOptions } from './edns';
import { type ByteRange, decodeParts, HEADER_OCTETS, type Message, type Part } from './message';
import { formatName } from './names';
import { formatRdata } from './rdata';
import { Reader } from './reader';
import { className, rcodeName, TYPE, typeName } from './types';

const sections: readonly (readonly [Part['section'], string])[] = [
  ['question', 'Question'],
  ['answer', 'Answer'],
  ['authority', 'Authority'],
  ['additional', 'Additional'],
];

/**
 * A message taken apart to its fields (RFC 1035 §4.1, RFC 6891 §6.1.2), in the order of the octets, a part before its own
 * parts. What can't be read is one part at the end.
 * @param most octets; what begins behind them is left out, and what ends there is cut
 */
export function dissect(bytes: Buffer, most: number): MessageField[] {
  const fields = fieldsOf(bytes, decodeParts(bytes));
  return fields.filter(({ start }) => start < most).map((field) => ({ ...field, end: Math.min(field.end, most) }));
}

function fieldsOf(bytes: Buffer, decoded: ReturnType<typeof decodeParts>): MessageField[] {
  if (!decoded) return rest(bytes, 0, 'too short for a header');
  const { message } = decoded;
  const fields = headerOf(bytes, message);
  for (const [section, label] of sections) {
    const parts = decoded.parts.filter((part) => part.section === section);
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) continue;
    const range = { start: first.bytes.start, end: last.bytes.end };
    fields.push(field(1, label, counted(parts.length, section === 'question' ? 'question' : 'record'), range));
    for (const part of parts) fields.push(...partOf(bytes, part));
  }
  const end = decoded.parts.at(-1)?.bytes.end ?? HEADER_OCTETS;
  return [...fields, ...rest(bytes, end, message.problem ?? 'behind the last record')];
}

function rest(bytes: Buffer, start: number, why: string): MessageField[] {
  return start < bytes.length ? [field(1, 'Unread', why, { start, end: bytes.length })] : [];
}

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
const field = (depth: number, label: string, value: string, { start, end }: ByteRange): MessageField => ({
  depth,
  label,
  value,
  start,
  end,
});

function headerOf(bytes: Buffer, { id, response, opcode, flags }: Message): MessageField[] {
  const bits = bytes.readUInt16BE(2);
  const said = [response ? 'qr' : '', ...flags].filter((flag) => flag !== '').join(' ');
  const two = (label: string, value: string, start: number) => field(2, label, value, { start, end: start + 2 });
  return [
    field(1, 'Header', `${HEADER_OCTETS} octets`, { start: 0, end: HEADER_OCTETS }),
    two('ID', String(id), 0),
    two('Flags', `${said || 'none'}, opcode ${opcode}, ${rcodeName(bits & 15)}`, 2),
    ...['QDCOUNT', 'ANCOUNT', 'NSCOUNT', 'ARCOUNT'].map((label, index) => {
      const start = 4 + 2 * index;
      return two(label, counted(bytes.readUInt16BE(start), index === 0 ? 'question' : 'record'), start);
    }),
  ];
}

function partOf(bytes: Buffer, { bytes: range, rdata }: Part): MessageField[] {
  const reader = new Reader(bytes, range.start, range.end);
  const name = formatName(reader.name());
  const fields: MessageField[] = [];
  let from = range.start;
  const take = (label: string, value: string) => {
    fields.push(field(3, label, value, { start: from, end: reader.at }));
    from = reader.at;
  };
  take(rdata ? 'Owner' : 'Name', name + pointerIn(bytes.subarray(range.start, reader.at)));
  const typeCode = reader.u16();
  const type = typeName(typeCode);
  take('Type', `${type} (${typeCode})`);
  const classCode = reader.u16();
  // OPT has other things where class and TTL stand (RFC 6891 §6.1.2).
  const opt = typeCode === TYPE.OPT && name === '.';
  take(opt ? 'UDP size' : 'Class', opt ? `${classCode} octets` : `${className(classCode)} (${classCode})`);
  if (rdata) {
    const ttl = reader.u32();
    take(opt ? 'Extended code and flags' : 'TTL', opt ? extended(ttl) : `${ttl} s`);
    take('RDLENGTH', `${reader.u16()} octets`);
    if (opt)
      for (const option of readOptions(bytes.subarray(rdata.start, rdata.end))) {
        reader.skip(4 + option.data.length);
        const { name: told, value } = describeOption(option);
        take(told, value);
      }
    reader.rest();
    if (reader.at > from) take('RDATA', formatRdata(bytes, typeCode, rdata.start, rdata.end).text);
  }
  return [field(2, type, name, range), ...fields];
}

const extended = (ttl: number): string =>
  `upper bits ${ttl >>> 24}, version ${(ttl >>> 16) & 255}${(ttl & 0x8000) === 0 ? '' : ', DNSSEC wanted (do)'}`;

/** Where a compressed name goes on (RFC 1035 §4.1.4). @param octets those of the name itself */
function pointerIn(octets: Buffer): string {
  let at = 0;
  for (let length = octets.readUInt8(at); length > 0; length = octets.readUInt8(at)) {
    if (length >= 0xc0) return `, by a pointer to octet ${octets.readUInt16BE(at) & 0x3fff}`;
    at += 1 + length;
  }
  return '';
}
