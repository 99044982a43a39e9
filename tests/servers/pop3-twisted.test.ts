import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { receive } from '../../electron/mail/receive';
import { Transcripts } from '../../electron/wire';
import { leaveOnServer } from '../../shared/contract/leave-on-server';
import { everything, message, temporaryStore } from '../support/store';
import { startTwisted } from '../support/twisted';

/** Greets with a challenge for APOP and refuses that, says PIPELINE where it means PIPELINING, and knows no STLS. */
let server: Awaited<ReturnType<typeof startTwisted>>;
let home: Awaited<ReturnType<typeof temporaryStore>>;
let transcripts: Transcripts;

beforeAll(async () => {
  server = await startTwisted();
});
afterAll(() => server.stop());
beforeEach(async () => {
  home = await temporaryStore();
  transcripts = new Transcripts();
});
afterEach(() => home.remove());

const get = (change: Partial<Parameters<typeof receive>[1]> = {}) =>
  receive(home.store, {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: 'amy',
    password: 'practice',
    transcripts,
    accountId: 'amy',
    deleteOnServer: false,
    policy: leaveOnServer,
    onProgress: () => {},
    onStored: () => {},
    ...change,
  });
const sources = async () => {
  const { rows } = await home.store.ask('list', everything);
  const found = await Promise.all(rows.map(({ id }) => home.store.ask('source', { id, limit: 1e6 })));
  return found.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).sort();
};
const raws = [
  message({ Subject: 'Dots' }, '.\r\n..\r\n.end\r\n'),
  message({ Subject: 'Eight bits' }, 'caf\xe9\r\n'),
  message({ Subject: 'Long' }, `${'x'.repeat(5_000)}\r\n`.repeat(20)),
];

test('mail comes as it is, by USER and PASS when APOP is refused, and nothing comes twice', async () => {
  server.seed(raws.map((raw) => Buffer.from(raw, 'latin1')));
  expect(await get()).toMatchObject({ received: 3, leftOnServer: 3 });
  expect(await sources()).toEqual([...raws].sort());
  expect(await get()).toMatchObject({ received: 0, leftOnServer: 3 });
  const said = transcripts
    .sessions()
    .map(({ id }) => transcripts.toText(id))
    .join('\n');
  expect(said).toContain('APOP amy');
  expect(said).toContain('USER amy');
  expect(said).not.toContain('practice');
});

test('a wrong password has its sentence', async () => {
  await expect(get({ password: 'wrong' })).rejects.toMatchObject({ code: 'pop3.auth-refused' });
});

test('headers first, then what is left is deleted after it was fetched', async () => {
  const policy = { ...leaveOnServer, headersAboveKib: 50, afterDownload: 'delete' as const };
  expect(await get({ policy })).toMatchObject({ received: 3, deletedOnServer: 2, leftOnServer: 1 });
  expect(server.count()).toBe(1);
  const { rows } = await home.store.ask('list', everything);
  const header = rows.find(({ partial }) => partial);
  expect(header?.subject).toBe('Long');
  await home.store.ask('wantRest', { ids: [header?.id ?? 0], wanted: true });
  expect(await get({ policy })).toMatchObject({ received: 1, deletedOnServer: 1, leftOnServer: 0 });
  expect(server.count()).toBe(0);
  expect(await sources()).toEqual([...raws].sort());
});
