import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../../renderer/smtp/next-step';
import { recipientProblem, senderProblem, testMessage } from '../../../renderer/smtp/test-message';
import type { SmtpSession } from '../../../shared/contract';

const tls = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  subject: 'mail.example.org',
  altNames: [],
  issuer: 'Example CA',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  fingerprint: '',
};
const greeted: SmtpSession = {
  revision: 1,
  state: 'open',
  sessionId: 's',
  peer: 'mail.example.org:587',
  localName: '[127.0.0.1]',
  banner: ['mail.example.org ESMTP'],
  tls: null,
  tlsLater: false,
  hello: null,
  extensions: [],
  user: '',
  phase: 'greeted',
  recipients: [],
  taken: 0,
  error: null,
};
const offers = (...keywords: string[]) => keywords.map((keyword) => ({ keyword, parameters: [] }));
const hello = { hello: 'EHLO', phase: 'ready' } as const;
const told = (change: Partial<SmtpSession>, without: Parameters<typeof stepsOf>[1] = new Set()) =>
  stepsOf({ ...greeted, ...change }, without)
    .map(({ step, state }) => `${step}:${state}`)
    .join(' ');

describe('the steps of a message sent by hand', () => {
  it('begin with EHLO', () => {
    expect(told({})).toBe(
      'hello:next starttls:later helloAgain:later login:later mail:later rcpt:later data:later content:later quit:later',
    );
  });
  it('encrypt where that is offered, greet again, and log in', () => {
    expect(told({ ...hello, extensions: offers('STARTTLS', 'AUTH') })).toContain('hello:done starttls:next');
    expect(told({ tls, tlsLater: true })).toContain('hello:done starttls:done helloAgain:next');
    expect(told({ ...hello, tls, tlsLater: true, extensions: offers('AUTH') })).toContain('helloAgain:done login:next');
    expect(told({ ...hello, tls, tlsLater: true, user: 'amy' })).toContain('login:done mail:next');
  });
  it('leave out what is not offered, or what a person goes on without', () => {
    expect(told({ ...hello })).toContain('starttls:skipped helloAgain:skipped login:skipped mail:next');
    const extensions = offers('STARTTLS', 'AUTH');
    expect(told({ ...hello, extensions }, new Set(['starttls']))).toContain(
      'starttls:skipped helloAgain:skipped login:next',
    );
    expect(told({ ...hello, extensions }, new Set(['starttls', 'login']))).toContain('login:skipped mail:next');
  });
  it('wait for encryption before they say that no login is offered', () => {
    expect(told({ ...hello, extensions: offers('STARTTLS') })).toContain('starttls:next helloAgain:later login:later');
  });
  it('have no second greeting where the line was encrypted from the start', () => {
    expect(told({ ...hello, tls })).toBe(
      'hello:done login:skipped mail:next rcpt:later data:later content:later quit:later',
    );
  });
  it('go through the message to QUIT', () => {
    expect(told({ ...hello, phase: 'sender' })).toContain('mail:done rcpt:next');
    expect(told({ ...hello, phase: 'recipients', recipients: ['a@b.c'] })).toContain('rcpt:done data:next');
    expect(told({ ...hello, phase: 'content', recipients: ['a@b.c'] })).toContain('data:done content:next');
    expect(told({ ...hello, taken: 1 })).toContain('content:done quit:next');
    expect(told({ ...hello, taken: 1, phase: 'sender' })).toContain('mail:done rcpt:next');
  });
});

describe('the message of a test', () => {
  it('is whole, and says when and from whom', () => {
    const date = new Date(2026, 10, 5, 9, 8, 7);
    const text = testMessage({ from: 'amy@example.org', to: ['bob@example.net', 'carol@example.net'] }, date, 'x');
    expect(text).toMatch(
      /^From: <amy@example\.org>\nTo: <bob@example\.net>, <carol@example\.net>\nSubject: .+\nDate: Thu, 5 Nov 2026 09:08:07 [+-]\d{4}\nMessage-ID: <x@example\.org>\n\n.+\n$/,
    );
    expect(Date.parse(/Date: (.+)/.exec(text)?.[1] ?? '')).toBe(date.getTime());
  });
  it('knows whether addresses are any', () => {
    expect(senderProblem('')).toBe('');
    expect(senderProblem('amy@example.org')).toBe('');
    expect(senderProblem('amy')).not.toBe('');
    expect(recipientProblem('')).not.toBe('');
    expect(recipientProblem('a@b.c>, <d@e.f')).not.toBe('');
    expect(recipientProblem('李@例子.tw')).toBe('');
  });
});
