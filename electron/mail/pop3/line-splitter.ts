const LF = 0x0a;
const CR = 0x0d;

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
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.give(chunk.subarray(start, end + 1));
      start = end + 1;
    }
    if (start === chunk.byteLength) return;
    this.begun.push(chunk.subarray(start));
    this.open += chunk.byteLength - start;
  }

  /** Gives out what follows the last line end, where something does. */
  end(): void {
    if (this.open > 0) this.give(Buffer.alloc(0));
  }

  private give(end: Buffer): void {
    const line = this.open > 0 ? Buffer.concat([...this.begun, end]) : end;
    this.begun = [];
    this.open = 0;
    this.count += 1;
    this.octets += line.byteLength;
    this.take(line.toString('utf8', 0, contentLength(line)));
  }
}

function contentLength(line: Buffer): number {
  const withoutLf = line.at(-1) === LF ? line.byteLength - 1 : line.byteLength;
  return line[withoutLf - 1] === CR ? withoutLf - 1 : withoutLf;
}
