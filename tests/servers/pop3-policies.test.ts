import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { receive } from '../../electron/mail/receive';
import { Transcripts } from '../../electron/wire';
import type { ReceivePolicy } from '../../shared/contract';
import { leaveOnServer } from '../../shared/contract/leave-on-server';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { everything, message, temporaryStore } from '../support/store';

let dovecot: Dovecot;
let home: Awaited<ReturnType<typeof temporaryStore>>;
const users = ['after', 'moved', 'headers', 'vanished', 'most'];

beforeAll(async () => {
  dovecot = await startDovecot({ users });
});
afterAll(() => dovecot.stop());
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(() => home.remove());

const get = (user: string, policy: Partial<ReceivePolicy> = {}) =>
  receive(home.store, {
    host: '127.0.0.1',
    port: dovecot.pop3,
    security: 'none',
    user,
    password: 'practice',
    transcripts: new Transcripts(),
    accountId: user,
    deleteOnServer: false,
    policy: { ...leaveOnServer, ...policy },
    onProgress: () => {},
    onStored: () => {},
  });
const rows = async () => (await home.store.ask('list', everything)).rows;
const source = async (id: number) =>
  Buffer.from((await home.store.ask('source', { id, limit: 1_000_000 })).bytes).toString();

test('deleted after it was fetched: at the end of the same session, and what was here before as well', async () => {
  dovecot.seed('after', [message({ Subject: 'Old' })]);
  await get('after');
  dovecot.seed('after', [message({ Subject: 'New' })]);
  expect(await get('after', { afterDownload: 'delete' })).toMatchObject({ received: 1, deletedOnServer: 2 });
  expect(dovecot.files('after')).toEqual([]);
  expect((await rows()).map(({ subject }) => subject).sort()).toEqual(['New', 'Old']);
});

test('deleted on the server when it is moved out of the Inbox, and not when it is moved back in time', async () => {
  dovecot.seed('moved', [
    message({ Subject: 'Archived' }),
    message({ Subject: 'Back' }),
    message({ Subject: 'Stays' }),
  ]);
  await get('moved');
  const idOf = async (subject: string) => (await rows()).find((row) => row.subject === subject)?.id ?? 0;
  const move = async (subject: string, to: 'archive' | 'inbox') =>
    home.store.ask('move', {
      moves: [{ id: await idOf(subject), to }],
      deleteOnServer: [],
      deleteWhenMoved: ['moved'],
    });
  await move('Archived', 'archive');
  await move('Back', 'archive');
  await move('Back', 'inbox');
  expect(await get('moved', { deleteWhenMoved: true })).toMatchObject({ deletedOnServer: 1, leftOnServer: 2 });
  const left = dovecot.read('moved').map((raw) => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1]);
  expect(left.sort()).toEqual(['Back', 'Stays']);
});

test('of a large message the header first, then the rest in its place', async () => {
  const large = message({ Subject: 'Large' }, 'much to tell\r\n'.repeat(10_000));
  dovecot.seed('headers', [large, message({ Subject: 'Small' })]);
  const policy = { headersAboveKib: 100, afterDownload: 'delete' as const };
  expect(await get('headers', policy)).toMatchObject({ received: 2, deletedOnServer: 1, leftOnServer: 1 });
  await home.store.ask('filed', {});
  const row = (await rows()).find(({ partial }) => partial);
  expect(row).toMatchObject({ subject: 'Large', size: large.length, attachments: 0 });
  expect(await source(row?.id ?? 0)).toBe(large.slice(0, large.indexOf('\r\n\r\n') + 4));
  expect(await get('headers', policy)).toMatchObject({ received: 0 });

  await home.store.ask('flag', { ids: [row?.id ?? 0], starred: true });
  await home.store.ask('wantRest', { ids: [row?.id ?? 0], wanted: true });
  expect(await get('headers', policy)).toMatchObject({ received: 1, deletedOnServer: 1, leftOnServer: 0 });
  await home.store.ask('filed', {});
  const whole = (await rows()).filter(({ subject }) => subject === 'Large');
  expect(whole).toMatchObject([{ id: row?.id, partial: false, starred: true, size: large.length }]);
  expect(await source(row?.id ?? 0)).toBe(large);
  expect((await home.store.ask('list', { ...everything, query: 'much to tell' })).total).toBe(1);
});

test('a rest that the server no longer holds is said, and not asked for again', async () => {
  dovecot.seed('vanished', [message({ Subject: 'Large' }, 'x'.repeat(200_000))]);
  await get('vanished', { headersAboveKib: 100 });
  const [row] = await rows();
  await home.store.ask('wantRest', { ids: [row?.id ?? 0], wanted: true });
  const other = await temporaryStore();
  const mine = home;
  home = other;
  await get('vanished', { afterDownload: 'delete' });
  home = mine;
  await other.remove();
  expect(await get('vanished')).toMatchObject({ received: 0, notes: [{ code: 'rest-gone' }] });
  expect(await get('vanished')).toMatchObject({ received: 0, notes: [] });
  expect(await rows()).toMatchObject([{ subject: 'Large', partial: true }]);
});

test('so many at a time, the oldest first, until all are here', async () => {
  dovecot.seed(
    'most',
    [1, 2, 3, 4, 5].map((number) => message({ Subject: `No. ${number}` })),
  );
  expect(await get('most', { mostPerSession: 2 })).toMatchObject({ received: 2, postponed: 3 });
  expect((await rows()).map(({ subject }) => subject).sort()).toEqual(['No. 1', 'No. 2']);
  expect(await get('most', { mostPerSession: 2 })).toMatchObject({ received: 2, postponed: 1 });
  expect(await get('most', { mostPerSession: 2 })).toMatchObject({ received: 1, postponed: 0 });
  expect(await rows()).toHaveLength(5);
});
