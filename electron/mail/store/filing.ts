import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ParsedMessage } from '../mime';
import { transaction } from './database';
import { type Logged, readLog } from './intake-log';
import type { MessageIndex } from './message-index';
import { loadMime } from './mime';
import { type RawFile, type RawFiles, readPart } from './raw-files';

/** A message that is durable and listed, and whose text is not searched yet. */
interface Unfiled {
  file: RawFile;
  /** Null when it has its file already. */
  logged: Logged | null;
}

/** So many get their files at once: few open files, and many for each folder that has to be made durable. */
const atOnce = 250;
/** And no more octets than this, or one message: all of it lies in memory. */
const octetsAtOnce = 4_194_304;
/** To take a message apart takes some twenty-five times its octets of memory: above this only its beginning is, */
const longestIndexed = 4_194_304;
/** which is so long. Its text comes before what is attached. */
const beginningOctets = 1_048_576;
const quietMs = 50;

const keyOf = ({ accountId, kind, sha256 }: RawFile) => `${accountId}/${kind}/${sha256}`;

/**
 * What can wait until a fetch is over: each message moves from its log to a file of its own, and its text goes to the
 * index. Every step can be done again, so that a program that is killed goes on with it at its next start.
 */
export class Filing {
  private queue: Unfiled[] = [];
  private readonly places = new Map<string, Logged>();
  /** How many messages of each log have no file yet. */
  private readonly left = new Map<string, number>();
  /** Deleted for ever before they had a file. */
  private readonly gone = new Set<string>();
  private running: Promise<void> | null = null;
  private stopped = false;

  /**
   * @param busy while it says so, this waits
   * @param onFiled told when messages show more, or are found by more, than they were; `last`: for now nothing is left
   */
  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly index: MessageIndex,
    private readonly files: RawFiles,
    private readonly busy: () => boolean,
    private readonly onFiled: (last: boolean) => void,
  ) {}

  /** Takes up what an earlier program did not finish. */
  async resume(): Promise<void> {
    for (const path of await this.files.logs()) {
      const logged = await readLog(path);
      if (logged.length === 0) await this.files.removeLog(path);
      this.add(logged.map((one) => ({ file: { ...one.arrival, sha256: one.sha256 }, logged: one })));
    }
    const inLogs = new Set(this.places.keys());
    this.add(
      this.index
        .unfiled()
        .filter((file) => !inLogs.has(keyOf(file)))
        .map((file) => ({ file, logged: null })),
    );
  }

  add(messages: Unfiled[]): void {
    for (const { file, logged } of messages) {
      this.gone.delete(keyOf(file));
      if (!logged) continue;
      this.places.set(keyOf(file), logged);
      this.left.set(logged.log, (this.left.get(logged.log) ?? 0) + 1);
    }
    this.queue.push(...messages);
    if (this.queue.length === 0 || this.running || this.stopped) return;
    this.running = this.run().finally(() => {
      this.running = null;
    });
    // What could not be done now is in its log, is read from there, and is tried again at the next start.
    this.running.catch(() => {});
  }

  /** A message was deleted for ever: it must get no file any more. */
  forget(file: RawFile): void {
    if (this.places.has(keyOf(file))) this.gone.add(keyOf(file));
  }

  forgetAccount(accountId: string): void {
    for (const [key, { arrival }] of this.places) if (arrival.accountId === accountId) this.gone.add(key);
  }

  /** Resolves when there is nothing left to do. */
  async done(): Promise<void> {
    while (this.running) await this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => {});
  }

  /** The bytes of a message, wherever it lies. @param most so many of them at most */
  async read(file: RawFile, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
    const logged = this.places.get(keyOf(file));
    if (!logged) return this.files.read(file, most);
    // It may have got its file while the log was looked for.
    const here = readPart(logged.log, logged.offset, Math.min(logged.size, most));
    return here.catch(() => this.files.read(file, most));
  }

  /** Writes a message byte for byte to where a person wants it. */
  async copy(file: RawFile, to: string): Promise<void> {
    if (this.places.has(keyOf(file))) await writeFile(to, await this.read(file));
    else await this.files.copy(file, to);
  }

  /** A fetch may begin again in the middle of a handful, and taking messages apart would keep it waiting. */
  private async quiet(): Promise<void> {
    while (this.busy() && !this.stopped) await pause(quietMs);
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0 && !this.stopped) {
      await this.quiet();
      const batch = this.queue.slice(0, this.handful());
      await this.file(batch);
      this.queue.splice(0, batch.length);
      this.onFiled(this.queue.length === 0);
    }
  }

  /** How many are next. */
  private handful(): number {
    let octets = 0;
    for (const [index, { logged }] of this.queue.entries()) {
      octets += logged?.size ?? beginningOctets;
      if (index > 0 && (index >= atOnce || octets > octetsAtOnce)) return index;
    }
    return this.queue.length;
  }

  private async file(batch: Unfiled[]): Promise<void> {
    const { parseMessage } = await loadMime();
    const whole = await this.readLogged(batch);
    await this.files.putAll(whole.filter(({ file }) => !this.gone.has(keyOf(file))));
    const parsed: { file: RawFile; message: ParsedMessage }[] = [];
    for (const { file, bytes } of whole) {
      await this.quiet();
      parsed.push({ file, message: await parseMessage(bytes) });
    }
    for (const { file, logged } of batch) {
      if (logged) continue;
      await this.quiet();
      const bytes = await readPart(this.files.path(file), 0, longestIndexed + 1).catch(() => null);
      if (!bytes) continue;
      const indexed = bytes.byteLength > longestIndexed ? bytes.subarray(0, beginningOctets) : bytes;
      parsed.push({ file, message: await parseMessage(indexed) });
    }
    transaction(this.db, () => {
      for (const { file, message } of parsed)
        for (const { id, filed } of this.index.findByFile(file)) if (filed === 0) this.index.fill(id, message);
    });
    for (const { file, logged } of batch) {
      if (this.gone.delete(keyOf(file))) await this.files.remove(file);
      if (logged) await this.leaveLog(file, logged);
    }
  }

  /** Those of one log lie one behind the other, so each log is read once, and no more of it than that. */
  private async readLogged(batch: Unfiled[]): Promise<{ file: RawFile; bytes: Buffer }[]> {
    const spans = new Map<string, { start: number; end: number }>();
    for (const { logged } of batch) {
      if (!logged) continue;
      const { log, offset, size } = logged;
      const span = spans.get(log) ?? { start: offset, end: offset };
      spans.set(log, { start: Math.min(span.start, offset), end: Math.max(span.end, offset + size) });
    }
    const read = new Map<string, { start: number; bytes: Buffer }>();
    for (const [log, { start, end }] of spans) read.set(log, { start, bytes: await readPart(log, start, end - start) });
    return batch.flatMap(({ file, logged }) => {
      const part = logged && read.get(logged.log);
      if (!part) return [];
      const at = logged.offset - part.start;
      return [{ file, bytes: part.bytes.subarray(at, at + logged.size) }];
    });
  }

  private async leaveLog(file: RawFile, logged: Logged): Promise<void> {
    this.places.delete(keyOf(file));
    const left = (this.left.get(logged.log) ?? 1) - 1;
    this.left.set(logged.log, left);
    if (left > 0) return;
    this.left.delete(logged.log);
    await this.files.removeLog(logged.log);
  }
}
