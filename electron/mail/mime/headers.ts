import { isUtf8 } from 'node:buffer';
import { type Address, addressParser, decodeWords, type Mailbox } from 'postal-mime';

/** A header longer than this is not one that somebody wants to read. */
export const longestHeader = 262_144;

const blankLine = Buffer.from('\r\n\r\n');
const bareBlankLine = Buffer.from('\n\n');

/** Where the header ends and the body begins; the whole length when there is no body. */
export function bodyStart(raw: Uint8Array): number {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const crlf = bytes.indexOf(blankLine);
  // To look for other ends in a body costs more than to read the header before it.
  const lf = (crlf < 0 ? bytes : bytes.subarray(0, crlf)).indexOf(bareBlankLine);
  if (lf >= 0) return lf + bareBlankLine.byteLength;
  return crlf >= 0 ? crlf + blankLine.byteLength : bytes.byteLength;
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

/** A person and the comma behind, where nothing is escaped, commented on or grouped: nearly always. No run can be split in two ways. */
const simple =
  /[ \t]*(?:(?:"([\w .,'-]*)"[ \t]*|([\w=][\w .'=?+/-]*)|)<([\w.+-]+@[\w.-]+)>|([\w.+-]+@[\w.-]+))[ \t]*(?:,|$)/y;

/** The people in a field, unfolded. The parser goes through it octet by octet, and a fetch asks for thousands. */
export function mailboxesIn(field: string): Mailbox[] {
  const people: Mailbox[] = [];
  for (simple.lastIndex = 0; simple.lastIndex < field.length; ) {
    const found = simple.exec(field);
    if (!found) return mailboxes(addressParser(field));
    const [, quoted, name, bracketed, alone] = found;
    people.push({ name: decoded((quoted ?? name ?? '').trim()), address: bracketed ?? alone ?? '' });
  }
  return people;
}

/** Unstructured text, in which encoded words may stand (RFC 2047 §5). */
export const decoded = (text: string) => (text.includes('=?') ? decodeWords(text) : text);

const plain = ({ name, address }: Mailbox) => ({ name, address: address ?? '' });

/** What stands in angle brackets in Message-ID, In-Reply-To or References (RFC 5322 §3.6.4). */
export function messageIds(field: string | undefined): string[] {
  return (field?.match(/<[^<>\s]+>/g) ?? []).map((id) => id.slice(1, -1));
}
