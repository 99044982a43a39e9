import { encode, type OptAnswer } from 'dns-packet';
import { decodeMessage, formatName, type Message, TYPE, typeName } from '../../dns';
import { type Looked, lookUp } from './lookup';
import type { Zone } from './zones';

const HEADER_OCTETS = 12;
const PLAIN_UDP_OCTETS = 512;
const MOST_UDP_OCTETS = 1232;
const RCODE = { noError: 0, formErr: 1, nxDomain: 3, notImp: 4, refused: 5 } as const;
/** The upper bits of BADVERS (16), which go into OPT. */
const BADVERS_UPPER = 1;
const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursionDesired: 0x0100 } as const;

/** RFC 3225: the answer has DO as the question has it. */
const DNSSEC_OK = 0x8000;

type Records = Pick<Looked, 'answer' | 'authority' | 'additional'>;
const NONE: Records = { answer: [], authority: [], additional: [] };

/**
 * The answer to one message, or null when it deserves none (not a question, or no header).
 * @param zones what the server holds; it refuses to speak of anything else
 */
export function answerMessage(zones: readonly Zone[], bytes: Buffer, transport: 'udp' | 'tcp'): Buffer | null {
  const query = decodeMessage(bytes);
  if (!query || query.response) return null;
  const [question] = query.questions;
  const reply = (rcode: number, records: Records = NONE, flags = 0, upperRcode = 0) =>
    encodeReply(bytes, query, { rcode, records, flags, upperRcode });

  if (query.opcode !== 0) return reply(RCODE.notImp);
  if (!question || query.questions.length !== 1 || query.problem !== null) return reply(RCODE.formErr);
  if (query.edns && query.edns.version !== 0) return reply(RCODE.noError, NONE, 0, BADVERS_UPPER);
  // Class IN alone, and no zone transfers.
  if (question.classCode !== 1 || question.typeCode === TYPE.AXFR || question.typeCode === TYPE.IXFR)
    return reply(RCODE.refused);

  const name = formatName(question.name).slice(0, -1).toLowerCase();
  if (!zones.some(({ apex }) => apex === '' || name === apex || name.endsWith(`.${apex}`))) return reply(RCODE.refused);
  const looked = lookUp(zones, name, typeName(question.typeCode), query.edns?.dnssecOk);
  const aa = looked.authoritative ? FLAG.authoritative : 0;
  const rcode = looked.nxdomain ? RCODE.nxDomain : RCODE.noError;
  const full = reply(rcode, looked, aa);
  const most = transport === 'tcp' ? 65_535 : udpLimit(query);
  if (full.length <= most) return full;
  // Additional records may be left out without a word (RFC 2181 §9); anything else means TC.
  const essential = reply(rcode, { ...looked, additional: [] }, aa);
  return essential.length <= most ? essential : reply(rcode, NONE, aa | FLAG.truncated);
}

function udpLimit({ edns }: Message): number {
  return edns ? Math.min(Math.max(edns.udpOctets, PLAIN_UDP_OCTETS), MOST_UDP_OCTETS) : PLAIN_UDP_OCTETS;
}

/**
 * dns-packet is right for the plain records of these zones. It would change an odd name in the question (a label with a
 * dot, an octet that is not UTF-8), so the question's octets are put in as they came; nothing points behind them, as
 * dns-packet does not compress.
 */
function encodeReply(
  bytes: Buffer,
  query: Message,
  { rcode, records, flags, upperRcode }: { rcode: number; records: Records; flags: number; upperRcode: number },
): Buffer {
  const opt: OptAnswer = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: MOST_UDP_OCTETS,
    extendedRcode: upperRcode,
    ednsVersion: 0,
    flags: query.edns?.dnssecOk ? DNSSEC_OK : 0,
    flag_do: query.edns?.dnssecOk ?? false,
    options: [],
  };
  const desired = query.flags.includes('rd') ? FLAG.recursionDesired : 0;
  const message = encode({
    type: 'response',
    id: query.id,
    answers: records.answer,
    authorities: records.authority,
    additionals: [...records.additional, ...(query.edns ? [opt] : [])],
  });
  message.writeUInt16BE(FLAG.response | (query.opcode << 11) | flags | desired | rcode, 2);
  const question = query.questions.length === 1 ? bytes.subarray(HEADER_OCTETS, questionEnd(query)) : Buffer.alloc(0);
  message.writeUInt16BE(question.length > 0 ? 1 : 0, 4);
  return Buffer.concat([message.subarray(0, HEADER_OCTETS), question, message.subarray(HEADER_OCTETS)]);
}

/** The only question of a message is not compressed: there is nothing before it to point at. */
function questionEnd({ questions }: Message): number {
  const [question] = questions;
  const nameOctets = question?.name.reduce((sum, label) => sum + 1 + label.length, 1) ?? 0;
  return HEADER_OCTETS + nameOctets + 4;
}
