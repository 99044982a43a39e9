/** What follows the 48 octets of a header: extension fields (RFC 7822) and a MAC (RFC 5905 §7.3, RFC 8573). */
export interface Trailer {
  fields: ExtensionField[];
  /** Octets of the MAC with its key id; 4 is a crypto-NAK (RFC 5905 §7.3), 0 is none. */
  macOctets: number;
}

export interface ExtensionField {
  type: number;
  /** Without the four octets of type and length; padding included. */
  value: Buffer;
  /** Where the field begins in the datagram: what stands before it is what an authenticator vouches for. */
  at: number;
}

const HEADER = 48;
const CRYPTO_NAK = 4;
/** A key id and a digest of 16 or 20 octets. */
const MACS = [20, 24];
const SHORTEST_FIELD = 16;

/** Reads what follows the header; null when it is neither fields nor a MAC. Nothing in it is believed here. */
export function readTrailer(bytes: Buffer): Trailer | null {
  const fields: ExtensionField[] = [];
  let at = HEADER;
  for (;;) {
    const left = bytes.length - at;
    if (left === 0) return { fields, macOctets: 0 };
    // RFC 7822 §3: what is no longer than the longest MAC is one; a last field without a MAC behind it is longer.
    if (left === CRYPTO_NAK || MACS.includes(left)) return { fields, macOctets: left };
    if (left < SHORTEST_FIELD) return null;
    const octets = bytes.readUInt16BE(at + 2);
    if (octets < SHORTEST_FIELD || octets % 4 !== 0 || octets > left) return null;
    fields.push({ type: bytes.readUInt16BE(at), value: bytes.subarray(at + 4, at + octets), at });
    at += octets;
  }
}

/** The parts of a field as they go on the wire, padded to whole words and to the shortest length allowed. */
export function extensionField(type: number, value: Uint8Array): Buffer {
  const octets = Math.max(SHORTEST_FIELD, 4 + Math.ceil(value.length / 4) * 4);
  const field = Buffer.alloc(octets);
  field.writeUInt16BE(type, 0);
  field.writeUInt16BE(octets, 2);
  field.set(value, 4);
  return field;
}
