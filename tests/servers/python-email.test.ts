import { expect, test } from 'vitest';
import { messageOf } from '../../electron/mail/compose';
import { unflow } from '../../electron/mail/mime/flowed';
import { composeMime } from '../../electron/mail/smtp';
import type { Draft } from '../../shared/contract';
import { plainWriting } from '../../shared/contract/accounts';
import { readByPython } from '../support/python-email';

/** What is composed here, as another program understands it. */
const sha256 = 'ab'.repeat(32);
const writing = { ...plainWriting, replyTo: 'Amy 陳 <answers@practice.test>' };
const gone = 'cd'.repeat(32);
const draft = (change: Partial<Draft> = {}): Draft => ({
  id: 1,
  accountId: 'amy',
  identityId: '',
  to: '"林, 美華" <meihua@xxx.com.tw>, bob@practice.test',
  cc: 'Jörg Müller <joerg@例子.test>',
  bcc: 'hidden@practice.test',
  subject: '作業：第十一單元 – “MX” 📎 and a subject that is longer than a line of a header may be',
  text: '',
  rich: null,
  attachments: [],
  inReplyTo: 'b@x',
  references: ['a@x', 'b@x'],
  answersBcc: false,
  template: '',
  receipt: false,
  priority: 'normal',
  messageId: 'one',
  savedAt: '2026-11-23T09:41:00.000Z',
  wantsReport: false,
  delivery: null,
  ...change,
});
const read = async (change: Partial<Draft> = {}) => {
  const message = messageOf(draft(change), { name: '陳, Amy', address: 'amy@practice.test', writing }, (hash) =>
    Buffer.from(`bytes of ${hash.slice(0, 2)}`),
  );
  return readByPython(await composeMime(message));
};
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('the header, field by field', async () => {
  const { fields, people, defects } = await read({ text: 'Hello' });
  expect(people).toEqual({
    from: [['陳, Amy', 'amy@practice.test']],
    to: [
      ['林, 美華', 'meihua@xxx.com.tw'],
      ['', 'bob@practice.test'],
    ],
    cc: [['Jörg Müller', 'joerg@xn--fsqu00a.test']],
    'reply-to': [['Amy 陳', 'answers@practice.test']],
  });
  expect(fields.subject).toBe(draft().subject);
  expect(fields['message-id']).toBe('<one@practice.test>');
  expect(fields['in-reply-to']).toBe('<b@x>');
  expect(fields.references).toBe('<a@x> <b@x>');
  expect(fields.bcc).toBeUndefined();
  expect(defects).toEqual([]);
});

test.each([
  ['high', '1 (Highest)', 'high'],
  ['low', '5 (Lowest)', 'low'],
  ['normal', undefined, undefined],
] as const)('of %s priority, with a receipt asked for', async (priority, xPriority, importance) => {
  const { fields } = await read({ text: 'Hello', receipt: true, priority });
  expect(fields['x-priority']).toBe(xPriority);
  expect(fields.importance).toBe(importance);
  expect(fields['disposition-notification-to']).toBe('<amy@practice.test>');
  expect((await read({ text: 'Hello' })).fields['disposition-notification-to']).toBeUndefined();
});

test('plain text is flowed, and its words come back', async () => {
  const long = 'words '.repeat(40).trim();
  const text = `您好，\n\n${long}\n From here\n> ${long}\n>> older\n\n-- \nAmy`;
  const { body } = await read({ text });
  expect(body).toMatchObject({
    type: 'text/plain',
    parameters: { charset: 'utf-8', format: 'flowed', delsp: 'no' },
    defects: [],
  });
  expect(unflow(String(body.content).trimEnd(), false)).toBe(text);
  expect(String(body.content).split('\n')).toContain('-- ');
});

test('formatted text is an alternative, its images are related, and files are mixed in', async () => {
  const { body } = await read({
    rich: {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: '您好 ' },
            { type: 'text', text: 'Bob', marks: [{ type: 'strong' }] },
            { type: 'image', attrs: { sha256, alt: '圖' } },
          ],
        },
      ],
    },
    attachments: [
      { sha256, name: '圖.png', type: 'image/png', size: 10, inline: true },
      { sha256: gone, name: 'deleted.png', type: 'image/png', size: 10, inline: true },
      { sha256: 'ef'.repeat(32), name: '報告 "1"; résumé.pdf', type: 'application/pdf', size: 10, inline: false },
    ],
  });
  expect(body).toMatchObject({
    type: 'multipart/mixed',
    defects: [],
    content: [
      {
        type: 'multipart/alternative',
        content: [
          { type: 'text/plain', parameters: { format: 'flowed' }, content: '您好 Bob[圖]' },
          {
            type: 'multipart/related',
            content: [
              { type: 'text/html' },
              {
                type: 'image/png',
                name: '圖.png',
                disposition: 'inline',
                contentId: `<${sha256.slice(0, 32)}.one@posthorn>`,
                content: base64('bytes of ab'),
              },
            ],
          },
        ],
      },
      {
        type: 'application/pdf',
        disposition: 'attachment',
        name: '報告 "1"; résumé.pdf',
        content: base64('bytes of ef'),
      },
    ],
  });
  expect(JSON.stringify(body)).toContain(
    `<p>您好 <b>Bob</b><img src=\\"cid:${sha256.slice(0, 32)}.one@posthorn\\" alt=\\"圖\\"></p>`,
  );
  expect(JSON.stringify(body)).not.toContain('deleted.png');
  expect(JSON.stringify(body)).not.toMatch(/class=|style=/);
});

test('in plain text an image is a file like the others', async () => {
  const { body } = await read({
    text: 'Hello',
    attachments: [{ sha256, name: 'a.png', type: 'image/png', size: 10, inline: true }],
  });
  expect(body).toMatchObject({
    type: 'multipart/mixed',
    content: [{ type: 'text/plain' }, { type: 'image/png', disposition: 'attachment', contentId: null }],
  });
});
