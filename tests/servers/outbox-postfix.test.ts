import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { deliveryOf, minuteMs, outboxOver, writeDraft } from '../support/outbox';
import { type Postfix, startPostfix } from '../support/postfix';
import { everything, receiveAll, temporaryStore } from '../support/store';

/** The outbox with a real server: Postfix refuses `nobody` for good and `later` for now, and tells of deliveries. */
let dovecot: Dovecot;
let postfix: Postfix;
beforeAll(async () => {
  dovecot = await startDovecot({ users: ['amy', 'bob'] });
  postfix = await startPostfix(dovecot);
});
afterAll(async () => {
  await postfix.stop();
  await dovecot.stop();
});

let home: Awaited<ReturnType<typeof temporaryStore>>;
let at: ReturnType<typeof outboxOver>;
beforeEach(async () => {
  home = await temporaryStore();
  at = outboxOver(home.store, () => postfix.smtp);
});
afterEach(async () => {
  await at.outbox.close();
  await home.remove();
});

const queue = async (to: string, subject: string) => {
  const id = await writeDraft(home.store, to, subject);
  await at.outbox.queue(id, { at: null, again: false });
  return id;
};
const sessions = () => postfix.log().match(/smtpd\[\d+\]: connect from/g)?.length ?? 0;
const subjectsOf = async (user: string) => {
  const texts = await Promise.all(dovecot.files(user).map((path) => readFile(path, 'utf8')));
  return texts.map((text) => /^Subject: (.*)$/m.exec(text)?.[1]?.trim());
};

test('a queue goes over one connection, and each message is there once', async () => {
  at.told.paused = true;
  const names = Array.from({ length: 12 }, (_, index) => `Queue ${index}`);
  for (const name of names) await queue('bob@practice.test', name);
  at.told.paused = false;
  const before = sessions();
  await at.outbox.wake();
  await at.outbox.idle();
  await until('all of them', () => dovecot.files('bob').length === names.length);
  expect((await subjectsOf('bob')).sort()).toEqual(names.sort());
  await until('the log', () => sessions() > before);
  expect(sessions() - before).toBe(1);
});

test('450 is tried again by and by, 550 is not, and who has it gets it once', async () => {
  const before = dovecot.files('bob').length;
  const id = await queue('bob@practice.test, later@practice.test, nobody@practice.test', 'In part');
  await at.outbox.idle();
  expect(await deliveryOf(home.store, id)).toMatchObject({
    state: 'waiting',
    waitsFor: 'retry',
    attempts: 1,
    recipients: [
      { address: 'bob@practice.test', state: 'accepted' },
      { address: 'later@practice.test', state: 'later', code: '450', enhanced: '4.2.1' },
      { address: 'nobody@practice.test', state: 'refused', code: '550', enhanced: '5.1.1' },
    ],
  });
  const refusals = () => postfix.log().match(/reject: RCPT .* 550 5\.1\.1/g)?.length ?? 0;
  await until('the log', () => refusals() > 0);
  const refused = refusals();
  await at.clock.pass(minuteMs, at.outbox);
  await at.clock.pass(5 * minuteMs, at.outbox);
  expect(await deliveryOf(home.store, id)).toMatchObject({ state: 'waiting', attempts: 3 });
  await at.clock.pass(49 * 60 * minuteMs, at.outbox);
  expect(await deliveryOf(home.store, id)).toMatchObject({ state: 'partial', error: { code: 'outbox.given-up' } });
  await until('the delivery', () => dovecot.files('bob').length === before + 1);
  expect(refusals()).toBe(refused);
});

test('a report that was asked for comes back, and is known as that of its message', async () => {
  const id = await writeDraft(home.store, 'bob@practice.test', 'Tell me');
  await home.store.ask('drafts.wantReport', { id, wanted: true });
  await at.outbox.queue(id, { at: null, again: false });
  await at.outbox.idle();
  await until('the report', () => dovecot.files('amy').length === 1);
  const [path = ''] = dovecot.files('amy');
  await receiveAll(home.store, 'amy', [{ uidl: 'u1', raw: await readFile(path) }]);
  // Dovecot's LMTP reports nothing by itself, so Postfix says that it handed the message on.
  const { rows } = await home.store.ask('list', { ...everything, folder: 'sent' });
  expect(rows).toMatchObject([{ subject: 'Tell me', reported: 'relayed' }]);
  const { reported } = await home.store.ask('reports', { id: rows[0]?.id ?? 0 });
  expect(reported).toMatchObject([{ recipient: 'bob@practice.test', action: 'relayed', status: '2.0.0' }]);
});
