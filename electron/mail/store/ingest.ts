import type { Summary } from '../mime';
import type { Arrival } from './arrival';
import type { IntakeLog, Logged } from './intake-log';
import { loadMime } from './mime';
import type { IncomingFile, RawFile, RawFiles } from './raw-files';

/** A message that is durable, and which the index may now name. */
export interface Durable {
  arrival: Arrival;
  file: RawFile;
  summary: Summary;
  size: number;
  /** Where it lies while it has no file of its own; null when it has one. */
  logged: Logged | null;
}

interface Finished {
  arrival: Arrival;
  incoming: IncomingFile;
}

/** A server that has other things to do pauses for longer than it takes to send a block. */
const busyMs = 400;

/**
 * Messages on their way in, in batches. Small ones go to a log together, large ones each to a file; all of a batch is made
 * durable at once, and only then does the index name it, in one transaction. That keeps the order that safety needs
 * without an fsync for every message.
 */
export class Ingest {
  private readonly open = new Map<number, IncomingFile>();
  /** Small ones, which are durable when the log is. */
  private small: Durable[] = [];
  private large: Finished[] = [];
  private log: IntakeLog | null = null;
  /** A block is being written. */
  private writing: Promise<void> | null = null;
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly files: RawFiles) {}

  /** Whether messages are coming in fast: what can wait should. */
  get busy(): boolean {
    return performance.now() - this.lastMs < busyMs;
  }

  /** Small messages, whole: their bytes lie in `block` one after the other. */
  block(block: Uint8Array, messages: { arrival: Arrival; size: number }[]): Promise<void> {
    const written = this.write(block, messages);
    const writing = written
      .catch(() => {})
      .finally(() => {
        if (this.writing === writing) this.writing = null;
      });
    this.writing = writing;
    return written;
  }

  private async write(block: Uint8Array, messages: { arrival: Arrival; size: number }[]): Promise<void> {
    this.lastMs = performance.now();
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    this.log ??= this.files.newLog();
    let start = 0;
    const { log } = this;
    const { summarise } = await loadMime();
    for (const logged of await log.append(bytes, messages)) {
      const { arrival, sha256, size } = logged;
      const file: RawFile = { accountId: arrival.accountId, kind: arrival.kind, sha256 };
      const summary = summarise(bytes.subarray(start, start + size));
      this.small.push({ arrival, file, summary, size, logged });
      start += size;
    }
  }

  async append(key: number, piece: Uint8Array): Promise<void> {
    this.lastMs = performance.now();
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
    this.large.push({ arrival, incoming });
  }

  async discard(key: number): Promise<void> {
    const incoming = this.open.get(key);
    this.open.delete(key);
    await incoming?.discard();
  }

  /** All that ended since the last call, durable. A failure leaves nothing named and what was half written gone. */
  async settle(): Promise<Durable[]> {
    // Whoever sends a message settles too, and a log must not be sealed, or counted as gone through, in the middle of a block.
    while (this.writing) await this.writing;
    const { small, large, log } = this;
    this.small = [];
    this.large = [];
    this.log = null;
    try {
      const [placed] = await Promise.all([Promise.all(large.map((entry) => this.place(entry))), log?.seal()]);
      await this.files.syncFoldersOf(placed.map(({ file }) => file));
      if (log) await this.files.syncLogs();
      return [...small, ...placed];
    } catch (error) {
      await Promise.all(large.map(({ incoming }) => incoming.discard()));
      if (log) await this.files.removeLog(log.path);
      throw error;
    }
  }

  private async place({ arrival, incoming }: Finished): Promise<Durable> {
    const { summarise } = await loadMime();
    const { sha256, head } = await incoming.finish();
    const file: RawFile = { accountId: arrival.accountId, kind: arrival.kind, sha256 };
    await incoming.place(this.files.path(file));
    return { arrival, file, summary: summarise(head), size: incoming.size, logged: null };
  }
}
