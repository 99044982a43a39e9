import { expect, test } from 'vitest';
import { parseMessage, summarise } from '../../../electron/mail/mime';
import { message } from '../../support/store';

const wishes = async (fields: Record<string, string>) => {
  const { followupTo, list, receiptTo, priority } = await parseMessage(Buffer.from(message(fields)));
  return { followupTo, list, receiptTo, priority };
};

test('a message that wishes nothing', async () => {
  expect(await wishes({})).toEqual({ followupTo: [], list: null, receiptTo: [], priority: 'normal' });
});

test.each([
  [{ 'List-Post': '<mailto:list@x.test>' }, 'list@x.test'],
  [{ 'List-Post': '<https://x.test/post>, <mailto:list%2Ben@x.test?subject=x> (best)' }, 'list+en@x.test'],
  [{ 'List-Post': 'NO (nobody)', 'List-Id': '<news.x.test>' }, ''],
  [{ 'List-Id': 'News <news.x.test>' }, ''],
  [{ 'List-Post': '<mailto:%E0%A4%A>' }, ''],
])('%j comes from a list that is written to at %j', async (fields, post) => {
  expect((await wishes(fields)).list).toEqual({ post });
});

test.each([
  [{ 'X-Priority': '1 (Highest)' }, 'high'],
  [{ 'X-Priority': '2' }, 'high'],
  [{ 'X-Priority': '3' }, 'normal'],
  [{ 'X-Priority': '5' }, 'low'],
  [{ 'X-Priority': 'junk' }, 'normal'],
  [{ Importance: 'High' }, 'high'],
  [{ Importance: 'low' }, 'low'],
  [{ Priority: 'urgent' }, 'high'],
  [{ Priority: 'non-urgent' }, 'low'],
])('%j is of %s priority', async (fields, priority) => {
  expect((await wishes(fields)).priority).toBe(priority);
  // The list knows it from the header, before the message is taken apart.
  expect(summarise(Buffer.from(message(fields))).priority).toBe(priority);
});

test('who asks for a receipt and where answers to all go', async () => {
  const asked = await wishes({
    'Disposition-Notification-To': '=?utf-8?B?576O6I+v?= <meihua@x.test>',
    'Mail-Followup-To': 'list@x.test, Bob <bob@x.test>',
  });
  expect(asked.receiptTo).toEqual([{ name: '美華', address: 'meihua@x.test' }]);
  expect(asked.followupTo.map(({ address }) => address)).toEqual(['list@x.test', 'bob@x.test']);
  expect((await wishes({ 'Disposition-Notification-To': 'yes' })).receiptTo).toEqual([]);
});
