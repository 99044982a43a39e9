import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IntakeLog, readLog } from '../../../electron/mail/store/intake-log';
import { temporaryFolder } from '../../support/lab';
import { everything, message, receiveAll, temporaryStore } from '../../support/store';

let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(() => home.remove());

const logs = () => readdir(join(home.dir, 'intake'));
const files = async () =>
  (await readdir(join(home.dir, 'mail'), { recursive: true })).filter((n) => n.endsWith('.eml'));

/** Receives as a fetch does, and comes back as soon as the messages are durable: they lie in a log then. */
async function receiveOnly(raws: string[]) {
  for (const [index, raw] of raws.entries()) {
    const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl: `u${index}` });
    await incoming.write(Buffer.from(raw));
    await incoming.end();
  }
  return home.store.settleIncoming();
}

const two = [
  message({ Subject: 'First', Date: 'Mon, 23 Nov 2026 08:00:00 +0000' }, 'the north field\r\n'),
  message({ Subject: 'Second', Date: 'Mon, 23 Nov 2026 09:00:00 +0000' }, 'the south field\r\n'),
];
const list = () => home.store.ask('list', everything);
const sources = async () => {
  const { rows } = await list();
  const found = await Promise.all(rows.map(({ id }) => home.store.ask('source', { id, limit: 10_000 })));
  return found.map(({ bytes }) => Buffer.from(bytes).toString());
};

test('what came is listed and can be read before it has a file of its own', async () => {
  await receiveOnly(two);
  expect(await logs()).toHaveLength(1);
  expect(await files()).toEqual([]);
  expect((await list()).rows.map((row) => row.subject)).toEqual(['Second', 'First']);
  expect(await sources()).toEqual([two[1], two[0]]);
  await home.store.ask('filed', {});
  expect(await logs()).toEqual([]);
  expect(await files()).toHaveLength(2);
  expect(await sources()).toEqual([two[1], two[0]]);
  const found = await home.store.ask('list', { ...everything, query: 'south field' });
  expect(found.rows.map(({ subject, snippet }) => [subject, snippet])).toEqual([['Second', 'the south field']]);
});

test('a program that ended before it had made the files makes them at its next start', async () => {
  await receiveOnly(two);
  await home.reopen();
  expect((await list()).total).toBe(2);
  expect(await sources()).toEqual([two[1], two[0]]);
  await home.store.ask('filed', {});
  expect(await logs()).toEqual([]);
  expect(await files()).toHaveLength(2);
  expect((await home.store.ask('list', { ...everything, query: 'north' })).total).toBe(1);
});

test('an index made again finds what lies in logs', async () => {
  await receiveOnly(two);
  expect(await home.reopen(true)).toBe(2);
  expect(await sources()).toEqual([two[1], two[0]]);
  expect((await home.store.ask('uidls', { accountId: 'amy' })).map(({ uidl }) => uidl)).toEqual(['u0', 'u1']);
});

test('the window is told once the text can be found', async () => {
  const told = new Promise<void>((resolve) => {
    home.store.onFiled = resolve;
  });
  await receiveOnly(two);
  await told;
  expect((await home.store.ask('list', { ...everything, query: 'field' })).total).toBe(2);
});

test('what is deleted for ever before it has a file gets none', async () => {
  await receiveOnly(two);
  const { rows } = await list();
  const moves = rows.map(({ id }) => ({ id, to: 'trash' as const }));
  await home.store.ask('move', { moves, deleteOnServer: [] });
  await home.store.ask('emptyTrash', { accountId: 'amy' });
  await home.store.ask('filed', {});
  expect(await files()).toEqual([]);
  expect(await logs()).toEqual([]);
});

test('what comes again after it was deleted for ever gets its file', async () => {
  await receiveOnly(two);
  const moves = (await list()).rows.map(({ id }) => ({ id, to: 'trash' as const }));
  await home.store.ask('move', { moves, deleteOnServer: [] });
  await home.store.ask('emptyTrash', { accountId: 'amy' });
  for (const [index, raw] of two.entries()) {
    const incoming = home.store.receive({ accountId: 'amy', kind: 'received', uidl: `again${index}` });
    await incoming.write(Buffer.from(raw));
    await incoming.end();
  }
  await home.store.settleIncoming();
  await home.store.ask('filed', {});
  expect(await files()).toHaveLength(2);
  expect(await sources()).toEqual([two[1], two[0]]);
});

test('no more is read from a log than was asked for', async () => {
  await receiveOnly(two);
  const [row] = (await list()).rows;
  const beginning = await home.store.ask('source', { id: row?.id ?? 0, limit: 10 });
  expect(Buffer.from(beginning.bytes).toString()).toBe(two[1]?.slice(0, 10));
});

test('a log in which nothing is whole is removed at the next start', async () => {
  await writeFile(join(home.dir, 'intake', 'cut.log'), '{"accountId":"amy","kind":"recei');
  await home.reopen();
  expect(await logs()).toEqual([]);
});

test('a removed account gets no files any more', async () => {
  await receiveOnly(two);
  await home.store.ask('removeAccount', { accountId: 'amy' });
  await home.store.ask('filed', {});
  expect(await files()).toEqual([]);
});

test('large and small messages come in together, each whole', async () => {
  const sizes = [10, 300_000, 20, 2_000_000, 524_288, 0];
  const raws = sizes.map((size, index) => message({ Subject: `Number ${index}` }, 'x'.repeat(size)));
  await receiveAll(
    home.store,
    'amy',
    raws.map((raw, index) => ({ uidl: `u${index}`, raw })),
  );
  const { rows } = await list();
  expect(rows.map(({ size }) => size).sort()).toEqual(raws.map((raw) => raw.length).sort());
  for (const { id, subject } of rows) {
    const { bytes } = await home.store.ask('source', { id, limit: 10_000_000 });
    expect(Buffer.from(bytes).equals(Buffer.from(raws[Number(subject.slice(7))] ?? ''))).toBe(true);
  }
});

test('a log stays until the last of its messages has a file', async () => {
  const raws = Array.from({ length: 600 }, (_, index) => message({ Subject: `Number ${index}` }));
  await receiveOnly(raws);
  await home.store.ask('filed', {});
  expect(await files()).toHaveLength(600);
  expect(await logs()).toEqual([]);
});

test('a log that was cut anywhere gives the messages before the cut', async () => {
  const folder = await temporaryFolder('log');
  try {
    const bodies = ['one\n', '{"size": 3}\n\n', '', '\n\n\n'].map((text) => Buffer.from(text));
    const path = join(folder.path, 'a.log');
    const log = new IntakeLog(path);
    const arrivals = bodies.map((body, index) => {
      return { arrival: { accountId: 'amy', kind: 'received' as const, uidl: `u${index}` }, size: body.byteLength };
    });
    const written = await log.append(Buffer.concat(bodies), arrivals);
    await log.seal();
    expect(await readLog(path)).toEqual(written);
    const whole = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.byteLength), async (length) => {
        await writeFile(path, whole.subarray(0, length));
        const before = written.filter(({ offset, size }) => offset + size <= length);
        expect(await readLog(path)).toEqual(before);
      }),
    );
  } finally {
    await folder.remove();
  }
});

test('a message is saved byte for byte, from its log and from its file', async () => {
  await receiveOnly(two);
  const [row] = (await list()).rows;
  const path = join(home.dir, 'saved.eml');
  const saved = async () => {
    await home.store.ask('copySource', { id: row?.id ?? 0, path });
    return (await readFile(path)).toString();
  };
  expect(await saved()).toBe(two[1]);
  await home.store.ask('filed', {});
  expect(await saved()).toBe(two[1]);
  await expect(home.store.ask('copySource', { id: row?.id ?? 0, path: home.dir })).rejects.toMatchObject({
    code: 'store.write-failed',
  });
});
