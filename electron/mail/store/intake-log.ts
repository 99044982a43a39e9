import { hash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { type Arrival, arrival } from './arrival';
import { diskError } from './disk-error';

const recordHead = v.object({ ...arrival.entries, size: v.number(), sha256: v.string() });

/** A message that lies in a log and has no file of its own yet. */
export interface Logged {
  arrival: Arrival;
  sha256: string;
  size: number;
  /** The path of the log, and where in it the message begins. */
  log: string;
  offset: number;
}

const lineEnd = Buffer.from('\n');
/** The most octets that a character of a string takes in UTF-8. */
const mostUtf8 = 3;

/**
 * One batch of small messages, one after the other in one file: durable with one fsync, where a file for each would take
 * one each. A record is a line of JSON that says whose message this is, its size and its SHA-256, then its bytes.
 */
export class IntakeLog {
  private handle: FileHandle | null = null;
  private end = 0;
  private scratch = Buffer.alloc(0);

  constructor(readonly path: string) {}

  /** @param messages whose bytes lie in `block` one after the other */
  async append(block: Buffer, messages: { arrival: Arrival; size: number }[]): Promise<Logged[]> {
    const heads: string[] = [];
    const logged: Logged[] = [];
    let most = block.byteLength;
    let start = 0;
    for (const { arrival, size } of messages) {
      const sha256 = hash('sha256', block.subarray(start, start + size), 'hex');
      const head = `${JSON.stringify({ ...arrival, size, sha256 })}\n`;
      heads.push(head);
      logged.push({ arrival, sha256, size, log: this.path, offset: 0 });
      most += head.length * mostUtf8 + lineEnd.byteLength;
      start += size;
    }
    const records = this.scratchOf(most);
    let filled = 0;
    start = 0;
    for (const [index, one] of logged.entries()) {
      filled += records.write(heads[index] ?? '', filled);
      one.offset = this.end + filled;
      filled += block.copy(records, filled, start, start + one.size);
      filled += lineEnd.copy(records, filled);
      start += one.size;
    }
    try {
      this.handle ??= await open(this.path, 'wx', 0o600);
      for (let at = 0; at < filled; ) {
        const { bytesWritten } = await this.handle.write(records, at, filled - at, this.end + at);
        at += bytesWritten;
      }
      // Only now: where the disk was full, the next block is written over what came of this one.
      this.end += filled;
      return logged;
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  /** So many octets at least, over those of the block before. */
  private scratchOf(octets: number): Buffer {
    if (this.scratch.byteLength < octets) this.scratch = Buffer.allocUnsafeSlow(octets);
    return this.scratch;
  }

  /** Durable, but for the name of the log in its folder. */
  async seal(): Promise<void> {
    try {
      await this.handle?.datasync();
    } catch (error) {
      throw diskError(error, this.path);
    } finally {
      await this.handle?.close();
    }
  }
}

/** What a log holds, up to the first record that is not whole: a program that was killed leaves such a tail. */
export async function readLog(path: string): Promise<Logged[]> {
  const bytes = await readFile(path);
  const logged: Logged[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf(0x0a, at);
    if (line < 0) return logged;
    const head = v.safeParse(recordHead, parseJson(bytes.toString('utf8', at, line)));
    if (!head.success) return logged;
    const { size, sha256, ...arrival } = head.output;
    const offset = line + 1;
    const message = bytes.subarray(offset, offset + size);
    if (hash('sha256', message, 'hex') !== sha256) return logged;
    logged.push({ arrival, sha256, size, log: path, offset });
    at = offset + size + 1;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
