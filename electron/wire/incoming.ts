const LF = 0x0a;
const CR = 0x0d;

/** Octets that have come and nobody has read, kept in the pieces in which they came. */
export class Incoming {
  private chunks: Buffer[] = [];
  private total = 0;
  /** This many octets are known to hold no LF. */
  private searched = 0;

  get octets(): number {
    return this.total;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.total += chunk.byteLength;
  }

  /** The first line without its end, CRLF or a bare LF; null while none is whole. */
  line(): Buffer | null {
    const end = this.findLineEnd();
    if (end < 0) {
      this.searched = this.total;
      return null;
    }
    const line = this.take(end + 1);
    return line.subarray(0, line[end - 1] === CR ? end - 1 : end);
  }

  /** The first piece, as it came; null when nothing is here. */
  some(): Buffer | null {
    const chunk = this.chunks.shift();
    if (!chunk) return null;
    this.total -= chunk.byteLength;
    this.searched = 0;
    return chunk;
  }

  /** Puts back what was read too much. */
  unread(rest: Buffer): void {
    if (rest.byteLength === 0) return;
    this.chunks.unshift(rest);
    this.total += rest.byteLength;
    this.searched = 0;
  }

  /** Everything, in order; nothing is left. */
  all(): Buffer[] {
    const { chunks } = this;
    this.chunks = [];
    this.total = 0;
    this.searched = 0;
    return chunks;
  }

  private findLineEnd(): number {
    let start = 0;
    for (const chunk of this.chunks) {
      if (start + chunk.byteLength > this.searched) {
        const found = chunk.indexOf(LF, Math.max(0, this.searched - start));
        if (found >= 0) return start + found;
      }
      start += chunk.byteLength;
    }
    return -1;
  }

  private take(octets: number): Buffer {
    this.searched = 0;
    this.total -= octets;
    const [first] = this.chunks;
    if (first && first.byteLength >= octets) {
      if (first.byteLength === octets) this.chunks.shift();
      else this.chunks[0] = first.subarray(octets);
      return first.subarray(0, octets);
    }
    const all = Buffer.concat(this.chunks);
    this.chunks = all.byteLength > octets ? [all.subarray(octets)] : [];
    return all.subarray(0, octets);
  }
}
