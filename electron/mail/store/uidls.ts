import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import * as v from 'valibot';
import { rowsOf } from './rows';

const uidlRow = v.object({ uidl: v.string(), message_id: v.nullable(v.number()), delete_requested: v.number() });

/**
 * What is known of each message that a server holds, by its UIDL (RFC 1939 §7). A row outlives the message: a UIDL that
 * was fetched once is never fetched again, whatever STAT says and wherever the message went.
 */
export class Uidls {
  constructor(private readonly db: DatabaseSyncInstance) {}

  known(accountId: string): { uidl: string; messageId: number | null; deleteRequested: boolean }[] {
    const rows = this.db
      .prepare('SELECT uidl, message_id, delete_requested FROM uidl WHERE account_id = ?')
      .all(accountId);
    return rowsOf(uidlRow, rows).map((row) => ({
      uidl: row.uidl,
      messageId: row.message_id,
      deleteRequested: row.delete_requested === 1,
    }));
  }

  add(accountId: string, uidl: string, messageId: number): void {
    this.db
      .prepare(
        `INSERT INTO uidl (account_id, uidl, message_id) VALUES (?, ?, ?)
         ON CONFLICT (account_id, uidl) DO UPDATE SET message_id = excluded.message_id`,
      )
      .run(accountId, uidl, messageId);
  }

  /** Whether this message was fetched under some UIDL already. */
  belongsToOne(messageId: number): boolean {
    return this.db.prepare('SELECT 1 FROM uidl WHERE message_id = ?').get(messageId) !== undefined;
  }

  requestDeletion(messageId: number, requested: boolean): void {
    this.db.prepare('UPDATE uidl SET delete_requested = ? WHERE message_id = ?').run(Number(requested), messageId);
  }

  /** QUIT was answered: the server holds these no more, so a new message may carry the same UIDL one day. */
  forget(accountId: string, uidls: string[]): void {
    const statement = this.db.prepare('DELETE FROM uidl WHERE account_id = ? AND uidl = ?');
    for (const uidl of uidls) statement.run(accountId, uidl);
  }
}
