const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const crlf = Buffer.from('\r\n');
const dot = Buffer.from('.');
const nothing = Buffer.alloc(0);

/**
 * Makes a stream of octets into SMTP's lines, over any split and without taking a line apart: a lone CR or LF becomes CRLF, since
 * to some servers it ends a line and to others not, and what follows could be read as a command (RFC 5321 §2.3.8, “SMTP
 * smuggling”). With `stuff`, a dot at the start of a line is doubled (§4.5.2).
 */
export class LineEnds {
  private atLineStart = true;
  /** The last octet was CR, and only the next one tells whether it begins CRLF. */
  private heldCr = false;

  constructor(private readonly stuff: boolean) {}

  push(chunk: Buffer): Buffer {
    const { byteLength } = chunk;
    if (byteLength === 0) return nothing;
    const pieces: Buffer[] = [];
    let start = 0;
    let at = 0;
    if (this.heldCr) {
      this.heldCr = false;
      pieces.push(crlf);
      this.atLineStart = true;
      if (chunk[0] === LF) at = start = 1;
    }
    while (at < byteLength) {
      if (this.atLineStart) {
        this.atLineStart = false;
        if (this.stuff && chunk[at] === DOT) {
          pieces.push(chunk.subarray(start, at), dot);
          start = at;
        }
      }
      let octet = 0;
      // Nearly all octets are passed over here.
      while (at < byteLength) {
        octet = chunk[at] ?? 0;
        if (octet === CR || octet === LF) break;
        at += 1;
      }
      if (at === byteLength) break;
      if (octet === CR && at + 1 === byteLength) {
        pieces.push(chunk.subarray(start, at));
        this.heldCr = true;
        start = byteLength;
        break;
      }
      if (octet === CR && chunk[at + 1] === LF) at += 2;
      else {
        pieces.push(chunk.subarray(start, at), crlf);
        at += 1;
        start = at;
      }
      this.atLineStart = true;
    }
    if (pieces.length === 0) return chunk;
    pieces.push(chunk.subarray(start));
    return Buffer.concat(pieces);
  }

  /** What is owed at the end, so that the last line is a whole one. */
  end(): Buffer {
    const owed = this.heldCr || !this.atLineStart ? crlf : nothing;
    this.heldCr = false;
    this.atLineStart = true;
    return owed;
  }
}
