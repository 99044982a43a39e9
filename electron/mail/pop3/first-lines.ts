const lineFeed = 0x0a;
/** However long the lines are, no more than this is shown. */
const mostOctets = 262_144;

/** Keeps the first lines of an answer that may be a whole maildrop long, and counts the others. */
export class FirstLines {
  private readonly kept: Buffer[] = [];
  private octets = 0;
  private seen = 0;
  private openLine = false;

  constructor(private readonly most: number) {}

  push(chunk: Buffer): void {
    const room = mostOctets - this.octets;
    let end = this.seen < this.most ? Math.min(chunk.length, room) : 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) {
      this.seen += 1;
      if (this.seen === this.most) end = Math.min(end, at + 1);
    }
    if (chunk.length > 0) this.openLine = chunk.at(-1) !== lineFeed;
    if (end <= 0) return;
    this.kept.push(chunk.subarray(0, end));
    this.octets += end;
  }

  end(): { lines: string[]; more: number } {
    const lines = Buffer.concat(this.kept).toString('utf8').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return { lines, more: Math.max(0, this.seen + Number(this.openLine) - lines.length) };
  }
}
