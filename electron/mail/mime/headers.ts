import { isUtf8 } from 'node:buffer';
import type { Address, Mailbox } from 'postal-mime';

/** A header longer than this is not one that somebody wants to read. */
export const longestHeader = 262_144;

/** Where the header ends and the body begins; the whole length when there is no body. */
export function bodyStart(raw: Uint8Array): number {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return crlf + 4;
  return lf >= 0 ? lf + 2 : bytes.length;
}

/**
 * Header fields may hold raw 8-bit text in a charset nobody named. The parser reads them as UTF-8; what is not UTF-8 is
 * read in the charset of the body, or as windows-1252, and handed on as UTF-8.
 */
export function withReadableHeader(raw: Uint8Array): Uint8Array {
  const end = bodyStart(raw);
  const header = raw.subarray(0, end);
  if (isUtf8(header)) return raw;
  const charset = declaredCharset(header) ?? 'windows-1252';
  const text = decode(header, charset);
  return Buffer.concat([Buffer.from(text, 'utf8'), raw.subarray(end)]);
}

/** Decodes with the charset when the platform knows it, else as windows-1252, in which every octet means something. */
export function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The first `charset=` among these bytes, which is that of the whole message or of its first part. */
export function declaredCharset(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 65_536)).toString('latin1');
  return /charset\s*=\s*"?([\w.:+-]+)/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** Groups (`team: a@x, b@x;`) are opened: a reader wants the people. */
export function mailboxes(addresses: readonly Address[] | undefined): { name: string; address: string }[] {
  return (addresses ?? []).flatMap((address) => (address.group ? address.group.map(plain) : [plain(address)]));
}

const plain = ({ name, address }: Mailbox) => ({ name, address: address ?? '' });

/** What stands in angle brackets in Message-ID, In-Reply-To or References (RFC 5322 §3.6.4). */
export function messageIds(field: string | undefined): string[] {
  return [...(field ?? '').matchAll(/<([^<>\s]+)>/g)].flatMap((match) => match[1] ?? []);
}
