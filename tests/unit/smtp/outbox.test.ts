import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrived, send } from '../../../electron/mail/send';
import { Transcripts } from '../../../electron/wire';
import type { Account } from '../../../shared/contract';
import { plainWriting } from '../../../shared/contract/accounts';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';
import { type SmtpAnswer, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';
import { everything, temporaryStore } from '../../support/store';

let home: Awaited<ReturnType<typeof temporaryStore>>;
let peer: SmtpPeer;
let answer: SmtpAnswer;
beforeEach(async () => {
  home = await temporaryStore();
  answer = () => null;
  peer = await smtpPeer({ answer: (command, socket) => answer(command, socket) });
});
afterEach(async () => {
  await peer.close();
  await home.remove();
});

const account = (): Account => ({
  id: 'amy',
  name: 'Amy',
  address: 'amy@practice.test',
  incoming: { host: '127.0.0.1', port: 1, security: 'none', user: 'amy', protocol: 'POP3', language: null },
  outgoing: { host: '127.0.0.1', port: peer.port, security: 'none', user: '' },
  deleteOnServer: false,
  policy: leaveOnServer,
  practice: false,
  keepSecret: 'quit',
  signIn: 'password',
  inbox: 'own',
  writing: plainWriting,
  identities: [],
});
const write = async (to: string) => {
  const rest = { cc: '', bcc: '', subject: 'S', text: 'T', attachments: [], inReplyTo: '', references: [] };
  return (await home.store.ask('drafts.create', { accountId: 'amy', to, ...rest })).id;
};
const trySending = (id: number, again = false) =>
  send(home.store, id, {
    account: account(),
    credentials: { password: '' },
    transcripts: new Transcripts(),
    ca: [],
    signal: new AbortController().signal,
    onProgress: () => {},
    onChange: () => {},
    again,
  });
const itArrived = (id: number) => arrived(home.store, id, { account: account(), onChange: () => {} });
const rows = async (folder: 'outbox' | 'sent') =>
  (await home.store.ask('list', { ...everything, folder })).rows.map(({ subject, doubtful }) => ({
    subject,
    doubtful,
  }));

/** The line breaks when the whole content is there; the first recipient was refused, where there are two. */
const breaksAtTheEnd: SmtpAnswer = (command, socket) => {
  if (command.includes('nobody@')) return '550 5.1.1 nobody\r\n';
  if (!/^BDAT/.test(command)) return null;
  socket.destroy();
  return '';
};

test('a message in doubt is marked, and goes out again only when a person says so', async () => {
  const id = await write('bob@x.test, nobody@x.test');
  answer = breaksAtTheEnd;
  const first = await trySending(id);
  expect(first).toMatchObject({
    state: 'doubtful',
    error: { code: 'smtp.doubtful' },
    recipients: [
      { address: 'bob@x.test', state: 'doubtful' },
      { address: 'nobody@x.test', state: 'refused', code: '550' },
    ],
  });
  expect(await rows('outbox')).toEqual([{ subject: 'S', doubtful: true }]);
  answer = () => null;
  const connections = peer.connections;
  await expect(trySending(id)).rejects.toMatchObject({ code: 'smtp.undecided' });
  await home.reopen();
  await expect(trySending(id)).rejects.toMatchObject({ code: 'smtp.undecided' });
  expect(peer.connections).toBe(connections);
  expect(await trySending(id, true)).toMatchObject({ state: 'sent', attempts: 2 });
  expect(peer.received.map(({ to }) => to)).toEqual([['bob@x.test', 'nobody@x.test']]);
  expect(await rows('outbox')).toEqual([]);
  expect(await rows('sent')).toMatchObject([{ subject: 'S' }]);
});

test('a message of which a person knows that it has arrived goes to Sent, and nothing is sent', async () => {
  const id = await write('bob@x.test');
  answer = breaksAtTheEnd;
  await trySending(id);
  const connections = peer.connections;
  expect(await itArrived(id)).toMatchObject({ state: 'sent', recipients: [{ state: 'accepted' }], error: null });
  expect(peer.connections).toBe(connections);
  expect(await rows('sent')).toMatchObject([{ subject: 'S' }]);
  expect(await rows('outbox')).toEqual([]);
});

test('who was refused stays refused, and the next try goes to them alone', async () => {
  const id = await write('bob@x.test, nobody@x.test');
  answer = breaksAtTheEnd;
  await trySending(id);
  expect(await itArrived(id)).toMatchObject({ state: 'partial', error: { code: 'smtp.some-recipients-refused' } });
  await expect(itArrived(id)).rejects.toMatchObject({ code: 'smtp.decided' });
  answer = () => null;
  expect(await trySending(id)).toMatchObject({ state: 'sent' });
  expect(peer.received.map(({ to }) => to)).toEqual([['nobody@x.test']]);
});

test('a line that broke before the content ended leaves no doubt', async () => {
  const id = await write('bob@x.test');
  answer = (command, socket) => {
    if (!command.startsWith('EHLO')) return null;
    socket.destroy();
    return '';
  };
  expect(await trySending(id)).toMatchObject({ state: 'failed', recipients: [{ state: 'waiting' }] });
  answer = () => null;
  expect(await trySending(id)).toMatchObject({ state: 'sent' });
});

test('a program that ended while it was sending leaves doubt, with a sentence', async () => {
  const id = await write('bob@x.test');
  const waiting = { address: 'bob@x.test', state: 'waiting', answer: '', code: '', enhanced: '' } as const;
  await home.store.ask('drafts.setDelivery', {
    id,
    delivery: { state: 'sending', attempts: 1, lastTryAt: null, recipients: [waiting], error: null, sessionId: '' },
  });
  await home.reopen();
  const { delivery } = await home.store.ask('drafts.get', { id });
  expect(delivery).toMatchObject({
    state: 'doubtful',
    recipients: [{ state: 'doubtful' }],
    error: { code: 'smtp.interrupted' },
  });
  await expect(trySending(id)).rejects.toMatchObject({ code: 'smtp.undecided' });
});
