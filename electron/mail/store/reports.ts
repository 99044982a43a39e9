import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import * as v from 'valibot';
import type { Reports } from '../../../shared/contract';
import { reportedRecipient } from '../../../shared/contract/mail';
import type { DeliveryReport } from '../mime';
import { rowsOf } from './rows';
import { Statements } from './statements';

const line = v.object({
  report_id: v.number(),
  date_ms: v.number(),
  recipient: v.string(),
  action: reportedRecipient.entries.action,
  status: v.string(),
  diagnostic: v.string(),
  remote_mta: v.string(),
});
const found = v.object({ id: v.number(), subject: v.string(), account_id: v.string(), folder: v.string() });
const worst = v.object({ sent_id: v.number(), action: reportedRecipient.entries.action });

/**
 * The message that a report is about: the surest Message-ID that names one which was sent from the account that the report came
 * to. Who never sent it can't be told of it, whatever the report says.
 */
const sentOf = `(
  SELECT sent.id FROM report_about AS about JOIN message AS sent ON sent.message_id = about.message_id
  WHERE about.report_id = report.id AND sent.kind = 'sent' AND sent.account_id = report.account_id
  ORDER BY about.rank LIMIT 1
)`;

const columns = `report.id AS report_id, report.date_ms, one.recipient, one.action, one.status, one.diagnostic, one.remote_mta`;

/** What became of messages after they were sent, as far as it was reported. Synchronous, in the store's worker. */
export class DeliveryReports {
  private readonly statements: Statements;

  constructor(db: DatabaseSyncInstance) {
    this.statements = new Statements(db);
  }

  /** @param id of the message that is the report */
  put(id: number, report: DeliveryReport | null): void {
    this.statements.prepare('DELETE FROM report_about WHERE report_id = ?').run(id);
    this.statements.prepare('DELETE FROM report_recipient WHERE report_id = ?').run(id);
    for (const [rank, messageId] of (report?.about ?? []).entries()) {
      this.statements.prepare('INSERT INTO report_about VALUES (?, ?, ?)').run(id, rank, messageId);
    }
    for (const [position, one] of (report?.recipients ?? []).entries()) {
      this.statements
        .prepare('INSERT INTO report_recipient VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(
          id,
          position,
          one.originalRecipient || one.recipient,
          one.action,
          one.status,
          one.diagnostic,
          one.remoteMta,
        );
    }
  }

  /** What a message reports, and what was reported of it. */
  of(id: number): Reports {
    const own = this.statements
      .prepare(`SELECT ${columns} FROM report_recipient AS one JOIN message AS report ON report.id = one.report_id
        WHERE one.report_id = ? ORDER BY one.position`)
      .all(id);
    const [about] = rowsOf(
      found,
      this.statements
        .prepare(`SELECT id, subject, account_id, folder FROM message
          WHERE id = (SELECT ${sentOf} FROM message AS report WHERE report.id = ?)`)
        .all(id),
    );
    const received = this.statements
      .prepare(`SELECT ${columns} FROM message AS sent
        JOIN report_about AS named ON named.message_id = sent.message_id
        JOIN message AS report ON report.id = named.report_id
        JOIN report_recipient AS one ON one.report_id = report.id
        WHERE sent.id = ? AND sent.kind = 'sent' AND sent.message_id <> '' AND ${sentOf} = sent.id
        GROUP BY report.id, one.position ORDER BY report.date_ms, report.id, one.position`)
      .all(id);
    return {
      reports: rowsOf(line, own).map(toReported),
      about: about ? { id: about.id, subject: about.subject } : null,
      reported: rowsOf(line, received).map(toReported),
    };
  }

  /** Of which of these messages a delivery was reported, and what of it matters most. */
  worstOf(ids: readonly number[]): Map<number, v.InferOutput<typeof worst>['action']> {
    const rows = this.statements
      .prepare(`SELECT sent.id AS sent_id, one.action FROM message AS sent
        JOIN report_about AS named ON named.message_id = sent.message_id
        JOIN message AS report ON report.id = named.report_id
        JOIN report_recipient AS one ON one.report_id = report.id
        WHERE sent.id IN (SELECT value FROM json_each(?)) AND sent.kind = 'sent' AND sent.message_id <> ''
          AND ${sentOf} = sent.id
        ORDER BY CASE one.action WHEN 'failed' THEN 2 WHEN 'delayed' THEN 0 ELSE 1 END`)
      .all(JSON.stringify(ids));
    // The last one counts: what failed, else what arrived after all, else what is late.
    return new Map(rowsOf(worst, rows).map(({ sent_id, action }) => [sent_id, action]));
  }
}

const toReported = (row: v.InferOutput<typeof line>): Reports['reported'][number] => ({
  reportId: row.report_id,
  at: new Date(row.date_ms).toISOString(),
  recipient: row.recipient,
  action: row.action,
  status: row.status,
  diagnostic: row.diagnostic,
  remoteMta: row.remote_mta,
});
