import { createHash, randomUUID } from 'node:crypto';
import { copyFile, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail } from '../../../shared/errors';
import { diskError } from './disk-error';
import { IntakeLog } from './intake-log';

const logEnding = '.log';

export type Kind = 'received' | 'sent';
export interface RawFile {
  accountId: string;
  kind: Kind;
  sha256: string;
}

/** A file name or folder name must not let an account's id leave the store. */
const folderName = (accountId: string) => accountId.replace(/[^\w-]/g, '_');

/** Makes what a folder lists durable: without this a file renamed into it may be gone after a power cut. */
export async function syncFolder(path: string): Promise<void> {
  // Windows can't open a folder, and its file system keeps renames by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** So much of a message is kept while it is written: its header is in it, if it has one that can be read. */
const headOctets = 262_144;

/** One message on its way to the disk: bytes in any number of pieces, then a name made of what they are. */
export class IncomingFile {
  private readonly hash = createHash('sha256');
  private handle: FileHandle | null = null;
  private readonly path: string;
  private readonly head: Buffer[] = [];
  size = 0;

  constructor(temporaryFolder: string) {
    this.path = join(temporaryFolder, randomUUID());
  }

  async write(piece: Buffer): Promise<void> {
    if (this.size < headOctets) this.head.push(Buffer.from(piece.subarray(0, headOctets - this.size)));
    this.size += piece.byteLength;
    const written = this.append(piece);
    this.hash.update(piece);
    await written;
  }

  private async append(piece: Buffer): Promise<void> {
    try {
      this.handle ??= await open(this.path, 'wx', 0o600);
      await this.handle.writeFile(piece);
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  /** Makes it durable under its temporary name. @returns what it is and how it begins */
  async finish(): Promise<{ sha256: string; head: Buffer }> {
    if (!this.handle) await this.append(Buffer.alloc(0));
    try {
      await this.handle?.sync();
      await this.handle?.close();
      return { sha256: this.hash.digest('hex'), head: Buffer.concat(this.head) };
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  /** Gives it its final name. */
  async place(target: string): Promise<void> {
    try {
      await rename(this.path, target).catch(async () => {
        await mkdir(dirname(target), { recursive: true });
        await rename(this.path, target);
      });
    } catch (error) {
      throw diskError(error, target);
    }
  }

  async discard(): Promise<void> {
    await this.handle?.close().catch(() => {});
    await rm(this.path, { force: true });
  }
}

/** @returns these octets of a file, fewer where it ends before */
export async function readPart(path: string, offset: number, octets: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const here = Math.max(0, Math.min(octets, size - offset));
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(here), 0, here, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** `mail/ACCOUNT/received/ab/abcd….eml`: every message byte for byte, under the SHA-256 of what it is. */
export class RawFiles {
  private readonly mailFolder: string;
  private readonly temporaryFolder: string;
  private readonly logFolder: string;

  constructor(dir: string) {
    this.mailFolder = join(dir, 'mail');
    this.temporaryFolder = join(dir, 'incoming');
    this.logFolder = join(dir, 'intake');
  }

  /** What an interrupted session left behind was never acknowledged, so it is taken away. */
  async open(): Promise<void> {
    await rm(this.temporaryFolder, { recursive: true, force: true });
    await mkdir(this.temporaryFolder, { recursive: true, mode: 0o700 });
    await mkdir(this.mailFolder, { recursive: true, mode: 0o700 });
    await mkdir(this.logFolder, { recursive: true, mode: 0o700 });
  }

  newLog(): IntakeLog {
    return new IntakeLog(join(this.logFolder, `${randomUUID()}${logEnding}`));
  }

  /** The paths of the logs of batches whose messages did not all get files of their own. */
  async logs(): Promise<string[]> {
    return (await names(this.logFolder)).filter((name) => name.endsWith(logEnding)).map((n) => join(this.logFolder, n));
  }

  async removeLog(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Makes the names of the logs durable. */
  syncLogs(): Promise<void> {
    return syncFolder(this.logFolder);
  }

  incoming(): IncomingFile {
    return new IncomingFile(this.temporaryFolder);
  }

  path({ accountId, kind, sha256 }: RawFile): string {
    return join(this.mailFolder, folderName(accountId), kind, sha256.slice(0, 2), `${sha256}.eml`);
  }

  /** Gives each message its file. All are written before the first is waited for: the disk then has them in few steps. */
  async putAll(messages: { file: RawFile; bytes: Buffer }[]): Promise<void> {
    const written = messages.map(({ file, bytes }) => ({ file, bytes, incoming: this.incoming() }));
    try {
      await Promise.all(written.map(({ incoming, bytes }) => incoming.write(bytes)));
      await Promise.all(written.map(({ incoming }) => incoming.finish()));
      await Promise.all(written.map(({ incoming, file }) => incoming.place(this.path(file))));
    } catch (error) {
      await Promise.all(written.map(({ incoming }) => incoming.discard()));
      throw error;
    }
    await this.syncFoldersOf(messages.map(({ file }) => file));
  }

  async read(file: RawFile, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
    const path = this.path(file);
    return readPart(path, 0, most).catch((cause: unknown) => {
      throw fail('mail.source-missing', { path }, { cause });
    });
  }

  async copy(file: RawFile, to: string): Promise<void> {
    try {
      await copyFile(this.path(file), to);
    } catch (error) {
      throw diskError(error, to);
    }
  }

  async remove(file: RawFile): Promise<void> {
    await rm(this.path(file), { force: true });
  }

  async removeAccount(accountId: string): Promise<void> {
    await rm(join(this.mailFolder, folderName(accountId)), { recursive: true, force: true });
  }

  /** The folders that new files of this batch were put in, with those above them that may be new themselves. */
  async syncFoldersOf(files: RawFile[]): Promise<void> {
    const folders = new Set<string>();
    for (const file of files) {
      for (let folder = dirname(this.path(file)); folder.startsWith(this.mailFolder); folder = dirname(folder)) {
        folders.add(folder);
      }
    }
    await Promise.all([...folders].map(syncFolder));
  }

  /** Every message file there is, for a rebuild of the index. */
  async *all(): AsyncGenerator<RawFile & { arrivedMs: number }> {
    for (const accountId of await names(this.mailFolder)) {
      for (const kind of ['received', 'sent'] as const) {
        const folder = join(this.mailFolder, accountId, kind);
        for (const prefix of await names(folder)) {
          for (const name of await names(join(folder, prefix))) {
            const sha256 = /^([0-9a-f]{64})\.eml$/.exec(name)?.[1];
            if (!sha256) continue;
            const { mtimeMs } = await stat(join(folder, prefix, name));
            yield { accountId, kind, sha256, arrivedMs: Math.round(mtimeMs) };
          }
        }
      }
    }
  }
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
