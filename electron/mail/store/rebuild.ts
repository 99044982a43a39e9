import { readFile } from 'node:fs/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { openDatabase, transaction } from './database';
import { MessageIndex, type Placement } from './message-index';
import { loadMime } from './mime';
import type { RawFile, RawFiles } from './raw-files';
import type { StoredMessage } from './rows';
import { Uidls } from './uidls';

/**
 * Makes the index anew from the message files. What only the old index knew (folders, marks, UIDLs) is taken over as far
 * as that can still be read; without it every message goes to Inbox or Sent, and the next fetch recognises what is here
 * by its bytes.
 */
export async function rebuildIndex(db: DatabaseSyncInstance, files: RawFiles, oldPath: string | null): Promise<number> {
  const old = oldPath ? readOld(oldPath) : { messages: [], uidls: [] };
  const known = new Map<string, StoredMessage[]>();
  for (const message of old.messages) {
    const key = keyOf({ accountId: message.account_id, kind: message.kind, sha256: message.sha256 });
    known.set(key, [...(known.get(key) ?? []), message]);
  }
  const { parseMessage } = await loadMime();
  const index = new MessageIndex(db);
  const uidls = new Uidls(db);
  const newIds = new Map<number, number>();
  let count = 0;
  for await (const file of files.all()) {
    const raw = await readFile(files.path(file));
    const parsed = await parseMessage(raw);
    transaction(db, () => {
      const before = known.get(keyOf(file)) ?? [null];
      for (const message of before) {
        const id = index.add(file, parsed, placementOf(message, file, raw.byteLength));
        index.fill(id, parsed);
        if (message) newIds.set(message.id, id);
        count += 1;
      }
    });
  }
  // A UIDL whose message is lost must be fetched again, so it is not taken over; one that was deleted for ever stays known.
  const kept = old.uidls.flatMap((row) => {
    const messageId = row.messageId === null ? null : newIds.get(row.messageId);
    return messageId === undefined ? [] : [{ ...row, messageId }];
  });
  transaction(db, () => uidls.add(kept));
  return count;
}

const keyOf = ({ accountId, kind, sha256 }: RawFile) => `${accountId}/${kind}/${sha256}`;

function placementOf(old: StoredMessage | null, file: RawFile & { arrivedMs: number }, size: number): Placement {
  if (!old) {
    const sent = file.kind === 'sent';
    return {
      folder: sent ? 'sent' : 'inbox',
      unread: false,
      starred: false,
      answered: false,
      arrivedMs: file.arrivedMs,
      size,
      partial: false,
    };
  }
  return {
    folder: old.folder,
    unread: old.unread === 1,
    starred: old.starred === 1,
    answered: old.answered === 1,
    arrivedMs: old.arrived_ms ?? file.arrivedMs,
    size: old.partial === 1 ? old.size : size,
    partial: old.partial === 1,
  };
}

function readOld(path: string) {
  try {
    const db = openDatabase(path);
    try {
      const messages = new MessageIndex(db).everything();
      const old = new Uidls(db);
      const uidls = old
        .accounts()
        .flatMap((accountId) => old.known(accountId).map((known) => ({ ...known, accountId })));
      return { messages, uidls };
    } finally {
      db.close();
    }
  } catch {
    return { messages: [], uidls: [] };
  }
}
