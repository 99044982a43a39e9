import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { decodeHeaders } from '../../electron/mail/mime';
import { connectPop3, MaildropSession, type Pop3Options } from '../../electron/mail/pop3';
import { Transcripts } from '../../electron/wire';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { message } from '../support/store';

let dovecot: Dovecot;
let transcripts: Transcripts;
let drop: MaildropSession;
const users = ['list', 'apply', 'dropped', 'many', 'hand', 'open', 'saved', 'thousand'];

beforeAll(async () => {
  dovecot = await startDovecot({ users });
});
afterAll(() => dovecot.stop());
beforeEach(() => {
  transcripts = new Transcripts();
  drop = maildrop();
});

const maildrop = (help: { noopEveryMs?: number } = {}) =>
  new MaildropSession('account', {
    known: async () => new Map(),
    decodeHeaders,
    onChange: () => {},
    ...help,
  });
const options = (user: string): Pop3Options => ({
  host: 'localhost',
  port: dovecot.pop3,
  security: 'starttls',
  user,
  password: 'practice',
  transcripts,
  ca: [dovecot.ca],
});
const seed = (user: string, count: number) =>
  dovecot.seed(
    user,
    Array.from({ length: count }, (_, index) =>
      message({ Subject: `=?UTF-8?B?${Buffer.from(`第 ${index + 1} 封`).toString('base64')}?=` }),
    ),
  );
const subjects = () => dovecot.read('apply').map((raw) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]);
/** Everything that this session said, as it stands in the transcript. */
const said = () => {
  const { sessionId } = drop.current;
  return transcripts
    .lines(sessionId, 0)
    .filter(({ direction }) => direction === 'sent')
    .map(({ text }) => text);
};
const tops = () => said().filter((text) => text.startsWith('TOP'));

test('a maildrop is listed with the subjects as people wrote them', async () => {
  seed('list', 3);
  await drop.open(options('list'));
  expect(drop.current).toMatchObject({ state: 'open', noTop: false, stat: { messages: 3 } });
  await drop.look([1, 2, 3]);
  expect(drop.current.entries.map(({ number, subject, from }) => [number, subject, from])).toEqual([
    [1, '第 1 封', 'Mei-hua'],
    [2, '第 2 封', 'Mei-hua'],
    [3, '第 3 封', 'Mei-hua'],
  ]);
  expect(new Set(drop.current.entries.map(({ uidl }) => uidl)).size).toBe(3);
  const { stat, entries } = drop.current;
  expect(stat?.octets).toBe(entries.reduce((sum, { octets }) => sum + octets, 0));
  await drop.apply();
});

test('two thousand messages are listed before any TOP, and TOP is asked only for what is looked at', async () => {
  seed('many', 2_000);
  await drop.open(options('many'));
  expect(drop.current.entries).toHaveLength(2_000);
  expect(new Set(drop.current.entries.map(({ uidl }) => uidl)).size).toBe(2_000);
  expect(tops()).toEqual([]);
  const looked = Array.from({ length: 60 }, (_, index) => 1_001 + index);
  await drop.look(looked);
  expect(tops()).toEqual(looked.map((number) => `TOP ${number} 0`));
  expect(drop.current.entries.filter(({ subject }) => subject !== null).map(({ number }) => number)).toEqual(looked);
  expect(drop.current.entries[1_000]?.subject).toBe('第 1001 封');
  await drop.apply();
});

test('a command by hand is answered, in full lines and in its place among the others', async () => {
  seed('hand', 3);
  await drop.open(options('hand'));
  const [listed, one, uidls, capabilities] = await Promise.all([
    drop.command('LIST', false),
    drop.command('LIST 2', false),
    drop.command('UIDL', false),
    drop.command('CAPA', false),
    drop.look([1, 2, 3]),
  ]);
  const { entries } = drop.current;
  expect(listed.lines).toEqual(entries.map(({ number, octets }) => `${number} ${octets}`));
  expect(one).toMatchObject({ ok: true, lines: [], status: `+OK 2 ${entries[1]?.octets}` });
  expect(uidls.lines).toEqual(entries.map(({ number, uidl }) => `${number} ${uidl}`));
  expect(capabilities.lines).toContain('UIDL');
  expect((await drop.command('RETR 1', false)).lines).toContain('Hello');
  expect((await drop.command('TOP 9 1', false)).ok).toBe(false);
  expect(await drop.command('FROB', true)).toMatchObject({ ok: false, lines: [] });
  await expect(drop.command('PASS practice', true)).rejects.toMatchObject({ code: 'pop3.command-not-sent' });
  expect(said().filter((text) => text.startsWith('PASS'))).toEqual([]);
  await drop.command('DELE 2', true);
  expect(entriesMarked()).toEqual([2]);
  await drop.command('RSET', true);
  expect(entriesMarked()).toEqual([]);
  expect(drop.current.state).toBe('open');
  await drop.apply();
  expect(dovecot.files('hand')).toHaveLength(3);
});
const entriesMarked = () => drop.current.entries.filter(({ marked }) => marked).map(({ number }) => number);

test('NOOP keeps a session going on which nothing else is asked', async () => {
  seed('open', 1);
  drop = maildrop({ noopEveryMs: 10 });
  await drop.open(options('open'));
  drop.keepOpen(true);
  await vi.waitFor(() => expect(said().filter((text) => text === 'NOOP').length).toBeGreaterThan(3), {
    timeout: 20_000,
  });
  expect(drop.current).toMatchObject({ state: 'open', keptOpen: true, error: null });
  await drop.apply();
});

test('a message is saved octet by octet as the server has it, and a preview is no more than its beginning', async () => {
  const body = Array.from({ length: 200 }, (_, index) => `.line ${index + 1}\r\n`).join('');
  dovecot.seed('saved', [message({ Subject: 'Long' }, body)]);
  await drop.open(options('saved'));
  const chunks: Buffer[] = [];
  await drop.save(1, async (chunk) => void chunks.push(Buffer.from(chunk)));
  expect(Buffer.concat(chunks).toString()).toBe(message({ Subject: 'Long' }, body));
  const top = (await drop.preview(1)).toString();
  expect(top).toContain('.line 20\r\n');
  expect(top).not.toContain('.line 21\r\n');
  await drop.apply();
});

test('what is marked goes with QUIT and not before; what was unmarked stays', async () => {
  seed('apply', 4);
  const before = subjects();
  await drop.open(options('apply'));
  await drop.mark([1]);
  await drop.mark([2, 3]);
  await drop.unmark([2]);
  expect(dovecot.files('apply')).toHaveLength(4);
  const uidls = drop.current.entries.map(({ uidl }) => uidl);
  expect(await drop.apply()).toEqual({ deleted: [uidls[0], uidls[2]], uncertain: false });
  await expect.poll(() => subjects()).toEqual([before[1], before[3]]);
});

test('a line that is dropped deletes nothing, and lets the next one in', async () => {
  seed('dropped', 2);
  await drop.open(options('dropped'));
  await drop.mark([1]);
  drop.drop();
  await pause(100);
  expect(dovecot.files('dropped')).toHaveLength(2);
  const next = await connectPop3(options('dropped'));
  expect((await next.stat()).messages).toBe(2);
  await next.quit();
});

test('a thousand messages are listed and fetched in a moment', async () => {
  seed('thousand', 1_000);
  const began = performance.now();
  await drop.open(options('thousand'));
  const listed = performance.now();
  for (let from = 1; from <= 1_000; from += 100)
    await drop.look(Array.from({ length: 100 }, (_, index) => from + index));
  expect(drop.current.entries.every(({ subject }) => subject !== null)).toBe(true);
  const filledAt = performance.now();
  await drop.apply();
  const transaction = await connectPop3(options('thousand'));
  const fetching = performance.now();
  let octets = 0;
  let messages = 0;
  await transaction.retrieveMany(await transaction.list(), {
    chunk: (_number, chunk) => {
      octets += chunk.byteLength;
    },
    end: () => {
      messages += 1;
    },
    refused: (_number, error) => {
      throw error;
    },
  });
  const ended = performance.now();
  await transaction.quit();
  expect(messages).toBe(1_000);
  const ms = (from: number, to: number) => `${Math.round(to - from)} ms`;
  console.info(
    `1,000 messages (${octets} octets): listed in ${ms(began, listed)}, subjects after ${ms(listed, filledAt)}, fetched in ${ms(fetching, ended)}`,
  );
});
