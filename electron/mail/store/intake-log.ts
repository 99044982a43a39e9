import { createHash } from 'node:crypto';
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

/**
 * One batch of small messages, one after the other in one file: durable with one fsync, where a file for each would take
 * one each. A record is a line of JSON that says whose message this is, its size and its SHA-256, then its bytes.
 */
export class IntakeLog {
  private handle: FileHandle | null = null;
  private end = 0;

  constructor(readonly path: string) {}

  /** @param messages whose bytes lie in `block` one after the other */
  async append(block: Buffer, messages: { arrival: Arrival; size: number }[]): Promise<Logged[]> {
    const pieces: Buffer[] = [];
    const logged: Logged[] = [];
    let start = 0;
    for (const { arrival, size } of messages) {
      const bytes = block.subarray(start, start + size);
      start += size;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const head = Buffer.from(`${JSON.stringify({ ...arrival, size, sha256 })}\n`);
      logged.push({ arrival, sha256, size, log: this.path, offset: this.end + head.byteLength });
      this.end += head.byteLength + size + 1;
      pieces.push(head, bytes, lineEnd);
    }
    try {
      this.handle ??= await open(this.path, 'wx', 0o600);
      await this.handle.writeFile(Buffer.concat(pieces));
      return logged;
    } catch (error) {
      throw diskError(error, this.path);
    }
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
    if (createHash('sha256').update(message).digest('hex') !== sha256) return logged;
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
