import { afterEach, beforeEach, expect, test } from 'vitest';
import { everything, message, receiveAll, temporaryStore } from '../../support/store';

let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(() => home.remove());

const listed = async () => {
  const { rows } = await home.store.ask('list', everything);
  return rows.map(({ subject, priority }) => [subject, priority]).sort();
};
const expected = [
  ['By Outlook', 'high'],
  ['By a number', 'high'],
  ['Not urgent', 'low'],
  ['Nothing said', undefined],
];
const mails = [
  { Subject: 'By a number', 'X-Priority': '1 (Highest)' },
  { Subject: 'By Outlook', Importance: 'High' },
  { Subject: 'Nothing said' },
  { Subject: 'Not urgent', Priority: 'non-urgent' },
].map((fields, at) => ({ uidl: `u${at}`, raw: message(fields) }));

test('the list tells what was marked as urgent, or as not', async () => {
  await receiveAll(home.store, 'amy', mails);
  expect(await listed()).toEqual(expected);
});

test('an index that is made anew tells it too', async () => {
  await receiveAll(home.store, 'amy', mails);
  await home.reopen(true);
  expect(await listed()).toEqual(expected);
});
