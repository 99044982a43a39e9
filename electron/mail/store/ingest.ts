import { type ParsedMessage, parseMessage } from '../mime';
import type { IncomingFile, Kind, RawFile, RawFiles } from './raw-files';

/** What is known of a message that comes in besides its bytes. */
export interface Arrival {
  accountId: string;
  kind: Kind;
  /** Null for a message that came from no maildrop, such as a copy of what was sent. */
  uidl: string | null;
}

/** A message whose file is durable and in its place, and which the index may now name. */
export interface Durable {
  arrival: Arrival;
  file: RawFile;
  parsed: ParsedMessage;
  size: number;
}

/**
 * Messages on their way in, in batches: the files of a batch are made durable side by side, their folders once, and only
 * then does the index name them, in one transaction. That keeps the order that safety needs without an fsync of the
 * folder and of the index for every message.
 */
export class Ingest {
  private readonly open = new Map<number, IncomingFile>();
  private finished: { arrival: Arrival; incoming: IncomingFile }[] = [];

  constructor(private readonly files: RawFiles) {}

  async append(key: number, piece: Uint8Array): Promise<void> {
    let incoming = this.open.get(key);
    if (!incoming) {
      incoming = this.files.incoming();
      this.open.set(key, incoming);
    }
    await incoming.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  }

  end(key: number, arrival: Arrival): void {
    const incoming = this.open.get(key) ?? this.files.incoming();
    this.open.delete(key);
    this.finished.push({ arrival, incoming });
  }

  async discard(key: number): Promise<void> {
    const incoming = this.open.get(key);
    this.open.delete(key);
    await incoming?.discard();
  }

  /** All that ended since the last call, durable. A failure leaves nothing named and the temporary files gone. */
  async settle(): Promise<Durable[]> {
    const batch = this.finished;
    this.finished = [];
    try {
      const durable = await Promise.all(batch.map((entry) => this.settleOne(entry)));
      await this.files.syncFoldersOf(durable.map(({ file }) => file));
      return durable;
    } catch (error) {
      await Promise.all(batch.map(({ incoming }) => incoming.discard()));
      throw error;
    }
  }

  private async settleOne({ arrival, incoming }: { arrival: Arrival; incoming: IncomingFile }): Promise<Durable> {
    const { sha256, head, place } = await incoming.finish();
    const file: RawFile = { accountId: arrival.accountId, kind: arrival.kind, sha256 };
    const [parsed] = await Promise.all([parseMessage(head), place(this.files.path(file))]);
    return { arrival, file, parsed, size: incoming.size };
  }
}
