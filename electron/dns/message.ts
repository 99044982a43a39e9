import { encodeName, type Labels } from './names';
import { formatRdata } from './rdata';
import { Reader, Unreadable } from './reader';
import { TYPE } from './types';

/** A half-open range of octets in the message. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface Question {
  name: Labels;
  typeCode: number;
  classCode: number;
}

export interface RawRecord {
  owner: Labels;
  typeCode: number;
  classCode: number;
  ttlSeconds: number;
  /** RDATA in presentation form. */
  data: string;
  /** Why `data` is only octets, when the record is broken; the records after it are not affected. */
  problem: string | null;
  /** The whole record. */
  bytes: ByteRange;
  rdata: ByteRange;
}

export type Section = 'answer' | 'authority' | 'additional';

/** A question or a record, in the order of the wire; OPT is one as well. */
export interface Part {
  section: 'question' | Section;
  bytes: ByteRange;
  /** Null of a question. */
  rdata: ByteRange | null;
}

export interface Message {
  id: number;
  /** QR: an answer. */
  response: boolean;
  opcode: number;
  /** The set ones of `aa`, `tc`, `rd`, `ra`, `ad`, `cd`, in the order of the header. */
  flags: string[];
  /** With the upper bits of EDNS(0) (RFC 6891 §6.1.3). */
  rcode: number;
  questions: Question[];
  /** Without the OPT pseudo-record, which is `edns`. */
  answer: RawRecord[];
  authority: RawRecord[];
  additional: RawRecord[];
  edns: { udpOctets: number; version: number; dnssecOk: boolean } | null;
  /** All that was read behind the header. */
  parts: Part[];
  /** Why reading stopped before all records that the header counts were read. */
  problem: string | null;
  /** Octets behind the last record, which nothing explains. */
  octetsLeft: number;
}

/** RFC 1035 §4.1.1. */
export const HEADER_OCTETS = 12;
const FLAG_BITS = [
  ['aa', 0x0400],
  ['tc', 0x0200],
  ['rd', 0x0100],
  ['ra', 0x0080],
  ['ad', 0x0020],
  ['cd', 0x0010],
] as const;
const MAX_TTL = 0x7fff_ffff;

/**
 * Reads a message (RFC 1035 §4). Each record is walked by its RDLENGTH, so that one broken RDATA costs one record and
 * not the rest, which is why this is not dns-packet. Gives null when there is not even a header; anything later that
 * can't be read ends the walk and is told in `problem`.
 */
export function decodeMessage(bytes: Buffer): Message | null {
  if (bytes.length < HEADER_OCTETS) return null;
  const bits = bytes.readUInt16BE(2);
  const message: Message = {
    id: bytes.readUInt16BE(0),
    response: (bits & 0x8000) !== 0,
    opcode: (bits >> 11) & 15,
    flags: FLAG_BITS.filter(([, bit]) => (bits & bit) !== 0).map(([flag]) => flag),
    rcode: bits & 15,
    questions: [],
    answer: [],
    authority: [],
    additional: [],
    edns: null,
    parts: [],
    problem: null,
    octetsLeft: 0,
  };
  const reader = new Reader(bytes, HEADER_OCTETS, bytes.length);
  try {
    readQuestions(reader, bytes.readUInt16BE(4), message);
    readRecords(reader, bytes.readUInt16BE(6), 'answer', message);
    readRecords(reader, bytes.readUInt16BE(8), 'authority', message);
    readRecords(reader, bytes.readUInt16BE(10), 'additional', message);
    message.octetsLeft = reader.left;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    message.problem = error.message;
  }
  return message;
}

function readQuestions(reader: Reader, count: number, message: Message): void {
  for (let i = 0; i < count; i++) {
    const start = reader.at;
    const name = reader.name();
    message.questions.push({ name, typeCode: reader.u16(), classCode: reader.u16() });
    message.parts.push({ section: 'question', bytes: { start, end: reader.at }, rdata: null });
  }
}

function readRecords(reader: Reader, count: number, section: Section, message: Message): void {
  for (let i = 0; i < count; i++) {
    const start = reader.at;
    const owner = reader.name();
    const typeCode = reader.u16();
    const classCode = reader.u16();
    const ttl = reader.u32();
    const rdataStart = reader.at + 2;
    reader.take(reader.u16());
    const end = reader.at;
    message.parts.push({ section, bytes: { start, end }, rdata: { start: rdataStart, end } });
    if (typeCode === TYPE.OPT && owner.length === 0) {
      // OPT keeps in class and TTL what has no place in the header (RFC 6891 §6.1.3).
      message.edns = { udpOctets: classCode, version: (ttl >>> 16) & 255, dnssecOk: (ttl & 0x8000) !== 0 };
      message.rcode |= (ttl >>> 24) << 4;
      continue;
    }
    const { text, problem } = formatRdata(reader.message, typeCode, rdataStart, end);
    message[section].push({
      owner,
      typeCode,
      classCode,
      // RFC 2181 §8: a TTL with its highest bit set counts as zero.
      ttlSeconds: ttl > MAX_TTL ? 0 : ttl,
      data: text,
      problem,
      bytes: { start, end },
      rdata: { start: rdataStart, end },
    });
  }
}

/** What a UDP answer may measure on any path without being broken into fragments (DNS flag day 2020). */
export const EDNS_OCTETS = 1232;

/** Inside encryption a question is filled up to a multiple of this, so that its length tells nothing (RFC 8467 §4.1). */
const PADDED_OCTETS = 128;
const PADDING_OPTION = 12;

/**
 * A question, with RD set unless a server is to say what it knows itself, and with an OPT record (RFC 6891) that announces
 * `EDNS_OCTETS` unless `edns` is false.
 * @param how.padded it goes through an encrypted line (RFC 7830)
 */
export function encodeQuery(
  id: number,
  { name, typeCode, classCode }: Question,
  { edns = true, recursive = true, padded = false }: { edns?: boolean; recursive?: boolean; padded?: boolean } = {},
): Buffer {
  const header = Buffer.alloc(HEADER_OCTETS);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(recursive ? 0x0100 : 0, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(edns ? 1 : 0, 10);
  const question = Buffer.alloc(4);
  question.writeUInt16BE(typeCode, 0);
  question.writeUInt16BE(classCode, 2);
  const opt = Buffer.alloc(edns ? 11 : 0);
  if (edns) {
    opt.writeUInt16BE(TYPE.OPT, 1);
    opt.writeUInt16BE(EDNS_OCTETS, 3);
  }
  const encoded = Buffer.concat([header, encodeName(name), question, opt]);
  return edns && padded ? withPadding(encoded) : encoded;
}

/** @param query ends with an OPT record that has no options yet */
function withPadding(query: Buffer): Buffer {
  const padding = (PADDED_OCTETS - ((query.length + 4) % PADDED_OCTETS)) % PADDED_OCTETS;
  const option = Buffer.alloc(4 + padding);
  option.writeUInt16BE(PADDING_OPTION, 0);
  option.writeUInt16BE(padding, 2);
  const padded = Buffer.concat([query, option]);
  padded.writeUInt16BE(option.length, query.length - 2);
  return padded;
}
