import type { Connection } from '../../wire';

/** Slower than this, in octets for each time of silence that would be allowed, is no line that a person would wait for. */
const leastOctets = 4_096;

/** Waits for the content of an answer, and gives up on a server that sends an octet now and then. */
export class Pace {
  private waitedMs = 0;
  private octets = 0;

  /** @param step what is waited for, for the sentence of the error */
  constructor(
    private readonly connection: Connection,
    private readonly step: string,
  ) {}

  /** @throws `wire.timeout` also where something comes, and too little of it; `wire.closed`, `wire.reset` */
  async wait(): Promise<Buffer> {
    const { idleMs } = this.connection.deadlines;
    const asked = performance.now();
    const chunk = await this.connection.readSome({ step: this.step });
    this.waitedMs += performance.now() - asked;
    const slow = this.octets + chunk.byteLength < leastOctets && this.waitedMs > idleMs;
    if (slow) throw this.connection.tooSlow({ step: this.step, deadlineMs: idleMs });
    return chunk;
  }

  came(octets: number): void {
    this.octets += octets;
    if (this.octets < leastOctets) return;
    this.octets = 0;
    this.waitedMs = 0;
  }
}
