import { isAscii } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LineEnds } from './line-ends';

/** Small enough for progress to be seen, large enough to cost nothing. */
const pieceOctets = 65_536;
/** Of a file, where each piece costs a turn through the system. */
const filePieceOctets = 1_048_576;

/** A message as it will be sent, wherever it lies. */
export interface Content {
  /** Octets as they lie there. A lone CR or LF is sent as CRLF and makes the message one octet longer than this. */
  readonly size: number;
  /** Something in it is beyond ASCII, so that 8BITMIME is needed (RFC 6152). */
  readonly eightBit: boolean;
  /** Its header is, so that it is a message of SMTPUTF8 (RFC 6532). */
  readonly eightBitHeader: boolean;
  /** The octets, from the beginning each time. */
  open(): Iterable<Buffer> | AsyncIterable<Buffer>;
}

export function contentOf(bytes: Uint8Array): Content {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const eightBit = !isAscii(raw);
  return {
    size: raw.byteLength,
    eightBit,
    eightBitHeader: eightBit && !isAscii(headerOf(raw)),
    open: () => pieces(raw),
  };
}

/** A message in a file, which is read once now and once for each time that it is sent, and is never whole in memory. */
export async function contentOfFile(path: string): Promise<Content> {
  const { size } = await stat(path);
  const open = () => readPieces(path);
  let eightBit = false;
  let eightBitHeader = false;
  let first = true;
  for await (const piece of open()) {
    if (!isAscii(piece)) {
      eightBit = true;
      // A header that is longer than a piece counts by what is in the first one.
      eightBitHeader ||= first && !isAscii(headerOf(piece));
      if (!first) break;
    }
    first = false;
  }
  return { size, eightBit, eightBitHeader, open };
}

function headerOf(raw: Buffer): Buffer {
  const ends = ['\r\n\r\n', '\n\n'].map((end) => raw.indexOf(end)).filter((end) => end >= 0);
  return ends.length > 0 ? raw.subarray(0, Math.min(...ends)) : raw;
}

function* pieces(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.byteLength; at += pieceOctets) yield raw.subarray(at, at + pieceOctets);
}

async function* readPieces(path: string): AsyncGenerator<Buffer> {
  const chunks: AsyncIterable<unknown> = createReadStream(path, { highWaterMark: filePieceOctets });
  for await (const chunk of chunks) if (Buffer.isBuffer(chunk)) yield chunk;
}

/** The octets as they go over the line. @param onTaken told of each piece as it is read, in octets so far */
export async function* onTheLine(
  content: Content,
  stuff: boolean,
  onTaken: (octets: number) => void,
): AsyncGenerator<Buffer> {
  const lines = new LineEnds(stuff);
  let taken = 0;
  for await (const piece of content.open()) {
    taken += piece.byteLength;
    const bytes = lines.push(piece);
    if (bytes.byteLength > 0) yield bytes;
    onTaken(taken);
  }
  const owed = lines.end();
  if (owed.byteLength > 0) yield owed;
}
