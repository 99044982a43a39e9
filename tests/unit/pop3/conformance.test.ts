import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Pop3Options, Transaction } from '../../../electron/mail/pop3';
import { Transcripts } from '../../../electron/wire';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, enter, fetch, pop3Peer, type Say } from './peers';

/** Each of these is a fault that another client for POP3 has; see docs for the list. */

let server: ScriptedServer;
let transaction: Transaction | null = null;
afterEach(async () => {
  transaction?.drop();
  transaction = null;
  await server.close();
});

async function to(answer: Answer, change: Partial<Pop3Options> = {}, capabilities?: string[]): Promise<Transaction> {
  server = await pop3Peer(answer, capabilities ? { capabilities } : {});
  transaction = await enter(server, change);
  return transaction;
}
/** Answers RETR with these pieces, each in a packet of its own. */
const retr =
  (...pieces: (string | Buffer)[]): Answer =>
  async (line, say) => {
    if (!line.startsWith('RETR')) return null;
    for (const piece of pieces) {
      say(piece);
      await pause(15);
    }
    return undefined;
  };

describe('a message arrives as it was sent', () => {
  test.each<[string, (string | Buffer)[], string]>([
    [
      'a chunk that is only the tail of a sentence',
      ['+OK\r\nThe end of sentence', '.\r\n', 'more\r\n.\r\n'],
      'The end of sentence.\r\nmore\r\n',
    ],
    ['an end that is split after the dot', ['+OK\r\nend\r\n.', '\r\n'], 'end\r\n'],
    ['an end that is split inside the line end', ['+OK\r\nend\r', '\n.\r\n'], 'end\r\n'],
    ['stuffed dots', ['+OK\r\n..dot\r\n...\r\n.\r\n'], '.dot\r\n..\r\n'],
    ['the last line end', ['+OK\r\nend\r\n.\r\n'], 'end\r\n'],
    ['eight bits', [Buffer.from('+OK\r\ncaf\xe9 \xff\xfe\r\n.\r\n', 'latin1')], 'caf\xe9 \xff\xfe\r\n'],
    ['a split status line', ['+O', 'K 12 octets\r\n', 'one\r\n.\r\n'], 'one\r\n'],
    ['one octet at a time', [...'+OK\r\na\r\n..\r\n.\r\n'], 'a\r\n.\r\n'],
  ])('%s', async (_name, pieces, expected) => {
    expect(await fetch(await to(retr(...pieces)), 1)).toBe(expected);
  });

  test('thirty-two megabytes come in small pieces, never whole', async () => {
    const line = `${'x'.repeat(74)}\r\n`;
    const body = (megabytes: number) => line.repeat(Math.round((megabytes * 1e6) / line.length));
    const bodies = [body(32)];
    const peer = await to((command, say) => {
      const number = /^RETR (\d)/.exec(command)?.[1];
      return number ? say(`+OK\r\n${bodies[Number(number) - 1]}.\r\n`) : null;
    });
    let octets = 0;
    let largest = 0;
    await peer.retrieve(1, (chunk) => {
      octets += chunk.byteLength;
      largest = Math.max(largest, chunk.byteLength);
    });
    expect(octets).toBe(bodies[0]?.length);
    expect(largest).toBeLessThan(1_048_576);
  });
});

describe('a line that breaks is an error in its place, and nothing hangs', () => {
  const cut = (end: (socket: { resetAndDestroy(): unknown; end(): unknown }) => void): Answer => {
    return async (line, say, socket) => {
      if (!line.startsWith('RETR')) return null;
      say('+OK\r\nhalf a mess');
      await pause(30);
      return end(socket);
    };
  };
  test.each([
    ['reset', cut((socket) => void socket.resetAndDestroy())],
    ['closed', cut((socket) => void socket.end())],
  ])('in the middle of a message: %s', async (_name, answer) => {
    await expect(fetch(await to(answer), 1)).rejects.toMatchObject({
      code: 'pop3.cut-in-message',
      message: 'The connection to 127.0.0.1 was lost during message 1.',
    });
  });

  test('silence in the middle of a message', async () => {
    const peer = await to((line, say) => (line.startsWith('RETR') ? say('+OK\r\nhalf') : null), {
      deadlines: { idleMs: 60 },
    });
    await expect(fetch(peer, 1)).rejects.toMatchObject({ code: 'wire.timeout' });
  });

  test.each<[string, Answer, string]>([
    ['the line closed', (line, _say, socket) => (line === 'STAT' ? socket.end() : null), 'wire.closed'],
    ['silence', (line) => (line === 'STAT' ? undefined : null), 'wire.timeout'],
    ['another protocol', (line, say) => (line === 'STAT' ? say('* BAD\r\n') : null), 'pop3.bad-reply'],
    ['no numbers', (line, say) => (line === 'STAT' ? say('+OK many\r\n') : null), 'pop3.bad-reply'],
    ['a refusal', (line, say) => (line === 'STAT' ? say('-ERR no\r\n') : null), 'pop3.command-refused'],
  ])('instead of an answer: %s', async (_name, answer, code) => {
    const peer = await to(answer, { deadlines: { replyMs: 80 } });
    await expect(peer.stat()).rejects.toMatchObject({ code });
  });

  test('another protocol where yes or no would do', async () => {
    const peer = await to((line, say) => (line === 'NOOP' ? say('* OK\r\n') : null));
    await expect(peer.noop()).rejects.toMatchObject({ code: 'pop3.bad-reply' });
  });

  test('the server logs out by itself while nobody asks anything', async () => {
    const peer = await to((line, say, socket) => {
      if (line !== 'NOOP') return null;
      say('+OK\r\n-ERR autologout\r\n');
      return socket.end();
    });
    await peer.noop();
    await pause(40);
    await expect(peer.stat()).rejects.toMatchObject({ code: 'pop3.command-refused', answer: { text: 'autologout' } });
    await expect(peer.stat()).rejects.toMatchObject({ code: 'wire.closed' });
  });

  test.each([
    ['-ERR [SYS/TEMP] busy\r\n', 'pop3.temporarily-unavailable', { text: 'busy', code: 'SYS/TEMP' }],
    ['-ERR go away\r\n', 'pop3.refused-at-greeting', { text: 'go away' }],
    ['220 smtp.example ESMTP\r\n', 'pop3.no-greeting', undefined],
  ])('a greeting of %j', async (greeting, code, answer) => {
    server = await pop3Peer(() => null, { greeting });
    await expect(enter(server)).rejects.toMatchObject({ code, answer });
    expect(server.lines).toEqual([]);
  });

  test.each([
    ['-ERR [IN-USE] locked', 'pop3.maildrop-locked'],
    ['-ERR [LOGIN-DELAY] too soon', 'pop3.login-delay'],
    ['-ERR [SYS/TEMP] later', 'pop3.temporarily-unavailable'],
    ['-ERR [SYS/PERM] never', 'pop3.permanently-unavailable'],
    ['-ERR [AUTH] no', 'pop3.auth-refused'],
    ['-ERR no', 'pop3.auth-refused'],
  ])('a login answered with %j', async (reply, code) => {
    server = await pop3Peer((line, say) => (line.startsWith('PASS') ? say(`${reply}\r\n`) : null));
    await expect(enter(server)).rejects.toMatchObject({
      code,
      answer: {
        text: reply
          .split(' ')
          .slice(reply.includes('[') ? 2 : 1)
          .join(' '),
      },
    });
  });

  test('a content of nothing but dots is handed on in few pieces', async () => {
    const peer = await to((line, say) => (line === 'RETR 1' ? say(`+OK\r\n${'..\r\n'.repeat(50_000)}.\r\n`) : null));
    let pieces = 0;
    const octets = await peer.retrieve(1, () => {
      pieces += 1;
    });
    expect(octets).toBe(150_000);
    expect(pieces).toBeLessThan(200);
  });

  test('a server that leaves the line open after QUIT does not keep this side open', async () => {
    let closed = false;
    const peer = await to((_line, _say, socket) => {
      socket.once('end', () => {
        closed = true;
      });
      return null;
    });
    expect(await peer.quit()).toEqual({ answered: true });
    await expect.poll(() => closed).toBe(true);
  });

  test('nothing is asked after QUIT', async () => {
    const peer = await to(() => null);
    await peer.quit();
    await expect(peer.stat()).rejects.toMatchObject({ code: 'pop3.state' });
    expect(server.lines.at(-1)).toBe('QUIT');
  });

  test('QUIT without an answer leaves it open whether anything was deleted', async () => {
    const peer = await to((line, _say, socket) => (line === 'QUIT' ? socket.end() : null));
    await peer.dele(1);
    expect(await peer.quit()).toEqual({ answered: false });
  });
});

describe('only what was meant is said', () => {
  test.each(['bob\r\nDELE 1', 'bob\nDELE 1', 'bob\0'])(
    'a user named %j is refused before anything is sent',
    async (user) => {
      server = await pop3Peer(() => null);
      await expect(enter(server, { user })).rejects.toMatchObject({ code: 'pop3.unsafe-credentials' });
      await expect(enter(server, { password: user })).rejects.toMatchObject({ code: 'pop3.unsafe-credentials' });
      expect(server.lines).toEqual([]);
    },
  );

  test.each([0, -1, 1.5, Number.NaN, 2 ** 60])('%d is no message number', async (number) => {
    const peer = await to(() => null);
    await expect(peer.dele(number)).rejects.toThrow(RangeError);
    await expect(peer.top(number, 0)).rejects.toThrow(RangeError);
    const wanted = new Map([1, number].map((one) => [one, 0]));
    expect(() => peer.retrieveMany(wanted, { chunk() {}, end() {}, refused() {} })).toThrow(RangeError);
    expect(server.lines.filter((line) => /DELE|TOP|RETR/.test(line))).toEqual([]);
  });

  test('a password goes as it is, with its spaces and letters', async () => {
    await to(() => null, { password: ' secret é ' });
    const sent = Buffer.from(server.lines.find((line) => line.startsWith('PASS')) ?? '', 'latin1').toString('utf8');
    expect(sent).toBe('PASS  secret é ');
  });

  test('nothing is asked before the login is through', async () => {
    const peer = await to(() => null);
    await peer.noop();
    expect(server.lines).toEqual(['CAPA', 'USER bob', 'PASS practice', 'CAPA', 'NOOP']);
  });

  test('APOP keeps the password off the line where the greeting has a challenge (RFC 1939 §7)', async () => {
    server = await pop3Peer(() => null, { greeting: '+OK POP3 ready <1896.697170952@dbc.mtview.ca.us>\r\n' });
    const transcripts = new Transcripts();
    transaction = await enter(server, { user: 'mrose', password: 'tanstaaf', transcripts });
    expect(server.lines).toContain('APOP mrose c4c9334bac560ecc979e58001b3e22fb');
    expect(transcripts.toText(transaction.sessionId)).toContain('→ APOP mrose ••••••••');
  });

  test('commands given at once go one after the other, each with its own answer', async () => {
    const peer = await to((line, say) => {
      if (line === 'STAT') return say('+OK 2 99\r\n');
      if (line === 'DELE 9') return say('-ERR no such message\r\n');
      if (line === 'RETR 1') return say('+OK\r\none\r\n.\r\n');
      if (line === 'RETR 2') return say('+OK\r\ntwo\r\n.\r\n');
      return null;
    });
    const [stat, dele, one, two] = await Promise.allSettled([
      peer.stat(),
      peer.dele(9),
      fetch(peer, 1),
      fetch(peer, 2),
    ]);
    expect(stat).toMatchObject({ value: { messages: 2, octets: 99 } });
    expect(dele).toMatchObject({ reason: { code: 'pop3.command-refused', answer: { text: 'no such message' } } });
    expect([one, two]).toMatchObject([{ value: 'one\r\n' }, { value: 'two\r\n' }]);
    expect(server.lines.slice(-4)).toEqual(['STAT', 'DELE 9', 'RETR 1', 'RETR 2']);
  });

  test('capabilities are read as the list they are', async () => {
    const peer = await to(() => null, {}, ['TOP', 'SASL PLAIN LOGIN']);
    expect([...peer.capabilities.announced]).toEqual([
      ['TOP', []],
      ['SASL', ['PLAIN', 'LOGIN']],
    ]);
  });

  test('a server that knows no CAPA is served all the same', async () => {
    const peer = await to((line, say) => (line === 'CAPA' ? say('-ERR unknown command\r\n') : null));
    expect(peer.capabilities.known).toBe(false);
    await peer.noop();
    expect(server.lines).toEqual(['CAPA', 'USER bob', 'PASS practice', 'NOOP']);
  });

  test('encryption that is not offered ends the session before the password', async () => {
    let closed = false;
    server = await pop3Peer((_line, _say, socket) => {
      socket.once('close', () => {
        closed = true;
      });
      return null;
    });
    await expect(enter(server, { security: 'starttls' })).rejects.toMatchObject({ code: 'tls.not-offered' });
    await expect.poll(() => closed).toBe(true);
    await server.close();
    server = await pop3Peer((line, say) => (line === 'STLS' ? say('+OK go\r\n+OK injected\r\n') : null), {
      capabilities: ['STLS'],
    });
    await expect(enter(server, { security: 'starttls' })).rejects.toMatchObject({ code: 'tls.injected' });
    expect(server.lines.join('\n')).not.toMatch(/USER|PASS/);
  });
});

describe('many at once', () => {
  const giveAll = (line: string, say: Say): unknown => {
    const number = /^RETR (\d+)$/.exec(line)?.[1];
    if (!number) return null;
    return say(number === '3' ? '-ERR it is gone\r\n' : `+OK\r\nmessage ${number}\r\n.\r\n`);
  };
  const numbers = Array.from({ length: 1_300 }, (_, index) => index + 1);

  test.each([
    ['with PIPELINING, as many are asked for ahead as make 4 MiB', ['PIPELINING'], 131_072, 32],
    ['however small they are, not more than 1,024', ['PIPELINING'], 10, 1_024],
    ['one that is larger is asked for alone', ['PIPELINING'], 8_388_608, 1],
    ['without, each waits for the one before', ['TOP'], 10, 1],
  ])(
    '%s; messages come in order, and one that is refused keeps no other back',
    async (_name, capabilities, octets, ahead) => {
      let answered = 0;
      let waiting = 0;
      const peer = await to(
        (line, say) => {
          waiting = Math.max(waiting, server.lines.filter((each) => each.startsWith('RETR')).length - answered);
          if (line.startsWith('RETR')) answered += 1;
          return giveAll(line, say);
        },
        {},
        capabilities,
      );
      const got: string[] = [];
      let current = '';
      await peer.retrieveMany(new Map(numbers.map((number) => [number, octets])), {
        chunk: (_number, chunk) => {
          current += chunk;
        },
        end: (number, octets) => {
          got.push(`${number} ${octets} ${current}`);
          current = '';
        },
        refused: (number, error) => void got.push(`${number} ${error.code}`),
      });
      expect(got).toEqual(
        numbers.map((number) =>
          number === 3 ? '3 pop3.command-refused' : `${number} ${`message ${number}\r\n`.length} message ${number}\r\n`,
        ),
      );
      await peer.noop();
      expect(waiting).toBe(ahead);
    },
  );

  test('marking many tells which were refused', async () => {
    const peer = await to((line, say) => (line === 'DELE 2' ? say('-ERR no\r\n') : null), {}, ['PIPELINING']);
    expect(await peer.deleMany([1, 2, 3])).toEqual([2]);
  });

  test('a server without UIDL gets ids that stay the same as long as the message does', async () => {
    const headers = new Map([
      [1, 'Subject: a\r\n\r\n'],
      [2, 'Subject: b\r\n\r\n'],
    ]);
    const peer = await to(
      (line, say) => {
        if (line === 'UIDL') return say('-ERR unknown command\r\n');
        const number = /^TOP (\d+) 0$/.exec(line)?.[1];
        return number ? say(`+OK\r\n${headers.get(Number(number))}.\r\n`) : null;
      },
      {},
      ['USER', 'TOP'],
    );
    const first = await peer.uidl(
      new Map([
        [1, 20],
        [2, 20],
      ]),
    );
    expect(first.get(1)).toMatch(/^[0-9a-f]{64}$/);
    expect(first.get(1)).not.toBe(first.get(2));
    expect(
      await peer.uidl(
        new Map([
          [1, 20],
          [2, 21],
        ]),
      ),
    ).toEqual(new Map([...first, [2, expect.not.stringMatching(first.get(2) ?? '')]]));
  });
});
