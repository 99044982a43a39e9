const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const lineEndAndDot = Buffer.from('\r\n.');

/**
 * Undoes the dot-stuffing of a multi-line answer and finds its end (RFC 1939 §3), over any split of the stream and byte
 * for byte: a line begins after CRLF alone, so a lone CR or LF, NUL and 8-bit octets pass as they are.
 */
export class DotReader {
  /** What the next octet follows: a line's end, a CR that may become one, or anything else. */
  private behind: 'line-end' | 'cr' | 'other' = 'line-end';
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
    for (let dot = this.firstDot(chunk); dot >= 0; dot = dotAfterLineEnd(chunk, start)) {
      this.emit(chunk.subarray(start, dot), give);
      const known = chunk.byteLength - dot;
      if (known === 1 || (known === 2 && chunk[dot + 1] === CR)) {
        this.undecided = chunk.subarray(dot);
        this.behind = 'line-end';
        return null;
      }
      if (chunk[dot + 1] === CR && chunk[dot + 2] === LF) return chunk.subarray(dot + 3);
      start = dot + 1;
    }
    this.emit(chunk.subarray(start), give);
    this.noteEnd(chunk);
    return null;
  }

  private emit(content: Buffer, give: (content: Buffer) => void): void {
    if (content.byteLength === 0) return;
    this.octets += content.byteLength;
    give(content);
  }

  private firstDot(chunk: Buffer): number {
    if (this.behind === 'line-end' && chunk[0] === DOT) return 0;
    if (this.behind === 'cr' && chunk[0] === LF && chunk[1] === DOT) return 1;
    return dotAfterLineEnd(chunk, 0);
  }

  private noteEnd(chunk: Buffer): void {
    const last = chunk.at(-1);
    if (last === undefined) return;
    const afterCr = chunk.byteLength > 1 ? chunk.at(-2) === CR : this.behind === 'cr';
    if (last === CR) this.behind = 'cr';
    else this.behind = last === LF && afterCr ? 'line-end' : 'other';
  }
}

/** One search of the platform's own for a whole message, where one for each of its lines would cost many times that. */
function dotAfterLineEnd(chunk: Buffer, from: number): number {
  const found = chunk.indexOf(lineEndAndDot, from);
  return found < 0 ? -1 : found + 2;
}
