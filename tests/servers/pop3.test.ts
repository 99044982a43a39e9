import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectPop3, type Pop3Options } from '../../electron/mail/pop3';
import { receive } from '../../electron/mail/receive';
import { Transcripts } from '../../electron/wire';
import { leaveOnServer } from '../../shared/contract/leave-on-server';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { freePort } from '../support/lab';
import { everything, message, temporaryStore } from '../support/store';

let dovecot: Dovecot;
let home: Awaited<ReturnType<typeof temporaryStore>>;
let transcripts: Transcripts;
const users = ['plain', 'stls', 'tls', 'twice', 'nasty', 'delete', 'locked', 'wrong', 'oracle', 'cancel', 'many'];

beforeAll(async () => {
  dovecot = await startDovecot({ users });
});
afterAll(() => dovecot.stop());
beforeEach(async () => {
  home = await temporaryStore();
  transcripts = new Transcripts();
});
afterEach(() => home.remove());

const options = (user: string, change: Partial<Pop3Options> = {}): Pop3Options => ({
  host: 'localhost',
  port: dovecot.pop3,
  security: 'none',
  user,
  password: 'practice',
  transcripts,
  ca: [dovecot.ca],
  ...change,
});
const get = (user: string, change: Partial<Parameters<typeof receive>[1]> = {}) =>
  receive(home.store, {
    ...options(user),
    accountId: user,
    deleteOnServer: false,
    policy: leaveOnServer,
    onProgress: () => {},
    onStored: () => {},
    ...change,
  });
const wholeTranscript = () =>
  transcripts
    .sessions()
    .map(({ id }) => transcripts.toText(id))
    .join('\n');

describe.each([
  ['plain', 'none', 'pop3'],
  ['stls', 'starttls', 'pop3'],
  ['tls', 'tls', 'pop3s'],
] as const)('over %s', (user, security, port) => {
  test('mail arrives, and the transcript has no password', async () => {
    dovecot.seed(user, [message({ Subject: 'One' }), message({ Subject: 'Two' })]);
    const result = await get(user, { security, port: dovecot[port] });
    expect(result).toMatchObject({ received: 2, leftOnServer: 2, deletedOnServer: 0 });
    const { rows } = await home.store.ask('list', everything);
    expect(rows.map((row) => row.subject).sort()).toEqual(['One', 'Two']);
    const text = wholeTranscript();
    expect(text).toContain('→ AUTH PLAIN ••••••••');
    expect(text).not.toContain('practice\n');
    expect(text).not.toContain(Buffer.from(`\0${user}\0practice`).toString('base64'));
    const [session] = transcripts.sessions();
    expect(session).toMatchObject({ state: 'closed', summary: '2 messages received · 2 on the server' });
    if (security === 'none') expect(session?.tls).toBeNull();
    else expect(session?.tls).toMatchObject({ version: 'TLSv1.3', subject: 'localhost', issuer: 'Posthorn test CA' });
  });
});

test('a second fetch gets nothing twice, and a new message alone', async () => {
  dovecot.seed('twice', [message({ Subject: 'One' })]);
  expect((await get('twice')).received).toBe(1);
  expect((await get('twice')).received).toBe(0);
  dovecot.seed('twice', [message({ Subject: 'Two' })]);
  expect((await get('twice')).received).toBe(1);
  expect((await home.store.ask('list', everything)).total).toBe(2);
});

test('what is nasty on the wire arrives byte for byte', async () => {
  const head = message({ Subject: 'Nasty' }, '');
  const bodies = [
    '.\r\n..\r\n...\r\n.a\r\n',
    'no line end at the end',
    `${'x'.repeat(200_000)}\r\n`,
    '8 bit: \xe9\xff\xfe and a lone \r in the line\r\n',
    '\r\n\r\n\r\n',
  ];
  dovecot.seed(
    'nasty',
    bodies.map((body) => Buffer.from(head + body, 'latin1')),
  );
  await get('nasty');
  // Dovecot keeps LF and sends CRLF, and adds what is missing at the end; that is the server's doing, so ask it for the bytes.
  const transaction = await connectPop3(options('nasty', { transcripts: new Transcripts() }));
  const served: string[] = [];
  for (const number of (await transaction.list()).keys()) {
    const chunks: Buffer[] = [];
    await transaction.retrieve(number, (chunk) => void chunks.push(Buffer.from(chunk)));
    served.push(Buffer.concat(chunks).toString('latin1'));
  }
  const sizes = [...(await transaction.list()).values()];
  await transaction.quit();
  // A message without a last line end gets one on the wire, which LIST does not count.
  expect(served.map((text) => text.length)).toEqual(sizes.map((size, index) => (index === 1 ? size + 2 : size)));
  for (const [index, body] of bodies.entries())
    expect(served[index]?.replace(/\r\n$/, '')).toBe((head + body).replace(/\r\n$/, ''));
  const { rows } = await home.store.ask('list', everything);
  const kept = await Promise.all(
    rows.map(async ({ id }) =>
      Buffer.from((await home.store.ask('source', { id, limit: 1e7 })).bytes).toString('latin1'),
    ),
  );
  expect(kept.sort()).toEqual(served.sort());
});

test('a message deleted here is deleted on the server at the next connection, and not before', async () => {
  dovecot.seed('delete', [message({ Subject: 'Keep' }), message({ Subject: 'Go' })]);
  await get('delete');
  const { rows } = await home.store.ask('list', everything);
  const id = rows.find((row) => row.subject === 'Go')?.id ?? 0;
  await home.store.ask('move', { moves: [{ id, to: 'trash' }], deleteOnServer: ['delete'] });
  // The account was set to leave mail on the server since.
  expect(await get('delete', { deleteOnServer: false })).toMatchObject({ deletedOnServer: 0, leftOnServer: 2 });
  expect(dovecot.files('delete')).toHaveLength(2);
  expect(await get('delete', { deleteOnServer: true })).toMatchObject({
    received: 0,
    deletedOnServer: 1,
    leftOnServer: 1,
  });
  expect(dovecot.read('delete').map(String)).toEqual([expect.stringContaining('Subject: Keep')]);
  expect(await get('delete', { deleteOnServer: true })).toMatchObject({ received: 0, deletedOnServer: 0 });
});

test('marks are forgotten when the line is dropped without QUIT', async () => {
  dovecot.seed('many', [message({ Subject: 'Stays' })]);
  const transaction = await connectPop3(options('many'));
  await transaction.dele(1);
  transaction.drop();
  await pause(100);
  expect(dovecot.files('many')).toHaveLength(1);
});

test('a wrong password has its sentence, with the server’s own words', async () => {
  await expect(get('wrong', { password: 'no' })).rejects.toMatchObject({
    code: 'pop3.auth-refused',
    safe: 'Your mail here is safe.',
    answer: { text: 'Authentication failed.', code: 'AUTH' },
  });
  expect(wholeTranscript()).not.toContain(Buffer.from('\0wrong\0no').toString('base64'));
});

test('a maildrop that another session holds has its sentence', { timeout: 30_000 }, async () => {
  dovecot.seed('locked', [message({ Subject: 'One' })]);
  const holder = await connectPop3(options('locked'));
  await expect(get('locked')).rejects.toMatchObject({ code: 'pop3.maildrop-locked', answer: { code: 'IN-USE' } });
  await holder.quit();
});

test('an unknown host and a port where nothing listens are told apart', async () => {
  await expect(get('plain', { host: 'no-such-server.invalid' })).rejects.toMatchObject({ code: 'wire.unknown-host' });
  const port = await freePort();
  await expect(get('plain', { host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'wire.refused' });
});

test('cancelling ends the session at once', async () => {
  dovecot.seed(
    'cancel',
    Array.from({ length: 50 }, (_, index) => message({ Subject: `No. ${index}` })),
  );
  const controller = new AbortController();
  const fetching = get('cancel', {
    signal: controller.signal,
    onProgress: ({ step }) => step === 'downloading' && controller.abort(),
  });
  await expect(fetching).rejects.toMatchObject({ code: 'app.cancelled' });
  expect((await get('cancel')).received + (await home.store.ask('list', everything)).total).toBeGreaterThanOrEqual(50);
  expect((await home.store.ask('list', everything)).total).toBe(50);
});

test.each([
  ['wrongName', 'tls.name-mismatch'],
  ['expired', 'tls.expired'],
  ['selfSigned', 'tls.self-signed'],
] as const)('a certificate that is bad (%s) ends the session before the password', async (certificate, code) => {
  const bad = await startDovecot({ users: ['amy'], certificate });
  try {
    for (const [security, port] of [
      ['tls', bad.pop3s],
      ['starttls', bad.pop3],
    ] as const) {
      const attempt = connectPop3({ ...options('amy'), port, security, ca: [bad.ca] });
      await expect(attempt).rejects.toMatchObject({ code, safe: 'No password was sent.' });
      const thrown: unknown = await attempt.catch((error: unknown) => error);
      if (code === 'tls.expired')
        expect(thrown).toMatchObject({
          validity: { from: '2020-01-01T00:00:00.000Z', until: '2020-02-01T00:00:00.000Z' },
        });
    }
    expect(wholeTranscript()).not.toMatch(/→ (PASS|AUTH)/);
  } finally {
    await bad.stop();
  }
});

test('an issuer that nobody vouched for is named', async () => {
  await expect(connectPop3(options('plain', { ca: [], port: dovecot.pop3s, security: 'tls' }))).rejects.toMatchObject({
    code: 'tls.unknown-issuer',
  });
});

test('node-pop3 reads the same tame messages', async () => {
  const bodies = ['one\r\n', 'two\r\nlines\r\n'].map((body) => message({ Subject: 'Tame' }, body));
  dovecot.seed('oracle', bodies);
  const require = createRequire(import.meta.url);
  const Pop3Command: new (options: object) => { RETR(number: number): Promise<string>; QUIT(): Promise<unknown> } =
    require('node-pop3').default ?? require('node-pop3');
  const peer = new Pop3Command({
    host: '127.0.0.1',
    port: dovecot.pop3,
    user: 'oracle',
    password: 'practice',
    tls: false,
  });
  const theirs = [await peer.RETR(1), await peer.RETR(2)];
  await peer.QUIT();
  await get('oracle');
  const { rows } = await home.store.ask('list', everything);
  const ours = await Promise.all(
    rows.map(async ({ id }) => Buffer.from((await home.store.ask('source', { id, limit: 1e6 })).bytes).toString()),
  );
  // It drops the last CRLF of every message.
  expect(ours.sort()).toEqual(theirs.map((text) => `${text}\r\n`).sort());
});
