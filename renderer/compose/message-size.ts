import type { Draft } from '../../shared/contract';

/** The header, and what parts the pieces of a message from each other. */
const headerOctets = 1_500;
const partOctets = 400;

/**
 * About how many octets the message takes on its way: base64 makes four of three, and breaks lines after 76 (RFC 2045 §6.8).
 * @param files those that go along
 */
export function messageSize(text: string, rich: boolean, files: Pick<Draft['attachments'][number], 'size'>[]): number {
  const words = base64Size(new TextEncoder().encode(text).byteLength);
  const formatted = rich ? words * 1.2 + partOctets : 0;
  const attached = files.reduce((sum, { size }) => sum + base64Size(size) + partOctets, 0);
  return Math.ceil(headerOctets + words + formatted + attached);
}

function base64Size(octets: number): number {
  const letters = Math.ceil(octets / 3) * 4;
  return letters + Math.ceil(letters / 76) * 2;
}
