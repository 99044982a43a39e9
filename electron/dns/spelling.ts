import { randomBytes } from 'node:crypto';
import { type EdnsOption, OPTION } from './edns';
import type { Received } from './matching';
import { decodeMessage, HEADER_OCTETS, type RawRecord } from './message';
import { encodeName, formatName, type Labels, parseName, sameName } from './names';
import { TYPE } from './types';

/**
 * The same name with letters of random case, which an answer must repeat: a forger has to guess them besides id and port
 * (draft-vixie-dnsext-dns0x20).
 */
export function respelled(name: Labels): Labels {
  return name.map((label) => {
    const coins = randomBytes(label.length);
    return label.map((octet, index) => (isLetter(octet) && (coins[index] ?? 0) & 1 ? octet ^ 0x20 : octet));
  }) as Buffer[];
}

const isLetter = (octet: number) => (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);

/** Whether the question of an answer is spelled as it was asked. */
export function isSpelled({ message, bytes }: Received, spelled: Labels): boolean {
  if (message.questions.length === 0) return true;
  const name = encodeName(spelled);
  return bytes.subarray(HEADER_OCTETS, HEADER_OCTETS + name.length).equals(name);
}

/**
 * An answer with the name as a person wrote it. Names in its records point into the question, so they are right as well.
 * @param received is spelled as it was asked
 */
export function asWritten({ message, bytes }: Received, name: Labels): Received {
  if (message.questions.length === 0) return { message, bytes };
  const octets = Buffer.from(bytes);
  encodeName(name).copy(octets, HEADER_OCTETS);
  const written = decodeMessage(octets) ?? message;
  const made = written.answer.some(({ typeCode }) => typeCode === TYPE.DNAME);
  const each = (records: readonly RawRecord[]) =>
    records.map((record) => {
      const owned = { ...record, owner: ownerAsWritten(record.owner, name) };
      return made ? aliasAsWritten(owned, name) : owned;
    });
  const { answer, authority, additional, edns } = written;
  return {
    message: {
      ...written,
      answer: each(answer),
      authority: each(authority),
      additional: each(additional),
      edns: edns && { ...edns, options: edns.options.map((option) => wordsAsWritten(option, name)) },
    },
    bytes,
  };
}

/** A server that points nowhere repeats the name, or the end of it. */
function ownerAsWritten(owner: Labels, name: Labels): Labels {
  const end = name.slice(Math.max(0, name.length - owner.length));
  return sameName(owner, end) ? end : owner;
}

/** The alias that a server makes of a DNAME begins with labels of the question (RFC 6672 §2.2), and does not point there. */
function aliasAsWritten(record: RawRecord, name: Labels): RawRecord {
  if (record.typeCode !== TYPE.CNAME || record.problem !== null) return record;
  const labels = parseName(record.data).map((label, at) => {
    const asked = name[at];
    return asked && sameName([label], [asked]) ? asked : label;
  });
  return { ...record, data: formatName(labels) };
}

/** An extended error may repeat the name within its words, as Unbound's does. */
function wordsAsWritten(option: EdnsOption, name: Labels): EdnsOption {
  if (option.code !== OPTION.EDE) return option;
  const asked = formatName(name);
  const data = Buffer.from(option.data);
  const words = data.toString('latin1').toLowerCase();
  for (let at = words.indexOf(asked.toLowerCase()); at >= 0; at = words.indexOf(asked.toLowerCase(), at + 1))
    data.write(asked, at, 'latin1');
  return { ...option, data };
}
