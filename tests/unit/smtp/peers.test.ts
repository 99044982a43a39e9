import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectSmtp, SendFailure, type SmtpOptions, sendMail } from '../../../electron/mail/smtp';
import { Transcripts } from '../../../electron/wire';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server';

type Socket = Parameters<Parameters<typeof scriptedServer>[0]>[2];
type Say = (bytes: string | Buffer) => void;
/** What the peer says to a command, or null to leave it to the ordinary answer. `.` is the end of the content. */
type Answer = (line: string, say: Say, socket: Socket) => unknown;

let server: ScriptedServer;
let transcripts: Transcripts;
beforeEach(() => {
  transcripts = new Transcripts();
});
afterEach(() => server.close());

async function peer(
  answer: Answer,
  { greeting = '220 scripted\r\n', extensions = ['AUTH PLAIN LOGIN', '8BITMIME'] } = {},
) {
  const ordinary = (line: string) => {
    if (line.startsWith('EHLO'))
      return `250-scripted\r\n${extensions.map((name) => `250-${name}\r\n`).join('')}250 HELP\r\n`;
    if (line === 'DATA') return '354 go on\r\n';
    if (line.startsWith('AUTH')) return '235 2.7.0 welcome\r\n';
    return line === 'QUIT' ? '221 bye\r\n' : '250 2.0.0 ok\r\n';
  };
  server = await scriptedServer(async (say, next, socket) => {
    say(greeting);
    for (let line = await next(); line !== null; line = await next()) {
      const refused = (await answer(line, say, socket)) !== null;
      if (!refused) say(ordinary(line));
      if (line === 'DATA' && !refused) {
        while (line !== null && line !== '.') line = await next();
        if (line !== null && (await answer('.', say, socket)) === null) say('250 2.0.0 queued\r\n');
      }
    }
  });
}

const options = (change: Partial<SmtpOptions> = {}): SmtpOptions => ({
  host: '127.0.0.1',
  port: server.port,
  security: 'none',
  user: '',
  password: 'practice',
  transcripts,
  ...change,
});
const raw = Buffer.from('Subject: hello\r\n\r\nHello\r\n');
const send = (
  change: Parameters<typeof options>[0] & { to?: string[]; raw?: Buffer; onProgress?: (octets: number) => void } = {},
) =>
  sendMail({
    ...options(change),
    envelope: { from: 'amy@practice.test', to: change.to ?? ['bob@practice.test'] },
    content: change.raw ?? raw,
    onProgress: change.onProgress,
  });
const failureOf = async (sending: Promise<unknown>): Promise<SendFailure> => {
  const error: unknown = await sending.catch((reason: unknown) => reason);
  if (error instanceof SendFailure) return error;
  throw new Error(`expected a SendFailure, got ${error}`);
};
const causeOf = async (sending: Promise<unknown>) => (await failureOf(sending)).cause;

describe('a peer that does not keep to the rules', () => {
  test.each<[string, string, string]>([
    ['554 5.3.2 closed for today\r\n', 'smtp.greeting-refused', 'closed for today'],
    ['421 4.3.2 come back later\r\n', 'smtp.greeting-refused', 'come back later'],
    ['+OK POP3 ready\r\n', 'smtp.bad-reply', ''],
  ])('greets with %j', async (greeting, code, text) => {
    await peer(() => null, { greeting });
    expect(await causeOf(send())).toMatchObject({ code, ...(text ? { answer: { text } } : {}) });
  });

  test.each(['none', 'starttls'] as const)('says nothing at all (%s)', async (security) => {
    await peer(() => null, { greeting: '' });
    const sending = send({
      security,
      deadlines: { greetingMs: 80 },
    });
    expect(await causeOf(sending)).toMatchObject({
      code: 'wire.timeout',
      message: '127.0.0.1 did not answer within 0.08 s while greeting.',
    });
  });

  test('falls silent at a command', async () => {
    await peer((line) => (line.startsWith('MAIL') ? undefined : null));
    expect(await causeOf(send({ deadlines: { replyMs: 100 } }))).toMatchObject({
      code: 'wire.timeout',
      message: '127.0.0.1 did not answer within 0.1 s while answering MAIL.',
    });
  });

  test.each<[string, Answer, string]>([
    ['closes the line', (line, _say, socket) => (line.startsWith('AUTH') ? socket.end() : null), 'wire.closed'],
    ['resets it', (line, _say, socket) => (line.startsWith('AUTH') ? socket.resetAndDestroy() : null), 'wire.reset'],
    [
      'has no time',
      (line, say, socket) => {
        if (!line.startsWith('AUTH')) return null;
        say('421 4.7.0 too busy\r\n');
        return socket.end();
      },
      'smtp.closing',
    ],
    ['falls silent', (line) => (line.startsWith('AUTH') ? undefined : null), 'wire.timeout'],
  ])('at the login: %s', async (_name, answer, code) => {
    await peer(answer);
    expect(await causeOf(send({ user: 'amy', deadlines: { replyMs: 150 } }))).toMatchObject({ code });
    expect(transcripts.sessions()[0]).toMatchObject({ state: 'failed', error: { code } });
  });

  test('offers no login', async () => {
    await peer(() => null, { extensions: ['AUTH GSSAPI'] });
    expect(await causeOf(send({ user: 'amy' }))).toMatchObject({ code: 'smtp.auth-not-offered' });
    expect(server.lines.join('\n')).not.toContain('AUTH');
  });

  test.each<[string, Answer, string]>([
    ['at MAIL', (line, _say, socket) => (line.startsWith('MAIL') ? socket.end() : null), 'wire.closed'],
    ['at DATA', (line, _say, socket) => (line === 'DATA' ? socket.end() : null), 'wire.closed'],
    ['after the final dot', (line, _say, socket) => (line === '.' ? socket.end() : null), 'smtp.doubtful'],
    [
      'after the final dot, with a reset',
      (line, _say, socket) => (line === '.' ? socket.resetAndDestroy() : null),
      'smtp.doubtful',
    ],
  ])('closes the line %s', async (_name, answer, code) => {
    await peer(answer);
    expect(await causeOf(send())).toMatchObject({ code });
  });

  test('never says whether it has the message', async () => {
    await peer((line) => (line === '.' ? undefined : null));
    const began = performance.now();
    expect(await causeOf(send({ deadlines: { replyMs: 100, finalMs: 400 } }))).toMatchObject({ code: 'smtp.doubtful' });
    expect(performance.now() - began).toBeGreaterThan(350);
  });

  test('refuses DATA after it took the recipients', async () => {
    await peer((line, say) => (line === 'DATA' ? say('451 4.3.0 no space\r\n') : null));
    const failure = await failureOf(send());
    expect(failure.cause).toMatchObject({ code: 'smtp.data-refused', answer: { code: '451', enhanced: '4.3.0' } });
    expect(failure.recipients).toMatchObject([{ state: 'waiting' }]);
  });
});

describe('cancelling', () => {
  const big = Buffer.from(`Subject: big\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(200_000)}`);
  test.each<[string, Answer]>([
    ['while the server thinks about the login', (line) => (line.startsWith('AUTH') ? undefined : null)],
    ['while it thinks about the sender', (line) => (line.startsWith('MAIL') ? undefined : null)],
    [
      'in the middle of the content',
      (line, say, socket) => {
        if (line !== 'DATA') return null;
        say('354 go on\r\n');
        return socket.pause();
      },
    ],
  ])('%s ends at once, and nobody has the message', async (_name, answer) => {
    await peer(answer);
    const controller = new AbortController();
    const sending = failureOf(send({ user: 'amy', raw: big, signal: controller.signal }));
    await pause(150);
    controller.abort();
    const failure = await sending;
    expect(failure.cause).toMatchObject({ code: 'app.cancelled' });
    expect(failure.recipients).toMatchObject([{ state: 'waiting' }]);
  });

  test('after the final dot leaves doubt', async () => {
    await peer((line) => (line === '.' ? undefined : null));
    const controller = new AbortController();
    const sending = failureOf(send({ signal: controller.signal }));
    await pause(150);
    controller.abort();
    expect((await sending).cause).toMatchObject({ code: 'smtp.doubtful' });
  });
});

describe('what is sent', () => {
  test('a domain beyond ASCII goes in the form that every server knows, a mailbox does not', async () => {
    await peer(() => null);
    const outcome = await send({ to: ['bob@例子.test'] });
    expect(outcome.recipients).toMatchObject([{ address: 'bob@例子.test', state: 'accepted' }]);
    expect(server.lines).toContain('RCPT TO:<bob@xn--fsqu00a.test>');
    expect(await causeOf(send({ to: ['陳@例子.test'] }))).toMatchObject({ code: 'smtp.no-smtputf8' });
    await server.close();
    await peer(() => null, { extensions: ['SMTPUTF8'] });
    await send({ to: ['陳@例子.test'] });
    const lines = server.lines.map((line) => Buffer.from(line, 'latin1').toString('utf8'));
    expect(lines).toContain('RCPT TO:<陳@例子.test>');
  });

  test.each(['', 'bob', 'bob@', '@x.test', 'a b@x.test', 'b@x.test>', 'b@x.test\r\nDATA', 'a@b@c'])(
    '%j can’t be an address, and no connection is made for it',
    async (address) => {
      await peer(() => null);
      expect(await causeOf(send({ to: [address] }))).toMatchObject({ code: 'smtp.bad-address' });
      expect(transcripts.sessions()).toEqual([]);
    },
  );

  test('an address stands for this computer, and its name is not told', async () => {
    await peer(() => null);
    await send();
    expect(server.lines[0]).toBe('EHLO [127.0.0.1]');
  });

  test('nobody is no recipient', async () => {
    await peer(() => null);
    expect(await causeOf(send({ to: [] }))).toMatchObject({ code: 'smtp.no-recipient' });
  });

  test('the same address twice has an answer each time', async () => {
    let count = 0;
    await peer((line, say) => (line.startsWith('RCPT') && ++count === 2 ? say('550 5.1.1 once is enough\r\n') : null));
    const { recipients } = await send({ to: ['bob@practice.test', 'bob@practice.test'] });
    expect(recipients.map(({ state }) => state)).toEqual(['accepted', 'refused']);
  });

  test('progress counts up to the whole', async () => {
    const told: number[] = [];
    await peer(() => null);
    const big = Buffer.from(`Subject: big\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(20_000)}`);
    await send({ raw: big, onProgress: (octets) => void told.push(octets) });
    expect(told.at(-1)).toBe(big.byteLength);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.length).toBeGreaterThan(10);
  });

  test('dots at the start of a line are doubled, and the transcript counts the content instead of showing it', async () => {
    await peer(() => null);
    await send({ raw: Buffer.from('Subject: dots\r\n\r\n.\r\n..two\r\n') });
    await expect.poll(() => server.lines.slice(-4)).toEqual(['..', '...two', '.', 'QUIT']);
    const text = transcripts.toText(transcripts.sessions()[0]?.id ?? '') ?? '';
    expect(text).not.toContain('dots');
    expect(text).toMatch(/→ DATA\n.*← 354 go on\n.*· \d+ octets\n.*← 250 2\.0\.0 queued/);
  });

  test('a refusal ends with QUIT', async () => {
    await peer((line, say) => (line.startsWith('RCPT') ? say('550 5.1.1 nobody\r\n') : null));
    expect(await causeOf(send())).toMatchObject({ code: 'smtp.all-recipients-refused' });
    await expect.poll(() => server.lines.at(-1)).toBe('QUIT');
  });

  test('a login alone can be tried', async () => {
    await peer(() => null);
    const steps: string[] = [];
    const ready = await connectSmtp(options({ user: 'amy', onStep: (step) => void steps.push(step) }));
    expect(await ready.quit()).toEqual({ answered: true });
    expect(steps.filter((step, index) => steps[index - 1] !== step)).toEqual(['connecting', 'login']);
    const text = transcripts.toText(transcripts.sessions()[0]?.id ?? '') ?? '';
    expect(text).toContain('→ AUTH PLAIN ••••••••');
    expect(text).not.toContain(Buffer.from('\0amy\0practice').toString('base64'));
  });
});
