import { beforeEach, expect, it } from 'vitest';
import { type DismissedFile, LastReceives } from '../../../electron/services/last-receives';
import type { ServerNote } from '../../../shared/contract';
import { fail } from '../../../shared/errors';

const at = (host: string) =>
  ({ protocol: 'POP3', host, port: 995, security: 'tls', user: 'amy', language: null }) as const;
const amy = { id: 'amy', incoming: at('pop.example.org') };
const bob = { id: 'bob', incoming: at('pop.example.org') };
const expire: ServerNote = { code: 'expire', days: 30 };
const shared: ServerNote = { code: 'shared-uidl', messages: 2 };

let kept: Awaited<ReturnType<DismissedFile['read']>>;
const file: DismissedFile = {
  read: async () => kept,
  write: async (value) => {
    kept = value;
  },
};
let told: unknown[];
const start = () => new LastReceives(file, (name, payload) => told.push([name, payload]));
let last: LastReceives;
beforeEach(() => {
  kept = {};
  told = [];
  last = start();
});

it('before the first session nothing is known', () => {
  expect(last.get('amy')).toEqual({ accountId: 'amy', at: null, error: null, notes: [] });
});

it('a session that went well leaves its notes, one that failed leaves them as they were', async () => {
  await last.succeeded(amy, [expire, shared]);
  const error = fail('pop3.login-delay', { host: 'pop.example.org' }).toJSON();
  last.failed('amy', error);
  expect(last.get('amy')).toMatchObject({ error, notes: [expire, shared] });
  expect(last.get('bob').notes).toEqual([]);
  expect(told).toEqual([
    ['mail.lastReceiveChanged', { accountId: 'amy' }],
    ['mail.lastReceiveChanged', { accountId: 'amy' }],
  ]);
});

it('what was dismissed is not told again for that account, also after a restart', async () => {
  await last.succeeded(amy, [expire, shared]);
  await last.dismiss(amy, shared);
  expect(last.get('amy').notes).toEqual([expire]);
  last = start();
  await last.succeeded(amy, [expire, { code: 'shared-uidl', messages: 5 }]);
  expect(last.get('amy').notes).toEqual([expire]);
  await last.succeeded(bob, [shared]);
  expect(last.get('bob').notes).toEqual([shared]);
});

it('two that are dismissed at once are both remembered', async () => {
  await last.succeeded(amy, [expire, shared]);
  await Promise.all([last.dismiss(amy, expire), last.dismiss(amy, shared)]);
  await last.succeeded(amy, [expire, shared]);
  expect(last.get('amy').notes).toEqual([]);
});

it('it is told again when it changes, and when the account goes to another server', async () => {
  await last.succeeded(amy, [expire]);
  await last.dismiss(amy, expire);
  await last.succeeded(amy, [{ code: 'expire', days: 7 }]);
  expect(last.get('amy').notes).toEqual([{ code: 'expire', days: 7 }]);
  await last.succeeded({ ...amy, incoming: at('pop.example.net') }, [expire]);
  expect(last.get('amy').notes).toEqual([expire]);
});

it('an account that is removed takes along what it dismissed', async () => {
  await last.succeeded(amy, [expire]);
  await last.dismiss(amy, expire);
  await last.dismiss(bob, shared);
  await last.forget('amy');
  expect(Object.keys(kept)).toEqual(['bob']);
  expect(last.get('amy').notes).toEqual([]);
});

it('remembers a bounded number of messages that were not given', async () => {
  for (let message = 0; message < 300; message++) await last.dismiss(amy, { code: 'not-given', ids: [`${message}`] });
  expect(kept.amy).toHaveLength(200);
  await last.succeeded(amy, [{ code: 'not-given', ids: ['299'] }]);
  expect(last.get('amy').notes).toEqual([]);
});
