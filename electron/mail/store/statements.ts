import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

/** Prepares each statement once: a batch runs the same few for every message. */
export class Statements {
  private readonly known = new Map<string, StatementSyncInstance>();

  constructor(private readonly db: DatabaseSyncInstance) {}

  prepare(sql: string): StatementSyncInstance {
    const known = this.known.get(sql);
    if (known) return known;
    const made = this.db.prepare(sql);
    this.known.set(sql, made);
    return made;
  }
}
