import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  distinctIds,
  HeaderCollector,
  idFromHeader,
  idsToForget,
  isShared,
  staleIds,
} from '../../../electron/mail/pop3/unique-ids';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, enter, pop3Peer } from './peers';

const numbered = (ids: string[]) => new Map(ids.map((id, index) => [index + 1, id] as const));
const idsOf = (ids: string[]) => [...distinctIds(numbered(ids)).values()];

describe('distinct ids', () => {
  test.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', 'a', 'b', 'a'],
      ['a', 'a (2)', 'b', 'a (3)'],
    ],
    [
      ['a', 'a', 'a (2)'],
      ['a', 'a (3)', 'a (2)'],
    ],
    [[], []],
  ])('%j', (given, expected) => {
    expect(idsOf(given)).toEqual(expected);
  });

  test('what is far longer than a unique-id may be is kept as its digest', () => {
    const [long = '', same, other] = idsOf(['x'.repeat(60_000), 'x'.repeat(60_000), 'y'.repeat(60_000)]);
    expect(long).toMatch(/^long-[0-9a-f]{64}$/);
    expect(same).toBe(`${long} (2)`);
    expect(other).not.toBe(long);
    expect(idsOf(['x'.repeat(71)])).toEqual(['x'.repeat(71)]);
  });

  const someIds = fc.array(fc.constantFrom('a', 'b', 'c', 'a (2)', 'a (3)'), { maxLength: 12 });

  test('there are as many ids as messages, and their order changes nothing about which there are', () => {
    fc.assert(
      fc.property(someIds, (given) => {
        const ids = idsOf(given);
        expect(new Set(ids).size).toBe(given.length);
        expect(new Set(idsOf([...given].reverse()))).toEqual(new Set(ids));
      }),
    );
  });

  test('whichever message is deleted, the others are known at the next login, and no more than they', () => {
    const genuine = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(genuine, fc.array(fc.nat({ max: 11 })), (given, doomed) => {
        const ids = idsOf(given);
        const gone = [...new Set(doomed)].filter((index) => index < given.length);
        const forgotten = idsToForget(
          ids,
          gone.map((index) => ids[index] ?? ''),
        );
        const known = new Set(ids.filter((id) => !forgotten.includes(id)));
        const left = idsOf(given.filter((_, index) => !gone.includes(index)));
        expect(known).toEqual(new Set(left));
      }),
    );
  });

  test('what is known beyond what the server has is stale, unless it tells which may be deleted', () => {
    const known = (requested: string[], ids: string[]) =>
      new Map(ids.map((id) => [id, { deleteRequested: requested.includes(id) }]));
    expect(staleIds(known([], ['a', 'a (2)', 'a (3)', 'b']), new Set(['a', 'a (2)']))).toEqual(['a (3)']);
    expect(staleIds(known(['a'], ['a', 'a (2)']), new Set(['a']))).toEqual([]);
    expect(staleIds(known([], ['a', 'b']), new Set(['a']))).toEqual([]);
  });

  test('an id that several messages have is known as such from any of them', () => {
    const ids = new Set(idsOf(['a', 'a', 'b']));
    expect(['a', 'a (2)', 'b', 'c'].map((id) => isShared(id, ids))).toEqual([true, true, false, false]);
  });
});

test('a header is collected from any pieces as TOP would give it', () => {
  const message = 'Subject: a\r\nX: b\r\n\r\nbody\r\n\r\nmore\r\n';
  const collect = (text: string, at: number[], most = 1_000) => {
    const collector = new HeaderCollector(most);
    const cuts = [0, ...at, text.length];
    for (const [index, cut] of cuts.slice(1).entries()) collector.push(Buffer.from(text.slice(cuts[index], cut)));
    return collector.header.toString();
  };
  for (let at = 0; at <= message.length; at += 1) expect(collect(message, [at])).toBe('Subject: a\r\nX: b\r\n\r\n');
  expect(collect('Subject: a\r\n', [3])).toBe('Subject: a\r\n');
  expect(collect('\r\nbody\r\n\r\n', [1])).toBe('\r\n');
  expect(collect('x'.repeat(50), [7], 10)).toBe('x'.repeat(10));
});

describe('a server without unique-ids', () => {
  let server: ScriptedServer;
  afterEach(() => server.close());
  const messages = ['Subject: a\r\n\r\none\r\n', 'Subject: b\r\n\r\ntwo\r\n', 'Subject: a\r\n\r\none\r\n'];
  const sizes = new Map(messages.map((raw, index) => [index + 1, raw.length]));
  const [first = '', second = '', third = ''] = messages.map((raw) => raw.slice(0, raw.indexOf('\r\n\r\n') + 4));
  const made = distinctIds(
    new Map([first, second, third].map((header, index) => [index + 1, idFromHeader(19, Buffer.from(header))])),
  );
  /** Refuses the commands that begin so; the others work. */
  const without =
    (...refused: string[]): Answer =>
    (line, say) => {
      if (refused.some((start) => line.startsWith(start))) return say('-ERR what?\r\n');
      const retr = /^RETR (\d)$/.exec(line)?.[1];
      if (retr) return say(`+OK\r\n${messages[Number(retr) - 1]}.\r\n`);
      const top = /^TOP (\d) 0$/.exec(line)?.[1];
      if (top) return say(`+OK\r\n${[first, second, third][Number(top) - 1]}.\r\n`);
      const uidl = /^UIDL (\d)$/.exec(line)?.[1];
      if (uidl) return say(`+OK ${uidl} u${uidl}\r\n`);
      return line === 'UIDL' ? say('+OK\r\n1 u1\r\n2\r\n9 u9\r\n.\r\n') : null;
    };
  const ids = async (answer: Answer, capabilities = ['USER', 'TOP']) => {
    server = await pop3Peer(answer, { capabilities });
    const transaction = await enter(server);
    const found = await transaction.uidl(sizes);
    transaction.drop();
    return found;
  };

  test.each<[string, Answer, string[] | undefined]>([
    ['UIDL is refused', without('UIDL'), undefined],
    ['TOP is refused as well', without('UIDL', 'TOP'), undefined],
    ['TOP is refused for one message', without('UIDL', 'TOP 2'), undefined],
    ['TOP is not announced', without('UIDL', 'TOP'), ['USER']],
    ['it says nothing of itself', without('UIDL', 'TOP', 'CAPA'), undefined],
    ['commands may be sent ahead', without('UIDL', 'TOP'), ['USER', 'PIPELINING']],
  ])('when %s, each message has the same id all the same', async (_name, answer, capabilities) => {
    expect(await ids(answer, capabilities)).toEqual(made);
  });

  test('a message that can be had by no command has no id, and the others have theirs', async () => {
    expect(await ids(without('UIDL', 'TOP', 'RETR 2'))).toEqual(new Map([...made].filter(([number]) => number !== 2)));
  });

  test('a listing that leaves messages out is asked for each of them, and what is not in LIST is left out', async () => {
    expect(await ids(without())).toEqual(numbered(['u1', 'u2', 'u3']));
    await server.close();
    const [, byHeader = ''] = [...made.values()];
    expect(await ids(without('UIDL 2'))).toEqual(numbered(['u1', byHeader, 'u3']));
  });

  test('a refusal that will pass is not taken for a server without UIDL: its ids would be others', async () => {
    const busy: Answer = (line, say) => (line === 'UIDL' ? say('-ERR [SYS/TEMP] busy\r\n') : null);
    await expect(ids(busy)).rejects.toMatchObject({ code: 'pop3.temporarily-unavailable' });
  });

  test('a refusal by a server that announces UIDL is one, too', async () => {
    await expect(ids(without('UIDL'), ['USER', 'TOP', 'UIDL'])).rejects.toMatchObject({ code: 'pop3.command-refused' });
  });

  test('two messages with one unique-id are two', async () => {
    const same: Answer = (line, say) => (line === 'UIDL' ? say('+OK\r\n1 u\r\n2 u\r\n3 v\r\n.\r\n') : null);
    expect(await ids(same)).toEqual(numbered(['u', 'u (2)', 'v']));
  });
});
