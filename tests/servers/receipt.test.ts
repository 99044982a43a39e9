import { expect, test } from 'vitest';
import { composeReceipt } from '../../electron/mail/compose/receipt';
import { readByPython } from '../support/python-email';

const row = {
  id: 1,
  accountId: 'amy',
  folder: 'inbox',
  from: { name: '美華', address: 'meihua@xxx.com.tw' },
  to: 'Amy',
  subject: '作業 unit 11',
  snippet: '',
  date: '2026-11-23T09:41:00.000Z',
  size: 10,
  partial: false,
  unread: false,
  starred: false,
  answered: false,
  attachments: 0,
} as const;
const receiptTo = [{ name: '美華', address: 'meihua@xxx.com.tw' }];
const amy = { name: 'Amy 陳', address: 'amy@practice.test' };

test('a receipt, as Python reads it (RFC 8098 §3)', async () => {
  const raw = await composeReceipt({ row, receiptTo, messageId: 'b@x' }, amy);
  expect(raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const { fields, people, body, defects } = readByPython(raw);
  expect(people).toEqual({ from: [['Amy 陳', 'amy@practice.test']], to: [['美華', 'meihua@xxx.com.tw']] });
  expect(fields).toMatchObject({ subject: 'Read: 作業 unit 11', 'in-reply-to': '<b@x>', references: '<b@x>' });
  // A receipt that asks for a receipt would never end (RFC 8098 §2.1).
  expect(fields['disposition-notification-to']).toBeUndefined();
  expect(defects).toEqual([]);
  expect(body).toMatchObject({
    type: 'multipart/report',
    parameters: { 'report-type': 'disposition-notification' },
    defects: [],
    content: [{ type: 'text/plain' }, { type: 'message/disposition-notification' }],
  });
  const report = raw.toString('latin1').split(/Content-Type: message\/disposition-notification/)[1] ?? '';
  expect(report).toContain(
    [
      'Reporting-UA: Posthorn',
      'Final-Recipient: rfc822;amy@practice.test',
      'Original-Message-ID: <b@x>',
      'Disposition: manual-action/MDN-sent-manually; displayed',
    ].join('\r\n'),
  );
});

test('nothing of the message begins a field of the receipt', async () => {
  const evil = '\r\nDisposition: evil';
  const raw = await composeReceipt(
    {
      row: { ...row, subject: `S${evil}` },
      receiptTo: [{ name: `N${evil}`, address: 'a@x.test' }],
      messageId: `b@x${evil}`,
    },
    { name: `A${evil}`, address: 'amy@practice.test' },
  );
  expect(raw.toString('latin1')).not.toMatch(/^Disposition: evil/m);
});
