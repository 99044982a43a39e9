import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { type BulkKind, type BulkRow, type BulkState, bulkKind, bulkState } from '../../../shared/contract/dns-bulk';

const kinds = bulkKind.options;
const flushOctets = 65_536;

/** Results on disk, of which only places and kinds are in memory: some 13 octets each. */
export class Results {
  /** 0: not here yet; else the place of its kind, from 1. */
  private readonly kindAt: Uint8Array;
  private readonly offsets: Float64Array;
  private readonly lengths: Uint32Array;
  private readonly file: number;
  private unwritten: string[] = [];
  private unwrittenOctets = 0;
  private octets = 0;
  private readonly counts = new Uint32Array(kinds.length + 1);

  constructor(
    private readonly path: string,
    readonly total: number,
  ) {
    this.kindAt = new Uint8Array(total);
    this.offsets = new Float64Array(total);
    this.lengths = new Uint32Array(total);
    this.file = openSync(path, 'w+', 0o600);
  }

  add(row: BulkRow): void {
    const kind = kinds.indexOf(row.kind) + 1;
    if (row.index >= this.total || this.kindAt[row.index] !== 0) return;
    const text = `${JSON.stringify(row)}\n`;
    const length = Buffer.byteLength(text);
    this.kindAt[row.index] = kind;
    this.offsets[row.index] = this.octets;
    this.lengths[row.index] = length;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.octets += length;
    this.unwritten.push(text);
    this.unwrittenOctets += length;
    if (this.unwrittenOctets >= flushOctets) this.flush();
  }

  get done(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  byKind(): BulkState['kinds'] {
    const of = (kind: BulkKind) => this.counts[kinds.indexOf(kind) + 1] ?? 0;
    return counted(of);
  }

  /** How many there are of this kind; null: of any. */
  count(kind: BulkKind | null): number {
    return kind === null ? this.done : (this.counts[kinds.indexOf(kind) + 1] ?? 0);
  }

  /** As JSON, in the order of the questions. */
  *rows(kind: BulkKind | null, from: number, most: number): Generator<string> {
    this.flush();
    const wanted = kind === null ? 0 : kinds.indexOf(kind) + 1;
    let passed = 0;
    let given = 0;
    for (let index = 0; index < this.total && given < most; index++) {
      const here = this.kindAt[index];
      if (here === 0 || (wanted !== 0 && here !== wanted)) continue;
      passed += 1;
      if (passed <= from) continue;
      given += 1;
      yield this.read(index);
    }
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }

  private read(index: number): string {
    const row = Buffer.allocUnsafe(this.lengths[index] ?? 0);
    readSync(this.file, row, 0, row.length, this.offsets[index] ?? 0);
    return row.toString();
  }

  private flush(): void {
    if (this.unwrittenOctets === 0) return;
    writeSync(this.file, this.unwritten.join(''), this.octets - this.unwrittenOctets);
    this.unwritten = [];
    this.unwrittenOctets = 0;
  }
}

/** A count of each kind. */
export const counted = (of: (kind: BulkKind) => number): BulkState['kinds'] =>
  v.parse(bulkState.entries.kinds, Object.fromEntries(kinds.map((kind) => [kind, of(kind)])));
