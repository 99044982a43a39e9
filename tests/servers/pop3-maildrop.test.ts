import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { decodeHeaders } from '../../electron/mail/mime';
import { connectPop3, MaildropSession, type Pop3Options } from '../../electron/mail/pop3';
import { Transcripts } from '../../electron/wire';
import type { Maildrop } from '../../shared/contract';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { message } from '../support/store';

let dovecot: Dovecot;
let transcripts: Transcripts;
let changes: Maildrop[];
let drop: MaildropSession;
const users = ['list', 'apply', 'unmark', 'dropped', 'thousand'];

beforeAll(async () => {
  dovecot = await startDovecot({ users });
});
afterAll(() => dovecot.stop());
beforeEach(() => {
  transcripts = new Transcripts();
  changes = [];
  drop = new MaildropSession('account', {
    downloaded: async () => new Set(),
    decodeHeaders,
    onChange: (state) => void changes.push(state),
  });
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
const filled = (count: number) =>
  vi.waitFor(() => expect(drop.current.entries.filter(({ subject }) => subject !== '')).toHaveLength(count), {
    timeout: 20_000,
  });

test('a maildrop is listed with the subjects as people wrote them', async () => {
  seed('list', 3);
  expect(await drop.open(options('list'))).toMatchObject({ state: 'open', noTop: false });
  await filled(3);
  expect(drop.current.entries.map(({ number, subject, from }) => [number, subject, from])).toEqual([
    [1, '第 1 封', 'Mei-hua'],
    [2, '第 2 封', 'Mei-hua'],
    [3, '第 3 封', 'Mei-hua'],
  ]);
  expect(new Set(drop.current.entries.map(({ uidl }) => uidl)).size).toBe(3);
  await drop.apply();
});

test('what is marked goes with QUIT and not before; what was unmarked stays', async () => {
  seed('apply', 4);
  const before = subjects();
  await drop.open(options('apply'));
  await drop.mark(1);
  await drop.mark(2);
  await drop.mark(3);
  await drop.unmark(2);
  expect(dovecot.files('apply')).toHaveLength(4);
  const uidls = drop.current.entries.map(({ uidl }) => uidl);
  expect(await drop.apply()).toEqual({ deleted: [uidls[0], uidls[2]] });
  await expect.poll(() => subjects()).toEqual([before[1], before[3]]);
});

test('a line that is dropped deletes nothing, and lets the next one in', async () => {
  seed('dropped', 2);
  await drop.open(options('dropped'));
  await drop.mark(1);
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
  await filled(1_000);
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
  expect(changes.length).toBeLessThan(100);
  const ms = (from: number, to: number) => `${Math.round(to - from)} ms`;
  console.info(
    `1,000 messages (${octets} octets): listed in ${ms(began, listed)}, subjects after ${ms(listed, filledAt)}, fetched in ${ms(fetching, ended)}`,
  );
});
