import { Reader, Unreadable } from '../reader';
import { parseType, type TypeName } from '../types';
import {
  countedBase32,
  countedHex,
  type Field,
  hexOf,
  ipv4,
  ipv6,
  name,
  restBase64,
  restHex,
  restText,
  tag,
  text,
  texts,
  time,
  type,
  typeBitmap,
  u8,
  u16,
  u32,
} from './fields';
import { svcb } from './svcb';

/** Every type that is known, declared once: its fields in the order of the wire, which is that of the presentation. */
const LAYOUTS: Readonly<Partial<Record<TypeName, readonly Field[]>>> = {
  A: [ipv4],
  NS: [name],
  CNAME: [name],
  SOA: [name, name, u32, u32, u32, u32, u32],
  PTR: [name],
  HINFO: [text, text],
  MX: [u16, name],
  TXT: [texts],
  RP: [name, name],
  AFSDB: [u16, name],
  AAAA: [ipv6],
  SRV: [u16, u16, u16, name],
  NAPTR: [u16, u16, text, text, text, name],
  KX: [u16, name],
  CERT: [u16, u16, u8, restBase64],
  DNAME: [name],
  DS: [u16, u8, u8, restHex],
  SSHFP: [u8, u8, restHex],
  RRSIG: [type, u8, u8, u32, time, time, u16, name, restBase64],
  NSEC: [name, typeBitmap],
  DNSKEY: [u16, u8, u8, restBase64],
  DHCID: [restBase64],
  NSEC3: [u8, u8, u16, countedHex, countedBase32, typeBitmap],
  NSEC3PARAM: [u8, u8, u16, countedHex],
  TLSA: [u8, u8, u8, restHex],
  SMIMEA: [u8, u8, u8, restHex],
  CDS: [u16, u8, u8, restHex],
  CDNSKEY: [u16, u8, u8, restBase64],
  OPENPGPKEY: [restBase64],
  CSYNC: [u32, u16, typeBitmap],
  ZONEMD: [u32, u8, u8, restHex],
  SVCB: svcb,
  HTTPS: svcb,
  SPF: [texts],
  URI: [u16, u16, restText],
  CAA: [u8, tag, restText],
};

const BY_CODE: ReadonlyMap<number, readonly Field[]> = new Map(
  Object.entries(LAYOUTS).map(([name, fields]) => [parseType(name), fields]),
);

/**
 * RDATA between `start` and `end` of a message, or of the one that is being read, in presentation form. A type that is not known is given as octets (RFC
 * 3597 §5), and so is one that does not fit its layout or its RDLENGTH; then `problem` says why.
 */
export function formatRdata(
  message: Buffer | Reader,
  typeCode: number,
  start: number,
  end: number,
): { text: string; problem: string | null } {
  const whole = message instanceof Reader ? message : new Reader(message, start, end);
  const octets = () => whole.message.subarray(start, end);
  const fields = BY_CODE.get(typeCode);
  if (!fields) return { text: generic(octets()), problem: null };
  try {
    const reader = whole.within(start, end);
    let text = '';
    for (const field of fields) {
      const part = field(reader);
      text = text === '' ? part : part === '' ? text : `${text} ${part}`;
    }
    if (reader.left > 0) throw new Unreadable(`${reader.left} octets are left over`);
    return { text, problem: null };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { text: generic(octets()), problem: error.message };
  }
}

/** RFC 3597 §5: `\# 4 0A000001`. */
function generic(octets: Buffer): string {
  return octets.length === 0 ? '\\# 0' : `\\# ${octets.length} ${hexOf(octets)}`;
}
