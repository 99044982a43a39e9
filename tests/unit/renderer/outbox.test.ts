import { describe, expect, test } from 'vitest';
import { fieldValue, presetsAt, timeOf } from '../../../renderer/outbox/times';
import { chipOf, lastLineOf, newsOf, sentenceOf, statusText } from '../../../renderer/outbox/words';
import { formatComing } from '../../../renderer/ui/format';
import type { Delivery, RecipientState } from '../../../shared/contract';
import { fail } from '../../../shared/errors';

/** Thursday, in the time of this computer. */
const now = new Date(2026, 10, 26, 9, 30);

describe('times to send at', () => {
  const shown = (from: Date) => presetsAt(from).map(({ name, at }) => [name, fieldValue(at)]);

  test('are in an hour, tomorrow and on Monday', () => {
    expect(shown(now)).toEqual([
      ['In an hour', '2026-11-26T10:30'],
      ['Tomorrow 8:00', '2026-11-27T08:00'],
      ['Monday 8:00', '2026-11-30T08:00'],
    ]);
  });

  test('on a Monday, Monday is the next one; on a Sunday it is tomorrow', () => {
    expect(shown(new Date(2026, 10, 30, 7, 0))[2]).toEqual(['Monday 8:00', '2026-12-07T08:00']);
    expect(shown(new Date(2026, 10, 29, 7, 0))[2]).toEqual(['Monday 8:00', '2026-11-30T08:00']);
  });

  test('that are over, or none, can’t be chosen', () => {
    expect(timeOf('2026-11-26T09:30', now)).toBeNull();
    expect(timeOf('', now)).toBeNull();
    expect(timeOf('2026-11-26T09:31', now)).toEqual(new Date(2026, 10, 26, 9, 31));
  });

  test('are said as they are spoken of', () => {
    const said = (...at: [number, number, number, number, number]) => formatComing(new Date(...at).toISOString(), now);
    expect(said(2026, 10, 26, 14, 5)).toBe('today 14:05');
    expect(said(2026, 10, 27, 8, 0)).toBe('tomorrow 08:00');
    expect(said(2026, 10, 30, 8, 0)).toBe('Monday 08:00');
    expect(said(2026, 11, 24, 8, 0)).toBe('Dec 24, 2026, 08:00');
  });
});

const recipient = (state: RecipientState['state'], answer = '', code = ''): RecipientState => ({
  address: 'a@x',
  state,
  answer,
  code,
  enhanced: code && `${code[0]}.1.1`,
});
const delivery = (change: Partial<Delivery>): Delivery => ({
  state: 'waiting',
  attempts: 0,
  nextTryAt: new Date(2026, 10, 26, 9, 31).toISOString(),
  waitsFor: 'undo',
  firstTryAt: null,
  lastTryAt: null,
  recipients: [recipient('waiting')],
  error: null,
  sessionId: '',
  ...change,
});
const free = { paused: false, offline: false };

describe('how a message stands', () => {
  test.each([
    [{}, free, /^It goes in a few seconds. If Posthorn is closed before, it goes at the next start.$/],
    [{ waitsFor: 'time' }, free, /^It goes today 09:31. If Posthorn is closed then/],
    [{ waitsFor: 'retry', attempts: 2 }, free, /^Not sent yet. Next try today 09:31; 2 tries so far.$/],
    [{ nextTryAt: now.toISOString() }, free, /as soon as it is its turn/],
    [{}, { paused: true, offline: true }, /paused/],
    [{}, { paused: false, offline: true }, /offline/],
    [{ state: 'failed' }, free, /not tried again/],
    [
      { state: 'partial', recipients: [recipient('accepted'), recipient('refused')] },
      free,
      /^1 recipient has not got it/,
    ],
    [{ state: 'doubtful' }, free, /before you decide/],
  ] as const)('%j', (change, circumstances, expected) => {
    expect(sentenceOf(delivery(change as Partial<Delivery>), circumstances, now)).toMatch(expected);
  });

  test('in a word', () => {
    const chip = (change: Partial<Delivery>) => chipOf(delivery(change), now).text;
    expect(chip({})).toBe('waits');
    expect(chip({ waitsFor: 'time' })).toBe('goes today 09:31');
    expect(chip({ waitsFor: 'retry' })).toBe('again today 09:31');
    expect(chip({ state: 'doubtful' })).toBe('in doubt');
  });

  test('the last line of the server is that of the error, else that of a recipient', () => {
    const { answer, ...error } = fail(
      'smtp.not-now',
      { host: 'h' },
      { answer: { text: 'busy', code: '450' } },
    ).toJSON();
    expect(lastLineOf(delivery({ error: answer ? { ...error, answer } : error }))).toBe('450 busy');
    expect(lastLineOf(delivery({ recipients: [recipient('refused', 'nobody', '550'), recipient('waiting')] }))).toBe(
      '550 5.1.1 nobody',
    );
    expect(lastLineOf(delivery({}))).toBe('');
  });

  test('what came of a try is said, a further one only when it ends', () => {
    const news = (change: Partial<Delivery>) => newsOf({ delivery: delivery(change) });
    const error = fail('wire.refused', { host: 'h', port: 25 }).toJSON();
    expect(news({ state: 'sent', recipients: [recipient('accepted'), recipient('accepted')] })).toBe(
      'Sent to 2 recipients.',
    );
    expect(news({ attempts: 1, error })).toMatch(/^Not sent yet: Nothing listens at h, port 25.* Next try/);
    expect(news({ attempts: 2, error })).toBe('');
    expect(news({ state: 'failed', error })).toMatch(/^Not sent: Nothing listens/);
  });
});

test('the status bar says what matters most', () => {
  const status = { paused: false, offline: false, waiting: 2, sending: 0, stopped: 1 };
  expect(statusText({ ...status, offline: true })).toBe('Offline. 2 messages wait in Outbox.');
  expect(statusText({ ...status, paused: true })).toBe('Outbox paused. 2 messages wait in Outbox.');
  expect(statusText({ ...status, sending: 1 })).toBe('Sending. 2 messages wait in Outbox.');
  expect(statusText(status)).toBe('1 message in Outbox needs you.');
  expect(statusText({ ...status, stopped: 0, waiting: 1 })).toBe('1 message waits in Outbox.');
  expect(statusText({ ...status, stopped: 0, waiting: 0 })).toBe('');
});
