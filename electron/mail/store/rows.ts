import * as v from 'valibot';
import type { MessageRow } from '../../../shared/contract';
import { priority } from '../../../shared/contract/common';
import { messageFolder } from '../../../shared/contract/mail';

/** A row of the table `message` as SQLite gives it. */
export const storedMessage = v.object({
  id: v.number(),
  account_id: v.string(),
  kind: v.picklist(['received', 'sent']),
  sha256: v.string(),
  size: v.number(),
  folder: messageFolder,
  from_name: v.string(),
  from_address: v.string(),
  to_text: v.string(),
  subject: v.string(),
  snippet: v.string(),
  date_ms: v.number(),
  message_id: v.string(),
  priority,
  attachments: v.number(),
  unread: v.number(),
  starred: v.number(),
  answered: v.number(),
  /** 1 once the message has a file of its own and its text can be searched. */
  filed: v.number(),
  /** 1 while only the header is here. */
  partial: v.number(),
  rest_wanted: v.number(),
  /** When it came here; null where that was not kept. */
  arrived_ms: v.nullable(v.number()),
});
export type StoredMessage = v.InferOutput<typeof storedMessage>;

export const counted = v.object({ count: v.number() });

/** Parses what the index answered: a row that is not what the schema says is a damaged index, not a crash later on. */
export function rowsOf<S extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(
  schema: S,
  rows: unknown[],
): v.InferOutput<S>[] {
  return rows.map((row) => v.parse(schema, row));
}

const named = v.object({ name: v.string() });

/** The column `name` of rows. */
export const namesOf = (rows: unknown[]): string[] => rowsOf(named, rows).map(({ name }) => name);

export function toMessageRow(stored: StoredMessage): MessageRow {
  return {
    id: stored.id,
    accountId: stored.account_id,
    folder: stored.folder,
    from: { name: stored.from_name, address: stored.from_address },
    to: stored.to_text,
    subject: stored.subject,
    snippet: stored.snippet,
    date: new Date(stored.date_ms).toISOString(),
    size: stored.size,
    partial: stored.partial === 1,
    unread: stored.unread === 1,
    starred: stored.starred === 1,
    answered: stored.answered === 1,
    attachments: stored.attachments,
    ...(stored.priority === 'normal' ? {} : { priority: stored.priority }),
  };
}
