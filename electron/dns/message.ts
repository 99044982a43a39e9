import { type EdnsOption, OPTION, readOptions, writeOptions } from './edns';
import { type Labels, wireLength, writeName } from './names';
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
  edns: { udpOctets: number; version: number; dnssecOk: boolean; options: EdnsOption[] } | null;
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
  return decode(bytes, null);
}

/** The same with all parts in the order of the wire. */
export function decodeParts(bytes: Buffer): { message: Message; parts: Part[] } | null {
  const parts: Part[] = [];
  const message = decode(bytes, parts);
  return message && { message, parts };
}

function decode(bytes: Buffer, parts: Part[] | null): Message | null {
  if (bytes.length < HEADER_OCTETS) return null;
  const reader = new Reader(bytes, 0, bytes.length);
  const id = reader.u16();
  const bits = reader.u16();
  const message: Message = {
    id,
    response: (bits & 0x8000) !== 0,
    opcode: (bits >> 11) & 15,
    flags: flagsOf(bits),
    rcode: bits & 15,
    questions: [],
    answer: [],
    authority: [],
    additional: [],
    edns: null,
    problem: null,
    octetsLeft: 0,
  };
  const [questions, answer, authority, additional] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  try {
    readQuestions(reader, questions, message, parts);
    readRecords(reader, answer, 'answer', message, parts);
    readRecords(reader, authority, 'authority', message, parts);
    readRecords(reader, additional, 'additional', message, parts);
    message.octetsLeft = reader.left;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    message.problem = error.message;
  }
  return message;
}

/** How a server from before RFC 6891 meets a question with OPT (§7). */
export const knowsNoEdns = ({ rcode, edns }: Message): boolean => edns === null && (rcode === 1 || rcode === 4);

/** RFC 2181 §8: a TTL with its highest bit set counts as zero. */
export const ttlOf = (seconds: number): number => (seconds > MAX_TTL ? 0 : seconds);

function flagsOf(bits: number): string[] {
  const flags: string[] = [];
  for (const [flag, bit] of FLAG_BITS) if ((bits & bit) !== 0) flags.push(flag);
  return flags;
}

function readQuestions(reader: Reader, count: number, message: Message, parts: Part[] | null): void {
  for (let i = 0; i < count; i++) {
    const start = reader.at;
    const name = reader.name();
    message.questions.push({ name, typeCode: reader.u16(), classCode: reader.u16() });
    parts?.push({ section: 'question', bytes: { start, end: reader.at }, rdata: null });
  }
}

function readRecords(reader: Reader, count: number, section: Section, message: Message, parts: Part[] | null): void {
  for (let i = 0; i < count; i++) {
    const start = reader.at;
    const owner = reader.name();
    const typeCode = reader.u16();
    const classCode = reader.u16();
    const ttl = reader.u32();
    const rdataStart = reader.at + 2;
    reader.skip(reader.u16());
    const end = reader.at;
    parts?.push({ section, bytes: { start, end }, rdata: { start: rdataStart, end } });
    if (typeCode === TYPE.OPT && owner.length === 0) {
      // OPT keeps in class and TTL what has no place in the header (RFC 6891 §6.1.3).
      message.edns = {
        udpOctets: classCode,
        version: (ttl >>> 16) & 255,
        dnssecOk: (ttl & 0x8000) !== 0,
        options: rdataStart === end ? [] : readOptions(reader.message.subarray(rdataStart, end)),
      };
      message.rcode |= (ttl >>> 24) << 4;
      continue;
    }
    const { text, problem } = formatRdata(reader, typeCode, rdataStart, end);
    message[section].push({
      owner,
      typeCode,
      classCode,
      ttlSeconds: ttlOf(ttl),
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
/** The root, type, class, TTL and an empty RDATA. */
const OPT_OCTETS = 11;

/** How a question is put. */
export interface QueryManner {
  /** An OPT record goes along (RFC 6891), which announces `EDNS_OCTETS`; left out: it does. */
  edns?: boolean;
  /** RD: whether a server is to ask others; left out: it is. */
  recursive?: boolean;
  /** Signatures are to come along (DO), and those that do not hold as well (CD). */
  dnssec?: boolean | undefined;
  /** What else OPT carries. */
  options?: readonly EdnsOption[] | undefined;
  /** It goes through an encrypted line (RFC 7830). */
  padded?: boolean;
}

export function encodeQuery(
  id: number,
  { name, typeCode, classCode }: Question,
  { edns = true, recursive = true, dnssec = false, options = [], padded = false }: QueryManner = {},
): Buffer {
  const nameOctets = wireLength(name);
  const encoded = Buffer.allocUnsafe(HEADER_OCTETS + nameOctets + 4 + (edns ? OPT_OCTETS : 0)).fill(0);
  encoded.writeUInt16BE(id, 0);
  encoded.writeUInt16BE((recursive ? 0x0100 : 0) | (dnssec ? 0x0010 : 0), 2);
  encoded[5] = 1;
  encoded[11] = edns ? 1 : 0;
  const end = writeName(encoded, name, HEADER_OCTETS);
  encoded.writeUInt16BE(typeCode, end);
  encoded.writeUInt16BE(classCode, end + 2);
  if (edns) {
    encoded[end + 6] = TYPE.OPT;
    encoded.writeUInt16BE(EDNS_OCTETS, end + 7);
    encoded.writeUInt16BE(dnssec ? 0x8000 : 0, end + 11);
  }
  if (!edns || (options.length === 0 && !padded)) return encoded;
  const told = withOptions(encoded, options);
  return padded ? withOptions(encoded, [...options, paddingFor(told)]) : told;
}

/** @param query ends with an OPT record that has no options yet */
function withOptions(query: Buffer, options: readonly EdnsOption[]): Buffer {
  const rdata = writeOptions(options);
  const whole = Buffer.concat([query, rdata]);
  whole.writeUInt16BE(rdata.length, query.length - 2);
  return whole;
}

function paddingFor(query: Buffer): EdnsOption {
  return {
    code: OPTION.PADDING,
    data: Buffer.alloc((PADDED_OCTETS - ((query.length + 4) % PADDED_OCTETS)) % PADDED_OCTETS),
  };
}
