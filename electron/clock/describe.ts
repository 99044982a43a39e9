import { timestampText } from './header';
import { usFromNtpShort } from './ntp-time';
import { decodePacket, leapName, type NtpPacket, referenceIdText } from './packet';

/** One line of the transcript for a datagram of either side. */
export function describePacket(bytes: Buffer): string {
  const packet = decodePacket(bytes);
  if (!packet) return `${bytes.length} octets, too short for NTP: ${bytes.toString('hex')}`;
  return packet.mode === 3 ? describeQuestion(packet) : describeAnswer(packet, bytes.length);
}

function describeQuestion(packet: NtpPacket): string {
  return `NTPv${packet.version} client, transmit ${timestampText(packet.transmit)}`;
}

function describeAnswer(packet: NtpPacket, octets: number): string {
  const parts = [
    `NTPv${packet.version} ${packet.mode === 4 ? 'server' : `mode ${packet.mode}`}`,
    `stratum ${packet.stratum}`,
    referenceIdText(packet),
    `leap ${leapName(packet.leap)}`,
    `poll ${packet.pollLog2}`,
    `precision ${packet.precisionLog2}`,
    `root delay ${ms(packet.rootDelay)}`,
    `root dispersion ${ms(packet.rootDispersion)}`,
    `origin ${timestampText(packet.origin)}`,
    `receive ${timestampText(packet.receive)}`,
    `transmit ${timestampText(packet.transmit)}`,
  ];
  if (octets > 48) parts.push(`${octets - 48} octets more`);
  return parts.join(', ');
}

function ms(short: number): string {
  return `${(usFromNtpShort(short) / 1000).toFixed(3)} ms`;
}
