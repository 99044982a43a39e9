import { expect, test } from 'vitest';
import { draftFrom } from '../../../electron/mail/compose';
import { formatAddress } from '../../../shared/addresses';
import type { MessageView } from '../../../shared/contract';
import { plainWriting } from '../../../shared/contract/accounts';
import type { Sender } from '../../../shared/senders';

const view = (change: Partial<MessageView> = {}, subject = 'DELE before QUIT?'): MessageView => ({
  row: {
    id: 1,
    accountId: 'amy',
    folder: 'inbox',
    from: { name: 'Lin Mei-hua 林美華', address: 'meihua@xxx.com.tw' },
    to: 'Amy',
    subject,
    snippet: '',
    date: '2026-11-23T09:41:00.000Z',
    size: 10,
    partial: false,
    unread: false,
    starred: false,
    answered: false,
    attachments: 0,
  },
  to: [
    { name: 'Amy Chen', address: 'amy@practice.test' },
    { name: '', address: 'bob@practice.test' },
  ],
  cc: [{ name: '', address: 'Carol@practice.test' }],
  bcc: [],
  replyTo: [],
  followupTo: [],
  list: null,
  receiptTo: [],
  priority: 'normal',
  messageId: 'b@x',
  text: 'One\n\n> two\n',
  html: null,
  attachments: [],
  lang: '',
  problem: '',
  ...change,
});
const threading = { messageId: 'b@x', references: ['a@x'], inReplyTo: 'a@x', plain: 'One\n\n> two\n' };
const own = ['amy@practice.test'];
const amy: Sender = {
  accountId: 'amy',
  identityId: '',
  name: 'Amy Chen',
  address: 'amy@practice.test',
  outgoing: { host: 'mail.practice.test', port: 25, security: 'none', user: '' },
  writing: plainWriting,
};

test('a reply goes to the author, threads, and quotes', () => {
  expect(draftFrom('reply', view(), threading, own, amy)).toEqual({
    accountId: 'amy',
    identityId: '',
    to: 'Lin Mei-hua 林美華 <meihua@xxx.com.tw>',
    cc: '',
    bcc: '',
    subject: 'Re: DELE before QUIT?',
    text: '\n\nOn 2026-11-23 09:41 UTC, Lin Mei-hua 林美華 wrote:\n> One\n>\n>> two\n',
    rich: null,
    inReplyTo: 'b@x',
    references: ['a@x', 'b@x'],
    answersBcc: false,
  });
});

test('a reply to all leaves out the own address, doubles nobody and tells of no blind copy', () => {
  const draft = draftFrom(
    'reply-all',
    view({
      cc: [
        { name: '', address: 'BOB@practice.test' },
        { name: '', address: 'Carol@practice.test' },
        { name: '', address: 'MeiHua@xxx.com.tw' },
      ],
      bcc: [{ name: '', address: 'hidden@practice.test' }],
    }),
    threading,
    own,
    amy,
  );
  expect(draft.cc).toBe('BOB@practice.test, Carol@practice.test');
  expect(draft.bcc).toBe('');
});

test('an author without a name is quoted by the address', () => {
  const nameless = view();
  nameless.row.from.name = '';
  expect(draftFrom('reply', nameless, threading, own, amy).text).toContain('UTC, meihua@xxx.com.tw wrote:\n');
});

test('Reply-To comes before From', () => {
  expect(draftFrom('reply', view({ replyTo: [{ name: '', address: 'list@x.test' }] }), threading, own, amy).to).toBe(
    'list@x.test',
  );
});

test('answering an own message goes on with those it was sent to', () => {
  const mine = view();
  mine.row.from = { name: 'Amy', address: 'Amy@practice.test' };
  mine.to = [{ name: '', address: 'meihua@xxx.com.tw' }];
  expect(draftFrom('reply', mine, threading, own, amy).to).toBe('meihua@xxx.com.tw');
});

test.each([
  ['Re: x', 'Re: x'],
  ['RE: x', 'Re: x'],
  ['AW: x', 'Re: x'],
  ['回覆：x', 'Re: x'],
  ['答复: x', 'Re: x'],
  ['Re: AW: RE[2]: 回覆：x', 'Re: x'],
  ['Regarding x', 'Re: Regarding x'],
])('the subject %j is answered as %j', (given, expected) => {
  expect(draftFrom('reply', view({}, given), threading, own, amy).subject).toBe(expected);
});

test.each([
  ['FW: x', 'Fwd: x'],
  ['轉寄：x', 'Fwd: x'],
  ['Re: x', 'Fwd: Re: x'],
])('the subject %j is forwarded as %j', (given, expected) => {
  expect(draftFrom('forward', view({}, given), threading, own, amy).subject).toBe(expected);
});

test('a parent without References is threaded by its In-Reply-To', () => {
  expect(
    draftFrom('reply', view(), { ...threading, messageId: 'c@x', references: [], inReplyTo: 'b@x' }, own, amy)
      .references,
  ).toEqual(['b@x', 'c@x']);
});

test('a forwarded message is whole, names its author and starts a new thread', () => {
  const draft = draftFrom('forward', view(), threading, own, amy);
  expect(draft).toMatchObject({ to: '', subject: 'Fwd: DELE before QUIT?', inReplyTo: '', references: [] });
  expect(draft.text).toContain('From: Lin Mei-hua 林美華 <meihua@xxx.com.tw>\n');
  expect(draft.text).toContain('Cc: Carol@practice.test\n\nOne\n\n> two\n');
});

test.each([
  ['', 'a@b.c', 'a@b.c'],
  ['Amy Chen', 'a@b.c', 'Amy Chen <a@b.c>'],
  ['Chen, Amy', 'a@b.c', '"Chen, Amy" <a@b.c>'],
  ['The "A"', 'a@b.c', '"The \\"A\\"" <a@b.c>'],
])('%j and %s are written %s', (name, address, text) => {
  expect(formatAddress({ name, address })).toBe(text);
});

test('Mail-Followup-To says where an answer to all goes, and an answer to the author goes to the author', () => {
  const followupTo = [{ name: 'List', address: 'list@x.test' }];
  expect(draftFrom('reply-all', view({ followupTo }), threading, own, amy)).toMatchObject({
    to: 'List <list@x.test>',
    cc: '',
  });
  expect(draftFrom('reply', view({ followupTo }), threading, own, amy).to).toContain('meihua@xxx.com.tw');
});

test('an answer to the list goes to the list alone', () => {
  const draft = draftFrom('reply-list', view({ list: { post: 'list@x.test' } }), threading, own, amy);
  expect(draft).toMatchObject({ to: 'list@x.test', cc: '', inReplyTo: 'b@x' });
});

test.each<[string, Partial<MessageView>, string[], boolean]>([
  ['to the own address', {}, own, false],
  ['to another own address', {}, ['BOB@practice.test'], false],
  ['to neither', {}, ['hidden@practice.test'], true],
  ['from a list', { list: { post: '' } }, ['hidden@practice.test'], false],
])('an answer to all of a message that came %s: in Bcc %j', (_name, change, addresses, expected) => {
  expect(draftFrom('reply-all', view(change), threading, addresses, amy).answersBcc).toBe(expected);
  expect(draftFrom('reply', view(change), threading, addresses, amy).answersBcc).toBe(false);
});
