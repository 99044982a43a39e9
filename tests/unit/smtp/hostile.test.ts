import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { SendFailure, sendMail } from '../../../electron/mail/smtp';
import { Transcripts } from '../../../electron/wire';
import type { RecipientState, Security } from '../../../shared/contract';
import { asPosthornError, type ErrorCode } from '../../../shared/errors';
import { type SmtpPeer, smtpPeer } from '../../support/smtp-peer';

/**
 * What a server may do wrong, as a table: at which command, what it does, and which error that is. Each row sends a message to
 * two recipients, logged in, and has to end by itself, with an error that says what is known of each recipient.
 */

let peer: SmtpPeer | null = null;
afterEach(async () => {
  await peer?.close();
  peer = null;
});

/** What a server does in place of an honest answer; what it returns is said. */
type Deed = (socket: Socket) => string | Promise<string>;

const says =
  (...lines: string[]): Deed =>
  () =>
    lines.map((line) => `${line}\r\n`).join('');
const raw =
  (bytes: string): Deed =>
  () =>
    bytes;
const cut: Deed = (socket) => {
  socket.end();
  return '';
};
const reset: Deed = (socket) => {
  socket.resetAndDestroy();
  return '';
};
const silence: Deed = () => new Promise(() => {});
/** Says this and hangs up. */
const breaksAfter =
  (bytes: string): Deed =>
  (socket) => {
    socket.end(bytes, 'latin1');
    return '';
  };
/** Says this for ever, as fast as it is taken. */
const floods =
  (again: string): Deed =>
  (socket) => {
    const chunk = again.repeat(Math.ceil(262_144 / again.length));
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
    return '';
  };
/** Says this now and then for ever: never silent, and never done. */
const drips =
  (again: string): Deed =>
  (socket) => {
    const timer = setInterval(() => (socket.writable ? socket.write(again) : clearInterval(timer)), 15);
    socket.once('close', () => clearInterval(timer));
    return '';
  };

type Phase = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | '.' | 'BDAT' | 'RSET' | 'QUIT';
type State = RecipientState['state'];

interface Row {
  at: Phase;
  does: string;
  deed: Deed;
  /** How it ends: an error, or well. */
  ends: ErrorCode | 'well';
  /** What is known of both recipients; of the second where they differ. */
  known: State;
}

const row = (at: Phase, does: string, deed: Deed, ends: Row['ends'], known?: State): Row => ({
  at,
  does,
  deed,
  ends,
  known: known ?? (ends === 'smtp.doubtful' ? 'doubtful' : ends === 'well' ? 'accepted' : 'waiting'),
});
/** One deed at each of these commands. */
const each = (does: string, deed: Deed, ends: Partial<Record<Phase, Row['ends']>>): Row[] =>
  Object.entries(ends).map(([at, code]) => row(at as Phase, does, deed, code));

const stepwise: Row[] = [
  ...each('closes the line', cut, {
    greeting: 'wire.closed',
    EHLO: 'wire.closed',
    AUTH: 'wire.closed',
    MAIL: 'wire.closed',
    RCPT: 'wire.closed',
    DATA: 'wire.closed',
    '.': 'smtp.doubtful',
    QUIT: 'well',
  }),
  ...each('resets the line', reset, {
    greeting: 'wire.reset',
    EHLO: 'wire.reset',
    AUTH: 'wire.reset',
    MAIL: 'wire.reset',
    RCPT: 'wire.reset',
    DATA: 'wire.reset',
    '.': 'smtp.doubtful',
    QUIT: 'well',
  }),
  ...each('says nothing', silence, {
    greeting: 'wire.timeout',
    EHLO: 'wire.timeout',
    AUTH: 'wire.timeout',
    MAIL: 'wire.timeout',
    RCPT: 'wire.timeout',
    DATA: 'wire.timeout',
    '.': 'smtp.doubtful',
  }),
  ...each('goes away with 421', breaksAfter('421 4.3.2 shutting down\r\n'), {
    greeting: 'smtp.greeting-refused',
    EHLO: 'smtp.hello-refused',
    AUTH: 'smtp.closing',
    MAIL: 'smtp.closing',
    RCPT: 'smtp.closing',
    DATA: 'smtp.data-refused',
    '.': 'smtp.data-refused',
    QUIT: 'well',
  }),
  ...each('says 421 and stays', says('421 4.3.2 shutting down'), {
    MAIL: 'smtp.closing',
    DATA: 'smtp.data-refused',
  }),
  ...each('drips a line that never ends', drips('2'), {
    greeting: 'wire.timeout',
    EHLO: 'wire.timeout',
    AUTH: 'wire.timeout',
    MAIL: 'wire.timeout',
    RCPT: 'wire.timeout',
    DATA: 'wire.timeout',
    '.': 'smtp.doubtful',
  }),
  ...each('drips lines that never end', drips('250-x\r\n'), {
    EHLO: 'wire.timeout',
    MAIL: 'wire.timeout',
    RCPT: 'wire.timeout',
    '.': 'smtp.doubtful',
  }),
  ...each('floods with one line', floods('2'), {
    greeting: 'wire.line-too-long',
    EHLO: 'wire.line-too-long',
    AUTH: 'wire.line-too-long',
    MAIL: 'wire.line-too-long',
    RCPT: 'wire.line-too-long',
    DATA: 'wire.line-too-long',
    '.': 'smtp.doubtful',
  }),
  ...each('floods with lines', floods('250-more\r\n'), {
    EHLO: 'smtp.too-much',
    AUTH: 'smtp.too-much',
    MAIL: 'smtp.too-much',
    RCPT: 'smtp.too-much',
    '.': 'smtp.doubtful',
  }),
  ...each('speaks another protocol', says('+OK ready'), {
    greeting: 'smtp.bad-reply',
    EHLO: 'smtp.bad-reply',
    AUTH: 'smtp.bad-reply',
    MAIL: 'smtp.bad-reply',
    RCPT: 'smtp.bad-reply',
    DATA: 'smtp.bad-reply',
    '.': 'smtp.doubtful',
  }),
  ...each('says an empty line', raw('\r\n'), {
    greeting: 'smtp.bad-reply',
    MAIL: 'smtp.bad-reply',
    '.': 'smtp.doubtful',
  }),
  ...each('says NULs', raw('\0\0\0\r\n'), { greeting: 'smtp.bad-reply', RCPT: 'smtp.bad-reply' }),
  ...each('says a code that there is not', says('650 what'), { greeting: 'smtp.bad-reply', MAIL: 'smtp.bad-reply' }),
  ...each('says a code of four digits', says('2500 ok'), { EHLO: 'smtp.bad-reply', '.': 'smtp.doubtful' }),
  ...each('says 150, which no server may', says('150 wait'), { MAIL: 'smtp.bad-reply', '.': 'smtp.doubtful' }),
  ...each('says a tab behind the code', raw('250\tok\r\n'), { MAIL: 'smtp.bad-reply' }),
  ...each('changes its mind within a reply', says('250-yes', '550 no'), {
    EHLO: 'smtp.bad-reply',
    RCPT: 'smtp.bad-reply',
    '.': 'smtp.doubtful',
  }),
  ...each('begins a reply and speaks otherwise', says('250-yes', 'hello'), {
    EHLO: 'smtp.bad-reply',
    MAIL: 'smtp.bad-reply',
  }),
  ...each('breaks off within a reply', breaksAfter('250-yes\r\n25'), {
    EHLO: 'wire.closed',
    MAIL: 'wire.closed',
    '.': 'smtp.doubtful',
  }),
  ...each('breaks off before the line’s end', breaksAfter('250 ok'), { MAIL: 'wire.closed', '.': 'smtp.doubtful' }),
  ...each('falls silent within a reply', raw('250-yes\r\n250'), { EHLO: 'wire.timeout', RCPT: 'wire.timeout' }),
  ...each('answers twice', says('250 ok', '250 ok'), {
    EHLO: 'smtp.unasked-reply',
    MAIL: 'smtp.unasked-reply',
    RCPT: 'smtp.unasked-reply',
    '.': 'smtp.doubtful',
  }),
  row('greeting', 'greets twice', says('220 one', '220 two'), 'smtp.unasked-reply'),
  row('AUTH', 'answers twice', says('235 in', '235 in'), 'smtp.unasked-reply'),
  row('DATA', 'answers before the content', says('354 go on', '250 thanks'), 'smtp.unasked-reply'),
  row('.', 'says goodbye behind its answer', says('250 ok', '421 bye'), 'well'),
  row('greeting', 'refuses', says('554 5.3.2 no'), 'smtp.greeting-refused'),
  row('greeting', 'greets with another yes', says('250 hello'), 'smtp.bad-reply'),
  row('greeting', 'asks a question', says('334 who'), 'smtp.bad-reply'),
  row('greeting', 'greets as HTTP', breaksAfter('HTTP/1.1 400 Bad Request\r\n\r\n'), 'smtp.bad-reply'),
  row('greeting', 'greets as SSH', says('SSH-2.0-OpenSSH_9.9'), 'smtp.bad-reply'),
  row('greeting', 'greets as IMAP', says('* OK ready'), 'smtp.bad-reply'),
  row('greeting', 'greets with octets of TLS', raw('\x15\x03\x01\x00\x02\x02\x46\n'), 'smtp.bad-reply'),
  row('greeting', 'greets in many lines', says('220-a', '220-b', '220 c'), 'well'),
  row('greeting', 'greets in 8 bits', raw('220 caf\u00e9 \u00ff\r\n'), 'well'),
  row('greeting', 'ends its lines with LF alone', raw('220 ready\n'), 'well'),
  row('EHLO', 'wants go-on', says('354 go on'), 'smtp.bad-reply'),
  row('EHLO', 'answers for now', says('450 4.3.2 busy'), 'smtp.hello-refused'),
  row('EHLO', 'says nothing of what it can', says('250 hi'), 'smtp.auth-not-offered'),
  row('EHLO', 'offers no login that is known', says('250-hi', '250 AUTH GSSAPI NTLM'), 'smtp.auth-not-offered'),
  row('EHLO', 'offers nonsense', raw('250-hi\r\n250-\r\n250-SIZE x y z\r\n250-=\r\n250 AUTH PLAIN\r\n'), 'well'),
  row('EHLO', 'takes nothing so large', says('250-hi', '250-SIZE 10', '250 AUTH PLAIN'), 'smtp.too-large'),
  row('AUTH', 'refuses the password', says('535 5.7.8 wrong'), 'smtp.auth-refused'),
  row('AUTH', 'can’t check it now', says('454 4.7.0 later'), 'smtp.auth-unavailable'),
  row('AUTH', 'knows no way that it offered', says('504 5.5.4 unknown'), 'smtp.auth-refused'),
  row('AUTH', 'asks for ever', says('334 '), 'sasl.bad-challenge'),
  row('AUTH', 'asks in no base64', says('334 ???'), 'sasl.bad-challenge'),
  row('AUTH', 'asks and hangs up', breaksAfter('334 \r\n'), 'sasl.bad-challenge'),
  row('AUTH', 'wants go-on in place of yes', says('354 go on'), 'sasl.bad-challenge'),
  row('MAIL', 'wants a login', says('530 5.7.0 log in'), 'smtp.auth-required'),
  row('MAIL', 'refuses the sender', says('550 5.7.1 not you'), 'smtp.sender-refused'),
  row('MAIL', 'has no room now', says('452 4.3.1 full'), 'smtp.not-now'),
  row('MAIL', 'says go-on', says('354 go on'), 'smtp.bad-reply'),
  row('RCPT', 'refuses both', says('550 5.1.1 nobody'), 'smtp.all-recipients-refused', 'refused'),
  row('RCPT', 'refuses both for now', says('450 4.2.1 busy'), 'smtp.all-recipients-refused', 'later'),
  row('RCPT', 'says go-on', says('354 go on'), 'smtp.bad-reply'),
  row('RCPT', 'answers in 8 bits', raw('250 2.1.5 \u00e9\u00ff\r\n'), 'well'),
  row('DATA', 'refuses', says('554 5.5.1 no'), 'smtp.data-refused'),
  row('DATA', 'has it before it was sent', says('250 2.0.0 thanks'), 'smtp.bad-reply'),
  row('.', 'refuses the content', says('554 5.6.0 spam'), 'smtp.data-refused'),
  row('.', 'refuses it for now', says('451 4.3.0 later'), 'smtp.data-refused'),
  row('.', 'says go-on', says('354 go on'), 'smtp.doubtful'),
  row('QUIT', 'says nothing', silence, 'well'),
  row('QUIT', 'refuses', says('500 no'), 'well'),
  row('QUIT', 'floods', floods('x'), 'well'),
];

/** All under way at once: whoever breaks off has been sent the whole message. */
const chunked: Row[] = [
  ...each('closes the line', cut, {
    AUTH: 'wire.closed',
    MAIL: 'smtp.doubtful',
    RCPT: 'smtp.doubtful',
    BDAT: 'smtp.doubtful',
  }),
  ...each('says nothing', silence, { MAIL: 'smtp.doubtful', RCPT: 'smtp.doubtful', BDAT: 'smtp.doubtful' }),
  ...each('goes away with 421', breaksAfter('421 4.3.2 shutting down\r\n'), {
    MAIL: 'smtp.closing',
    RCPT: 'smtp.closing',
    BDAT: 'smtp.data-refused',
  }),
  ...each('answers twice', says('250 ok', '250 ok'), { BDAT: 'smtp.doubtful' }),
  ...each('floods with lines', floods('250-more\r\n'), { MAIL: 'smtp.doubtful', BDAT: 'smtp.doubtful' }),
  ...each('speaks another protocol', says('+OK'), { MAIL: 'smtp.doubtful', BDAT: 'smtp.doubtful' }),
  row('MAIL', 'refuses the sender', says('550 5.7.1 not you'), 'smtp.sender-refused'),
  row('RCPT', 'refuses both', says('550 5.1.1 nobody'), 'smtp.all-recipients-refused', 'refused'),
  row('BDAT', 'refuses the content', says('552 5.3.4 too large'), 'smtp.data-refused'),
  row('BDAT', 'says go-on', says('354 go on'), 'smtp.doubtful'),
  row('BDAT', 'does not know it', says('500 5.5.1 what'), 'smtp.data-refused'),
  row('RSET', 'refuses', says('502 no'), 'well'),
];

const deadlines = { connectMs: 5_000, tlsMs: 250, greetingMs: 250, replyMs: 250, idleMs: 250, finalMs: 250 };
const plain = ['AUTH PLAIN', '8BITMIME', 'SIZE 100000'];

interface Came {
  code: ErrorCode | 'well';
  states: State[];
}

async function send(security: Security = 'none', user = 'amy'): Promise<Came> {
  const transcripts = new Transcripts();
  try {
    const { recipients } = await sendMail({
      host: '127.0.0.1',
      port: peer?.port ?? 0,
      security,
      user,
      password: 'practice',
      transcripts,
      deadlines,
      envelope: { from: 'amy@practice.test', to: ['bob@practice.test', 'carol@practice.test'] },
      content: Buffer.from('Subject: hello\r\n\r\n.dot\r\n'),
    });
    return { code: 'well', states: recipients.map(({ state }) => state) };
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    const { code, message, safe, todo } = asPosthornError(error.cause);
    expect(message).toMatch(/^[^{}]{10,}[.]$/);
    expect(safe && todo).not.toBe('');
    await expect.poll(() => transcripts.sessions()[0]?.state).toBe('failed');
    return { code, states: error.recipients.map(({ state }) => state) };
  }
}

const play = async (deeds: Partial<Record<string, Deed>>, extensions: string[]) => {
  peer = await smtpPeer({
    answer: (command, socket) => deeds[command.split(' ')[0] ?? '']?.(socket) ?? null,
    extensions,
  });
};

test('the table is long enough to mean something', () => {
  expect([...stepwise, ...chunked].filter(({ ends }) => ends !== 'well').length).toBeGreaterThanOrEqual(100);
  for (const rows of [stepwise, chunked])
    expect(new Set(rows.map(({ at, does }) => `${at} ${does}`)).size).toBe(rows.length);
});

describe.each([
  ['a command at a time', stepwise, plain],
  ['all under way at once', chunked, [...plain, 'PIPELINING', 'CHUNKING']],
] as const)('%s', (_name, rows, extensions) => {
  test.each(rows)('$at: $does → $ends, $known', async ({ at, deed, ends, known }) => {
    await play({ [at]: deed }, [...extensions]);
    expect(await send()).toEqual({ code: ends, states: [known, known] });
    expect(peer?.received.length).toBeLessThanOrEqual(1);
    if (ends === 'well') expect(peer?.received).toHaveLength(1);
  });
});

describe('before the encryption', () => {
  const offer = says('250-hi', '250-AUTH PLAIN', '250 STARTTLS');
  const go = says('220 go');
  test.each<[string, Security, Record<string, Deed>, ErrorCode]>([
    ['offers none', 'starttls', {}, 'tls.not-offered'],
    ['refuses it', 'starttls', { EHLO: offer, STARTTLS: says('454 4.7.0 not now') }, 'tls.not-offered'],
    ['does not know it', 'starttls', { EHLO: offer, STARTTLS: says('502 what') }, 'tls.not-offered'],
    ['closes the line', 'starttls', { EHLO: offer, STARTTLS: cut }, 'wire.closed'],
    ['says nothing', 'starttls', { EHLO: offer, STARTTLS: silence }, 'wire.timeout'],
    ['agrees and says nothing', 'starttls', { EHLO: offer, STARTTLS: go }, 'wire.timeout'],
    ['agrees and hangs up', 'starttls', { EHLO: offer, STARTTLS: breaksAfter('220 go\r\n') }, 'tls.handshake-failed'],
    ['adds an answer', 'starttls', { EHLO: offer, STARTTLS: says('220 go', '250 injected') }, 'tls.injected'],
    ['adds an octet', 'starttls', { EHLO: offer, STARTTLS: raw('220 go\r\n\0') }, 'tls.injected'],
    ['answers in another protocol', 'starttls', { EHLO: offer, STARTTLS: says('+OK') }, 'smtp.bad-reply'],
    ['goes away', 'starttls', { EHLO: offer, STARTTLS: breaksAfter('421 bye\r\n') }, 'tls.not-offered'],
    ['greets in the clear', 'tls', {}, 'tls.handshake-failed'],
    ['closes the line at once', 'tls', { greeting: cut }, 'tls.handshake-failed'],
    ['says nothing at once', 'tls', { greeting: silence }, 'wire.timeout'],
  ])('a server that %s (%s) gets no password', async (_name, security, deeds, code) => {
    await play(deeds, plain);
    expect((await send(security)).code).toBe(code);
    expect(peer?.commands.join('\n')).not.toMatch(/AUTH|MAIL/);
  });
});

describe('within AUTH', () => {
  test.each<[string, string, Deed, ErrorCode]>([
    ['asks for more than there is', 'LOGIN', says('334 VXNlcm5hbWU6'), 'sasl.bad-challenge'],
    ['asks in a line without end', 'CRAM-MD5', floods('334'), 'wire.line-too-long'],
    ['asks and falls silent', 'CRAM-MD5', says('334 PDE+'), 'wire.timeout'],
    ['asks and hangs up', 'CRAM-MD5', breaksAfter('334 PDE+\r\n'), 'wire.closed'],
    ['agrees at once', 'SCRAM-SHA-256', says('235 in'), 'sasl.server-unproven'],
    [
      'demands endless rounds',
      'SCRAM-SHA-256',
      says(`334 ${Buffer.from('r=x,s=AAAA,i=999999999').toString('base64')}`),
      'sasl.bad-challenge',
    ],
  ])('a server that %s (%s) does not hold this side', async (_name, mechanism, deed, code) => {
    const known = new Set(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.', 'QUIT']);
    peer = await smtpPeer({
      answer: (command, socket) => {
        const [verb = ''] = command.split(' ');
        if (known.has(verb)) return null;
        if (command === '*') return '501 cancelled\r\n';
        if (verb === 'AUTH') return deed(socket);
        return mechanism === 'LOGIN' ? '334 UGFzc3dvcmQ6\r\n' : '';
      },
      extensions: [`AUTH ${mechanism}`],
    });
    expect((await send()).code).toBe(code);
  });
});

test('a server that refuses in the middle of the content is heard', async () => {
  peer = await smtpPeer({
    answer: (command, socket) => {
      if (command !== 'DATA') return null;
      socket.once('data', () => socket.write('552 5.3.4 enough\r\n'));
      return '354 go on\r\n';
    },
    extensions: ['8BITMIME'],
  });
  const sending = sendMail({
    host: '127.0.0.1',
    port: peer.port,
    security: 'none',
    user: '',
    password: '',
    transcripts: new Transcripts(),
    deadlines,
    envelope: { from: 'amy@practice.test', to: ['bob@practice.test'] },
    content: Buffer.alloc(50_000_000, 'x'),
  });
  const failure: unknown = await sending.catch((error: unknown) => error);
  if (!(failure instanceof SendFailure)) throw new Error('it was sent');
  expect(failure.cause).toMatchObject({ code: 'smtp.data-refused', answer: { code: '552' } });
  expect(failure.recipients).toMatchObject([{ state: 'waiting' }]);
});
