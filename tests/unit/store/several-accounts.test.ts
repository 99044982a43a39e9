import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ListQuery, MessageIndex } from '../../../electron/mail/store/message-index';
import { migrate } from '../../../electron/mail/store/schema';

/** The index alone, with the mail of several accounts in it. */
let db: DatabaseSyncInstance;
let index: MessageIndex;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  migrate(db);
  index = new MessageIndex(db);
});
afterEach(() => db.close());

function fill(messages: number, accounts: string[]): void {
  db.exec('BEGIN');
  for (let at = 0; at < messages; at++) {
    const accountId = accounts[at % accounts.length] ?? '';
    const id = index.add(
      { accountId, kind: 'received', sha256: `${at}` },
      {
        from: { name: `From ${at}`, address: 'f@x.test' },
        to: [],
        cc: [],
        subject: `Message ${at}`,
        dateMs: 1_000 * at,
        messageId: `${at}@x.test`,
        priority: 'normal',
      },
      {
        folder: 'inbox',
        unread: at % 10 === 0,
        starred: false,
        answered: false,
        arrivedMs: 0,
        size: 100,
        partial: false,
      },
    );
    if (at % 7 === 0) index.setFolder(id, 'archive');
  }
  db.exec('COMMIT');
}

const query = (change: Partial<ListQuery>): ListQuery => ({
  folder: 'inbox',
  accountIds: null,
  unreadOnly: false,
  query: '',
  offset: 0,
  limit: 100,
  ...change,
});

describe('the mail of several accounts', () => {
  test('stands together, newest first, without that of others', () => {
    fill(30, ['amy', 'bob', 'carol']);
    const { total, rows } = index.list(query({ accountIds: ['amy', 'carol'] }));
    const times = rows.map(({ date }) => Date.parse(date));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(new Set(rows.map(({ accountId }) => accountId))).toEqual(new Set(['amy', 'carol']));
    expect(rows).toHaveLength(total);
    expect(total).toBe(
      index.list(query({ accountIds: ['amy'] })).total + index.list(query({ accountIds: ['carol'] })).total,
    );
    expect(index.list(query({ accountIds: [] }))).toEqual({ total: 0, rows: [] });
  });

  test('is filtered by words and by what is unread', () => {
    fill(30, ['amy', 'bob', 'carol']);
    const accountIds = ['amy', 'carol'];
    const unread = index.list(query({ accountIds, unreadOnly: true })).rows;
    expect(unread.map(({ subject }) => subject)).toEqual(['Message 20']);
    expect(index.list(query({ accountIds, query: '2' })).rows.map(({ subject }) => subject)).toEqual([
      'Message 29',
      'Message 27',
      'Message 26',
      'Message 24',
      'Message 23',
      'Message 20',
      'Message 12',
      'Message 2',
    ]);
  });

  test.each([0, 80_000])('is paged by an index, without sorting, at row %i of 100,000', (offset) => {
    fill(100_000, ['amy', 'bob']);
    const prepare = vi.spyOn(db, 'prepare');
    const accountIds = ['amy', 'bob'];
    const { rows } = new MessageIndex(db).list(query({ accountIds, offset }));
    expect(rows).toHaveLength(100);
    const asked = prepare.mock.calls.map(([sql]) => sql);
    expect(asked).toHaveLength(2);
    for (const sql of asked) {
      const values = ['inbox', ...accountIds, ...(sql.includes('LIMIT') ? [100, offset] : [])];
      const plan = JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values));
      expect(plan).toMatch(/SEARCH message USING (COVERING )?INDEX message_by_(folder|account)/);
      expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
    }
    expect(
      JSON.stringify(db.prepare("SELECT sql FROM sqlite_master WHERE name = 'message_by_folder'").all()),
    ).toContain('account_id');
  });
});

test('an index of an older Posthorn gets the new order of its rows, and keeps them', () => {
  fill(10, ['amy', 'bob']);
  const before = index.list(query({ accountIds: ['amy', 'bob'] }));
  db.exec(`
    DROP INDEX message_by_folder;
    CREATE INDEX message_by_folder ON message (folder, date_ms DESC, id DESC);
    DROP TABLE report_recipient;
    DROP TABLE report_about;
    ALTER TABLE message DROP COLUMN priority;
    ALTER TABLE message DROP COLUMN arrived_ms;
    PRAGMA user_version = 3;
  `);
  migrate(db);
  expect(new MessageIndex(db).list(query({ accountIds: ['amy', 'bob'] }))).toEqual(before);
});
