import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { fail, PosthornError } from '../../../shared/errors';
import { migrate } from './schema';

export const indexPath = (dir: string) => join(dir, 'index.sqlite');

/** Opens the index, making it or bringing it up to date; what can't be read is said, and left as it is. */
export function openDatabase(path: string): DatabaseSyncInstance {
  let db: DatabaseSyncInstance | null = null;
  try {
    db = new DatabaseSync(path);
    db.exec('PRAGMA journal_mode = WAL');
    // An answered commit must survive a power cut: a deletion on the server may follow it.
    db.exec('PRAGMA synchronous = FULL');
    db.exec('PRAGMA foreign_keys = ON');
    db.exec('PRAGMA temp_store = MEMORY');
    // A long fetch touches every page of the indexes by chance: what does not fit is read, and written, again and again.
    db.exec('PRAGMA cache_size = -32768');
    // To carry the log over to the index keeps everybody waiting: not for every batch of a fetch.
    db.exec('PRAGMA wal_autocheckpoint = 8000');
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof PosthornError) throw error;
    throw fail(
      'store.unreadable',
      { path, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

export function transaction<T>(db: DatabaseSyncInstance, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Puts the index aside as `index.sqlite.old`, for a rebuild; answers with its new path when there was one. */
export async function putAside(dir: string): Promise<string | null> {
  const path = indexPath(dir);
  if (!existsSync(path)) return null;
  const old = `${path}.old`;
  for (const suffix of ['', '-wal', '-shm']) {
    await rm(old + suffix, { force: true });
    if (existsSync(path + suffix)) await rename(path + suffix, old + suffix);
  }
  return old;
}
