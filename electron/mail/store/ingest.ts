import { type Summary, summarise } from '../mime';
import type { Arrival } from './arrival';
import type { IntakeLog, Logged } from './intake-log';
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

type Finished = { arrival: Arrival; incoming: IncomingFile } | { summary: Summary; logged: Logged };

const busyMs = 150;

const blankLine = Buffer.from('\r\n\r\n');

/** The header and its end, where a message is as it should be: to look for other ends in its body costs more than to read it. */
function headOf(message: Buffer): Buffer {
  const end = message.indexOf(blankLine);
  return end < 0 ? message : message.subarray(0, end + blankLine.byteLength);
}

/**
 * Messages on their way in, in batches. Small ones go to a log together, large ones each to a file; all of a batch is made
 * durable at once, and only then does the index name it, in one transaction. That keeps the order that safety needs
 * without an fsync for every message.
 */
export class Ingest {
  private readonly open = new Map<number, IncomingFile>();
  private finished: Finished[] = [];
  private log: IntakeLog | null = null;
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly files: RawFiles) {}

  /** Whether messages are coming in fast: what can wait should. */
  get busy(): boolean {
    return performance.now() - this.lastMs < busyMs;
  }

  /** Small messages, whole: their bytes lie in `block` one after the other. */
  async block(block: Uint8Array, messages: { arrival: Arrival; size: number }[]): Promise<void> {
    this.lastMs = performance.now();
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    this.log ??= this.files.newLog();
    let start = 0;
    const { log } = this;
    for (const logged of await log.append(bytes, messages)) {
      this.finished.push({ summary: summarise(headOf(bytes.subarray(start, start + logged.size))), logged });
      start += logged.size;
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
    this.finished.push({ arrival, incoming });
  }

  async discard(key: number): Promise<void> {
    const incoming = this.open.get(key);
    this.open.delete(key);
    await incoming?.discard();
  }

  /** All that ended since the last call, durable. A failure leaves nothing named and what was half written gone. */
  async settle(): Promise<Durable[]> {
    const { finished: batch, log } = this;
    this.finished = [];
    this.log = null;
    try {
      const [durable] = await Promise.all([Promise.all(batch.map((entry) => this.settleOne(entry))), log?.seal()]);
      await this.files.syncFoldersOf(durable.flatMap(({ logged, file }) => (logged ? [] : [file])));
      if (log) await this.files.syncLogs();
      return durable;
    } catch (error) {
      await Promise.all(batch.map((entry) => ('incoming' in entry ? entry.incoming.discard() : null)));
      if (log) await this.files.removeLog(log.path);
      throw error;
    }
  }

  private async settleOne(entry: Finished): Promise<Durable> {
    if ('logged' in entry) {
      const { summary, logged } = entry;
      const { arrival, sha256, size } = logged;
      return { arrival, file: { accountId: arrival.accountId, kind: arrival.kind, sha256 }, summary, size, logged };
    }
    const { arrival, incoming } = entry;
    const { sha256, head } = await incoming.finish();
    const file: RawFile = { accountId: arrival.accountId, kind: arrival.kind, sha256 };
    await incoming.place(this.files.path(file));
    return { arrival, file, summary: summarise(head), size: incoming.size, logged: null };
  }
}
