const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/**
 * Undoes the dot-stuffing of a multi-line answer and finds its end (RFC 1939 §3), over any split of the stream and byte
 * for byte: a line begins after CRLF alone, so a lone CR or LF, NUL and 8-bit octets pass as they are.
 */
export class DotReader {
  private atLineStart = true;
  /** The last chunk ended with CR, and only the next one tells whether that was a line's end. */
  private afterCr = false;
  /** `.` or `.` CR at the start of a line: what it means is not known yet. */
  private undecided: Buffer | null = null;
  /** Octets of content given out. */
  octets = 0;

  /**
   * @param next the next octets of the stream
   * @param give receives the content, in slices of them
   * @returns what follows the end, or null while the end has not come
   */
  push(next: Buffer, give: (content: Buffer) => void): Buffer | null {
    const chunk = this.undecided ? Buffer.concat([this.undecided, next]) : next;
    this.undecided = null;
    let start = 0;
    let at = 0;
    const emit = (end: number) => {
      if (end <= start) return;
      this.octets += end - start;
      give(chunk.subarray(start, end));
    };
    if (this.afterCr && chunk.byteLength > 0) {
      this.afterCr = false;
      this.atLineStart = chunk[0] === LF;
      at = this.atLineStart ? 1 : 0;
    }
    while (at < chunk.byteLength) {
      if (this.atLineStart && chunk[at] === DOT) {
        emit(at);
        start = at;
        const known = chunk.byteLength - at;
        if (known === 1 || (known === 2 && chunk[at + 1] === CR)) {
          this.undecided = chunk.subarray(at);
          return null;
        }
        if (chunk[at + 1] === CR && chunk[at + 2] === LF) return chunk.subarray(at + 3);
        start = at + 1;
        at += 1;
      }
      this.atLineStart = false;
      // Most octets are passed over here, by the platform's own search.
      const cr = chunk.indexOf(CR, at);
      if (cr < 0) break;
      at = cr + 1;
      if (at === chunk.byteLength) this.afterCr = true;
      else if (chunk[at] === LF) {
        this.atLineStart = true;
        at += 1;
      }
    }
    emit(chunk.byteLength);
    return null;
  }
}
