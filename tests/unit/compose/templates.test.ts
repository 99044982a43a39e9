import { expect, test } from 'vitest';
import { messageOf } from '../../../electron/mail/compose';
import { composeMime } from '../../../electron/mail/smtp';
import { messageSize } from '../../../renderer/compose/message-size';
import { withTemplate } from '../../../renderer/compose/with-template';
import type { Draft } from '../../../shared/contract';
import { plainWriting } from '../../../shared/contract/accounts';
import { documentOf, textOf } from '../../../shared/rich-text';

const template = { subject: 'Offer', text: 'Dear customer\n\nThank you.', rich: null };

test.each([
  ['an empty message', '', '', 'Offer', template.text],
  ['a signature', '', '\n\n-- \nAmy', 'Offer', `${template.text}\n\n-- \nAmy`],
  [
    'an answer',
    'Re: Tea',
    '\n\nOn Monday Bob wrote:\n> old',
    'Re: Tea',
    `${template.text}\n\nOn Monday Bob wrote:\n> old`,
  ],
])('a template comes above %s, plain and formatted', (_name, subject, text, named, expected) => {
  expect(withTemplate({ subject, text, rich: null }, template)).toEqual({ subject: named, text: expected, rich: null });
  const formatted = withTemplate({ subject, text, rich: documentOf(text) }, template);
  expect(formatted).toMatchObject({ subject: named, text: expected });
  expect(formatted.rich && textOf(formatted.rich)).toBe(expected);
  const rich = withTemplate({ subject, text, rich: null }, { ...template, rich: documentOf(template.text) });
  expect(rich.rich && textOf(rich.rich)).toBe(expected);
});

test.each([
  ['a few words', 'Hello', []],
  ['Chinese', '郵件'.repeat(20_000), []],
  ['files', 'Hello', [100_000, 3]],
  ['a large file', 'Hello', [5_000_000]],
])('the size of %s is told before it is composed, never too low and not much too high', async (_name, text, sizes) => {
  for (const rich of [null, documentOf(text)]) {
    const draft: Draft = {
      id: 1,
      accountId: 'amy',
      identityId: '',
      to: 'bob@practice.test',
      cc: '',
      bcc: '',
      subject: 'Tea',
      text,
      rich,
      receipt: false,
      priority: 'normal',
      attachments: sizes.map((size) => {
        return { sha256: `${size}`, name: 'a.bin', type: 'application/octet-stream', size, inline: false };
      }),
      inReplyTo: '',
      references: [],
      template: '',
      answersBcc: false,
      messageId: 'one',
      savedAt: '2026-11-23T09:41:00.000Z',
      wantsReport: false,
      delivery: null,
    };
    const account = { name: 'Amy', address: 'amy@practice.test', writing: plainWriting };
    const message = messageOf(draft, account, (sha256) => Buffer.alloc(Number(sha256)));
    const { byteLength } = await composeMime(message);
    const told = messageSize(text, rich !== null, draft.attachments);
    expect(told).toBeGreaterThanOrEqual(byteLength);
    expect(told).toBeLessThan(byteLength * 1.2 + 3_000);
  }
});
