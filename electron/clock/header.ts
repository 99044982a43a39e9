import type { NtpHeader } from '../../shared/contract/clock';
import { type NtpTimestamp, usFromNtpShort } from './ntp-time';
import { leapName, type NtpPacket, referenceIdText } from './packet';
import { readTrailer } from './trailer';

/** A packet field by field, for a person. */
export function headerOf(packet: NtpPacket, bytes: Buffer): NtpHeader {
  return {
    leap: leapName(packet.leap),
    version: packet.version,
    mode: packet.mode,
    stratum: packet.stratum,
    pollLog2: packet.pollLog2,
    precisionLog2: packet.precisionLog2,
    rootDelayUs: usFromNtpShort(packet.rootDelay),
    rootDispersionUs: usFromNtpShort(packet.rootDispersion),
    referenceId: referenceIdText(packet),
    reference: timestampText(packet.reference),
    origin: timestampText(packet.origin),
    receive: timestampText(packet.receive),
    transmit: timestampText(packet.transmit),
    extensions: (readTrailer(bytes)?.fields ?? []).map(({ type, value }) => ({
      type: `0x${type.toString(16).padStart(4, '0')}`,
      octets: value.length,
    })),
    octets: bytes.toString('hex'),
  };
}

/** Seconds and fraction apart, as RFC 5905 writes them. */
export function timestampText(timestamp: NtpTimestamp): string {
  const digits = timestamp.toString(16).padStart(16, '0');
  return `${digits.slice(0, 8)}.${digits.slice(8)}`;
}
