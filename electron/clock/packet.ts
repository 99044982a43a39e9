import type { NtpTimestamp } from './ntp-time';

/** The header of an NTP packet (RFC 5905 §7.3), every field as it stands on the wire. */
export interface NtpPacket {
  leap: 0 | 1 | 2 | 3;
  version: number;
  /** 3 client, 4 server. */
  mode: number;
  stratum: number;
  /** log2 seconds, signed. */
  pollLog2: number;
  /** log2 seconds, signed. */
  precisionLog2: number;
  /** 16.16 seconds; see `usFromNtpShort`. */
  rootDelay: number;
  rootDispersion: number;
  /** Four octets: a kiss code or a clock's name at stratum 0 and 1, an address or a hash of one above. */
  referenceId: Buffer;
  reference: NtpTimestamp;
  origin: NtpTimestamp;
  receive: NtpTimestamp;
  transmit: NtpTimestamp;
}

const PACKET_OCTETS = 48;
export const MODE_CLIENT = 3;
export const MODE_SERVER = 4;
const LEAP_NAMES = ['none', 'insert', 'delete', 'unsynchronised'] as const;
export type LeapName = (typeof LEAP_NAMES)[number];

export function leapName(leap: NtpPacket['leap']): LeapName {
  return LEAP_NAMES[leap];
}

/** The header in 48 octets, without extension fields or a MAC. */
export function encodePacket(packet: NtpPacket): Buffer {
  const bytes = Buffer.alloc(PACKET_OCTETS);
  bytes.writeUInt8((packet.leap << 6) | (packet.version << 3) | packet.mode, 0);
  bytes.writeUInt8(packet.stratum, 1);
  bytes.writeInt8(packet.pollLog2, 2);
  bytes.writeInt8(packet.precisionLog2, 3);
  bytes.writeUInt32BE(packet.rootDelay, 4);
  bytes.writeUInt32BE(packet.rootDispersion, 8);
  packet.referenceId.copy(bytes, 12, 0, 4);
  bytes.writeBigUInt64BE(packet.reference, 16);
  bytes.writeBigUInt64BE(packet.origin, 24);
  bytes.writeBigUInt64BE(packet.receive, 32);
  bytes.writeBigUInt64BE(packet.transmit, 40);
  return bytes;
}

/**
 * The header of a datagram, or null when it is shorter than one. What follows octet 48 (extension fields, a MAC) is
 * read by `readTrailer`.
 */
export function decodePacket(bytes: Buffer): NtpPacket | null {
  if (bytes.length < PACKET_OCTETS) return null;
  const first = bytes.readUInt8(0);
  return {
    leap: leapBits(first >> 6),
    version: (first >> 3) & 7,
    mode: first & 7,
    stratum: bytes.readUInt8(1),
    pollLog2: bytes.readInt8(2),
    precisionLog2: bytes.readInt8(3),
    rootDelay: bytes.readUInt32BE(4),
    rootDispersion: bytes.readUInt32BE(8),
    referenceId: Buffer.from(bytes.subarray(12, 16)),
    reference: bytes.readBigUInt64BE(16),
    origin: bytes.readBigUInt64BE(24),
    receive: bytes.readBigUInt64BE(32),
    transmit: bytes.readBigUInt64BE(40),
  };
}

/**
 * A question that says nothing about who asks: all zero but the version, the mode and a random transmit timestamp,
 * which the answer must echo as its origin (draft-ietf-ntp-data-minimization).
 * @param interleaved what asks for the interleaved mode: the receive timestamp of the last answer, and a second random number
 */
export function clientPacket(
  nonce: NtpTimestamp,
  version = 4,
  interleaved: { origin: NtpTimestamp; receive: NtpTimestamp } = { origin: 0n, receive: 0n },
): NtpPacket {
  return {
    leap: 0,
    version,
    mode: MODE_CLIENT,
    stratum: 0,
    pollLog2: 0,
    precisionLog2: 0,
    rootDelay: 0,
    rootDispersion: 0,
    referenceId: Buffer.alloc(4),
    reference: 0n,
    ...interleaved,
    transmit: nonce,
  };
}

/** The reference id for a person: `GPS` or `RATE` (stratum 0 and 1, RFC 5905 figure 12), else four numbers. */
export function referenceIdText(packet: Pick<NtpPacket, 'stratum' | 'referenceId'>): string {
  const id = packet.referenceId;
  if (packet.stratum <= 1) {
    const text = id.toString('latin1').replace(/\0+$/, '');
    if (/^[\x21-\x7e]+$/.test(text)) return text;
  }
  return [...id].join('.');
}

function leapBits(bits: number): NtpPacket['leap'] {
  return bits === 0 || bits === 1 || bits === 2 ? bits : 3;
}
