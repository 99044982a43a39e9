import { join, relative } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { JsonFile } from '../../electron/json-file';
import { openDatabase } from '../../electron/mail/store/database';
import { Drafts } from '../../electron/mail/store/drafts';
import { Filing } from '../../electron/mail/store/filing';
import { Ingest } from '../../electron/mail/store/ingest';
import { MessageIndex } from '../../electron/mail/store/message-index';
import { RawFiles } from '../../electron/mail/store/raw-files';
import { Maildrop } from '../../electron/practice/maildrop';
import { temporaryFolder } from '../support/lab';

/** What was done to the disk, in its order: no test can cut the power, but what outlives that depends on this alone. */
const done = vi.hoisted(() => [] as [what: string, ...paths: string[]][]);
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const open: typeof fs.open = async (path, ...more) => {
    const handle = await fs.open(path, ...more);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      await sync();
      done.push(['sync', String(path)]);
    };
    const datasync = handle.datasync.bind(handle);
    handle.datasync = async () => {
      await datasync();
      done.push(['sync', String(path)]);
    };
    return handle;
  };
  const rm: typeof fs.rm = async (path, ...more) => {
    await fs.rm(path, ...more);
    done.push(['remove', String(path)]);
  };
  const rename: typeof fs.rename = async (from, to) => {
    await fs.rename(from, to);
    done.push(['rename', String(from), String(to)]);
  };
  return { ...fs, open, rename, rm };
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder('durable');
  done.length = 0;
});
afterEach(() => folder.remove());

/** The steps so far, with paths as they are in the folder and without what is random in them. */
const steps = () =>
  done.map(([what, ...paths]) =>
    [what, ...paths.map((path) => relative(folder.path, path).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID'))].join(' '),
  );

test('a message is synced before it has its name, and its folders before it counts', async () => {
  const files = new RawFiles(folder.path);
  await files.open();
  done.length = 0;
  const ingest = new Ingest(files);
  await ingest.append(1, Buffer.from('Subject: Hello\r\n\r\n'));
  ingest.end(1, { accountId: 'amy', kind: 'received', uidl: 'u1' });
  const [durable] = await ingest.settle();
  const sha256 = durable?.file.sha256 ?? '';
  const home = join('mail/amy/received', sha256.slice(0, 2));
  const [synced, named, ...folders] = steps();
  expect([synced, named]).toEqual(['sync incoming/ID', `rename incoming/ID ${home}/${sha256}.eml`]);
  expect(folders.sort()).toEqual(['sync mail', 'sync mail/amy', 'sync mail/amy/received', `sync ${home}`]);
});

test('a batch is synced in its log before it counts, and the log goes last', async () => {
  const files = new RawFiles(folder.path);
  await files.open();
  done.length = 0;
  const ingest = new Ingest(files);
  const raw = Buffer.from('Subject: Hello\r\n\r\n');
  const arrival = { accountId: 'amy', kind: 'received' as const, uidl: 'u1' };
  await ingest.block(raw, [{ arrival, size: raw.byteLength }]);
  const durable = await ingest.settle();
  expect(steps()).toEqual(['sync intake/ID.log', 'sync intake']);

  const db = openDatabase(join(folder.path, 'index.sqlite'));
  const filing = new Filing(
    db,
    new MessageIndex(db),
    files,
    () => false,
    () => {},
  );
  done.length = 0;
  filing.add(durable);
  await filing.done();
  db.close();
  const home = join('mail/amy/received', durable[0]?.file.sha256.slice(0, 2) ?? '');
  const [synced, named, ...others] = steps();
  expect([synced, named]).toEqual(['sync incoming/ID', `rename incoming/ID ${home}/${durable[0]?.file.sha256}.eml`]);
  expect(others.pop()).toBe('remove intake/ID.log');
  expect(others.sort()).toEqual(['sync mail', 'sync mail/amy', 'sync mail/amy/received', `sync ${home}`]);
});

test('a commit of the index is synced before it is answered', () => {
  const db = openDatabase(join(folder.path, 'index.sqlite'));
  // 2 is FULL: a deletion on the server may follow a commit.
  expect(db.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
  db.close();
});

test('a draft and its attachment are synced before they have their names, and their folders after', async () => {
  const drafts = new Drafts(folder.path);
  await drafts.open();
  const empty = { to: '', cc: '', bcc: '', subject: '', text: '', inReplyTo: '', references: [], attachments: [] };
  done.length = 0;
  const { id } = await drafts.create({ accountId: 'amy', ...empty });
  const written = ['sync drafts/1.json.tmp', 'rename drafts/1.json.tmp drafts/1.json', 'sync drafts'];
  expect(steps()).toEqual(written);
  done.length = 0;
  const { attachments } = await drafts.attach(id, { name: 'a', type: 'text/plain', bytes: Buffer.from('a') });
  const path = `attachments/${attachments[0]?.sha256}`;
  expect(steps()).toEqual([`sync ${path}.tmp`, `rename ${path}.tmp ${path}`, 'sync attachments', ...written]);
  done.length = 0;
  await drafts.remove(id);
  expect(steps()).toEqual(['remove drafts/1.json', 'sync drafts', `remove ${path}`]);
});

test('a small file of the profile is synced beside the old one before it takes its place', async () => {
  await new JsonFile(join(folder.path, 'x.json'), v.string(), '').write('new');
  expect(steps()).toEqual(['sync x.json.tmp', 'rename x.json.tmp x.json']);
});

test('a message in the practice maildrop is synced before it has its name, and never has the number of another', async () => {
  const drop = await Maildrop.open(join(folder.path, 'drop'), () => []);
  done.length = 0;
  await drop.deliver(Buffer.from('a\r\n'));
  const [{ uidl = '' } = {}] = await drop.list();
  expect(steps()).toEqual([
    'sync drop/state.json.tmp',
    'rename drop/state.json.tmp drop/state.json',
    `sync drop/${uidl}.eml.tmp`,
    `rename drop/${uidl}.eml.tmp drop/${uidl}.eml`,
  ]);
});
