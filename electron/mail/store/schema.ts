import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { fail } from '../../../shared/errors';

/**
 * Each entry takes the index from the version that is its position to the next. An entry is never edited once it was
 * released: a change is a new entry.
 */
const migrations = [
  `
  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('received', 'sent')),
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    folder TEXT NOT NULL CHECK (folder IN ('inbox', 'sent', 'archive', 'trash')),
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL,
    to_text TEXT NOT NULL,
    subject TEXT NOT NULL,
    snippet TEXT NOT NULL,
    date_ms INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    attachments INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0,
    answered INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX message_by_folder ON message (folder, date_ms DESC, id DESC);
  CREATE INDEX message_by_account ON message (account_id, folder, date_ms DESC, id DESC);
  CREATE INDEX message_by_file ON message (account_id, sha256);
  CREATE INDEX message_by_message_id ON message (message_id);
  CREATE INDEX message_unread ON message (folder, account_id) WHERE unread = 1;

  CREATE VIRTUAL TABLE message_text USING fts5 (
    subject, people, body, content = '', contentless_delete = 1, tokenize = 'trigram'
  );

  CREATE TABLE uidl (
    account_id TEXT NOT NULL,
    uidl TEXT NOT NULL,
    message_id INTEGER REFERENCES message (id) ON DELETE SET NULL,
    delete_requested INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, uidl)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX uidl_by_message ON uidl (message_id);
  `,
  `
  ALTER TABLE message ADD COLUMN filed INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX message_unfiled ON message (id) WHERE filed = 0;
  `,
  `
  ALTER TABLE message ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE message ADD COLUMN rest_wanted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE uidl ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
  UPDATE uidl SET since_ms = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
  `,
  `
  -- With the account in it, a list of some accounts passes over the others without reading their rows.
  DROP INDEX message_by_folder;
  CREATE INDEX message_by_folder ON message (folder, date_ms DESC, id DESC, account_id);
  `,
  `
  -- What a message reports of the delivery of another one, which it names by Message-IDs; the surest has the lowest rank.
  CREATE TABLE report_about (
    report_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (report_id, rank)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX report_by_message_id ON report_about (message_id);
  CREATE TABLE report_recipient (
    report_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    diagnostic TEXT NOT NULL,
    remote_mta TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
  ) STRICT, WITHOUT ROWID;
  -- Reports that came before are read once more.
  UPDATE message SET filed = 0 WHERE kind = 'received' AND partial = 0
    AND (from_address LIKE 'mailer-daemon@%' OR from_address LIKE 'postmaster@%' OR from_address LIKE 'microsoftexchange%');
  `,
  `
  ALTER TABLE message ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low'));
  -- What came before is read once more, behind what is done now.
  UPDATE message SET filed = 0 WHERE partial = 0;
  `,
  `
  -- When a message came that is here already was not kept.
  ALTER TABLE message ADD COLUMN arrived_ms INTEGER;
  `,
  `
  -- Mail mostly comes in the order of its dates: read backwards, an index can grow at its end, and not at its beginning.
  DROP INDEX message_by_folder;
  CREATE INDEX message_by_folder ON message (folder, date_ms, id, account_id);
  DROP INDEX message_by_account;
  CREATE INDEX message_by_account ON message (account_id, folder, date_ms, id);
  -- Twelve digits of a digest tell nearly all files apart; all 64 make an index several times as large, in an order of chance.
  DROP INDEX message_by_file;
  CREATE INDEX message_by_file ON message (substr(sha256, 1, 12), account_id);
  `,
];

/** The newest format this program can read and write. */
export const schemaVersion = migrations.length;

/** Brings an index up to date, or refuses one that a newer program wrote (`store.too-new`). */
export function migrate(db: DatabaseSyncInstance): void {
  const found = versionOf(db);
  if (found > schemaVersion) throw fail('store.too-new', { found, known: schemaVersion });
  for (const [version, sql] of migrations.entries()) {
    if (version < found) continue;
    db.exec('BEGIN IMMEDIATE');
    db.exec(sql);
    db.exec(`PRAGMA user_version = ${version + 1}`);
    db.exec('COMMIT');
  }
}

function versionOf(db: DatabaseSyncInstance): number {
  const row: unknown = db.prepare('PRAGMA user_version').get();
  return row && typeof row === 'object' && 'user_version' in row ? Number(row.user_version) : 0;
}
