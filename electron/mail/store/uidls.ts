import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import * as v from 'valibot';
import { namesOf, rowsOf } from './rows';
import { Statements } from './statements';

const uidlRow = v.object({
  uidl: v.string(),
  message_id: v.nullable(v.number()),
  delete_requested: v.number(),
  since_ms: v.number(),
  partial: v.number(),
  rest_wanted: v.number(),
});
const accountRow = v.object({ account_id: v.string() });
const messageIdRow = v.object({ message_id: v.nullable(v.number()) });

/** What is known of a message that a server holds, or held. */
export interface KnownUidl {
  uidl: string;
  /** Null when the message was deleted here for ever. */
  messageId: number | null;
  deleteRequested: boolean;
  /** When it was first fetched, in milliseconds since 1970. */
  sinceMs: number;
  /** Only the header is here. */
  partial: boolean;
  restWanted: boolean;
}

/** The same to be noted down, with whose maildrop it is in. */
export type NewUidl = Omit<KnownUidl, 'partial' | 'restWanted'> & { accountId: string };

/**
 * What is known of each message that a server holds, by its UIDL (RFC 1939 §7). A row outlives the message: a UIDL that
 * was fetched once is never fetched again, whatever STAT says and wherever the message went.
 */
export class Uidls {
  private readonly statements: Statements;

  constructor(db: DatabaseSyncInstance) {
    this.statements = new Statements(db);
  }

  /** Of whose maildrops something is known. */
  accounts(): string[] {
    const rows = this.statements.prepare('SELECT DISTINCT account_id FROM uidl').all();
    return rowsOf(accountRow, rows).map((row) => row.account_id);
  }

  known(accountId: string): KnownUidl[] {
    const rows = this.statements
      .prepare(
        `SELECT uidl, uidl.message_id, delete_requested, since_ms, coalesce(partial, 0) AS partial,
           coalesce(rest_wanted, 0) AS rest_wanted
         FROM uidl LEFT JOIN message ON message.id = uidl.message_id WHERE uidl.account_id = ?`,
      )
      .all(accountId);
    return rowsOf(uidlRow, rows).map((row) => ({
      uidl: row.uidl,
      messageId: row.message_id,
      deleteRequested: row.delete_requested === 1,
      sinceMs: row.since_ms,
      partial: row.partial === 1,
      restWanted: row.rest_wanted === 1,
    }));
  }

  anyDeletionRequested(accountId: string): boolean {
    const sql = 'SELECT 1 FROM uidl WHERE account_id = ? AND delete_requested = 1 LIMIT 1';
    return this.statements.prepare(sql).get(accountId) !== undefined;
  }

  add(rows: readonly NewUidl[]): void {
    this.statements.insert(
      `INSERT INTO uidl (account_id, uidl, message_id, delete_requested, since_ms) VALUES ROWS
       ON CONFLICT (account_id, uidl) DO UPDATE SET message_id = excluded.message_id`,
      '(?, ?, ?, ?, ?)',
      rows.map((row) => [row.accountId, row.uidl, row.messageId, Number(row.deleteRequested), row.sinceMs]),
    );
  }

  /** Which of these are known. */
  knownOf(accountId: string, uidls: string[]): string[] {
    const sql = 'SELECT uidl AS name FROM uidl WHERE account_id = ? AND uidl IN (SELECT value FROM json_each(?))';
    return namesOf(this.statements.prepare(sql).all(accountId, JSON.stringify(uidls)));
  }

  /** The message that was fetched under this UIDL, or null. */
  messageOf(accountId: string, uidl: string): number | null {
    const row = this.statements
      .prepare('SELECT message_id FROM uidl WHERE account_id = ? AND uidl = ?')
      .get(accountId, uidl);
    return row === undefined ? null : v.parse(messageIdRow, row).message_id;
  }

  /** Whether this message was fetched under some UIDL already. */
  belongsToOne(messageId: number): boolean {
    return this.statements.prepare('SELECT 1 FROM uidl WHERE message_id = ?').get(messageId) !== undefined;
  }

  requestDeletion(messageId: number, requested: boolean): void {
    this.statements
      .prepare('UPDATE uidl SET delete_requested = ? WHERE message_id = ?')
      .run(Number(requested), messageId);
  }

  /** QUIT was answered: the server holds these no more, so a new message may carry the same UIDL one day. */
  forget(accountId: string, uidls: string[]): void {
    const statement = this.statements.prepare('DELETE FROM uidl WHERE account_id = ? AND uidl = ?');
    for (const uidl of uidls) statement.run(accountId, uidl);
  }
}
