import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receive } from '../../../electron/mail/receive';
import type { Security } from '../../../shared/contract';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';
import { asPosthornError, type ErrorCode } from '../../../shared/errors';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server';
import { everything, message, temporaryStore } from '../../support/store';
import { optionsFor } from './peers';

/**
 * What a server may do wrong, as a table: at which command, what it does, and which error that is. Each row fetches three
 * messages from such a server, and then again from an honest one: what came whole the first time is kept, and at the end
 * each message is here once.
 */

let home: Awaited<ReturnType<typeof temporaryStore>>;
beforeAll(async () => {
  home = await temporaryStore();
});
afterAll(() => home.remove());

const subjects = ['One', 'Two', 'Three'];
const raws = subjects.map((Subject) => message({ Subject }, '.dot\r\nbody\r\n'));
const stuffed = raws.map((raw) => raw.replace(/^\./gm, '..'));
const listing = (what: (raw: string, number: number) => string | number) =>
  `+OK\r\n${raws.map((raw, index) => `${index + 1} ${what(raw, index + 1)}\r\n`).join('')}.\r\n`;

type Phase =
  | 'greeting'
  | 'CAPA'
  | 'USER bob'
  | 'PASS practice'
  | 'STAT'
  | 'LIST'
  | 'UIDL'
  | `RETR ${1 | 2 | 3}`
  | 'QUIT';

function honest(command: string): string {
  const retr = Number(/^RETR (\d)$/.exec(command)?.[1] ?? 0);
  if (retr > 0) return `+OK\r\n${stuffed[retr - 1]}.\r\n`;
  switch (command) {
    case 'greeting':
      return '+OK ready\r\n';
    case 'CAPA':
      return '+OK\r\nUSER\r\nTOP\r\nUIDL\r\n.\r\n';
    case 'STAT':
      return `+OK 3 ${raws.join('').length}\r\n`;
    case 'LIST':
      return listing((raw) => raw.length);
    case 'UIDL':
      return listing((_raw, number) => `u${number}`);
    default:
      return '+OK\r\n';
  }
}

/** What a server does in place of an honest answer. */
type Deed = (say: (bytes: string | Buffer) => void, socket: Socket) => unknown;

const says =
  (...bytes: (string | Buffer)[]): Deed =>
  (say) => {
    for (const piece of bytes) say(piece);
  };
const cut: Deed = (_say, socket) => socket.end();
const reset: Deed = (_say, socket) => socket.resetAndDestroy();
const silence: Deed = () => {};
const refuse = says('-ERR no\r\n');
/** Says this for ever, as fast as it is taken. */
const floods =
  (start: string, again: string): Deed =>
  (say, socket) => {
    const chunk = again.repeat(Math.ceil(262_144 / again.length));
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    say(start);
    more();
  };
/** Says this, and then an octet now and then for ever: never silent, and never done. */
const drips =
  (start = ''): Deed =>
  (say, socket) => {
    say(start);
    const timer = setInterval(() => (socket.writable ? say('x') : clearInterval(timer)), 15);
    socket.once('close', () => clearInterval(timer));
  };
/** Says this and hangs up. */
const breaksAfter =
  (...bytes: string[]): Deed =>
  (say, socket) => {
    for (const piece of bytes) say(piece);
    socket.end();
  };

interface Row {
  at: Phase;
  does: string;
  deed: Deed;
  /** How it ends: an error, or well. */
  ends: ErrorCode | 'well';
  /** Messages that are here after it. */
  kept: number;
}
/** What is here when the command comes; each message is fetched before the next is asked for. */
const keptBefore: Partial<Record<Phase, number>> = { 'RETR 2': 1, 'RETR 3': 2, QUIT: 3 };
const row = (at: Phase, does: string, deed: Deed, ends: Row['ends'], kept = keptBefore[at] ?? 0): Row => ({
  at,
  does,
  deed,
  ends,
  kept,
});

/** One deed at each of these commands. */
const each = (does: string, deed: Deed, ends: Partial<Record<Phase, Row['ends']>>): Row[] =>
  Object.entries(ends).map(([at, code]) => row(at as Phase, does, deed, code));

const body = stuffed[1] ?? '';
const rows: Row[] = [
  ...each('closes the line', cut, {
    greeting: 'wire.closed',
    CAPA: 'wire.closed',
    'USER bob': 'wire.closed',
    'PASS practice': 'wire.closed',
    STAT: 'wire.closed',
    LIST: 'wire.closed',
    UIDL: 'wire.closed',
    'RETR 1': 'wire.closed',
    'RETR 2': 'wire.closed',
    'RETR 3': 'wire.closed',
  }),
  ...each('resets the line', reset, {
    greeting: 'wire.reset',
    CAPA: 'wire.reset',
    'PASS practice': 'wire.reset',
    LIST: 'wire.reset',
    'RETR 2': 'wire.reset',
  }),
  ...each('says nothing', silence, {
    greeting: 'wire.timeout',
    CAPA: 'wire.timeout',
    'USER bob': 'wire.timeout',
    'PASS practice': 'wire.timeout',
    STAT: 'wire.timeout',
    LIST: 'wire.timeout',
    UIDL: 'wire.timeout',
    'RETR 2': 'wire.timeout',
  }),
  ...each('drips a line that never ends', drips('+OK '), {
    greeting: 'wire.timeout',
    CAPA: 'wire.timeout',
    'PASS practice': 'wire.timeout',
    STAT: 'wire.timeout',
    'RETR 2': 'wire.timeout',
  }),
  ...each('drips lines that never end', drips('+OK\r\n'), {
    CAPA: 'wire.timeout',
    LIST: 'wire.timeout',
    UIDL: 'wire.timeout',
    'RETR 2': 'wire.timeout',
  }),
  ...each('floods with one line', floods('+OK ', 'x'), {
    greeting: 'wire.line-too-long',
    CAPA: 'wire.line-too-long',
    'PASS practice': 'wire.line-too-long',
    STAT: 'wire.line-too-long',
    'RETR 2': 'wire.line-too-long',
  }),
  row('CAPA', 'floods with lines', floods('+OK\r\n', 'X-MORE\r\n'), 'pop3.too-much'),
  row('LIST', 'floods with lines', floods('+OK\r\n', '1 100\r\n'), 'pop3.too-much'),
  row('UIDL', 'floods with one line of a listing', floods('+OK\r\n1 ', 'u'), 'pop3.too-much'),
  row('RETR 2', 'floods with a message that never ends', floods('+OK\r\n', 'x'.repeat(78)), 'pop3.too-much'),
  ...each('refuses', refuse, {
    greeting: 'pop3.refused-at-greeting',
    'USER bob': 'pop3.auth-refused',
    'PASS practice': 'pop3.auth-refused',
    STAT: 'pop3.command-refused',
    LIST: 'pop3.command-refused',
    UIDL: 'pop3.command-refused',
    QUIT: 'pop3.command-refused',
  }),
  row('CAPA', 'refuses', refuse, 'well', 3),
  row('RETR 2', 'refuses', refuse, 'well', 2),
  row('RETR 2', 'refuses for now', says('-ERR [SYS/TEMP] later\r\n'), 'well', 2),
  row('greeting', 'refuses for now', says('-ERR [SYS/TEMP] later\r\n'), 'pop3.temporarily-unavailable'),
  row('greeting', 'refuses for good', says('-ERR [SYS/PERM] gone\r\n'), 'pop3.permanently-unavailable'),
  row('PASS practice', 'says that it is locked', says('-ERR [IN-USE] locked\r\n'), 'pop3.maildrop-locked'),
  row('PASS practice', 'says that it is too soon', says('-ERR [LOGIN-DELAY] wait\r\n'), 'pop3.login-delay'),
  row('PASS practice', 'says that it is broken', says('-ERR [SYS/PERM] broken\r\n'), 'pop3.permanently-unavailable'),
  row('PASS practice', 'wants UTF8', says('-ERR [UTF8] needed\r\n'), 'pop3.utf8-required'),
  row('STAT', 'logs out by itself', breaksAfter('-ERR autologout\r\n'), 'pop3.command-refused'),
  ...each('speaks another protocol', says('* BAD what\r\n'), {
    greeting: 'pop3.no-greeting',
    CAPA: 'pop3.bad-reply',
    'USER bob': 'pop3.bad-reply',
    'PASS practice': 'pop3.bad-reply',
    STAT: 'pop3.bad-reply',
    LIST: 'pop3.bad-reply',
    UIDL: 'pop3.bad-reply',
    'RETR 2': 'pop3.bad-reply',
  }),
  ...each('says NULs', says('\0\0\0\r\n'), {
    greeting: 'pop3.no-greeting',
    'PASS practice': 'pop3.bad-reply',
    STAT: 'pop3.bad-reply',
    'RETR 2': 'pop3.bad-reply',
  }),
  ...each('says an empty line', says('\r\n'), {
    greeting: 'pop3.no-greeting',
    STAT: 'pop3.bad-reply',
    'RETR 2': 'pop3.bad-reply',
  }),
  ...each('asks a question of AUTH where there is none', says('+ aGVsbG8=\r\n'), {
    greeting: 'pop3.no-greeting',
    'USER bob': 'pop3.bad-reply',
    'RETR 2': 'pop3.bad-reply',
  }),
  row('greeting', 'greets as SMTP', says('220 mail ESMTP\r\n'), 'pop3.no-greeting'),
  row('greeting', 'greets as HTTP', breaksAfter('HTTP/1.1 400 Bad Request\r\n\r\n'), 'pop3.no-greeting'),
  row('greeting', 'greets as SSH', says('SSH-2.0-OpenSSH_9.9\r\n'), 'pop3.no-greeting'),
  row('greeting', 'greets with octets of TLS', says(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46, 10])), 'pop3.no-greeting'),
  ...each('answers twice', says('+OK\r\n+OK\r\n'), {
    greeting: 'pop3.unasked-answer',
    'USER bob': 'pop3.unasked-answer',
    'PASS practice': 'pop3.unasked-answer',
  }),
  row('STAT', 'answers twice', says(honest('STAT'), honest('STAT')), 'pop3.unasked-answer'),
  row('LIST', 'answers twice', says(honest('LIST') + honest('LIST')), 'pop3.unasked-answer'),
  row('UIDL', 'answers the next question as well', says(honest('UIDL') + honest('RETR 1')), 'pop3.unasked-answer'),
  row('RETR 1', 'sends the next message as well', says(honest('RETR 1') + honest('RETR 2')), 'pop3.unasked-answer', 1),
  row('RETR 1', 'goes on behind the end', says(`${honest('RETR 1')}junk\r\n`), 'pop3.unasked-answer', 1),
  ...each('leaves the numbers out', says('+OK\r\n'), { STAT: 'pop3.bad-reply' }),
  row('STAT', 'counts in words', says('+OK three messages\r\n'), 'pop3.bad-reply'),
  row('STAT', 'counts below nothing', says('+OK -3 10\r\n'), 'pop3.bad-reply'),
  row('STAT', 'counts beyond reason', says('+OK 99999999999999999999 1\r\n'), 'pop3.bad-reply'),
  row('STAT', 'counts nothing, though there are three', says('+OK 0 0\r\n'), 'well', 0),
  row('STAT', 'counts a million', says('+OK 1000000 5\r\n'), 'well', 3),
  row('LIST', 'lists nothing', says('+OK\r\n.\r\n'), 'well', 0),
  row('LIST', 'lists one too few', says('+OK\r\n1 10\r\n2 10\r\n.\r\n'), 'well', 2),
  row('LIST', 'lists one twice', says(`+OK\r\n1 10\r\n2 10\r\n2 20\r\n3 10\r\n.\r\n`), 'well', 3),
  row(
    'LIST',
    'lists nonsense between',
    says('+OK\r\nx\r\n1 10\r\n0 10\r\n\0\r\n2 9\r\n-3 1\r\n3 0\r\n.\r\n'),
    'well',
    3,
  ),
  row('LIST', 'gives sizes that are wrong', says(listing((raw) => raw.length * 7)), 'well', 3),
  row('UIDL', 'lists messages that are not there', says('+OK\r\n1 u1\r\n2 u2\r\n3 u3\r\n4 u4\r\n.\r\n'), 'well', 3),
  ...each('breaks off within a listing', breaksAfter('+OK\r\n1 100\r\n2 '), {
    CAPA: 'wire.closed',
    LIST: 'wire.closed',
    UIDL: 'wire.closed',
  }),
  ...each('falls silent within a listing', says('+OK\r\n1 100\r\n2 '), {
    CAPA: 'wire.timeout',
    LIST: 'wire.timeout',
    UIDL: 'wire.timeout',
  }),
  row('LIST', 'ends its lines with LF alone', says('+OK\n1 10\n2 10\n3 10\n.\n'), 'wire.timeout'),
  row('RETR 2', 'ends its lines with LF alone', says(`+OK\n${body.replaceAll('\r\n', '\n')}.\n`), 'wire.timeout'),
  row('STAT', 'ends a status with LF alone', says(`+OK 3 ${raws.join('').length}\n`), 'well', 3),
  row('RETR 2', 'breaks off before the message', breaksAfter('+OK\r\n'), 'pop3.cut-in-message'),
  row('RETR 2', 'breaks off within the message', breaksAfter('+OK\r\nSubject: Tw'), 'pop3.cut-in-message'),
  row('RETR 2', 'breaks off before the end', breaksAfter(`+OK\r\n${body}`), 'pop3.cut-in-message'),
  row('RETR 2', 'breaks off after the dot', breaksAfter(`+OK\r\n${body}.`), 'pop3.cut-in-message'),
  row('RETR 2', 'breaks off after CR', breaksAfter(`+OK\r\n${body}.\r`), 'pop3.cut-in-message'),
  row('RETR 2', 'breaks off within the status', breaksAfter('+O'), 'wire.closed'),
  row('RETR 2', 'falls silent after the dot', says(`+OK\r\n${body}.`), 'wire.timeout'),
  row(
    'RETR 2',
    'resets within the message',
    (say, socket) => {
      say('+OK\r\nSubject: Tw');
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    'pop3.cut-in-message',
  ),
  row('RETR 2', 'breaks off right behind the end', breaksAfter(honest('RETR 2')), 'wire.closed', 2),
  row('RETR 2', 'sends it an octet at a time', says(...honest('RETR 2')), 'well', 3),
  row('RETR 3', 'hangs up before QUIT', breaksAfter(honest('RETR 3')), 'well', 3),
  row('QUIT', 'closes the line', cut, 'well', 3),
  row('QUIT', 'says nothing', silence, 'well', 3),
  row('QUIT', 'floods', floods('', 'x'), 'well', 3),
];

const deadlines = { connectMs: 5_000, tlsMs: 250, greetingMs: 250, replyMs: 250, idleMs: 250 };

/** @param misdeeds in place of the honest answers to these commands */
const play = (misdeeds: Partial<Record<string, Deed>>): Promise<ScriptedServer> =>
  scriptedServer(async (say, next, socket) => {
    const answer = (command: string) => (misdeeds[command] ?? says(honest(command)))(say, socket);
    answer('greeting');
    for (let line = await next(); line !== null; line = await next()) answer(line);
  });

async function get(server: ScriptedServer, accountId: string, security: Security = 'none') {
  try {
    await receive(home.store, {
      ...optionsFor(server, { deadlines, security }),
      accountId,
      deleteOnServer: false,
      policy: leaveOnServer,
      onProgress: () => {},
      onStored: () => {},
    });
    return 'well';
  } catch (error) {
    const { code, message: sentence, todo } = asPosthornError(error);
    expect(sentence).toMatch(/^[^{}]{10,}[.]$/);
    expect(todo).not.toBe('');
    return code;
  } finally {
    await server.close();
  }
}

const here = async (accountId: string) =>
  (await home.store.ask('list', { ...everything, accountIds: [accountId] })).rows.map(({ subject }) => subject).sort();

test('the table is long enough to mean something', () => {
  expect(rows.filter(({ ends }) => ends !== 'well').length).toBeGreaterThanOrEqual(60);
  expect(new Set(rows.map(({ at, does }) => `${at} ${does}`)).size).toBe(rows.length);
});

describe('at each command', () => {
  test.each(rows)('$at: $does → $ends, $kept kept', async ({ at, does, deed, ends, kept }) => {
    const account = `${at} ${does}`;
    expect(await get(await play({ [at]: deed }), account)).toBe(ends);
    expect(await here(account)).toHaveLength(kept);
    expect(await get(await play({}), account)).toBe('well');
    expect(await here(account)).toEqual([...subjects].sort());
  });
});

describe('before the encryption', () => {
  const offer = says('+OK\r\nUSER\r\nSTLS\r\n.\r\n');
  test.each<[string, Security, Record<string, Deed>, ErrorCode]>([
    ['offers none', 'starttls', {}, 'tls.not-offered'],
    ['refuses it', 'starttls', { CAPA: offer, STLS: refuse }, 'tls.not-offered'],
    ['closes the line', 'starttls', { CAPA: offer, STLS: cut }, 'wire.closed'],
    ['says nothing', 'starttls', { CAPA: offer, STLS: silence }, 'wire.timeout'],
    ['agrees and says nothing', 'starttls', { CAPA: offer, STLS: says('+OK\r\n') }, 'wire.timeout'],
    ['adds an answer', 'starttls', { CAPA: offer, STLS: says('+OK\r\n+OK 1 1\r\n') }, 'tls.injected'],
    ['adds an octet', 'starttls', { CAPA: offer, STLS: says('+OK\r\n\0') }, 'tls.injected'],
    ['answers in another protocol', 'starttls', { CAPA: offer, STLS: says('220 go\r\n') }, 'pop3.bad-reply'],
    ['greets in the clear', 'tls', {}, 'tls.handshake-failed'],
    ['closes the line at once', 'tls', { greeting: cut }, 'tls.handshake-failed'],
    ['says nothing at once', 'tls', { greeting: silence }, 'wire.timeout'],
  ])('a server that %s (%s) gets no password', async (name, security, misdeeds, code) => {
    const server = await play(misdeeds);
    expect(await get(server, name, security)).toBe(code);
    expect(server.lines.join('\n')).not.toMatch(/USER|PASS|AUTH/);
  });
});

describe('within AUTH', () => {
  const offer = (mechanism: string) => says(`+OK\r\nAUTH-RESP-CODE\r\nSASL ${mechanism}\r\n.\r\n`);
  test.each<[string, string, Deed, ErrorCode]>([
    [
      'asks for ever',
      'LOGIN',
      (say, socket) => {
        say('+ \r\n');
        socket.on('data', () => say('+ \r\n'));
      },
      'sasl.bad-challenge',
    ],
    ['asks in no base64', 'CRAM-MD5', says('+ ???\r\n'), 'sasl.bad-challenge'],
    ['asks in a line without end', 'CRAM-MD5', floods('+ ', 'A'), 'wire.line-too-long'],
    ['asks and falls silent', 'CRAM-MD5', says('+ PDE+\r\n'), 'wire.timeout'],
    ['asks and hangs up', 'CRAM-MD5', breaksAfter('+ PDE+\r\n'), 'wire.closed'],
    ['agrees at once', 'SCRAM-SHA-256', says('+OK\r\n'), 'sasl.server-unproven'],
    [
      'demands endless rounds',
      'SCRAM-SHA-256',
      says(`+ ${Buffer.from('r=x,s=AAAA,i=999999999').toString('base64')}\r\n`),
      'sasl.bad-challenge',
    ],
    ['speaks another protocol', 'PLAIN', says('235 ok\r\n'), 'pop3.bad-reply'],
  ])('a server that %s (%s) does not hold this side', async (name, mechanism, deed, code) => {
    const known: Record<string, Deed> = { greeting: says('+OK\r\n'), CAPA: offer(mechanism), '*': refuse };
    const misdeeds = new Proxy(known, {
      get: (_target, line) => known[String(line)] ?? (String(line).startsWith('AUTH') ? deed : silence),
    });
    expect(await get(await play(misdeeds), name)).toBe(code);
  });
});
