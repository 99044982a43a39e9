import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MaildropSession } from '../../../electron/mail/pop3';
import type { Maildrop } from '../../../shared/contract';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, optionsFor, pop3Peer } from './peers';

let server: ScriptedServer;
let changes: Maildrop[];
let drop: MaildropSession;
beforeEach(() => {
  changes = [];
  drop = new MaildropSession('amy', {
    downloaded: async () => new Set(['b']),
    decodeHeaders: async (raw) => {
      if (raw.includes('unreadable')) throw new Error('nobody can read it');
      return { subject: /Subject: (.*)\r/.exec(raw.toString())?.[1] ?? '', from: 'Bob' };
    },
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
  return drop.open(optionsFor(server));
}
const marked = () => drop.current.entries.filter((entry) => entry.marked).map(({ number }) => number);
const filled = () => vi.waitFor(() => expect(drop.current.entries[2]?.subject).toBe('No. 3'));

describe('an open maildrop', () => {
  test('lists what the server holds, then the subjects', async () => {
    const opened = await open();
    expect(opened).toMatchObject({ accountId: 'amy', state: 'open', error: null });
    expect(Date.parse(opened.lockedSince ?? '')).toBeGreaterThan(0);
    expect(opened.entries).toMatchObject([
      { number: 1, octets: 10, uidl: 'a', downloaded: false, marked: false },
      { number: 2, octets: 20, uidl: 'b', downloaded: true },
      { number: 3, octets: 30, uidl: 'c', downloaded: false },
    ]);
    await filled();
    expect(drop.current).toMatchObject({ entries: [{ subject: 'No. 1', from: 'Bob' }, {}, {}], noTop: false });
    expect(changes.map(({ state }) => state).slice(0, 2)).toEqual(['opening', 'opening']);
  });

  test('marks and unmarks: RSET, then DELE again for the others', async () => {
    await open();
    await filled();
    await drop.mark(1);
    await drop.mark(2);
    await drop.mark(3);
    await drop.unmark(2);
    expect(marked()).toEqual([1, 3]);
    expect(server.lines.slice(-6)).toEqual(['DELE 1', 'DELE 2', 'DELE 3', 'RSET', 'DELE 1', 'DELE 3']);
    await drop.reset();
    expect(marked()).toEqual([]);
    expect(server.lines.at(-1)).toBe('RSET');
    await drop.mark(1);
    await drop.mark(2);
    await drop.unmark(2);
    expect(server.lines.slice(-2)).toEqual(['RSET', 'DELE 1']);
  });

  test('what QUIT deleted is told, and the maildrop is closed', async () => {
    await open();
    await drop.mark(1);
    await drop.mark(3);
    expect(await drop.apply()).toEqual({ deleted: ['a', 'c'] });
    expect(drop.current).toMatchObject({ state: 'closed', lockedSince: null, entries: [] });
    expect(await drop.apply()).toEqual({ deleted: [] });
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
    await drop.mark(1);
    drop.drop();
    expect(drop.current.state).toBe('closed');
    // Only when the line is gone has the server heard all that it will hear.
    await expect.poll(() => closed).toBe(true);
    expect(server.lines).not.toContain('QUIT');
  });

  test('a message can be fetched, and is here once it is saved', async () => {
    await open();
    const chunks: Buffer[] = [];
    await drop.download(1, async (uidl, fetch) => {
      expect(uidl).toBe('a');
      await fetch(async (chunk) => void chunks.push(chunk));
      expect(drop.current.entries[0]?.downloaded).toBe(false);
    });
    expect(Buffer.concat(chunks).toString()).toBe('Subject: No. 1\r\n\r\nHello\r\n');
    expect(drop.current.entries[0]?.downloaded).toBe(true);
  });
});

describe('when something goes wrong', () => {
  test('a mark that is refused changes nothing, and the session goes on', async () => {
    await open((line, say, socket) => (line === 'DELE 2' ? say('-ERR no\r\n') : three(line, say, socket)));
    await expect(drop.mark(2)).rejects.toMatchObject({ code: 'pop3.command-refused', answer: { text: 'no' } });
    await drop.mark(1);
    expect(marked()).toEqual([1]);
    expect(drop.current.state).toBe('open');
  });

  test('a line that breaks closes the maildrop, and says why', async () => {
    await open((line, say, socket) => (line === 'DELE 1' ? socket.end() : three(line, say, socket)));
    await expect(drop.mark(1)).rejects.toMatchObject({ code: 'wire.closed' });
    expect(drop.current).toMatchObject({ state: 'closed', lockedSince: null, error: { code: 'wire.closed' } });
  });

  test('QUIT without an answer tells of no deletion', async () => {
    await open((line, say, socket) => (line === 'QUIT' ? socket.end() : three(line, say, socket)));
    await drop.mark(1);
    expect(await drop.apply()).toEqual({ deleted: [] });
    expect(drop.current.state).toBe('closed');
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
    await vi.waitFor(() => expect(drop.current.noTop).toBe(true));
    expect(server.lines.join('\n')).not.toContain('TOP');
    drop.drop();
    await server.close();
    await open((line, say, socket) => (line.startsWith('TOP') ? say('-ERR what?\r\n') : three(line, say, socket)));
    await vi.waitFor(() => expect(drop.current.noTop).toBe(true));
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
    await drop.mark(2);
    await filled();
    expect(drop.current).toMatchObject({ state: 'open', noTop: false });
    expect(marked()).toEqual([2]);
  });

  test('a header that nobody can read is a line without a subject, and not the end of the list', async () => {
    await open((line, say, socket) =>
      line === 'TOP 2 0' ? say('+OK\r\nSubject: unreadable\r\n\r\n.\r\n') : three(line, say, socket),
    );
    await filled();
    expect(drop.current.entries.map(({ subject }) => subject)).toEqual(['No. 1', '', 'No. 3']);
    expect(drop.current.state).toBe('open');
  });

  test('closing while it opens ends that', async () => {
    server = await pop3Peer((line) => (line === 'CAPA' ? undefined : null));
    const opening = drop.open(optionsFor(server));
    await vi.waitFor(() => expect(server.lines).toContain('CAPA'));
    drop.drop();
    await expect(opening).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(drop.current).toMatchObject({ state: 'closed', error: null });
  });

  test('ten thousand messages are listed with few announcements', async () => {
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
    await vi.waitFor(() => expect(drop.current.entries.at(-1)?.subject).toBe('No. 10000'), { timeout: 20_000 });
    expect(drop.current.entries.every(({ subject }) => subject !== '')).toBe(true);
    expect(changes.length).toBeLessThan(300);
  }, 30_000);
});
