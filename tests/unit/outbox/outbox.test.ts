import { readdir, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutboxOptions } from '../../../electron/mail/outbox';
import { queued } from '../../../electron/mail/outbox/schedule';
import type { Transport } from '../../../electron/mail/outbox/turn';
import { fail } from '../../../shared/errors';
import { accountAt, deliveryOf, minuteMs, outboxOver, writeDraft } from '../../support/outbox';
import { type SmtpAnswer, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';
import { everything, message, temporaryStore } from '../../support/store';

let home: Awaited<ReturnType<typeof temporaryStore>>;
let peer: SmtpPeer;
let answer: SmtpAnswer;
let at: ReturnType<typeof outboxOver>;
beforeEach(async () => {
  home = await temporaryStore();
  answer = () => null;
  peer = await smtpPeer({ answer: (command, socket) => answer(command, socket) });
  at = outboxOver(home.store, () => peer.port);
});
afterEach(async () => {
  await at.outbox.close();
  await peer.close();
  await home.remove();
});

const write = (to: string, subject?: string) => writeDraft(home.store, to, subject);
const delivery = (id: number) => deliveryOf(home.store, id);
const queue = async (id: number, change: { at?: string; again?: boolean } = {}) => {
  const result = await at.outbox.queue(id, { at: null, again: false, ...change });
  await at.outbox.idle();
  return result;
};
const rows = async (folder: 'drafts' | 'outbox' | 'sent') =>
  (await home.store.ask('list', { ...everything, folder })).rows.map(({ subject }) => subject).sort();
const receivers = () => peer.received.map(({ to }) => to);
const inTenSeconds = () => outboxOver(home.store, () => peer.port, { undoSeconds: () => 10 });

/** The line breaks when the whole content is there; the first recipient was refused, where there are two. */
const breaksAtTheEnd: SmtpAnswer = (command, socket) => {
  if (command.includes('nobody@')) return '550 5.1.1 nobody\r\n';
  if (!/^BDAT/.test(command)) return null;
  socket.destroy();
  return '';
};

describe('the time to undo', () => {
  test('nothing is sent before it is over', async () => {
    at = inTenSeconds();
    const id = await write('bob@x.test');
    expect(await queue(id)).toEqual({ goesAt: '2026-11-26T09:00:10.000Z' });
    await at.clock.pass(9_999, at.outbox);
    expect(peer.connections).toBe(0);
    expect(await rows('outbox')).toEqual(['S']);
    await at.clock.pass(1, at.outbox);
    expect(receivers()).toEqual([['bob@x.test']]);
    expect([await rows('outbox'), await rows('sent')]).toEqual([[], ['S']]);
  });

  test('what was taken out is a draft as it was, and what goes out later is what was edited', async () => {
    at = inTenSeconds();
    const id = await write('bob@x.test', 'Before');
    const draft = await home.store.ask('drafts.get', { id });
    await queue(id);
    const fields = { id, accountId: 'amy', to: 'bob@x.test', cc: '', bcc: '', subject: 'After', text: 'New words' };
    await expect(home.store.ask('drafts.save', fields)).rejects.toMatchObject({ code: 'mail.queued' });
    await at.outbox.take(id);
    expect(await home.store.ask('drafts.get', { id })).toEqual(draft);
    await at.clock.pass(minuteMs, at.outbox);
    expect(peer.connections).toBe(0);
    await home.store.ask('drafts.save', fields);
    await queue(id);
    await at.clock.pass(10_000, at.outbox);
    expect(peer.received.map(({ content }) => content.toString())).toEqual([expect.stringContaining('New words')]);
    expect(await rows('sent')).toEqual(['After']);
  });

  test('a program that ends meanwhile keeps it, and the next one sends it', async () => {
    at = inTenSeconds();
    await queue(await write('bob@x.test'));
    await at.outbox.close();
    await home.reopen();
    at = inTenSeconds();
    await at.outbox.wake();
    await at.clock.pass(60_000, at.outbox);
    expect(receivers()).toEqual([['bob@x.test']]);
  });

  test('what was put together before it was taken out does not go, however far the session is', async () => {
    let connected: (() => void) | null = null;
    const go = () => connected?.();
    const late: Transport = async ({ letters, begins }) => {
      await new Promise<void>((resolve) => {
        connected = resolve;
      });
      expect(letters.map(begins)).toEqual([false]);
    };
    at = outboxOver(home.store, () => peer.port, { transport: late });
    const id = await write('bob@x.test');
    await at.outbox.queue(id, { at: null, again: false });
    await at.outbox.wake();
    await expect.poll(() => connected).not.toBeNull();
    await at.outbox.take(id);
    await at.outbox.queue(id, { at: '2026-11-27T08:00:00.000Z', again: false });
    go();
    await at.outbox.idle();
    expect(await delivery(id)).toMatchObject({ state: 'waiting', nextTryAt: '2026-11-27T08:00:00.000Z', attempts: 0 });
  });
});

test('a message for later goes at its time, and one that is overdue at the next start', async () => {
  const id = await write('bob@x.test');
  await queue(id, { at: '2026-11-26T12:00:00.000Z' });
  expect(await delivery(id)).toMatchObject({ waitsFor: 'time', nextTryAt: '2026-11-26T12:00:00.000Z' });
  await at.clock.pass(3 * 60 * minuteMs - 1, at.outbox);
  expect(peer.connections).toBe(0);
  await at.outbox.close();
  await home.reopen();
  at = outboxOver(home.store, () => peer.port);
  await at.clock.pass(24 * 60 * minuteMs, at.outbox);
  expect(peer.connections).toBe(0);
  await at.outbox.wake();
  await at.outbox.idle();
  expect(receivers()).toEqual([['bob@x.test']]);
});

describe('other tries', () => {
  test('who was put off is tried again by and by, and nobody gets it twice', async () => {
    let busy = 3;
    answer = (command) => (command.includes('later@') && busy-- > 0 ? '450 4.2.1 busy\r\n' : null);
    const id = await write('bob@x.test, later@x.test');
    await queue(id);
    expect(await delivery(id)).toMatchObject({
      state: 'waiting',
      waitsFor: 'retry',
      nextTryAt: '2026-11-26T09:01:00.000Z',
      recipients: [{ state: 'accepted' }, { state: 'later', code: '450', enhanced: '4.2.1', answer: 'busy' }],
    });
    await at.clock.pass(minuteMs, at.outbox);
    await at.clock.pass(5 * minuteMs, at.outbox);
    expect(await delivery(id)).toMatchObject({ attempts: 3, nextTryAt: '2026-11-26T09:21:00.000Z' });
    await at.clock.pass(15 * minuteMs, at.outbox);
    expect(receivers()).toEqual([['bob@x.test'], ['later@x.test']]);
    expect(await rows('sent')).toEqual(['S']);
  });

  test('a server that is not there is tried again; one that says no is not', async () => {
    answer = (command) => (command === 'greeting' ? '554 5.7.1 go away\r\n' : null);
    const id = await write('bob@x.test');
    await queue(id);
    expect(await delivery(id)).toMatchObject({ state: 'failed', nextTryAt: null, error: { answer: { code: '554' } } });
    const other = outboxOver(home.store, () => 1);
    await other.outbox.queue(id, { at: null, again: false });
    await other.outbox.idle();
    expect(await delivery(id)).toMatchObject({ state: 'waiting', error: { code: 'wire.refused' } });
    await other.outbox.close();
  });

  test('it is given up after two days', async () => {
    answer = (command) => (command.startsWith('MAIL') ? '451 4.3.0 not now\r\n' : null);
    const id = await write('bob@x.test');
    await queue(id);
    await at.clock.pass(49 * 60 * minuteMs, at.outbox);
    expect(await delivery(id)).toMatchObject({ state: 'failed', error: { code: 'outbox.given-up' } });
    const tries = peer.connections;
    expect(tries).toBe((await delivery(id))?.attempts);
    await at.clock.pass(49 * 60 * minuteMs, at.outbox);
    expect(peer.connections).toBe(tries);
  });

  test('“Send now” does not wait, and goes although the outbox is paused', async () => {
    at.told.paused = true;
    const [one, two] = [await write('bob@x.test', 'One'), await write('bob@x.test', 'Two')];
    await queue(one);
    await queue(two);
    await at.clock.pass(60 * minuteMs, at.outbox);
    expect(peer.connections).toBe(0);
    await at.outbox.sendNow(two, false);
    await at.outbox.idle();
    expect(await rows('sent')).toEqual(['Two']);
    at.told.paused = false;
    await at.outbox.wake();
    await at.outbox.idle();
    expect(await rows('sent')).toEqual(['One', 'Two']);
  });
});

describe('offline', () => {
  const away: Partial<OutboxOptions> = { sender: ({ accountId }) => accountAt(peer.port, accountId, '127.1') };

  test('nothing is tried, and everything goes when the network is back', async () => {
    at = outboxOver(home.store, () => peer.port, away);
    at.told.network = false;
    await queue(await write('bob@x.test', 'One'));
    await queue(await write('bob@x.test', 'Two'));
    await at.clock.pass(60 * minuteMs, at.outbox);
    expect(await at.outbox.status()).toEqual({ paused: false, offline: true, waiting: 2, sending: 0, stopped: 0 });
    await at.outbox.setOnline(false);
    await at.outbox.idle();
    expect(peer.connections).toBe(0);
    await at.outbox.setOnline(true);
    await at.outbox.idle();
    expect(await rows('sent')).toEqual(['One', 'Two']);
  });

  test('what a fault of the network kept from going goes at once when it is back', async () => {
    const broken: Transport = async () => {
      throw fail('wire.unreachable', { host: 'h', port: 25, reason: 'ENETUNREACH' });
    };
    at = outboxOver(home.store, () => peer.port, { ...away, transport: broken });
    await queue(await write('bob@x.test'));
    expect(await at.outbox.status()).toMatchObject({ offline: true, waiting: 1 });
    await at.outbox.close();
    at = outboxOver(home.store, () => peer.port, away);
    await at.outbox.setOnline(false);
    await at.outbox.setOnline(true);
    await at.outbox.idle();
    expect(await rows('sent')).toEqual(['S']);
  });

  test('a server on this computer is there without a network', async () => {
    at.told.network = false;
    await queue(await write('bob@x.test'));
    expect(await rows('sent')).toEqual(['S']);
  });
});

test('the copy in Sent is what went over the line, to the octet, and nothing else stays behind', async () => {
  const id = await write('bob@x.test');
  const bytes = Buffer.alloc(300_000, 'é\n');
  await home.store.ask('drafts.attach', { id, name: 'a.txt', type: 'text/plain', bytes });
  await queue(id);
  const { rows: sent } = await home.store.ask('list', { ...everything, folder: 'sent' });
  const source = await home.store.ask('source', { id: sent[0]?.id ?? 0, limit: 1_000_000 });
  expect(Buffer.from(source.bytes).equals(peer.received[0]?.content ?? Buffer.alloc(0))).toBe(true);
  expect(await readdir(`${home.dir}/outgoing`)).toEqual([]);
});

test('twenty messages of one account go over one connection, those of another over another', async () => {
  at.told.paused = true;
  for (let index = 0; index < 20; index++) await queue(await write(`to-${index}@x.test`, `No. ${index}`));
  await queue(await writeDraft(home.store, 'bob@x.test', 'Of Bob', 'bob'));
  at.told.paused = false;
  await at.outbox.wake();
  await at.outbox.idle();
  expect(peer.connections).toBe(2);
  expect(peer.received).toHaveLength(21);
  expect(new Set(receivers().flat()).size).toBe(21);
  expect(await rows('sent')).toHaveLength(21);
});

test('each message keeps its own recipients’ truth, and one that fails keeps no other back', async () => {
  answer = (command) => (command.includes('nobody@') ? '550 5.1.1 nobody\r\n' : null);
  at.told.paused = true;
  const ids = [await write('nobody@x.test'), await write('bob@x.test, nobody@x.test'), await write('carol@x.test')];
  for (const id of ids) await queue(id);
  at.told.paused = false;
  await at.outbox.wake();
  await at.outbox.idle();
  expect(peer.connections).toBe(1);
  expect(at.tried.map((entry) => [entry.id, entry.delivery.state])).toEqual([
    [ids[0], 'failed'],
    [ids[1], 'partial'],
    [ids[2], 'sent'],
  ]);
  expect(receivers()).toEqual([['bob@x.test'], ['carol@x.test']]);
  expect(at.transcripts.sessions()).toMatchObject([
    { state: 'failed', summary: '3 messages: 2 of 4 recipients refused' },
  ]);
});

test('that it may arrive is durable before its content goes, and one message at a time', async () => {
  at.told.paused = true;
  const states: string[][] = [];
  answer = async (command) => {
    if (!command.startsWith('BDAT')) return null;
    states.push((await home.store.ask('drafts.outbox', {})).map((one) => one.delivery.state));
    return null;
  };
  for (let index = 0; index < 3; index++) await queue(await write(`to-${index}@x.test`));
  at.told.paused = false;
  await at.outbox.wake();
  await at.outbox.idle();
  expect(states).toEqual([['sending', 'waiting', 'waiting'], ['sending', 'waiting'], ['sending']]);
});

describe('doubt', () => {
  test('it is marked, and goes out again only when a person says so', async () => {
    const id = await write('bob@x.test, nobody@x.test');
    answer = breaksAtTheEnd;
    await queue(id);
    expect(await delivery(id)).toMatchObject({
      state: 'doubtful',
      nextTryAt: null,
      error: { code: 'smtp.doubtful' },
      recipients: [
        { address: 'bob@x.test', state: 'doubtful' },
        { address: 'nobody@x.test', state: 'refused', code: '550' },
      ],
    });
    answer = () => null;
    const connections = peer.connections;
    await at.clock.pass(72 * 60 * minuteMs, at.outbox);
    await expect(queue(id)).rejects.toMatchObject({ code: 'smtp.undecided' });
    await expect(at.outbox.sendNow(id, false)).rejects.toMatchObject({ code: 'smtp.undecided' });
    await expect(at.outbox.cancel(id)).rejects.toMatchObject({ code: 'smtp.undecided' });
    expect(peer.connections).toBe(connections);
    await queue(id, { again: true });
    expect(receivers()).toEqual([['bob@x.test', 'nobody@x.test']]);
    expect([await rows('outbox'), await rows('sent')]).toEqual([[], ['S']]);
  });

  test('a person’s word that it has arrived files it, and who was refused stays refused', async () => {
    const id = await write('bob@x.test, nobody@x.test');
    answer = breaksAtTheEnd;
    await queue(id);
    await at.outbox.arrived(id);
    expect(await delivery(id)).toMatchObject({ state: 'partial', error: { code: 'smtp.some-recipients-refused' } });
    await expect(at.outbox.arrived(id)).rejects.toMatchObject({ code: 'smtp.decided' });
    answer = () => null;
    await at.outbox.sendNow(id, false);
    await at.outbox.idle();
    expect(receivers()).toEqual([['nobody@x.test']]);
  });

  test('a program that ended while it was sending leaves doubt, with a sentence', async () => {
    const id = await write('bob@x.test');
    const waiting = queued(null, ['bob@x.test'], { at: new Date(0).toISOString(), waitsFor: 'turn' });
    await home.store.ask('drafts.setDelivery', { id, delivery: { ...waiting, state: 'sending' } });
    await home.reopen();
    expect(await delivery(id)).toMatchObject({
      state: 'doubtful',
      nextTryAt: null,
      recipients: [{ state: 'doubtful' }],
      error: { code: 'smtp.interrupted' },
    });
  });

  test('a program that ended between the server’s word and Sent files it once', async () => {
    const id = await write('bob@x.test');
    const waiting = queued(null, ['bob@x.test'], { at: new Date(0).toISOString(), waitsFor: 'turn' });
    await home.store.ask('drafts.setDelivery', { id, delivery: { ...waiting, state: 'sent', nextTryAt: null } });
    await at.outbox.wake();
    await at.outbox.idle();
    expect([await rows('outbox'), await rows('sent'), peer.connections]).toEqual([[], ['S'], 0]);
  });
});

test('a copy that is in Sent already, when the program ended right behind it, is not doubled', async () => {
  const id = await write('bob@x.test');
  const { messageId } = await home.store.ask('drafts.get', { id });
  const copy = home.store.receive({ accountId: 'amy', kind: 'sent', uidl: null });
  await copy.write(Buffer.from(message({ Subject: 'S', 'Message-ID': `<${messageId}@practice.test>` })));
  await copy.end();
  await home.store.settleIncoming();
  const waiting = queued(null, ['bob@x.test'], { at: new Date(0).toISOString(), waitsFor: 'turn' });
  await home.store.ask('drafts.setDelivery', { id, delivery: { ...waiting, state: 'sent', nextTryAt: null } });
  await at.outbox.wake();
  await at.outbox.idle();
  expect([await rows('outbox'), await rows('sent')]).toEqual([[], ['S']]);
});

describe('“Cancel sending”', () => {
  test('makes it a draft again where nobody has it', async () => {
    answer = (command) => (command.startsWith('MAIL') ? '451 4.3.0 not now\r\n' : null);
    const id = await write('bob@x.test');
    await queue(id);
    expect(await at.outbox.cancel(id)).toEqual({ to: 'drafts' });
    await at.clock.pass(60 * minuteMs, at.outbox);
    expect([peer.connections, await rows('drafts'), await rows('outbox')]).toEqual([1, ['S'], []]);
  });

  test('files it where somebody has it', async () => {
    answer = (command) => (command.includes('later@') ? '450 4.2.1 busy\r\n' : null);
    const id = await write('bob@x.test, later@x.test');
    await queue(id);
    expect(await at.outbox.cancel(id)).toEqual({ to: 'sent' });
    expect([await rows('outbox'), await rows('sent')]).toEqual([[], ['S']]);
  });

  test('stops one that is under way, and the others of its session go on', async () => {
    at.told.paused = true;
    const [one, two] = [await write('one@x.test', 'One'), await write('two@x.test', 'Two')];
    let cancelled: Promise<unknown> | null = null;
    answer = async (command) => {
      if (command.startsWith('RCPT') && command.includes('one@')) {
        cancelled = at.outbox.cancel(one);
        await cancelled;
      }
      return null;
    };
    await home.store.ask('drafts.attach', {
      id: one,
      name: 'large',
      type: 'application/octet-stream',
      bytes: new Uint8Array(200_000),
    });
    await queue(one);
    await queue(two);
    at.told.paused = false;
    await at.outbox.wake();
    await at.outbox.idle();
    expect(await cancelled).toEqual({ to: 'stopping' });
    expect([await rows('drafts'), await rows('sent')]).toEqual([['One'], ['Two']]);
    expect(receivers()).toEqual([['two@x.test']]);
  });
});

test('an attachment that is gone keeps its message back, with a sentence', async () => {
  const id = await write('bob@x.test');
  const { attachments } = await home.store.ask('drafts.attach', {
    id,
    name: 'a',
    type: 'text/plain',
    bytes: Buffer.from('a'),
  });
  await rm(`${home.dir}/attachments/${attachments[0]?.sha256}`);
  await queue(id);
  expect(await delivery(id)).toMatchObject({ state: 'failed', error: { code: 'mail.source-missing' } });
  expect(peer.connections).toBe(0);
});

test('what only a password kept from going goes when the account has it', async () => {
  const without: Transport = async () => {
    throw fail('secrets.none', { account: 'amy@practice.test' });
  };
  at = outboxOver(home.store, () => peer.port, { transport: without });
  const id = await write('bob@x.test');
  await queue(id);
  expect(await delivery(id)).toMatchObject({ state: 'failed', error: { code: 'secrets.none' } });
  await at.outbox.close();
  at = outboxOver(home.store, () => peer.port);
  await at.outbox.accountChanged();
  await at.outbox.idle();
  expect(await rows('sent')).toEqual(['S']);
});

test('a delivery report is asked for where the server can tell, and else it is said', async () => {
  const id = await write('bob@x.test');
  await home.store.ask('drafts.wantReport', { id, wanted: true });
  await queue(id);
  const [mail, rcpt] = ['MAIL', 'RCPT'].map((verb) => peer.commands.find((command) => command.startsWith(verb)));
  expect(mail).toMatch(/ RET=HDRS ENVID=[0-9a-f-]{36}@practice\.test$/);
  expect(rcpt).toBe('RCPT TO:<bob@x.test> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;bob@x.test');
  const plain = await smtpPeer({ extensions: ['8BITMIME'] });
  const other = outboxOver(home.store, () => plain.port);
  const second = await write('bob@x.test');
  await home.store.ask('drafts.wantReport', { id: second, wanted: true });
  await other.outbox.queue(second, { at: null, again: false });
  await other.outbox.idle();
  expect(await delivery(second)).toMatchObject({ state: 'failed', error: { code: 'smtp.not-supported' } });
  await other.outbox.close();
  await plain.close();
});
