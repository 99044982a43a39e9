import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

type SqlValue = string | number | null;

/** The more rows, the less a call weighs, and the longer it takes to prepare the statement. */
const rowsAtOnce = 100;

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

  /**
   * Inserts rows, many with each statement: to call one costs more than most of its work.
   * @param sql with `ROWS` where the rows stand
   * @param row its marks in brackets, as many as each row has values
   * @returns the rowid of the last one
   */
  insert(sql: string, row: string, rows: readonly SqlValue[][]): number {
    let last = 0;
    for (let at = 0; at < rows.length; ) {
      const count = rows.length - at < rowsAtOnce ? 1 : rowsAtOnce;
      const statement = this.prepare(sql.replace('ROWS', Array(count).fill(row).join(', ')));
      last = Number(statement.run(...rows.slice(at, at + count).flat()).lastInsertRowid);
      at += count;
    }
    return last;
  }
}
