import { type Leaf, leavesOf } from './leaves';

/**
 * What was attached, octet for octet. The parser takes lines for lines: of what was not sent as base64 it alters the line ends and
 * adds one at the end, which breaks signatures of attached messages, and checksums of files.
 * @param read an attachment of the message, as the parser gave it
 */
export function exactly(raw: Uint8Array, read: Uint8Array): Uint8Array {
  const leaves = [...leavesOf(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength))];
  if (leaves.some((leaf) => leaf.encoding === 'base64' && isBase64Of(leaf, read))) return read;
  const known = comparable(read);
  for (const leaf of leaves) {
    if (leaf.encoding === 'base64' || leaf.body.byteLength + 1 < known.length) continue;
    const whole = leaf.encoding === 'quoted-printable' ? fromQuotedPrintable(leaf.body) : leaf.body;
    if (comparable(whole) === known) return whole;
  }
  return read;
}

function isBase64Of({ body }: Leaf, read: Uint8Array): boolean {
  if (body.byteLength < (read.byteLength / 3) * 4) return false;
  const decoded = Buffer.from(body.toString('latin1'), 'base64');
  return decoded.equals(read);
}

/** RFC 2045 §6.7, with the line ends as they came. */
function fromQuotedPrintable(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+(?=\r?$)/gm, '')
    .replace(/=\r?\n/g, '')
    .replace(/=$/, '')
    .replace(/=([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(text, 'latin1');
}

/** What stays the same whatever is done to line ends. */
function comparable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[ \t]*\r?\n/g, '\n').replace(/[ \t\n]+$/, '');
}
