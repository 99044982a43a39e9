import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MaildropSession } from '../../../electron/mail/pop3';
import type { MaildropChange } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, optionsFor, pop3Peer } from './peers';

let server: ScriptedServer;
let changes: MaildropChange[];
let drop: MaildropSession;
beforeEach(() => {
  changes = [];
  drop = new MaildropSession('amy', {
    known: async () => new Map([['b', { here: 'whole', since: '2026-01-02T03:04:05.000Z' }]]),
    noopEveryMs: 5,
    decodeHeaders: (raw) => ({ subject: /Subject: (.*)\r/.exec(raw.toString())?.[1] ?? '', from: 'Bob' }),
    onChange: (state) => void changes.push(state),
  });
});
afterEach(async () => {
  drop.drop();
  await server.close();
});

/** Three messages, a to c. */
const three: Answer = (line, say) => {
  if (line === 'STAT') return say('+OK 3 60\r\n');
  if (line === 'LIST') return say('+OK\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n');
  if (line === 'UIDL') return say('+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n');
  const top = /^TOP (\d) 0$/.exec(line)?.[1];
  if (top) return say(`+OK\r\nSubject: No. ${top}\r\n\r\n.\r\n`);
  if (line === 'RETR 1') return say('+OK\r\nSubject: No. 1\r\n\r\nHello\r\n.\r\n');
  return null;
};
async function open(answer: Answer = three, capabilities = ['TOP', 'UIDL', 'PIPELINING']) {
  server = await pop3Peer(answer, { capabilities });
  await drop.open(optionsFor(server));
}
const marked = () => drop.current.entries.filter((entry) => entry.marked).map(({ number }) => number);

/** Keeps what is downloaded, and fails where it is told to. */
function keeper(broken: 'write' | 'settle' | null = null) {
  const kept = new Map<string, string>();
  const settled: string[] = [];
  const discarded: string[] = [];
  const full = () => fail('store.disk-full', { path: '/' });
  return {
    kept,
    settled,
    discarded,
    begin(uidl: string) {
      let text = '';
      return {
        async write(chunk: Buffer) {
          if (broken === 'write') throw full();
          text += chunk.toString();
        },
        async end() {
          kept.set(uidl, text);
        },
        async discard() {
          discarded.push(uidl);
        },
      };
    },
    async settle() {
      if (broken === 'settle') throw full();
      settled.push(...kept.keys());
    },
  };
}
const unhurried = () => ({ signal: new AbortController().signal, onProgress: () => {} });

describe('an open maildrop', () => {
  test('lists what the server holds, and asks for no header before somebody looks', async () => {
    await open();
    const opened = drop.current;
    expect(opened).toMatchObject({ accountId: 'amy', state: 'open', error: null, stat: { messages: 3, octets: 60 } });
    expect(Date.parse(opened.lockedSince ?? '')).toBeGreaterThan(0);
    expect(opened.entries).toMatchObject([
      { number: 1, octets: 10, uidl: 'a', subject: null, from: null, here: 'none', since: null, marked: false },
      { number: 2, octets: 20, uidl: 'b', here: 'whole', since: '2026-01-02T03:04:05.000Z' },
      { number: 3, octets: 30, uidl: 'c', here: 'none' },
    ]);
    expect(server.lines.filter((line) => line.startsWith('TOP'))).toEqual([]);
    expect(changes.map(({ state }) => state).slice(0, 2)).toEqual(['opening', 'opening']);
  });

  test('gives the subjects of what is looked at, and asks for none twice', async () => {
    await open();
    await Promise.all([drop.look([1, 3]), drop.look([3]), drop.look([99])]);
    await drop.look([1]);
    expect(drop.current.entries.map(({ subject }) => subject)).toEqual(['No. 1', null, 'No. 3']);
    expect(server.lines.filter((line) => line.startsWith('TOP'))).toEqual(['TOP 1 0', 'TOP 3 0']);
  });

  test('tells of a change no more than what changed', async () => {
    await open();
    const before = changes.length;
    await drop.mark([2]);
    const told = changes.slice(before);
    expect(told.flatMap(({ entries }) => entries.map(({ number }) => number))).toEqual([2]);
    expect(told.every(({ which }) => which === 'some')).toBe(true);
    const revisions = changes.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    expect(drop.current.revision).toBe(revisions.at(-1));
  });

  test('marks and unmarks: RSET, then DELE again for the others', async () => {
    await open();
    await drop.mark([1]);
    expect(await drop.mark([1, 2, 3])).toEqual({ refused: [] });
    expect(drop.marked).toBe(3);
    await drop.unmark([2]);
    expect(marked()).toEqual([1, 3]);
    expect(server.lines.slice(-6)).toEqual(['DELE 1', 'DELE 2', 'DELE 3', 'RSET', 'DELE 1', 'DELE 3']);
    await drop.unmark([2]);
    expect(server.lines.at(-1)).toBe('DELE 3');
    await drop.reset();
    expect(marked()).toEqual([]);
    expect(server.lines.at(-1)).toBe('RSET');
    await drop.mark([1]);
    await drop.mark([2]);
    await drop.unmark([2]);
    expect(server.lines.slice(-2)).toEqual(['RSET', 'DELE 1']);
  });

  test('a mark that the server does not take again is gone, and is told', async () => {
    let seen = 0;
    await open((line, say, socket) => {
      if (line === 'DELE 3' && ++seen === 2) return say('-ERR no\r\n');
      return three(line, say, socket);
    });
    await drop.mark([1, 2, 3]);
    expect(await drop.unmark([1])).toEqual({ refused: [3] });
    expect(marked()).toEqual([2]);
  });

  test('what QUIT deleted is told, and the maildrop is closed', async () => {
    await open();
    await drop.mark([1, 3]);
    expect(await drop.apply()).toEqual({ deleted: ['a', 'c'], uncertain: false });
    expect(drop.current).toMatchObject({ state: 'closed', lockedSince: null, entries: [] });
    expect(await drop.apply()).toEqual({ deleted: [], uncertain: false });
  });

  test('a QUIT without an answer leaves it open what was deleted', async () => {
    await open((line, say, socket) => (line === 'QUIT' ? socket.end() : three(line, say, socket)));
    await drop.mark([1]);
    expect(await drop.apply()).toEqual({ deleted: [], uncertain: true });
  });

  test('dropping the line says no QUIT', async () => {
    let closed = false;
    await open((line, say, socket) => {
      if (line === 'STAT')
        socket.once('close', () => {
          closed = true;
        });
      return three(line, say, socket);
    });
    await drop.mark([1]);
    drop.drop();
    expect(drop.current.state).toBe('closed');
    expect(drop.marked).toBe(0);
    // Only when the line is gone has the server heard all that it will hear.
    await expect.poll(() => closed).toBe(true);
    expect(server.lines).not.toContain('QUIT');
  });

  test('messages can be fetched, and are here once they are settled; what is here is not fetched again', async () => {
    await open();
    const into = keeper();
    const progress: number[][] = [];
    const result = await drop.download([1, 2], into, {
      ...unhurried(),
      onProgress: (done, total) => void progress.push([done, total]),
    });
    expect(result).toEqual({ downloaded: 1, refused: [] });
    expect([...into.kept]).toEqual([['a', 'Subject: No. 1\r\n\r\nHello\r\n']]);
    expect(into.settled).toEqual(['a']);
    expect(drop.current.entries[0]).toMatchObject({ here: 'whole' });
    expect(Date.parse(drop.current.entries[0]?.since ?? '')).toBeGreaterThan(0);
    expect(progress).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('a download that is stopped before it begins asks for nothing', async () => {
    await open();
    const stopped = { ...unhurried(), signal: AbortSignal.abort() };
    expect(await drop.download([1], keeper(), stopped)).toEqual({ downloaded: 0, refused: [] });
    expect(server.lines).not.toContain('RETR 1');
  });

  test('NOOP keeps it open, until it is told not to or the maildrop is let go', async () => {
    await open();
    const noops = () => server.lines.filter((line) => line === 'NOOP').length;
    drop.keepOpen(true);
    await vi.waitFor(() => expect(noops()).toBeGreaterThan(2));
    expect(drop.current.keptOpen).toBe(true);
    drop.keepOpen(false);
    await drop.mark([1]);
    const after = noops();
    await drop.reset();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(noops()).toBe(after);
    drop.keepOpen(true);
    drop.drop();
    expect(drop.current.keptOpen).toBe(false);
  });
});

describe('a command by hand', () => {
  test('shows what came, and no more than the first lines of it', async () => {
    const listing = Array.from({ length: 250 }, (_, index) => `${index + 1} 10\r\n`).join('');
    await open((line, say, socket) =>
      line === 'LIST' && server.lines.filter((one) => one === 'LIST').length > 1
        ? say(`+OK here\r\n${listing}.\r\n`)
        : three(line, say, socket),
    );
    const answer = await drop.command('list', false);
    expect(answer).toMatchObject({ status: '+OK here', ok: true, more: 50 });
    expect(answer.lines).toHaveLength(200);
    expect(answer.lines.at(-1)).toBe('200 10');
    expect(await drop.command('LIST 2', false)).toEqual({ status: '+OK', ok: true, lines: [], more: 0 });
    expect(drop.current.state).toBe('open');
  });

  test('a refusal is an answer like any other', async () => {
    await open((line, say, socket) =>
      line === 'TOP 9 1' ? say('-ERR no such message\r\n') : three(line, say, socket),
    );
    expect(await drop.command('TOP 9 1', false)).toMatchObject({
      status: '-ERR no such message',
      ok: false,
      lines: [],
    });
    expect(drop.current.state).toBe('open');
  });

  test('what it marks is marked in the list', async () => {
    await open();
    await expect(drop.command('DELE 2', false)).rejects.toMatchObject({ code: 'pop3.command-not-sent' });
    expect(server.lines).not.toContain('DELE 2');
    await drop.command('dele 2', true);
    expect(marked()).toEqual([2]);
    await drop.command('RSET', true);
    expect(marked()).toEqual([]);
  });

  test.each(['PASS secret', 'USER amy', 'AUTH PLAIN AGFteQBzZWNyZXQ=', 'STLS'])(
    '%s is not sent, whatever was confirmed',
    async (line) => {
      await open();
      const before = [...server.lines];
      await expect(drop.command(line, true)).rejects.toMatchObject({ code: 'pop3.command-not-sent' });
      await drop.reset();
      expect(server.lines).toEqual([...before, 'RSET']);
    },
  );
});

describe('when something goes wrong', () => {
  test('a mark that is refused changes nothing, and the session goes on', async () => {
    await open((line, say, socket) => (line === 'DELE 2' ? say('-ERR no\r\n') : three(line, say, socket)));
    await expect(drop.mark([2])).rejects.toMatchObject({ code: 'pop3.command-refused', answer: { text: 'no' } });
    expect(await drop.mark([1])).toEqual({ refused: [] });
    expect(await drop.mark([2, 3])).toEqual({ refused: [2] });
    expect(marked()).toEqual([1, 3]);
    expect(drop.current.state).toBe('open');
  });

  test('a line that breaks closes the maildrop, and says why', async () => {
    await open((line, say, socket) => (line === 'DELE 1' ? socket.end() : three(line, say, socket)));
    await expect(drop.mark([1])).rejects.toMatchObject({ code: 'wire.closed' });
    expect(drop.current).toMatchObject({ state: 'closed', lockedSince: null, error: { code: 'wire.closed' } });
    await expect(drop.mark([1])).rejects.toMatchObject({ code: 'pop3.no-session' });
  });

  test('a server that hangs up while nobody asks anything is noticed, with its last words', async () => {
    for (const words of ['-ERR idle for too long\r\n', '']) {
      let hangUp = () => {};
      await open((line, say, socket) => {
        hangUp = () => void (words ? socket.end(words) : socket.end());
        return three(line, say, socket);
      });
      await drop.mark([1]);
      hangUp();
      await vi.waitFor(() => expect(drop.current).toMatchObject({ state: 'closed', error: { code: 'wire.closed' } }));
      expect(drop.current.error?.answer?.text).toBe(words ? 'idle for too long' : undefined);
      expect(server.lines.at(-1)).toBe('DELE 1');
      await server.close();
    }
  });

  test('a disk that is full costs the message and not the session', async () => {
    let rest = () => {};
    await open((line, say, socket) => {
      if (line !== 'RETR 1') return three(line, say, socket);
      say('+OK\r\nSubject: No. 1\r\n\r\nHello\r\n');
      rest = () => {
        rest = () => {};
        say('-ERR is only text here\r\n.\r\n');
      };
      return undefined;
    });
    /** The second half of the answer comes when the first is being written, and not before. */
    const inHalves = (one: ReturnType<typeof keeper>) => ({
      ...one,
      begin(uidl: string) {
        const incoming = one.begin(uidl);
        const write = (chunk: Buffer) => {
          rest();
          return incoming.write(chunk);
        };
        return { ...incoming, write };
      },
    });
    const full = { code: 'store.disk-full' };
    const broken = keeper('write');
    await expect(drop.download([1], inHalves(broken), unhurried())).rejects.toMatchObject(full);
    expect(broken.discarded).toEqual(['a']);
    await expect(drop.download([1], inHalves(keeper('settle')), unhurried())).rejects.toMatchObject(full);
    const saving = drop.save(1, async () => {
      rest();
      throw fail('store.disk-full', { path: '/' });
    });
    await expect(saving).rejects.toMatchObject(full);
    expect(drop.current).toMatchObject({ state: 'open', entries: [{ here: 'none' }, {}, {}] });
    const into = keeper();
    await drop.download([1], inHalves(into), unhurried());
    expect(into.kept.get('a')).toContain('Hello\r\n-ERR is only text here');
  });

  test('a listing that fails lets the maildrop go', async () => {
    let closed = false;
    server = await pop3Peer((line, say, socket) => {
      socket.once('close', () => {
        closed = true;
      });
      return line === 'LIST' ? say('* BAD\r\n') : three(line, say, socket);
    });
    await expect(drop.open(optionsFor(server))).rejects.toMatchObject({ code: 'pop3.bad-reply' });
    await expect.poll(() => closed).toBe(true);
    expect(drop.current).toMatchObject({ state: 'closed', error: { code: 'pop3.bad-reply' } });
  });

  test('a server without TOP leaves the subjects open, whether it says so or refuses', async () => {
    await open(three, ['UIDL']);
    expect(drop.current.noTop).toBe(true);
    await drop.look([1, 2]);
    expect(server.lines.join('\n')).not.toContain('TOP');
    drop.drop();
    await server.close();
    await open((line, say, socket) => (line.startsWith('TOP') ? say('-ERR what?\r\n') : three(line, say, socket)));
    await drop.look([1, 2]);
    expect(drop.current).toMatchObject({ noTop: true, state: 'open' });
  });

  test('a server with neither UIDL nor TOP can be looked at, too', async () => {
    await open(
      (line, say, socket) => (/^(UIDL|TOP)/.test(line) ? say('-ERR what?\r\n') : three(line, say, socket)),
      ['USER'],
    );
    expect(drop.current).toMatchObject({ state: 'open', entries: [{ uidl: '' }, { uidl: '' }, { uidl: '' }] });
    await drop.mark([1]);
    expect(marked()).toEqual([1]);
  });

  test('a message that is marked while subjects come is not taken for a server without TOP', async () => {
    const gone = new Set<string>();
    await open(
      (line, say, socket) => {
        const dele = /^DELE (\d)/.exec(line)?.[1];
        if (dele) gone.add(dele);
        if (gone.has(/^TOP (\d)/.exec(line)?.[1] ?? '')) return say('-ERR message is deleted\r\n');
        return three(line, say, socket);
      },
      ['TOP', 'UIDL'],
    );
    const marking = drop.mark([2]);
    await drop.look([2]);
    await marking;
    await drop.look([3]);
    expect(drop.current).toMatchObject({ state: 'open', noTop: false, entries: [{}, {}, { subject: 'No. 3' }] });
    expect(marked()).toEqual([2]);
  });

  test('closing while it opens ends that', async () => {
    server = await pop3Peer((line) => (line === 'CAPA' ? undefined : null));
    const opening = drop.open(optionsFor(server));
    await vi.waitFor(() => expect(server.lines).toContain('CAPA'));
    drop.drop();
    await expect(opening).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(drop.current).toMatchObject({ state: 'closed', error: null });
  });

  test('closing while it is listed ends that as well', async () => {
    server = await pop3Peer((line, say, socket) => (line === 'UIDL' ? undefined : three(line, say, socket)));
    const opening = drop.open(optionsFor(server));
    await vi.waitFor(() => expect(server.lines).toContain('UIDL'));
    drop.drop();
    await expect(opening).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(drop.current).toMatchObject({ state: 'closed', error: null, entries: [] });
  });

  test('ten thousand messages are listed at once, and only what is looked at is asked for', async () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => index + 1);
    const list = (name: string, what: (number: number) => string) => (line: string) =>
      line === name ? `+OK\r\n${numbers.map((number) => `${number} ${what(number)}\r\n`).join('')}.\r\n` : null;
    const lists = [list('LIST', () => '100'), list('UIDL', (number) => `u${number}`)];
    await open((line, say, socket) => {
      const found = lists.map((one) => one(line)).find((one) => one !== null);
      if (found) return say(found);
      const top = /^TOP (\d+) 0$/.exec(line)?.[1];
      return top ? say(`+OK\r\nSubject: No. ${top}\r\n\r\n.\r\n`) : three(line, say, socket);
    });
    expect(drop.current.entries).toHaveLength(10_000);
    await drop.look(numbers.slice(5_000, 5_100));
    expect(drop.current.entries.filter(({ subject }) => subject !== null).map(({ number }) => number)).toEqual(
      numbers.slice(5_000, 5_100),
    );
    expect(server.lines.filter((line) => line.startsWith('TOP'))).toHaveLength(100);
    const sent = changes.reduce((sum, { entries }) => sum + entries.length, 0);
    expect(sent).toBeLessThan(20_200);
  }, 30_000);
});
