import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Transcripts } from '../../../electron/wire';
import { fail } from '../../../shared/errors';

test('a session counts what went over the wire, not what its lines look like', () => {
  const transcripts = new Transcripts();
  const session = transcripts.open('POP3', 'localhost:110');
  session.sent('RETR 1');
  session.received('+OK');
  session.count('received', 1_000);
  session.event('1,000 octets');
  session.received('æ', { octets: 4, failed: true });
  expect(session.summary()).toMatchObject({ octetsSent: 8, octetsReceived: 1_009, lineCount: 4, state: 'open' });
  expect(transcripts.lines(session.id, 2)).toMatchObject([
    { seq: 2, direction: 'event', text: '1,000 octets', octets: 0, failed: false },
    { seq: 3, direction: 'received', text: 'æ', octets: 4, failed: true },
  ]);
});

test('sessions are listed newest first, and end once', () => {
  const transcripts = new Transcripts();
  const first = transcripts.open('POP3', 'a:110');
  const second = transcripts.open('NTP', 'b:123');
  first.close(fail('wire.refused', { host: 'a', port: 110 }));
  first.close();
  second.close();
  second.close(fail('wire.refused', { host: 'b', port: 123 }));
  expect(transcripts.sessions()).toMatchObject([
    { peer: 'b:123', state: 'closed', error: null },
    { peer: 'a:110', state: 'failed', error: { code: 'wire.refused' } },
  ]);
});

test('text for the clipboard has arrows, times, and no secret', () => {
  const transcripts = new Transcripts();
  const session = transcripts.open('POP3', 'a:110');
  session.event('connected');
  session.sent('PASS practice');
  session.received('-ERR practice is no password here');
  const lines = (transcripts.toText(session.id) ?? '').split('\n');
  expect(lines[0]).toMatch(/^POP3 a:110 \d{4}-.*Z$/);
  expect(lines.slice(1, 4).map((line) => line.slice(10))).toEqual([
    '· connected',
    '→ PASS ••••••••',
    '← -ERR •••••••• is no password here',
  ]);
  expect(transcripts.toText('no such session')).toBeNull();
});

test('a long session keeps its beginning and its newest lines, and says what is missing', () => {
  const transcripts = new Transcripts();
  const session = transcripts.open('POP3', 'a:110');
  for (let number = 0; number < 12_000; number += 1) session.sent(`RETR ${number}`);
  const lines = transcripts.lines(session.id);
  expect(lines.length).toBeLessThanOrEqual(5_000);
  expect(lines[0]?.text).toBe('RETR 0');
  expect(lines.at(-1)?.text).toBe('RETR 11999');
  expect(session.summary().lineCount).toBe(12_000);
  expect(transcripts.toText(session.id)).toMatch(/· [\d,]+ lines were too many to keep/);
});

test('the newest two hundred sessions are kept, and one that is open is not dropped', () => {
  const transcripts = new Transcripts();
  const open = transcripts.open('POP3', 'still:110');
  for (let index = 0; index < 300; index += 1) transcripts.open('DNS', `${index}:53`).close();
  const peers = transcripts.sessions().map(({ peer }) => peer);
  expect(peers).toHaveLength(200);
  expect(peers[0]).toBe('299:53');
  expect(peers).toContain(open.summary().peer);
});

test('a line that is too long to read is cut, and its octets tell', () => {
  const session = new Transcripts().open('POP3', 'a:110');
  session.received('x'.repeat(10_000));
  expect(session.lines[0]).toMatchObject({ octets: 10_002, text: expect.stringMatching(/^x{2000}…$/) });
});

test('listeners are told in batches, and not any more after they left', async () => {
  const transcripts = new Transcripts();
  const lines = vi.fn();
  const session = vi.fn();
  const leave = transcripts.subscribe({ lines, session });
  const opened = transcripts.open('POP3', 'a:110');
  for (let index = 0; index < 1_000; index += 1) opened.sent('NOOP');
  expect(lines).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(lines).toHaveBeenCalled());
  expect(lines).toHaveBeenCalledTimes(1);
  expect(lines.mock.calls[0]?.[0]).toBe(opened.id);
  expect(lines.mock.calls[0]?.[1]).toHaveLength(1_000);
  expect(session).toHaveBeenLastCalledWith(expect.objectContaining({ lineCount: 1_000 }));
  opened.sent('QUIT');
  await vi.waitFor(() => expect(lines).toHaveBeenCalledTimes(2));
  expect(lines.mock.calls[1]?.[1]).toMatchObject([{ text: 'QUIT', seq: 1_000 }]);
  leave();
  opened.sent('NOOP');
  await pause(120);
  expect(lines).toHaveBeenCalledTimes(2);
});
