import { describe, expect, test } from 'vitest';
import {
  arrivalSentence,
  dateSentence,
  legsOf,
  protocolText,
  routeSummary,
  signatureSentence,
  span,
  transitSentence,
} from '../../../renderer/mail/route-words';
import type { Hop } from '../../../shared/contract';

const iso = (time: string) => `2026-11-24T${time}.000Z`;
const hop = (by: string, time: string | null, more: Partial<Hop> = {}): Hop => ({
  from: '',
  fromAddress: '',
  by,
  program: '',
  protocol: 'ESMTPS',
  tls: '',
  encrypted: true,
  id: '',
  for: '',
  at: time === null ? null : iso(time),
  text: '',
  ...more,
});
const route = (...hops: Hop[]) => ({ hops });
const off = (seconds: number, time = '09:41:00') => ({ at: iso(time), offsetUs: seconds * 1e6, errorUs: 2_000 });

test.each([
  [900, '1 s'],
  [-4_000, '4 s'],
  [200_000, '3 min 20 s'],
  [7_200_000, '2 h'],
  [18_720_000, '5 h 12 min'],
  [4 * 86_400_000, '4 days'],
])('%d ms are %s', (ms, text) => expect(span(ms)).toBe(text));

describe('hops', () => {
  test('each took the time since the one before that told it', () => {
    const legs = legsOf(route(hop('a', '09:41:00'), hop('b', null), hop('c', '09:41:05')));
    expect(legs.map(({ tookMs }) => tookMs)).toEqual([null, null, 5_000]);
  });

  test('one that came before it left contradicts the one before, by name', () => {
    const [, second] = legsOf(route(hop('a', '09:41:10'), hop('b', '09:41:06')));
    expect(second).toMatchObject({
      tookMs: -4_000,
      contradiction: 'the clock of a runs ahead of that of b by 4 s or more',
    });
  });

  test('a second that was rounded otherwise is no contradiction', () => {
    const [, second] = legsOf(route(hop('a', '09:41:10'), hop('b', '09:41:09')));
    expect(second?.contradiction).toBe('');
  });

  test('a server has the name that it has', () => {
    const names = legsOf(
      route(
        hop('', null, { program: 'qmail 1 invoked by uid 2' }),
        hop('', null, { fromAddress: '192.0.2.1' }),
        hop('', null),
      ),
    ).map(({ name }) => name);
    expect(names).toEqual(['qmail 1 invoked by uid 2', '192.0.2.1', 'a server without a name']);
  });
});

test('the way in a line, and in a sentence', () => {
  const two = route(hop('a', '09:41:00'), hop('b', '09:41:02'));
  expect(routeSummary(two)).toBe('2 hops, 2 s');
  expect(transitSentence(two)).toBe('From the first server to the last it took 2 s.');
  expect(routeSummary(route(hop('a', '09:41:00')))).toBe('1 hop');
  expect(routeSummary(route(hop('a', '09:41:09'), hop('b', '09:41:00')))).toBe('2 hops');
  expect(transitSentence(route(hop('a', '09:41:09'), hop('b', '09:41:00')))).toMatch(/before it left/);
  expect(transitSentence(route())).toMatch(/^No server has left a line/);
});

test.each([
  ['09:41:00', /agree \(2 s between them\)/],
  ['09:41:30', /^Its Date is 28 s later than a had it: the clock of its author runs ahead/],
  ['07:41:00', /^Its Date is 2 h earlier than a had it: it waited to be sent, or/],
])('a Date of %s is held against the first server', (time, sentence) => {
  expect(dateSentence({ date: iso(time), ...route(hop('a', '09:41:02')) })).toMatch(sentence);
});
test('a Date that is none', () => {
  expect(dateSentence({ date: null, hops: [] })).toBe('It bears no Date that can be read.');
});

describe('when it came here', () => {
  const told = (time: string | null, known: ReturnType<typeof off> | null) =>
    arrivalSentence({ ...route(hop('mx', '09:41:05')), arrivedAt: time === null ? null : iso(time) }, known);

  test('by a clock that is behind it would have come before it was there, and corrected it did not', () => {
    expect(told('09:41:03', off(2.3))).toMatch(
      /^This computer's clock was 2\.30 s behind \(measured 3\.00 s before\), so it was fetched at \d\d:41:05, 0 s after mx had it, and not at \d\d:41:03 as that clock showed\.$/,
    );
  });
  test('by a clock that is right, a server from the future is found out', () => {
    expect(told('09:40:45', off(0.01, '09:42:45'))).toMatch(
      /fetched at \d\d:40:45, 20 s before mx says it had it: its clock runs ahead by that or more; .*measured 2\.0 min after/,
    );
  });
  test('where nothing was measured, the doubt is told', () => {
    expect(told('09:41:08', null)).toMatch(/3 s after mx had it\. How far that clock was off then is not known/);
  });
  test('where it was not kept', () => expect(told(null, null)).toBe('When it came to this computer was not kept.'));
});

describe('a signature', () => {
  const signature = { domain: 'x.test', selector: 's', signedAt: iso('09:41:00'), expiresAt: iso('10:41:00') };
  test('that is valid', () => {
    expect(signatureSentence(signature, iso('09:41:05'), null)).toMatch(
      /^signed Nov 24, 2026, .*; valid until Nov 24, 2026/,
    );
  });
  test('that had expired', () => {
    expect(signatureSentence(signature, iso('11:00:00'), off(0.1))).toMatch(/; expired on .*, before it came here\.$/);
  });
  test('that has expired by a clock that is ahead only', () => {
    expect(signatureSentence(signature, iso('11:00:00'), off(-3_600, '10:59:00'))).toMatch(
      /; valid until .*; judged by this computer's clock as it was measured, 1\.0 h ahead\.$/,
    );
  });
  test('that was signed in the future', () => {
    expect(signatureSentence(signature, iso('09:30:00'), off(0))).toMatch(/signed later than it came here/);
  });
  test('that says nothing', () => {
    expect(signatureSentence({ ...signature, signedAt: null, expiresAt: null }, null, null)).toBe(
      'does not say when it was signed; valid without end.',
    );
  });
});

test.each([
  [{ protocol: 'ESMTPS', tls: 'TLS 1.3', encrypted: true }, 'ESMTPS, TLS 1.3'],
  [{ protocol: 'SMTPS', tls: '', encrypted: true }, 'SMTPS, encrypted'],
  [{ protocol: 'SMTP', tls: '', encrypted: false }, 'SMTP, not said to be encrypted'],
  [{ protocol: '', tls: '', encrypted: false }, 'not said'],
])('%j is told as “%s”', (how, text) => expect(protocolText(hop('a', null, how))).toBe(text));
