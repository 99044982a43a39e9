import type { Arrival } from './arrival';
import type { Ask, Ingested } from './protocol';

/** A message above this goes to a file of its own; below it is handed over together with others. */
const smallest = 262_144;
const blockOctets = 524_288;
/** So much may be on its way to the disk before whoever reads from the network is made to wait. */
const mostOnTheWay = 8_388_608;

/**
 * Packs small messages into blocks, which cross to the store's worker without a copy: a crossing costs more than a small
 * message.
 */
export class Intake {
  private block = Buffer.alloc(0);
  private filled = 0;
  private messages: { arrival: Arrival; size: number }[] = [];
  private onTheWay = 0;
  private readonly crossing = new Set<Promise<void>>();
  private failure: unknown = null;

  constructor(private readonly ask: Ask) {}

  /** @returns nothing while there is room for more on the way, else resolves when there is */
  add(arrival: Arrival, pieces: Buffer[], size: number): Promise<void> | undefined {
    if (this.filled + size > this.block.byteLength) {
      this.flush();
      this.block = Buffer.allocUnsafeSlow(blockOctets);
    }
    for (const piece of pieces) this.filled += piece.copy(this.block, this.filled);
    this.messages.push({ arrival, size });
    return this.onTheWay < mostOnTheWay ? undefined : this.room();
  }

  private flush(): void {
    if (this.messages.length === 0) return;
    const { block, filled, messages } = this;
    this.block = Buffer.alloc(0);
    this.filled = 0;
    this.messages = [];
    this.onTheWay += filled;
    const crossing = this.ask('ingest.block', { block: block.subarray(0, filled), messages }, [block.buffer])
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => {
        this.onTheWay -= filled;
        this.crossing.delete(crossing);
      });
    this.crossing.add(crossing);
  }

  private async room(): Promise<void> {
    while (this.onTheWay >= mostOnTheWay) await Promise.race(this.crossing);
  }

  /** Hands over what is packed, and makes durable all that the worker has by then. */
  async settle(): Promise<Ingested> {
    this.flush();
    const [ingested] = await Promise.all([this.ask('ingest.settle', {}), ...this.crossing]);
    const { failure } = this;
    this.failure = null;
    if (failure !== null) throw failure;
    return ingested;
  }
}

/** Bytes in, in order; then `end` or `discard`. */
export class IncomingMessage {
  private held: Buffer[] = [];
  private heldOctets = 0;
  /** Large: its beginning has been handed over on its own. */
  private large = false;

  constructor(
    private readonly ask: Ask,
    private readonly intake: Intake,
    private readonly key: number,
    private readonly arrival: Arrival,
  ) {}

  /** @returns nothing when more may come at once, else resolves when it may: one large piece at most waits for the disk */
  write(piece: Buffer): Promise<void> | undefined {
    this.held.push(piece);
    this.heldOctets += piece.byteLength;
    return this.heldOctets >= smallest ? this.flush() : undefined;
  }

  private async flush(): Promise<void> {
    this.large = true;
    const piece = Buffer.allocUnsafeSlow(this.heldOctets);
    let filled = 0;
    for (const one of this.held) filled += one.copy(piece, filled);
    this.held = [];
    this.heldOctets = 0;
    await this.ask('ingest.append', { key: this.key, piece }, [piece.buffer]);
  }

  /** The message is whole; `Store.settleIncoming` makes it durable. */
  end(): Promise<void> | undefined {
    return this.large ? this.endLarge() : this.intake.add(this.arrival, this.held, this.heldOctets);
  }

  private async endLarge(): Promise<void> {
    if (this.heldOctets > 0) await this.flush();
    await this.ask('ingest.end', { key: this.key, arrival: this.arrival });
  }

  /** The message was cut: what came of it is taken away. */
  async discard(): Promise<void> {
    this.held = [];
    this.heldOctets = 0;
    if (this.large) await this.ask('ingest.discard', { key: this.key });
  }
}
