import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, PosthornError } from '../../../shared/errors';

export type Kind = 'received' | 'sent';
export interface RawFile {
  accountId: string;
  kind: Kind;
  sha256: string;
}

/** Turns what the disk says into an error that a person can act on. */
export function diskError(error: unknown, path: string): PosthornError {
  if (error instanceof PosthornError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return fail('store.disk-full', { path }, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return fail('store.write-failed', { path, reason }, { cause: error });
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

/** One message on its way to the disk: bytes in any number of pieces, then a name made of what they are. */
export class IncomingFile {
  private readonly hash = createHash('sha256');
  private handle: FileHandle | null = null;
  private readonly path: string;
  /** Kept until `finish` so that small messages, which are most, are read from memory and not from the disk. */
  private pieces: Buffer[] | null = [];
  size = 0;

  constructor(temporaryFolder: string) {
    this.path = join(temporaryFolder, randomUUID());
  }

  async write(piece: Buffer): Promise<void> {
    this.hash.update(piece);
    this.size += piece.byteLength;
    this.pieces?.push(piece);
    if (this.size > 1_048_576) this.pieces = null;
    await this.append(piece);
  }

  private async append(piece: Buffer): Promise<void> {
    try {
      this.handle ??= await open(this.path, 'wx', 0o600);
      await this.handle.writeFile(piece);
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  /** Durable under its temporary name; `place` gives it its final one. `head` is what the index is made from. */
  async finish(): Promise<{ sha256: string; head: Buffer; place(target: string): Promise<void> }> {
    if (!this.handle) await this.append(Buffer.alloc(0));
    try {
      await this.handle?.sync();
      await this.handle?.close();
      const head = this.pieces ? Buffer.concat(this.pieces) : await readHead(this.path);
      const place = async (target: string) => {
        await mkdir(dirname(target), { recursive: true });
        await rename(this.path, target);
      };
      return { sha256: this.hash.digest('hex'), head, place };
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  async discard(): Promise<void> {
    await this.handle?.close().catch(() => {});
    await rm(this.path, { force: true });
  }
}

/** A message of a gigabyte is indexed by its beginning: its text comes before what is attached. */
async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHead), 0, longestHead, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
const longestHead = 33_554_432;

/** `mail/ACCOUNT/received/ab/abcd….eml`: every message byte for byte, under the SHA-256 of what it is. */
export class RawFiles {
  private readonly mailFolder: string;
  private readonly temporaryFolder: string;

  constructor(dir: string) {
    this.mailFolder = join(dir, 'mail');
    this.temporaryFolder = join(dir, 'incoming');
  }

  /** What an interrupted session left behind was never acknowledged, so it is taken away. */
  async open(): Promise<void> {
    await rm(this.temporaryFolder, { recursive: true, force: true });
    await mkdir(this.temporaryFolder, { recursive: true, mode: 0o700 });
    await mkdir(this.mailFolder, { recursive: true, mode: 0o700 });
  }

  incoming(): IncomingFile {
    return new IncomingFile(this.temporaryFolder);
  }

  path({ accountId, kind, sha256 }: RawFile): string {
    return join(this.mailFolder, folderName(accountId), kind, sha256.slice(0, 2), `${sha256}.eml`);
  }

  async read(file: RawFile): Promise<Buffer> {
    const path = this.path(file);
    return readFile(path).catch((cause: unknown) => {
      throw fail('mail.source-missing', { path }, { cause });
    });
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
