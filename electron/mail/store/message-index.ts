import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import * as v from 'valibot';
import type { Folder, MessageFolder, MessageRow } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import type { ParsedMessage, Summary } from '../mime';
import type { RawFile } from './raw-files';
import { DeliveryReports } from './reports';
import { counted, namesOf, rowsOf, type StoredMessage, storedMessage, toMessageRow } from './rows';
import { matchExpression, shortTerms } from './search';
import { Statements } from './statements';

export interface ListQuery {
  folder: MessageFolder | null;
  /** Whose messages; null: everybody's. */
  accountIds: readonly string[] | null;
  unreadOnly: boolean;
  query: string;
  offset: number;
  limit: number;
}

/** Where a message goes and how it is marked when it is indexed for the first time. */
export interface Placement {
  folder: MessageFolder;
  unread: boolean;
  starred: boolean;
  answered: boolean;
  /** Also stands in for Date when the message has none that can be read. */
  arrivedMs: number;
  size: number;
  /** Only the header is here. */
  partial: boolean;
}

/** A message that the index does not name yet. */
export interface NewMessage {
  file: RawFile;
  summary: Summary;
  placement: Placement;
}

const recipients = ({ to, cc }: Pick<Summary, 'to' | 'cc'>) =>
  [...to, ...cc].map((person) => person.name || person.address).join(', ');

/** The file of a message. */
export const fileOf = (message: StoredMessage): RawFile => ({
  accountId: message.account_id,
  kind: message.kind,
  sha256: message.sha256,
});

// Named, since SQLite holds the account for the better way, and goes through all that it has.
const byFile = 'message INDEXED BY message_by_file';
/** That a message has the SHA-256 which is the value of some SQL. */
const isFile = (sha256: string) => `substr(sha256, 1, 12) = substr(${sha256}, 1, 12) AND sha256 = ${sha256}`;

/** The table `message` and its full text. Everything here is synchronous and runs in the store's worker. */
export class MessageIndex {
  private readonly statements: Statements;
  readonly reports: DeliveryReports;

  constructor(db: DatabaseSyncInstance) {
    this.statements = new Statements(db);
    this.reports = new DeliveryReports(db);
  }

  /** Lists a message by its header; `fill` adds what the whole of it tells. @returns its id */
  add(file: RawFile, summary: Summary, placement: Placement): number {
    return this.addAll([{ file, summary, placement }]);
  }

  /** @returns the id of the first; those of the others follow, since nobody else writes and AUTOINCREMENT leaves none out */
  addAll(messages: readonly NewMessage[]): number {
    const last = this.statements.insert(
      `INSERT INTO message (account_id, kind, sha256, size, folder, from_name, from_address, to_text, subject, date_ms,
       message_id, priority, unread, starred, answered, partial, arrived_ms, snippet, attachments, filed) VALUES ROWS`,
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0)",
      messages.map(({ file, summary, placement }) => [
        file.accountId,
        file.kind,
        file.sha256,
        placement.size,
        placement.folder,
        summary.from.name,
        summary.from.address,
        recipients(summary),
        summary.subject,
        summary.dateMs ?? placement.arrivedMs,
        summary.messageId,
        summary.priority,
        Number(placement.unread),
        Number(placement.starred),
        Number(placement.answered),
        Number(placement.partial),
        placement.arrivedMs,
      ]),
    );
    return last - messages.length + 1;
  }

  /** The rest of a message came, of which only the header was here. */
  complete(id: number, { sha256 }: RawFile, size: number): void {
    this.statements
      .prepare('UPDATE message SET sha256 = ?, size = ?, partial = 0, rest_wanted = 0, filed = 0 WHERE id = ?')
      .run(sha256, size, id);
  }

  wantRest(ids: number[], wanted: boolean): void {
    const statement = this.statements.prepare('UPDATE message SET rest_wanted = ? WHERE id = ? AND partial = 1');
    for (const id of ids) statement.run(Number(wanted), id);
  }

  /** The message has its file, and this is all that it says. */
  fill(id: number, parsed: ParsedMessage): void {
    // What was indexed of the header alone.
    this.statements.prepare('DELETE FROM message_text WHERE rowid = ?').run(id);
    const to = [...parsed.to, ...parsed.cc];
    this.statements
      .prepare(
        `UPDATE message SET from_name = ?, from_address = ?, to_text = ?, subject = ?, snippet = ?,
         date_ms = coalesce(?, date_ms), message_id = ?, priority = ?, attachments = ?, filed = 1 WHERE id = ?`,
      )
      .run(
        parsed.from.name,
        parsed.from.address,
        recipients(parsed),
        parsed.subject,
        parsed.snippet,
        parsed.dateMs,
        parsed.messageId,
        parsed.priority,
        parsed.attachments.filter((attachment) => !attachment.inline).length,
        id,
      );
    this.reports.put(id, parsed.report);
    const people = [parsed.from, ...to].map((person) => `${person.name} ${person.address}`).join('\n');
    this.statements
      .prepare('INSERT INTO message_text (rowid, subject, people, body) VALUES (?, ?, ?, ?)')
      .run(id, parsed.subject, people, parsed.plain.slice(0, 100_000));
  }

  /** The files of messages whose text is not searched yet. */
  unfiled(): RawFile[] {
    return rowsOf(
      storedMessage,
      this.statements.prepare('SELECT * FROM message WHERE filed = 0 ORDER BY id').all(),
    ).map(fileOf);
  }

  get(id: number): StoredMessage {
    const row: unknown = this.statements.prepare('SELECT * FROM message WHERE id = ?').get(id);
    if (row === undefined) throw fail('mail.no-message', { id });
    return v.parse(storedMessage, row);
  }

  /** Of which of these an account has a message, by the SHA-256 of its file. */
  filesHere(accountId: string, sha256s: string[]): string[] {
    const sql = `SELECT DISTINCT sha256 AS name FROM json_each(?) JOIN ${byFile} ON ${isFile('value')} WHERE account_id = ?`;
    return namesOf(this.statements.prepare(sql).all(JSON.stringify(sha256s), accountId));
  }

  findByFile({ accountId, sha256 }: Pick<RawFile, 'accountId' | 'sha256'>): StoredMessage[] {
    return rowsOf(
      storedMessage,
      this.statements
        .prepare(`SELECT * FROM ${byFile} WHERE ${isFile('?1')} AND account_id = ?2 ORDER BY id`)
        .all(sha256, accountId),
    );
  }

  /** Whether a copy of what was sent under this Message-ID is here. */
  isSent(accountId: string, messageId: string): boolean {
    const sql = "SELECT 1 FROM message WHERE message_id = ? AND account_id = ? AND kind = 'sent'";
    return this.statements.prepare(sql).get(messageId, accountId) !== undefined;
  }

  list(query: ListQuery): { total: number; rows: MessageRow[] } {
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    const where = (condition: string, ...more: (string | number)[]) => {
      conditions.push(condition);
      values.push(...more);
    };
    if (query.folder) where('folder = ?', query.folder);
    else where("folder <> 'trash'");
    if (query.accountIds) {
      const marks = query.accountIds.map(() => '?').join(', ');
      where(`account_id IN (${marks})`, ...query.accountIds);
    }
    if (query.unreadOnly) where('unread = 1');
    const match = matchExpression(query.query);
    if (match) where('id IN (SELECT rowid FROM message_text WHERE message_text MATCH ?)', match);
    for (const term of shortTerms(query.query)) {
      // The index holds runs of three characters; a shorter word is looked for in what the list shows.
      where(
        "(subject || ' ' || from_name || ' ' || from_address || ' ' || to_text || ' ' || snippet) LIKE ? ESCAPE '\\'",
        term,
      );
    }
    const sql = `FROM message WHERE ${conditions.join(' AND ')}`;
    const total =
      rowsOf(counted, [this.statements.prepare(`SELECT count(*) AS count ${sql}`).get(...values)])[0]?.count ?? 0;
    const rows = this.statements.prepare(`SELECT * ${sql} ORDER BY date_ms DESC, id DESC LIMIT ? OFFSET ?`);
    const found = rowsOf(storedMessage, rows.all(...values, query.limit, query.offset));
    const sent = found.filter(({ kind }) => kind === 'sent').map(({ id }) => id);
    const reported = sent.length > 0 ? this.reports.worstOf(sent) : new Map<number, never>();
    return {
      total,
      rows: found.map((stored) => {
        const action = reported.get(stored.id);
        return { ...toMessageRow(stored), ...(action ? { reported: action } : {}) };
      }),
    };
  }

  /** Of each account by itself, since an index holds its folders in order; null: of all in one. */
  counts(accountIds: readonly string[] | null): { folder: Folder; total: number; unread: number }[] {
    const schema = v.object({ folder: storedMessage.entries.folder, total: v.number(), unread: v.number() });
    const sql = 'SELECT folder, count(*) AS total, sum(unread) AS unread FROM message';
    if (!accountIds) return rowsOf(schema, this.statements.prepare(`${sql} GROUP BY folder`).all());
    const ofOne = this.statements.prepare(`${sql} WHERE account_id = ? GROUP BY folder`);
    return accountIds.flatMap((accountId) => rowsOf(schema, ofOne.all(accountId)));
  }

  flag(ids: number[], flags: { unread?: boolean; starred?: boolean }): void {
    for (const id of ids) {
      if (flags.unread !== undefined)
        this.statements.prepare('UPDATE message SET unread = ? WHERE id = ?').run(Number(flags.unread), id);
      if (flags.starred !== undefined)
        this.statements.prepare('UPDATE message SET starred = ? WHERE id = ?').run(Number(flags.starred), id);
    }
  }

  setFolder(id: number, folder: MessageFolder): void {
    this.statements.prepare('UPDATE message SET folder = ? WHERE id = ?').run(folder, id);
  }

  markAnswered(messageId: string): void {
    this.statements.prepare('UPDATE message SET answered = 1 WHERE message_id = ?').run(messageId);
  }

  inTrash(accountId: string): StoredMessage[] {
    const sql = "SELECT * FROM message WHERE account_id = ? AND folder = 'trash'";
    return rowsOf(storedMessage, this.statements.prepare(sql).all(accountId));
  }

  delete(id: number): void {
    this.statements.prepare('DELETE FROM message_text WHERE rowid = ?').run(id);
    this.statements.prepare('DELETE FROM message WHERE id = ?').run(id);
  }

  deleteAccount(accountId: string): void {
    this.statements
      .prepare('DELETE FROM message_text WHERE rowid IN (SELECT id FROM message WHERE account_id = ?)')
      .run(accountId);
    this.statements.prepare('DELETE FROM message WHERE account_id = ?').run(accountId);
    this.statements.prepare('DELETE FROM uidl WHERE account_id = ?').run(accountId);
  }

  everything(): StoredMessage[] {
    return rowsOf(storedMessage, this.statements.prepare('SELECT * FROM message').all());
  }
}
