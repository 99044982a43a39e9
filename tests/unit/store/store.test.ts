import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { queued } from '../../../electron/mail/outbox/schedule';
import { Store } from '../../../electron/mail/store';
import { everything, message, receiveAll, temporaryStore, workerPath } from '../../support/store';

let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(() => home.remove());

const hello = message({ Subject: 'Hello', Date: 'Mon, 23 Nov 2026 08:00:00 +0000', 'Message-ID': '<a@x>' });

test('keeps a message byte for byte in a file named by its SHA-256', async () => {
  const raw = Buffer.concat([Buffer.from(hello), Buffer.from([0, 1, 0xff, 0x0d, 0x0a, 0x2e])]);
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw }]);
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const path = join(home.dir, 'mail/amy/received', sha256.slice(0, 2), `${sha256}.eml`);
  expect(await readFile(path)).toEqual(raw);
  expect(await readdir(join(home.dir, 'incoming'))).toEqual([]);
});

test('lists nothing before it is durable, and everything after', async () => {
  const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl: 'u1' });
  await incoming.write(Buffer.from(hello));
  await incoming.end();
  expect((await home.store.ask('list', everything)).total).toBe(0);
  expect(await home.store.settleIncoming()).toEqual({ added: 1, octets: hello.length });
  expect((await home.store.ask('list', everything)).rows[0]).toMatchObject({
    subject: 'Hello',
    unread: true,
    folder: 'inbox',
    date: '2026-11-23T08:00:00.000Z',
  });
});

test('a message that comes in large pieces is indexed whole', async () => {
  const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl: 'u1' });
  await incoming.write(Buffer.from(message({ Subject: 'In pieces' }, 'x'.repeat(70_000))));
  await incoming.write(Buffer.from(' the last words\r\n'));
  await incoming.end();
  await home.store.settleIncoming();
  await home.store.ask('filed', {});
  const found = await home.store.ask('list', { ...everything, query: 'last words' });
  expect(found.rows).toMatchObject([{ subject: 'In pieces' }]);
});

test('a discarded message leaves nothing behind', async () => {
  const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl: 'u1' });
  await incoming.write(Buffer.alloc(200_000, 'a'));
  await incoming.discard();
  expect(await home.store.settleIncoming()).toEqual({ added: 0, octets: 0 });
  expect(await readdir(join(home.dir, 'incoming'))).toEqual([]);
});

test('newest first, page by page, filtered by folder, account and unread', async () => {
  const days = [3, 1, 2].map((day) => ({
    uidl: `u${day}`,
    raw: message({ Subject: `Day ${day}`, Date: `Sun, 0${day} Nov 2026 08:00:00 +0000` }),
  }));
  await receiveAll(home.store, 'amy', days);
  await receiveAll(home.store, 'bob', [{ uidl: 'u1', raw: hello }]);
  const list = await home.store.ask('list', { ...everything, folder: 'inbox', accountIds: ['amy'], limit: 2 });
  expect(list.total).toBe(3);
  expect(list.rows.map((row) => row.subject)).toEqual(['Day 3', 'Day 2']);
  const rest = await home.store.ask('list', { ...everything, accountIds: ['amy'], offset: 2, limit: 2 });
  expect(rest.rows.map((row) => row.subject)).toEqual(['Day 1']);
  const [first] = list.rows;
  await home.store.ask('flag', { ids: [first?.id ?? 0], unread: false });
  const unread = await home.store.ask('list', {
    ...everything,
    folder: 'inbox',
    accountIds: ['amy'],
    unreadOnly: true,
  });
  expect(unread.rows.map((row) => row.subject)).toEqual(['Day 2', 'Day 1']);
  expect(await home.store.ask('counts', { accountIds: ['amy'] })).toContainEqual({
    folder: 'inbox',
    total: 3,
    unread: 2,
  });
});

test('search finds words, parts of words, Chinese of any length, and takes quotes as they come', async () => {
  await receiveAll(home.store, 'amy', [
    { uidl: '1', raw: message({ Subject: 'The MX record' }, 'the lower number wins\r\n') },
    {
      uidl: '2',
      raw: message(
        { Subject: '=?utf-8?B?56ys5Y2B5LiA5Zau5YWD?=', 'Content-Type': 'text/plain; charset=utf-8' },
        '作業說明：請使用\r\n',
      ),
    },
  ]);
  const find = async (query: string) => (await home.store.ask('list', { ...everything, query })).total;
  expect(await find('lower')).toBe(1);
  expect(await find('owe number')).toBe(1);
  expect(await find('"lower number"')).toBe(1);
  expect(await find('"number lower"')).toBe(0);
  expect(await find('number lower')).toBe(1);
  expect(await find('number nowhere')).toBe(0);
  expect(await find('第十一單元')).toBe(1);
  expect(await find('作業')).toBe(1);
  expect(await find('mx')).toBe(1);
  expect(await find('" OR 1=1 --')).toBe(0);
  expect(await find('100%')).toBe(0);
  expect(await find('%')).toBe(0);
  expect(await find('_')).toBe(0);
  expect(await find('lower"')).toBe(1);
});

test('a UIDL stays known when its message is in the trash and when it is gone for ever', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  const id = (await home.store.ask('list', everything)).rows[0]?.id ?? 0;
  await home.store.ask('move', { moves: [{ id, to: 'trash' }], deleteOnServer: ['amy'] });
  expect((await home.store.ask('list', everything)).total).toBe(0);
  expect(await home.store.ask('uidls', { accountId: 'amy' })).toMatchObject([
    { uidl: 'u1', messageId: id, deleteRequested: true },
  ]);
  expect(await home.store.ask('emptyTrash', { accountId: 'amy' })).toEqual({ deleted: 1 });
  const forEver = [{ uidl: 'u1', messageId: null, deleteRequested: true }];
  expect(await home.store.ask('uidls', { accountId: 'amy' })).toMatchObject(forEver);
  expect(
    (await readdir(join(home.dir, 'mail/amy/received'), { recursive: true })).filter((name) => name.endsWith('.eml')),
  ).toEqual([]);
  await home.reopen(true);
  expect(await home.store.ask('uidls', { accountId: 'amy' })).toMatchObject(forEver);
});

test('a deletion asks nothing of a server where mail is to stay, and a second one changes nothing', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  const id = (await home.store.ask('list', everything)).rows[0]?.id ?? 0;
  await home.store.ask('move', { moves: [{ id, to: 'trash' }], deleteOnServer: ['bob'] });
  expect((await home.store.ask('uidls', { accountId: 'amy' }))[0]?.deleteRequested).toBe(false);
  const again = await home.store.ask('move', { moves: [{ id, to: 'trash' }], deleteOnServer: [] });
  expect(again).toEqual({ moved: [] });
});

test('an account that is removed takes its mail and its UIDLs along, and nothing of another', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  await receiveAll(home.store, 'bob', [{ uidl: 'u1', raw: hello }]);
  await home.store.ask('removeAccount', { accountId: 'amy' });
  expect((await home.store.ask('list', everything)).rows.map(({ accountId }) => accountId)).toEqual(['bob']);
  expect(await home.store.ask('uidls', { accountId: 'amy' })).toEqual([]);
  expect(await home.store.ask('uidls', { accountId: 'bob' })).toHaveLength(1);
  expect(await readdir(join(home.dir, 'mail'))).toEqual(['bob']);
});

test('undoing a deletion also takes back what was asked of the server', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  const id = (await home.store.ask('list', everything)).rows[0]?.id ?? 0;
  const { moved } = await home.store.ask('move', { moves: [{ id, to: 'trash' }], deleteOnServer: ['amy'] });
  expect(moved).toEqual([{ id, from: 'inbox' }]);
  await home.store.ask('move', { moves: [{ id, to: 'inbox' }], deleteOnServer: ['amy'] });
  expect((await home.store.ask('uidls', { accountId: 'amy' }))[0]?.deleteRequested).toBe(false);
});

test('the same bytes under two UIDLs are two messages and one file', async () => {
  await receiveAll(home.store, 'amy', [
    { uidl: 'u1', raw: hello },
    { uidl: 'u2', raw: hello },
  ]);
  expect((await home.store.ask('list', everything)).total).toBe(2);
  await home.reopen(true);
  const { total, rows } = await home.store.ask('list', everything);
  expect(total).toBe(2);
  const [gone, kept] = rows.map(({ id }) => id);
  await home.store.ask('move', { moves: [{ id: gone ?? 0, to: 'trash' }], deleteOnServer: [] });
  await home.store.ask('emptyTrash', { accountId: 'amy' });
  expect((await home.store.ask('source', { id: kept ?? 0, limit: 1e6 })).size).toBe(hello.length);
});

test('an index made again from the files keeps folders, marks and UIDLs of the old one', async () => {
  await receiveAll(home.store, 'amy', [
    { uidl: 'u1', raw: hello },
    { uidl: 'u2', raw: message({ Subject: 'Two' }, 'Other\r\n') },
  ]);
  const id = (await home.store.ask('list', { ...everything, query: 'Hello' })).rows[0]?.id ?? 0;
  await home.store.ask('flag', { ids: [id], unread: false, starred: true });
  await home.store.ask('move', { moves: [{ id, to: 'archive' }], deleteOnServer: [] });
  const two = (await home.store.ask('list', { ...everything, query: 'Two' })).rows[0]?.id ?? 0;
  await home.store.ask('move', { moves: [{ id: two, to: 'trash' }], deleteOnServer: ['amy'] });
  expect(await home.reopen(true)).toBe(2);
  const trash = (await home.store.ask('list', { ...everything, folder: 'trash' })).rows;
  expect(trash).toMatchObject([{ subject: 'Two', starred: false, unread: true }]);
  const rows = (await home.store.ask('list', { ...everything, folder: 'archive' })).rows;
  expect(rows).toMatchObject([{ subject: 'Hello', starred: true, unread: false }]);
  expect(await home.store.ask('uidls', { accountId: 'amy' })).toMatchObject([
    { uidl: 'u1', deleteRequested: false },
    { uidl: 'u2', deleteRequested: true },
  ]);
});

test('after the index is lost, the next fetch recognises what is here and doubles nothing', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  await home.store.close();
  for (const suffix of ['', '-wal', '-shm']) await rm(join(home.dir, `index.sqlite${suffix}`), { force: true });
  await home.reopen(true);
  expect((await home.store.ask('list', everything)).total).toBe(1);
  expect(await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }])).toEqual({ added: 0, octets: hello.length });
  expect((await home.store.ask('list', everything)).total).toBe(1);
});

test('when a message came here is kept, also through a rebuild, with the way that its header tells', async () => {
  const before = Date.now();
  const hop = 'from a.test by b.test with ESMTPS; Tue, 24 Nov 2026 09:41:02 +0000';
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: message({ Received: hop }) }]);
  const [row] = (await home.store.ask('list', everything)).rows;
  const route = await home.store.ask('route', { id: row?.id ?? 0 });
  expect(route.hops).toMatchObject([{ by: 'b.test', at: '2026-11-24T09:41:02.000Z' }]);
  const cameMs = Date.parse(route.arrivedAt ?? '');
  expect(cameMs).toBeGreaterThanOrEqual(before);
  expect(cameMs).toBeLessThanOrEqual(Date.now());
  await home.reopen(true);
  const [again] = (await home.store.ask('list', everything)).rows;
  expect((await home.store.ask('route', { id: again?.id ?? 0 })).arrivedAt).toBe(route.arrivedAt);
});

test('a damaged index is said and left alone, and --rebuild-index mends it', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  await home.store.close();
  for (const suffix of ['-wal', '-shm']) await rm(join(home.dir, `index.sqlite${suffix}`), { force: true });
  await writeFile(join(home.dir, 'index.sqlite'), 'this is no database, but somebody put it here');
  await expect(Store.open(home.dir, workerPath)).rejects.toMatchObject({ code: 'store.unreadable' });
  expect(await home.reopen(true)).toBe(1);
  expect(await readFile(join(home.dir, 'index.sqlite.old'), 'utf8')).toContain('somebody put it here');
});

test('a store from a newer version is refused politely', async () => {
  await home.store.close();
  const db = new DatabaseSync(join(home.dir, 'index.sqlite'));
  db.exec('PRAGMA user_version = 99');
  db.close();
  const refusal = Store.open(home.dir, workerPath);
  await expect(refusal).rejects.toMatchObject({ code: 'store.too-new', safe: 'It was not touched.' });
  await rm(join(home.dir, 'index.sqlite'));
  await home.reopen();
});

test('a draft of an older version opens, as plain text from the account itself', async () => {
  const old = {
    ...{ id: 7, accountId: 'amy', to: 'b@x.test', cc: '', bcc: '', subject: 'Old', text: 'T' },
    attachments: [{ sha256: 'ab'.repeat(32), name: 'a.txt', type: 'text/plain', size: 3 }],
    ...{ inReplyTo: '', references: [], messageId: 'one', savedAt: '2026-11-23T09:41:00.000Z', delivery: null },
  };
  await writeFile(join(home.dir, 'drafts', '7.json'), JSON.stringify(old));
  await home.reopen();
  expect(await home.store.ask('drafts.get', { id: 7 })).toMatchObject({
    ...{ subject: 'Old', rich: null, identityId: '', receipt: false, priority: 'normal', template: '' },
    attachments: [{ inline: false }],
  });
  expect((await home.store.ask('list', { ...everything, folder: 'drafts' })).rows).toMatchObject([{ subject: 'Old' }]);
});

test('a draft outlives a restart, and its attachments with it', async () => {
  const draft = await home.store.ask('drafts.create', {
    accountId: 'amy',
    to: 'b@x.test',
    cc: '',
    bcc: '',
    subject: 'S',
    text: 'T',
    attachments: [],
    inReplyTo: '',
    references: [],
  });
  const attached = await home.store.ask('drafts.attach', {
    id: draft.id,
    name: 'a.txt',
    type: 'text/plain',
    bytes: Buffer.from('abc'),
  });
  await home.store.ask('drafts.save', {
    id: draft.id,
    accountId: 'amy',
    to: 'b@x.test',
    cc: '',
    bcc: '',
    subject: 'S2',
    text: 'T2',
  });
  await home.reopen();
  expect(await home.store.ask('drafts.get', { id: draft.id })).toMatchObject({
    subject: 'S2',
    attachments: attached.attachments,
  });
  const { attachments } = await home.store.ask('drafts.parts', { id: draft.id });
  expect(await readFile(attachments[0] ?? '', 'utf8')).toBe('abc');
  expect((await home.store.ask('list', { ...everything, folder: 'drafts' })).rows).toMatchObject([
    { id: draft.id, subject: 'S2', attachments: 1 },
  ]);
});

test('a program that ended while sending calls the message doubtful', async () => {
  const draft = await home.store.ask('drafts.create', {
    accountId: 'amy',
    to: 'b@x.test',
    cc: '',
    bcc: '',
    subject: 'S',
    text: 'T',
    attachments: [],
    inReplyTo: '',
    references: [],
  });
  await home.store.ask('drafts.setDelivery', {
    id: draft.id,
    delivery: { ...queued(null, [], { at: new Date(0).toISOString(), waitsFor: 'turn' }), state: 'sending' },
  });
  await home.reopen();
  expect((await home.store.ask('drafts.get', { id: draft.id })).delivery?.state).toBe('doubtful');
});

test('what was sent is in Sent, the draft is gone, and the message it answers is marked', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  const draft = await home.store.ask('drafts.create', {
    accountId: 'amy',
    to: 'b@x.test',
    cc: '',
    bcc: '',
    subject: 'Re: Hello',
    text: 'T',
    attachments: [],
    inReplyTo: 'a@x',
    references: ['a@x'],
  });
  await home.store.ask('drafts.attach', { id: draft.id, name: 'a', type: 'text/plain', bytes: Buffer.from('a') });
  const { target: path } = await home.store.ask('drafts.parts', { id: draft.id });
  await writeFile(path, message({ Subject: 'Re: Hello' }));
  await home.store.ask('drafts.sent', { id: draft.id, path, messageId: 'unknown@here' });
  expect((await home.store.ask('list', { ...everything, folder: 'sent' })).rows).toMatchObject([
    { subject: 'Re: Hello', unread: false },
  ]);
  expect((await home.store.ask('list', { ...everything, folder: 'inbox' })).rows).toMatchObject([{ answered: true }]);
  expect(await readdir(join(home.dir, 'attachments'))).toEqual([]);
  await home.reopen();
  await expect(home.store.ask('drafts.get', { id: draft.id })).rejects.toMatchObject({ code: 'mail.no-draft' });
});

test('the same content under two names is two attachments, each removed for itself', async () => {
  const fields = { to: '', cc: '', bcc: '', subject: '', text: '', inReplyTo: '', references: [], attachments: [] };
  const { id } = await home.store.ask('drafts.create', { accountId: 'amy', ...fields });
  const attach = (name: string) =>
    home.store.ask('drafts.attach', { id, name, type: 'text/plain', bytes: Buffer.from('alike') });
  await attach('one.txt');
  await attach('two.txt');
  const { attachments } = await attach('two.txt');
  expect(attachments.map(({ name }) => name)).toEqual(['one.txt', 'two.txt']);
  const sha256 = attachments[0]?.sha256 ?? '';
  const after = await home.store.ask('drafts.detach', { id, sha256, name: 'one.txt' });
  expect(after.attachments.map(({ name }) => name)).toEqual(['two.txt']);
  const [path = ''] = (await home.store.ask('drafts.parts', { id })).attachments;
  expect(await readFile(path, 'utf8')).toBe('alike');
});

test('a file on the disk is attached piece by piece, and one that can’t be read is said', async () => {
  const fields = { to: '', cc: '', bcc: '', subject: '', text: '', inReplyTo: '', references: [], attachments: [] };
  const { id } = await home.store.ask('drafts.create', { accountId: 'amy', ...fields });
  const bytes = Buffer.alloc(3_000_000, 'abc');
  const path = join(home.dir, 'large.bin');
  await writeFile(path, bytes);
  const told: number[] = [];
  const how = { signal: new AbortController().signal, onOctets: (octets: number) => told.push(octets) };
  const { attachments } = await home.store.attachFile({ id, path, name: 'a', type: 'x/y' }, how);
  expect(told).toEqual([1_048_576, 2_097_152, 3_000_000]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(attachments).toEqual([{ sha256, name: 'a', type: 'x/y', size: 3_000_000, inline: false }]);
  const [copy = ''] = (await home.store.ask('drafts.parts', { id })).attachments;
  expect((await readFile(copy)).equals(bytes)).toBe(true);
  await expect(home.store.attachFile({ id, path: `${path}.not`, name: 'b', type: 'x/y' }, how)).rejects.toMatchObject({
    code: 'mail.unreadable-file',
  });
  expect(await readdir(join(home.dir, 'attachments'))).toEqual([sha256]);
});

test('a file that is wanted no more leaves nothing behind', async () => {
  const fields = { to: '', cc: '', bcc: '', subject: '', text: '', inReplyTo: '', references: [], attachments: [] };
  const { id } = await home.store.ask('drafts.create', { accountId: 'amy', ...fields });
  const path = join(home.dir, 'large.bin');
  await writeFile(path, Buffer.alloc(30_000_000));
  const stop = new AbortController();
  const attaching = home.store.attachFile(
    { id, path, name: 'a', type: 'x/y' },
    { signal: stop.signal, onOctets: () => stop.abort() },
  );
  await expect(attaching).rejects.toMatchObject({ code: 'app.cancelled' });
  expect((await home.store.ask('drafts.get', { id })).attachments).toEqual([]);
  expect(await readdir(join(home.dir, 'attachments'))).toEqual([]);
});

test('whether a deletion was asked for is told without telling of every message, account by account', async () => {
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: hello }]);
  await receiveAll(home.store, 'bob', [{ uidl: 'u1', raw: hello }]);
  const asked = (accountId: string) => home.store.ask('anyDeletionRequested', { accountId });
  expect(await asked('amy')).toBe(false);
  const [message] = (await home.store.ask('list', { ...everything, accountIds: ['amy'] })).rows;
  await home.store.ask('move', { moves: [{ id: message?.id ?? 0, to: 'trash' }], deleteOnServer: ['amy'] });
  expect(await asked('amy')).toBe(true);
  expect(await asked('bob')).toBe(false);
});

test('the same bytes twice in one batch: each UIDL has its message, and what has no UIDL is not doubled', async () => {
  const arrive = async (uidl: string | null) => {
    const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl });
    await incoming.write(Buffer.from(hello));
    await incoming.end();
  };
  for (const uidl of [null, 'u1', 'u2']) await arrive(uidl);
  expect(await home.store.settleIncoming()).toMatchObject({ added: 2 });
  expect((await home.store.ask('list', everything)).total).toBe(2);
  expect((await home.store.ask('uidls', { accountId: 'amy' })).map(({ uidl }) => uidl)).toEqual(['u1', 'u2']);
});

test('buffers that come back are filled again without mixing messages', async () => {
  const raws = Array.from({ length: 600 }, (_, index) =>
    message({ Subject: `No ${index}` }, `${String(index).repeat(900)}\r\n`),
  );
  raws.push(message({ Subject: 'Large' }, 'y'.repeat(1_500_000)));
  for (const [index, raw] of raws.entries()) {
    const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl: `u${index}` });
    for (let at = 0; at < raw.length; at += 65_536) await incoming.write(Buffer.from(raw.slice(at, at + 65_536)));
    await incoming.end();
    if (index % 250 === 0) await home.store.settleIncoming();
  }
  await home.store.settleIncoming();
  await home.store.ask('filed', {});
  for (const { id, subject } of (await home.store.ask('list', { ...everything, limit: 1_000 })).rows) {
    const index = subject === 'Large' ? 600 : Number(subject.slice(3));
    const { bytes } = await home.store.ask('source', { id, limit: 2_000_000 });
    expect(Buffer.from(bytes).equals(Buffer.from(raws[index] ?? ''))).toBe(true);
  }
});

test('of many that come at once each UIDL has its own message', async () => {
  const raw = (n: number) => message({ Subject: `Number ${n}`, 'Message-ID': `<${n}@x>` });
  const many = Array.from({ length: 130 }, (_, n) => ({ uidl: `u${n}`, raw: raw(n) }));
  // A copy in between has the index asked for what is not named yet.
  many.splice(80, 0, { uidl: 'copy', raw: raw(60) });
  await receiveAll(home.store, 'amy', many);
  const { rows } = await home.store.ask('list', { ...everything, limit: 200 });
  const subjects = new Map(rows.map(({ id, subject }) => [id, subject]));
  const known = await home.store.ask('uidls', { accountId: 'amy' });
  const found = known.map(({ uidl, messageId }) => [uidl, subjects.get(messageId ?? 0)] as const);
  const wanted = Array.from({ length: 130 }, (_, n) => [`u${n}`, `Number ${n}`] as const);
  expect(new Map(found)).toEqual(new Map([...wanted, ['copy', 'Number 60']]));
});
