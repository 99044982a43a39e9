import type { Arrival } from './arrival';
import { Buffers, bufferOctets } from './buffers';
import type { Ask, Ingested } from './protocol';

/** A message above this goes to a file of its own; below it is handed over together with others. */
const smallest = 262_144;
/** So much may be on its way to the disk before whoever reads from the network is made to wait. */
const mostOnTheWay = 4_194_304;

/**
 * Packs small messages into blocks, which cross to the store's worker without a copy: a crossing costs more than a small
 * message.
 */
export class Intake {
  readonly buffers = new Buffers();
  private block: Buffer<ArrayBuffer> | null = null;
  private filled = 0;
  private messages: { arrival: Arrival; size: number }[] = [];
  private onTheWay = 0;
  private readonly crossing = new Set<Promise<void>>();
  private failure: unknown = null;

  constructor(readonly ask: Ask) {}

  /** @returns nothing while there is room for more on the way, else resolves when there is */
  add(arrival: Arrival, pieces: Buffer[], size: number): Promise<void> | undefined {
    if (this.filled + size > bufferOctets) this.flush();
    this.block ??= this.buffers.take(size);
    for (const piece of pieces) this.filled += piece.copy(this.block, this.filled);
    this.messages.push({ arrival, size });
    return this.onTheWay < mostOnTheWay ? undefined : this.room();
  }

  private flush(): void {
    const { block, filled, messages } = this;
    if (!block) return;
    this.block = null;
    this.filled = 0;
    this.messages = [];
    this.onTheWay += filled;
    const crossing = this.ask('ingest.block', { block: block.subarray(0, filled), messages }, [block.buffer])
      .then((empty) => this.buffers.giveBack(empty))
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
    if (!this.block && this.crossing.size === 0) this.buffers.clear();
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
  /** Large: its beginning has been handed over on its own, and this is the last piece that was. */
  private crossing: Promise<void> | null = null;

  constructor(
    private readonly intake: Intake,
    private readonly key: number,
    private readonly arrival: Arrival,
  ) {}

  /** @returns nothing when more may come at once, else resolves when it may: two large pieces at most wait for the disk */
  write(piece: Buffer): Promise<void> | undefined {
    this.held.push(piece);
    this.heldOctets += piece.byteLength;
    return this.heldOctets >= smallest ? this.flush() : undefined;
  }

  /** One piece crosses while the next comes in. */
  private async flush(): Promise<void> {
    const before = this.crossing;
    const crossing = this.cross();
    this.crossing = crossing;
    // Whoever writes next, or ends the message, is told.
    crossing.catch(() => {});
    await before;
  }

  private async cross(): Promise<void> {
    const { ask, buffers } = this.intake;
    const buffer = buffers.take(this.heldOctets);
    let filled = 0;
    for (const one of this.held) filled += one.copy(buffer, filled);
    this.held = [];
    this.heldOctets = 0;
    buffers.giveBack(await ask('ingest.append', { key: this.key, piece: buffer.subarray(0, filled) }, [buffer.buffer]));
  }

  /** The message is whole; `Store.settleIncoming` makes it durable. */
  end(): Promise<void> | undefined {
    return this.crossing ? this.endLarge() : this.intake.add(this.arrival, this.held, this.heldOctets);
  }

  private async endLarge(): Promise<void> {
    if (this.heldOctets > 0) await this.flush();
    // A piece that is missing must keep the message from being named.
    await this.crossing;
    await this.intake.ask('ingest.end', { key: this.key, arrival: this.arrival });
  }

  /** The message was cut: what came of it is taken away. */
  async discard(): Promise<void> {
    this.held = [];
    this.heldOctets = 0;
    if (this.crossing) await this.intake.ask('ingest.discard', { key: this.key });
  }
}
