import { afterEach, beforeEach, expect, test } from 'vitest';
import { everything, message, receiveAll, temporaryStore } from '../../support/store';

let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(() => home.remove());

/** A report about `messageId`, as Postfix would send it. */
const bounce = (messageId: string, action: string, recipient = 'bob@x.test', subject = 'Undelivered'): string =>
  message(
    { Subject: subject, 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' },
    [
      '--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n',
      `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.x\r\n\r\nFinal-Recipient: rfc822; ${recipient}\r\n`,
      `Action: ${action}\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.x\r\nDiagnostic-Code: smtp; 550 5.1.1 nobody\r\n`,
      `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <${messageId}>\r\n--b--\r\n`,
    ].join(''),
  );

async function sendOne(messageId: string, accountId = 'amy'): Promise<number> {
  const incoming = home.store.receive({ accountId, kind: 'sent', uidl: null });
  await incoming.write(Buffer.from(message({ Subject: messageId, 'Message-ID': `<${messageId}>` })));
  await incoming.end();
  await home.store.settleIncoming();
  await home.store.ask('filed', {});
  return rowOf(messageId, accountId);
}
const list = async () => (await home.store.ask('list', everything)).rows;
const rowOf = async (subject: string, accountId = 'amy') =>
  (await list()).find((row) => row.subject === subject && row.accountId === accountId)?.id ?? 0;
const reports = (id: number) => home.store.ask('reports', { id });

test('a report is shown on what was sent, and each leads to the other', async () => {
  const sent = await sendOne('one@here');
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: bounce('one@here', 'failed') }]);
  const report = await rowOf('Undelivered');
  const line = { reportId: report, recipient: 'bob@x.test', action: 'failed', status: '5.1.1', remoteMta: 'mx.x' };
  expect(await reports(sent)).toMatchObject({
    reports: [],
    about: null,
    reported: [{ ...line, diagnostic: '550 5.1.1 nobody' }],
  });
  expect(await reports(report)).toMatchObject({
    reports: [line],
    about: { id: sent, subject: 'one@here' },
    reported: [],
  });
  expect((await list()).map(({ subject, reported }) => [subject, reported]).sort()).toEqual([
    ['Undelivered', undefined],
    ['one@here', 'failed'],
  ]);
});

test('what failed outweighs what arrived, and what arrived outweighs what was late', async () => {
  await sendOne('one@here');
  const worst = async () => (await list()).find(({ subject }) => subject === 'one@here')?.reported;
  for (const [action, recipient, expected] of [
    ['delayed', 'bob@x.test', 'delayed'],
    ['delivered', 'bob@x.test', 'delivered'],
    ['failed', 'carol@x.test', 'failed'],
    ['delivered', 'dave@x.test', 'failed'],
  ] as const) {
    await receiveAll(home.store, 'amy', [
      { uidl: `${action} ${recipient}`, raw: bounce('one@here', action, recipient) },
    ]);
    expect(await worst()).toBe(expected);
  }
});

test('nothing is told of a message that was not sent from this account, whatever a report says', async () => {
  await receiveAll(home.store, 'amy', [
    { uidl: 'u0', raw: message({ Subject: 'Received', 'Message-ID': '<other@there>' }) },
  ]);
  const ofBob = await sendOne('bobs@here', 'bob');
  await receiveAll(home.store, 'amy', [
    { uidl: 'u1', raw: bounce('other@there', 'failed', 'bob@x.test', 'Of what was received') },
    { uidl: 'u2', raw: bounce('bobs@here', 'failed') },
    { uidl: 'u3', raw: bounce('nowhere@x', 'failed') },
    { uidl: 'u4', raw: bounce('', 'failed', 'bob@x.test', 'Of nothing') },
  ]);
  expect((await reports(await rowOf('Received'))).reported).toEqual([]);
  expect((await reports(ofBob)).reported).toEqual([]);
  expect((await reports(await rowOf('Of what was received'))).about).toBeNull();
  expect(await reports(await rowOf('Of nothing'))).toMatchObject({ about: null, reports: [{ action: 'failed' }] });
  expect((await list()).filter(({ reported }) => reported)).toEqual([]);
});

test('a report outlives the index, and goes with its message', async () => {
  await sendOne('one@here');
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: bounce('one@here', 'failed') }]);
  await home.reopen(true);
  const sent = await rowOf('one@here');
  expect((await reports(sent)).reported).toHaveLength(1);
  await home.store.ask('move', { moves: [{ id: await rowOf('Undelivered'), to: 'trash' }], deleteOnServer: [] });
  await home.store.ask('emptyTrash', { accountId: 'amy' });
  expect((await reports(sent)).reported).toEqual([]);
});
