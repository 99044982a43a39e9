import { afterEach, beforeEach, expect, test } from 'vitest';
import { MaildropSession } from '../../../electron/mail/pop3';
import { receive } from '../../../electron/mail/receive';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';
import type { ScriptedServer } from '../../support/scripted-server';
import { everything, message, temporaryStore } from '../../support/store';
import { optionsFor, pop3Peer } from './peers';

/** Servers whose unique-ids can't be relied on: each message is here once all the same. */

let server: ScriptedServer;
let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(async () => {
  await home.remove();
  await server.close();
});

interface Mail {
  uidl: string;
  subject: string;
}
/** A maildrop that forgets what was marked when QUIT comes. @param refused commands that it does not know */
async function serve(mails: Mail[], refused: string[] = []): Promise<Mail[]> {
  const doomed = new Set<Mail>();
  const rawOf = ({ subject }: Mail) => message({ Subject: subject });
  const list = (what: (mail: Mail) => string | number) =>
    `+OK\r\n${mails.map((mail, index) => `${index + 1} ${what(mail)}\r\n`).join('')}.\r\n`;
  const capabilities = ['USER', 'TOP', 'UIDL'].filter((name) => !refused.includes(name));
  server = await pop3Peer(
    (line, say) => {
      const [verb = '', number = ''] = line.split(' ');
      const mail = mails[Number(number) - 1];
      if (refused.includes(verb)) return say('-ERR unknown command\r\n');
      if (verb === 'STAT') return say(`+OK ${mails.length} 100\r\n`);
      if (verb === 'LIST') return say(list((one) => rawOf(one).length));
      if (verb === 'UIDL') return say(list(({ uidl }) => uidl));
      if (verb === 'RETR' && mail) return say(`+OK\r\n${rawOf(mail)}.\r\n`);
      if (verb === 'TOP' && mail) return say(`+OK\r\n${rawOf(mail).split('Hello')[0]}.\r\n`);
      if (verb === 'DELE' && mail) doomed.add(mail);
      if (verb === 'QUIT') mails.splice(0, mails.length, ...mails.filter((one) => !doomed.has(one)));
      return null;
    },
    { capabilities },
  );
  return mails;
}
const get = (deleteOnServer = false) =>
  receive(home.store, {
    ...optionsFor(server),
    accountId: 'amy',
    deleteOnServer,
    policy: leaveOnServer,
    onProgress: () => {},
    onStored: () => {},
  });
const subjects = async () => (await home.store.ask('list', everything)).rows.map(({ subject }) => subject).sort();
const bin = async (subject: string) => {
  const { rows } = await home.store.ask('list', everything);
  const id = rows.find((row) => row.subject === subject)?.id ?? 0;
  await home.store.ask('move', { moves: [{ id, to: 'trash' }], deleteOnServer: ['amy'] });
};

test('two messages with one unique-id both arrive, once, whatever becomes of the other', async () => {
  const mails = await serve([
    { uidl: 'u', subject: 'One' },
    { uidl: 'u', subject: 'Two' },
    { uidl: 'v', subject: 'Three' },
  ]);
  expect((await get()).received).toBe(3);
  expect(await subjects()).toEqual(['One', 'Three', 'Two']);
  expect((await get()).received).toBe(0);
  mails.shift();
  expect((await get()).received).toBe(0);
  mails.push({ uidl: 'u', subject: 'Four' }, { uidl: 'u', subject: 'Five' });
  expect((await get()).received).toBe(2);
  expect(await subjects()).toEqual(['Five', 'Four', 'One', 'Three', 'Two']);
});

test('of messages with one unique-id none is deleted on the server by itself: it might be the other', async () => {
  const mails = await serve([
    { uidl: 'u', subject: 'One' },
    { uidl: 'u', subject: 'Two' },
    { uidl: 'v', subject: 'Three' },
  ]);
  await get();
  await bin('One');
  await bin('Three');
  expect(await get(true)).toMatchObject({ deletedOnServer: 1, leftOnServer: 2 });
  expect(mails.map(({ subject }) => subject)).toEqual(['One', 'Two']);
  mails.shift();
  expect(await get(true)).toMatchObject({ received: 0, deletedOnServer: 0, leftOnServer: 1 });
});

test.each([[['UIDL']], [['UIDL', 'TOP']], [['UIDL', 'TOP', 'CAPA']]])(
  'a server without %j gives each message once, and deletes what was deleted here',
  async (refused) => {
    const mails = await serve(
      [
        { uidl: '', subject: 'One' },
        { uidl: '', subject: 'Two' },
        { uidl: '', subject: 'Two' },
      ],
      refused,
    );
    expect((await get()).received).toBe(3);
    expect((await get()).received).toBe(0);
    mails.push({ uidl: '', subject: 'Three' });
    expect((await get()).received).toBe(1);
    await bin('One');
    expect(await get(true)).toMatchObject({ received: 0, deletedOnServer: 1, leftOnServer: 3 });
    expect(mails.map(({ subject }) => subject)).toEqual(['Two', 'Two', 'Three']);
    expect((await get()).received).toBe(0);
  },
);

test('what is deleted by hand leaves the others known', async () => {
  const mails = await serve([
    { uidl: 'u', subject: 'One' },
    { uidl: 'u', subject: 'Two' },
  ]);
  await get();
  const drop = new MaildropSession('amy', {
    known: async () => new Map(),
    decodeHeaders: () => ({ subject: '', from: '' }),
    onChange: () => {},
  });
  await drop.open(optionsFor(server));
  await drop.mark([1]);
  const { deleted } = await drop.apply();
  await home.store.ask('forgetUidls', { accountId: 'amy', uidls: deleted });
  expect(mails.map(({ subject }) => subject)).toEqual(['Two']);
  expect((await get()).received).toBe(0);
});
