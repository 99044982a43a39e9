import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receive } from '../../../electron/mail/receive';
import type { ServerNote } from '../../../shared/contract';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';
import { sentencesOf, topicOf } from '../../../shared/notes';
import type { ScriptedServer } from '../../support/scripted-server';
import { everything, message, temporaryStore } from '../../support/store';
import { type Answer, optionsFor, pop3Peer } from './peers';

/** What a fetch tells of a server that has its own ways: a note of each, and all the mail is here. */
let server: ScriptedServer;
let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  home = await temporaryStore();
});
afterEach(async () => {
  await home.remove();
  await server.close();
});

const raws = ['One', 'Two', 'Three'].map((subject) => message({ Subject: subject }));
const octets = raws.reduce((sum, { length }) => sum + length, 0);
const listing = (what: (index: number) => string | number) =>
  `+OK\r\n${raws.map((_, index) => `${index + 1} ${what(index)}\r\n`).join('')}.\r\n`;

/** A server of three messages that keeps to the rules, except where `odd` answers in its place. */
async function serve(odd: Answer, capabilities = ['USER', 'TOP', 'UIDL']): Promise<void> {
  server = await pop3Peer(
    async (line, say, socket) => {
      if ((await odd(line, say, socket)) !== null) return;
      const [verb = '', number = ''] = line.split(' ');
      const raw = raws[Number(number) - 1];
      if (verb === 'STAT') return say(`+OK 3 ${octets}\r\n`);
      if (verb === 'LIST') return say(listing((index) => raws[index]?.length ?? 0));
      if (verb === 'UIDL') return say(listing((index) => `id-${index}`));
      if (verb === 'RETR' && raw) return say(`+OK\r\n${raw}.\r\n`);
      if (verb === 'TOP' && raw) return say(`+OK\r\n${raw.split('Hello')[0]}.\r\n`);
      return null;
    },
    { capabilities },
  );
}
const says =
  (command: RegExp, answer: string): Answer =>
  (line, say) =>
    command.test(line) ? say(answer) : null;
const get = async () => {
  const result = await receive(home.store, {
    ...optionsFor(server),
    accountId: 'amy',
    deleteOnServer: false,
    policy: leaveOnServer,
    onProgress: () => {},
    onStored: () => {},
  });
  return result.notes;
};
const here = async () => (await home.store.ask('list', everything)).total;

test('of a server that keeps to the rules there is nothing to tell', async () => {
  await serve(() => null, ['USER', 'TOP', 'UIDL', 'EXPIRE NEVER']);
  expect(await get()).toEqual([]);
  expect(await here()).toBe(3);
});

const long = (length: number) => listing((index) => `${index}`.repeat(length));
test.each<[string, Answer, string[], ServerNote]>([
  ['no UIDL', says(/^UIDL/, '-ERR what\r\n'), ['USER', 'TOP'], { code: 'no-uidl', byFetching: false }],
  ['neither UIDL nor TOP', says(/^(UIDL|TOP)/, '-ERR what\r\n'), ['USER'], { code: 'no-uidl', byFetching: true }],
  ['one id for two', says(/^UIDL/, '+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n'), [], { code: 'shared-uidl', messages: 2 }],
  ['ids of 71 characters', says(/^UIDL/, long(71)), [], { code: 'long-uidl', messages: 3 }],
  ['ids of 600 characters', says(/^UIDL/, long(600)), [], { code: 'long-uidl', messages: 3 }],
  [
    'ids left out',
    (line, say) =>
      line === 'UIDL'
        ? say('+OK\r\n1 a\r\n.\r\n')
        : /^UIDL \d/.test(line)
          ? say(`+OK ${line.slice(5)} x${line}\r\n`)
          : null,
    [],
    { code: 'unlisted-uidl', messages: 2 },
  ],
  [
    'STAT that counts one more',
    says(/^STAT/, `+OK 4 ${octets}\r\n`),
    [],
    { code: 'stat-unlike-list', stat: { messages: 4, octets }, list: { messages: 3, octets } },
  ],
  [
    'STAT with another sum',
    says(/^STAT/, '+OK 3 7\r\n'),
    [],
    { code: 'stat-unlike-list', stat: { messages: 3, octets: 7 }, list: { messages: 3, octets } },
  ],
  ['EXPIRE', () => null, ['USER', 'TOP', 'UIDL', 'EXPIRE 30'], { code: 'expire', days: 30 }],
])('%s: a note, and all three messages', async (_, odd, capabilities, note) => {
  await serve(odd, capabilities.length > 0 ? capabilities : undefined);
  expect(await get()).toEqual([note]);
  expect(await here()).toBe(3);
});

test('ids of 70 characters are within the rules', async () => {
  await serve(says(/^UIDL/, long(70)));
  expect(await get()).toEqual([]);
});

test('sizes that LIST makes up are told, once the messages have come', async () => {
  await serve((line, say) => {
    if (line === 'STAT') return say('+OK 3 30\r\n');
    return line === 'LIST' ? say(listing(() => 10)) : null;
  });
  expect(await get()).toEqual([{ code: 'sizes-unlike-list', messages: 3 }]);
  // Nothing came, so nothing was seen.
  expect(await get()).toEqual([]);
});

test('a message that is listed and not given is told by its id, each time', async () => {
  await serve(says(/^RETR 2/, '-ERR it has gone\r\n'));
  expect(await get()).toEqual([{ code: 'not-given', ids: ['id-1'] }]);
  expect(await here()).toBe(2);
  expect(await get()).toEqual([{ code: 'not-given', ids: ['id-1'] }]);
});

test('a server that lied about PIPELINING is told', async () => {
  await serve(
    // It drops the line at the first of two commands that come together.
    (_line, _say, socket) => (server.waiting(socket) > 0 ? socket.destroy() : null),
    ['USER', 'TOP', 'UIDL', 'PIPELINING'],
  );
  expect(await get()).toEqual([{ code: 'pipelining-untrue' }]);
  expect(await here()).toBe(3);
});

describe('what a note says', () => {
  const notes: ServerNote[] = [
    { code: 'no-uidl', byFetching: true },
    { code: 'no-uidl', byFetching: false },
    { code: 'shared-uidl', messages: 2 },
    { code: 'long-uidl', messages: 1 },
    { code: 'unlisted-uidl', messages: 1 },
    { code: 'stat-unlike-list', stat: { messages: 3, octets: 9 }, list: { messages: 2, octets: 9 } },
    { code: 'stat-unlike-list', stat: { messages: 2, octets: 8 }, list: { messages: 2, octets: 9 } },
    { code: 'sizes-unlike-list', messages: 1_000 },
    { code: 'not-given', ids: ['a'] },
    { code: 'rest-gone', ids: ['a', 'b'] },
    { code: 'expire', days: 0 },
    { code: 'expire', days: 1 },
    { code: 'pipelining-untrue' },
  ];

  test.each(notes)('$code: what the server does, and what is safe, in whole sentences', (note) => {
    const { does, safe, follows } = sentencesOf(note);
    for (const sentence of [does, safe, follows]) expect(sentence).toMatch(/^$|^[A-Z].*\.$/);
    expect(does).toMatch(/server/);
    expect(safe).not.toBe('');
  });

  test('counts that change from day to day do not make another topic, what really changes does', () => {
    expect(topicOf({ code: 'shared-uidl', messages: 2 })).toBe(topicOf({ code: 'shared-uidl', messages: 3 }));
    expect(topicOf({ code: 'not-given', ids: ['a', 'b'] })).toBe(topicOf({ code: 'not-given', ids: ['b', 'a'] }));
    const others: ServerNote[] = [{ code: 'not-given', ids: ['b'] }];
    const topics = [...notes.filter(({ code }) => code !== 'stat-unlike-list'), ...others].map(topicOf);
    expect(new Set(topics).size).toBe(topics.length);
  });
});
