const LF = 0x0a;

/** Cuts octets that come in pieces into lines of UTF-8: a line ends with CRLF, or a bare LF from those who know no better. */
export class LineSplitter {
  private begun: Buffer[] = [];
  /** Lines given out. */
  count = 0;
  /** Octets of the last line, whose end has not come. */
  open = 0;
  /** Octets of the lines given out, with their ends. */
  octets = 0;

  constructor(private readonly take: (line: string) => void) {}

  push(chunk: Buffer): void {
    const whole = chunk.lastIndexOf(LF) + 1;
    if (whole > 0) this.give(chunk.subarray(0, whole));
    if (whole === chunk.byteLength) return;
    this.begun.push(chunk.subarray(whole));
    this.open += chunk.byteLength - whole;
  }

  /** Gives out what follows the last line end, where something does. */
  end(): void {
    if (this.open > 0) this.give(Buffer.alloc(0));
  }

  /** All of a piece is decoded at once: a listing has thousands of short lines. */
  private give(rest: Buffer): void {
    const octets = this.open > 0 ? Buffer.concat([...this.begun, rest]) : rest;
    this.begun = [];
    this.open = 0;
    this.octets += octets.byteLength;
    const text = octets.toString('utf8');
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      this.count += 1;
      this.take(text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end));
      start = end + 1;
    }
  }
}
