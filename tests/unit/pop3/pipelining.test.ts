import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { breaksPipelining } from '../../../electron/mail/pop3/pipelining';
import { receive } from '../../../electron/mail/receive';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';
import { fail, type PosthornError } from '../../../shared/errors';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server';
import { everything, message, temporaryStore } from '../../support/store';
import { enter, optionsFor, pop3Peer } from './peers';

const host = 'h';
const timeout = fail('wire.timeout', { host, step: 's', seconds: 1 });
const closed = fail('wire.closed', { host, step: 's' });
const cut = fail('pop3.cut-in-message', { number: 1, saved: 0, host });
const bad = fail('pop3.bad-reply', { host, command: 'RETR' });
const flight = (unanswered: number, awaitedWasAhead: boolean, anyAheadAnswered = true) => ({
  unanswered,
  awaitedWasAhead,
  anyAheadAnswered,
});

test.each<[string, PosthornError, ReturnType<typeof flight>, boolean]>([
  ['silence with more on its way', timeout, flight(2, false), true],
  ['silence on what was sent ahead', timeout, flight(1, true), true],
  ['silence on a single command', timeout, flight(1, false), false],
  ['nonsense with more on its way', bad, flight(2, false), true],
  ['nonsense on a single command', bad, flight(1, false), false],
  ['the line dropped before anything ahead was answered', closed, flight(2, false, false), true],
  ['the line dropped later', closed, flight(2, true), false],
  ['the line dropped on a single command', closed, flight(1, false, false), false],
  ['cut in a message, nothing ahead answered yet', cut, flight(1, true, false), true],
  ['cut in a message later', cut, flight(1, true), false],
  ['another message than the one that was due', fail('pop3.out-of-step', { number: 1, host }), flight(1, true), true],
  ['a refusal', fail('pop3.command-refused', { host, command: 'RETR' }), flight(2, true), false],
  ['the person', fail('app.cancelled', {}), flight(2, true, false), false],
])('%s', (_name, error, facts, expected) => {
  expect(breaksPipelining(error, facts)).toBe(expected);
});

/** How a server treats commands that come before the one before them is answered. */
type Lie = 'keeps the promise' | 'drops the line' | 'ignores what is ahead' | 'answers once' | 'leaves out one message';

describe('with a server that announces PIPELINING', () => {
  let server: ScriptedServer;
  let home: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    home = await temporaryStore();
  });
  afterEach(async () => {
    await home.remove();
    await server.close();
  });
  const subjects = ['One', 'Two is longer', 'Three is the longest', 'Four'];
  const raws = subjects.map((Subject) => message({ Subject }));
  let sessions = 0;

  const answerTo = (line: string): string => {
    const number = Number(/^(?:RETR|DELE) (\d)$/.exec(line)?.[1]);
    if (line === 'CAPA') return '+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n.\r\n';
    if (line === 'STAT') return `+OK ${raws.length} ${raws.join('').length}\r\n`;
    if (line === 'LIST') return `+OK\r\n${raws.map((raw, index) => `${index + 1} ${raw.length}\r\n`).join('')}.\r\n`;
    if (line === 'UIDL') return `+OK\r\n${raws.map((_, index) => `${index + 1} u${index + 1}\r\n`).join('')}.\r\n`;
    if (line.startsWith('RETR')) return `+OK\r\n${raws[number - 1]}.\r\n`;
    return '+OK\r\n';
  };
  /** Reads what has come in one go, as a server with a buffer of lines does. */
  async function start(lie: Lie): Promise<void> {
    sessions = 0;
    server = await scriptedServer(async (say, next, socket) => {
      sessions += 1;
      say('+OK ready\r\n');
      let leftOut = false;
      for (let line = await next(); line !== null; line = await next()) {
        const ahead = server.waiting(socket);
        if (ahead > 0 && lie === 'drops the line') return void socket.destroy();
        if (ahead > 0 && (lie === 'ignores what is ahead' || lie === 'answers once')) {
          for (let at = 0; at < ahead; at += 1) await next();
        }
        // Passes a probe, and then loses one command of a flight.
        if (lie === 'leaves out one message' && line === 'RETR 2' && ahead > 0 && !leftOut) {
          leftOut = true;
          continue;
        }
        say(answerTo(line));
      }
    });
  }
  const get = (change: Partial<Parameters<typeof receive>[1]> = {}) =>
    receive(home.store, {
      ...optionsFor(server, { deadlines: { replyMs: 250, idleMs: 250 } }),
      accountId: 'amy',
      deleteOnServer: false,
      policy: leaveOnServer,
      onProgress: () => {},
      onStored: () => {},
      ...change,
    });
  const kept = async () => (await home.store.ask('list', everything)).rows.map(({ subject }) => subject).sort();

  test.each<[Lie, number]>([
    ['keeps the promise', 1],
    ['drops the line', 2],
    ['ignores what is ahead', 2],
    ['answers once', 2],
    ['leaves out one message', 2],
  ])('that %s, each message arrives once, in %i sessions', async (lie, expected) => {
    await start(lie);
    const result = await get();
    expect(result).toMatchObject({ received: 4, leftOnServer: 4 });
    expect(await kept()).toEqual([...subjects].sort());
    expect(sessions).toBe(expected);
    const rows = await home.store.ask('uidls', { accountId: 'amy' });
    expect(rows.map(({ uidl }) => uidl).sort()).toEqual(['u1', 'u2', 'u3', 'u4']);
    const { rows: listed } = await home.store.ask('list', everything);
    for (const row of rows) {
      const subject = listed.find(({ id }) => id === row.messageId)?.subject;
      expect(subject).toBe(subjects[Number(row.uidl.slice(1)) - 1]);
    }
    expect((await get()).received).toBe(0);
  });

  test('and lies, it is asked one thing at a time from the start the next time', async () => {
    await start('drops the line');
    (await enter(server)).drop();
    expect(sessions).toBe(2);
    (await enter(server)).drop();
    expect(sessions).toBe(3);
  });

  test('it is not believed where the caller knows better', async () => {
    await start('drops the line');
    (await enter(server, { oneAtATime: true })).drop();
    expect(sessions).toBe(1);
    expect(server.lines).not.toContain('NOOP');
  });

  test('a line that breaks in the second session is told as it is', async () => {
    await start('drops the line');
    const asked = get({ onProgress: ({ step }) => void (step === 'downloading' && server.dropAll()) });
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^(wire\.|pop3\.cut)/) });
    expect(sessions).toBe(2);
  });
});

describe('what a maildrop holds', () => {
  let server: ScriptedServer;
  afterEach(() => server.close());
  const capabilities = ['USER', 'UIDL', 'PIPELINING'];
  const answers: Record<string, string> = {
    STAT: '+OK 2 30\r\n',
    LIST: '+OK\r\n1 10\r\n2 20\r\n.\r\n',
    UIDL: '+OK\r\n1 a\r\n2 b\r\n.\r\n',
  };
  /** Says nothing to STAT before UIDL has come, where it is to be asked all at once. */
  const serve = (odd: Record<string, string>, offered = capabilities) => {
    const said = { ...answers, ...odd };
    return pop3Peer(
      async (line, say, socket) => {
        if (line === 'STAT' && offered.includes('PIPELINING'))
          await vi.waitFor(() => expect(server.waiting(socket)).toBe(2));
        return said[line] === undefined ? null : say(said[line]);
      },
      { capabilities: offered },
    );
  };
  const both = {
    stat: { messages: 2, octets: 30 },
    sizes: new Map([
      [1, 10],
      [2, 20],
    ]),
    uidls: new Map([
      [1, 'a'],
      [2, 'b'],
    ]),
  };

  test.each([
    ['in one flight', capabilities],
    ['one thing after the other where the server does not take several', ['USER', 'UIDL']],
  ])('is asked for %s', async (_name, offered) => {
    server = await serve({}, offered);
    const transaction = await enter(server);
    expect(await transaction.inventory()).toEqual(both);
    transaction.drop();
  });

  test('is nothing where the server refuses to list an empty one', async () => {
    server = await serve({ STAT: '+OK 0 0\r\n', LIST: '-ERR nothing\r\n', UIDL: '-ERR nothing\r\n' });
    const transaction = await enter(server);
    expect(await transaction.inventory()).toEqual({
      stat: { messages: 0, octets: 0 },
      sizes: new Map(),
      uidls: new Map(),
    });
    transaction.drop();
  });

  test.each(['STAT', 'LIST', 'UIDL'])(
    'is not known where %s is refused, and the next answer is that of the next command',
    async (command) => {
      server = await serve({ [command]: '-ERR not now\r\n', NOOP: '+OK still here\r\n' });
      const transaction = await enter(server);
      await expect(transaction.inventory()).rejects.toMatchObject({
        code: 'pop3.command-refused',
        message: expect.stringContaining(command),
      });
      expect(await transaction.byHand('NOOP', null)).toMatchObject({ text: 'still here' });
      transaction.drop();
    },
  );

  test('is known where UIDL leaves a message out that has an id', async () => {
    server = await serve({ UIDL: '+OK\r\n1 a\r\n.\r\n', 'UIDL 2': '+OK 2 b\r\n' });
    const transaction = await enter(server);
    expect(await transaction.inventory()).toEqual(both);
    expect(transaction.uidlHabits.unlisted).toBe(1);
    transaction.drop();
  });
});
