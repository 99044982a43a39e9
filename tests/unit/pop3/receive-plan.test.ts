import { describe, expect, test } from 'vitest';
import { planDeletions, planFetch } from '../../../electron/mail/receive-plan';
import type { KnownUidl } from '../../../electron/mail/store';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';

const dayMs = 86_400_000;
const nowMs = 1_000 * dayMs;
/** Four messages: 1 KiB, 10 KiB, 2 MiB and a small one. */
const listing = {
  sizes: new Map([
    [1, 1_024],
    [2, 10_240],
    [3, 2_097_152],
    [4, 500],
  ]),
  uidls: new Map([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ]),
};
const known = (uidl: string, change: Partial<KnownUidl> = {}): KnownUidl => ({
  uidl,
  messageId: 1,
  deleteRequested: false,
  sinceMs: nowMs,
  partial: false,
  restWanted: false,
  ...change,
});

describe('what a session fetches', () => {
  const plan = (rows: KnownUidl[], policy = {}) => planFetch(listing, rows, { ...leaveOnServer, ...policy });

  test('all that is not here', () => {
    expect(plan([])).toEqual({ whole: [1, 2, 3, 4], headers: [], postponed: 0 });
    expect(plan([known('a'), known('c')])).toEqual({ whole: [2, 4], headers: [], postponed: 0 });
  });
  test('what was deleted here for ever is not fetched again', () => {
    expect(plan([known('b', { messageId: null })]).whole).toEqual([1, 3, 4]);
  });
  test('of large messages the header alone; exactly the limit is not above it', () => {
    expect(plan([], { headersAboveKib: 10 })).toEqual({ whole: [1, 2, 4], headers: [3], postponed: 0 });
  });
  test('a header is not fetched twice, and the rest only when it is wanted', () => {
    const header = known('c', { partial: true });
    expect(plan([header], { headersAboveKib: 10 })).toEqual({ whole: [1, 2, 4], headers: [], postponed: 0 });
    expect(plan([{ ...header, restWanted: true }], { headersAboveKib: 10 }).whole).toEqual([1, 2, 3, 4]);
  });
  test('no more than one session may take, headers counted; what was asked for by hand comes in any case', () => {
    expect(plan([], { mostPerSession: 2 })).toEqual({ whole: [1, 2], headers: [], postponed: 2 });
    expect(plan([], { mostPerSession: 3, headersAboveKib: 1 })).toEqual({ whole: [1], headers: [2, 3], postponed: 1 });
    const wanted = known('c', { partial: true, restWanted: true });
    expect(plan([wanted], { mostPerSession: 1 })).toEqual({ whole: [1, 3], headers: [], postponed: 2 });
  });
});

describe('what the server may delete', () => {
  const doomed = (rows: KnownUidl[], policy = {}, deleteOnServer = false) =>
    planDeletions(listing, rows, { deleteOnServer, policy: { ...leaveOnServer, ...policy }, nowMs });
  const requested = [known('a', { deleteRequested: true }), known('b')];

  test('nothing by itself', () => {
    expect(doomed([known('a'), known('b'), known('c')])).toEqual([]);
  });
  test('what was deleted or moved here, if the account says so still', () => {
    expect(doomed(requested)).toEqual([]);
    expect(doomed(requested, {}, true)).toEqual([1]);
    expect(doomed(requested, { deleteWhenMoved: true })).toEqual([1]);
  });
  test('what is here, and never what is not', () => {
    expect(doomed([known('a'), known('c')], { afterDownload: 'delete' })).toEqual([1, 3]);
    expect(doomed([], { afterDownload: 'delete' })).toEqual([]);
  });
  test('what has been here for so many days', () => {
    const rows = [known('a', { sinceMs: nowMs - 3 * dayMs }), known('b', { sinceMs: nowMs - 3 * dayMs + 1 })];
    expect(doomed(rows, { afterDownload: 'delete-after-days', days: 3 })).toEqual([1]);
  });
  test('nothing that shares its unique-id with another: who knows which of them is here', () => {
    const rows = [known('a'), known('a (2)'), known('b'), known('c'), known('c (2)')];
    expect(doomed(rows, { afterDownload: 'delete' })).toEqual([2]);
    const there = { ...listing, uidls: new Map([...listing.uidls, [5, 'b (2)']]) };
    const options = { deleteOnServer: false, policy: { ...leaveOnServer, afterDownload: 'delete' as const }, nowMs };
    expect(planDeletions(there, [known('b')], options)).toEqual([]);
  });
  test('not a message whose header alone is here, unless it was deleted by hand', () => {
    const header = known('c', { partial: true, sinceMs: 0 });
    expect(doomed([header], { afterDownload: 'delete' })).toEqual([]);
    expect(doomed([header], { afterDownload: 'delete-after-days', days: 1 })).toEqual([]);
    expect(doomed([{ ...header, deleteRequested: true }], { afterDownload: 'delete' }, true)).toEqual([3]);
  });
});
