import { encodeName, type Labels, lower } from '../names';
import { Reader, Unreadable } from '../reader';
import { TYPE } from '../types';

/** A name as it is signed: not compressed, letters of ASCII in lower case (RFC 4034 §6.2). */
export function canonicalName(labels: Labels): Buffer {
  return encodeName(labels.map((label) => Buffer.from(lower(label), 'latin1')));
}

/** The order of a zone's names (RFC 4034 §6.1), by labels from the root's side. Below 0: `a` comes first. */
export function compareNames(a: Labels, b: Labels): number {
  for (let i = 1; i <= Math.min(a.length, b.length); i++) {
    const order = Buffer.compare(
      Buffer.from(lower(a[a.length - i]), 'latin1'),
      Buffer.from(lower(b[b.length - i]), 'latin1'),
    );
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** A name, so many octets, or a character-string; what comes after the last of them is taken as it is. */
type Piece = 'name' | 'string' | number;

/** Types whose names are signed in lower case (RFC 4034 §6.2; RFC 6840 §5.1 takes NSEC and HINFO out), by their codes. */
const WITH_NAMES: ReadonlyMap<number, readonly Piece[]> = new Map<number, readonly Piece[]>([
  [TYPE.NS, ['name']],
  [3, ['name']], // MD
  [4, ['name']], // MF
  [TYPE.CNAME, ['name']],
  [TYPE.SOA, ['name', 'name']],
  [7, ['name']], // MB
  [8, ['name']], // MG
  [9, ['name']], // MR
  [TYPE.PTR, ['name']],
  [14, ['name', 'name']], // MINFO
  [TYPE.MX, [2, 'name']],
  [TYPE.RP, ['name', 'name']],
  [TYPE.AFSDB, [2, 'name']],
  [21, [2, 'name']], // RT
  [TYPE.SIG, [18, 'name']],
  [26, [2, 'name', 'name']], // PX
  [30, ['name']], // NXT
  [TYPE.SRV, [6, 'name']],
  [TYPE.NAPTR, [4, 'string', 'string', 'string', 'name']],
  [TYPE.KX, [2, 'name']],
  [TYPE.DNAME, ['name']],
  [TYPE.RRSIG, [18, 'name']],
]);

/** RDATA between `start` and `end` of a message as it is signed (RFC 4034 §6.2); broken RDATA is left as it came. */
export function canonicalRdata(message: Buffer, typeCode: number, start: number, end: number): Buffer {
  const pieces = WITH_NAMES.get(typeCode);
  if (!pieces) return message.subarray(start, end);
  try {
    const reader = new Reader(message, start, end);
    const octets = pieces.map((piece) => {
      if (piece === 'name') return canonicalName(reader.name());
      if (piece === 'string') {
        const text = reader.counted();
        return Buffer.concat([Buffer.from([text.length]), text]);
      }
      return reader.take(piece);
    });
    return Buffer.concat([...octets, reader.rest()]);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return message.subarray(start, end);
  }
}
