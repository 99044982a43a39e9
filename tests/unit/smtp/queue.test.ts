import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { sendMany } from '../../../electron/mail/smtp';
import { contentOf } from '../../../electron/mail/smtp/content';
import { Transcripts } from '../../../electron/wire';
import { freePort } from '../../support/lab';
import { type SmtpAnswer, type SmtpPeer, smtpPeer } from '../../support/smtp-peer';

let peer: SmtpPeer | null = null;
afterEach(async () => {
  await peer?.close();
  peer = null;
});

const chunking = ['PIPELINING', 'CHUNKING', '8BITMIME'];
const pipelining = ['PIPELINING', '8BITMIME'];
const stepwise = ['8BITMIME'];
const ways: [string, string[]][] = [
  ['BDAT, many under way', chunking],
  ['DATA, pipelined', pipelining],
  ['one command at a time', stepwise],
];

async function start(answer: SmtpAnswer, extensions: string[]): Promise<SmtpPeer> {
  peer = await smtpPeer({ answer, extensions });
  return peer;
}
const mailing = (index: number, to: string[] = [`to-${index}@x.test`], octets = 100) => ({
  envelope: { from: `from-${index}@x.test`, to },
  content: contentOf(Buffer.from(`Subject: ${index}\r\n\r\n.${'x'.repeat(octets)}\r\n`)),
});
const several = (count: number, octets?: number) =>
  Array.from({ length: count }, (_, index) => mailing(index, undefined, octets));
const send = (mailings: ReturnType<typeof mailing>[], change: Partial<Parameters<typeof sendMany>[0]> = {}) =>
  sendMany({
    host: '127.0.0.1',
    port: peer?.port ?? 0,
    security: 'none',
    user: '',
    password: '',
    transcripts: new Transcripts(),
    deadlines: { replyMs: 5_000, finalMs: 5_000 },
    mailings,
    ...change,
  });
const subjects = () => peer?.received.map(({ content }) => Number(/Subject: (\d+)/.exec(content.toString())?.[1]));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each(ways)('%s', (_name, extensions) => {
  test('a queue goes over one connection, each message to its own recipients', async () => {
    const { received, connections } = await start(() => null, extensions);
    const told: number[] = [];
    const all = await send(several(50), { onDelivered: (index) => told.push(index) });
    expect(all.every(({ error }) => error === null)).toBe(true);
    expect(told).toEqual(numbers(50));
    expect(connections + 1).toBe(peer?.connections);
    expect(received.map(({ from, to }) => [from, to])).toEqual(
      numbers(50).map((index) => [`from-${index}@x.test`, [`to-${index}@x.test`]]),
    );
    expect(subjects()).toEqual(numbers(50));
    expect(peer?.commands.at(-1)).toBe('QUIT');
  });

  test('whatever is refused, nobody gets what was for another', async () => {
    const verdict = fc.constantFrom('250', '250', '250', '450', '550');
    const message = fc.record({
      mail: fc.constantFrom('250', '250', '250', '250', '451', '550'),
      rcpts: fc.array(verdict, { minLength: 1, maxLength: 4 }),
      content: fc.constantFrom('250', '250', '250', '452', '554'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (messages) => {
        let current = -1;
        const { received, close } = await start((command) => {
          if (command === 'RSET') current = -1;
          const [, of = '', which = ''] = /<\w+-(\d+)(?:-(\d+))?@/.exec(command) ?? [];
          if (command.startsWith('MAIL')) {
            const code = messages[Number(of)]?.mail ?? '';
            if (code === '250') current = Number(of);
            return code === '250' ? null : `${code} no\r\n`;
          }
          if (command.startsWith('RCPT')) {
            const code = messages[Number(of)]?.rcpts[Number(which)] ?? '';
            return code === '250' ? null : `${code} no\r\n`;
          }
          if (command !== '.' && !command.startsWith('BDAT')) return null;
          const code = messages[current]?.content ?? '250';
          return code === '250' ? null : `${code} no\r\n`;
        }, extensions);
        const mailings = messages.map(({ rcpts }, index) =>
          mailing(
            index,
            rcpts.map((_code, which) => `to-${index}-${which}@x.test`),
          ),
        );
        const all = await send(mailings);
        const expected = messages.flatMap(({ mail, rcpts, content }, index) => {
          const to = rcpts.flatMap((code, which) => (code === '250' ? [`to-${index}-${which}@x.test`] : []));
          return mail === '250' && content === '250' && to.length > 0 ? [{ from: `from-${index}@x.test`, to }] : [];
        });
        expect(received.map(({ from, to }) => ({ from, to }))).toEqual(expected);
        const has = all.flatMap(({ recipients }) =>
          recipients.filter(({ state }) => state === 'accepted').map(({ address }) => address),
        );
        expect(has).toEqual(expected.flatMap(({ to }) => to));
        expect(all.map(({ error }) => error?.code)).not.toContain('smtp.doubtful');
        await close();
        peer = null;
      }),
      { numRuns: 60 },
    );
  });

  test('a session that breaks is followed by another, and no message arrives twice', async () => {
    let contents = 0;
    await start((command, socket) => {
      if (command !== '.' && !command.startsWith('BDAT')) return null;
      contents += 1;
      if (contents % 5 !== 0) return null;
      socket.destroy();
      return '';
    }, extensions);
    const all = await send(several(30));
    const doubtful = all.flatMap(({ error }, index) => (error?.code === 'smtp.doubtful' ? [index] : []));
    expect(all.filter(({ error }) => error !== null)).toHaveLength(doubtful.length);
    expect(doubtful.length).toBeGreaterThan(0);
    const arrived = subjects() ?? [];
    expect(new Set(arrived).size).toBe(arrived.length);
    const sure = numbers(30).filter((index) => !doubtful.includes(index));
    expect(arrived).toEqual(expect.arrayContaining(sure));
    for (const index of doubtful) expect(all[index]?.recipients).toMatchObject([{ state: 'doubtful' }]);
  });

  test('a server that can’t be entered again leaves the rest untried', async () => {
    let greeted = 0;
    await start((command, socket) => {
      if (command.startsWith('EHLO') && ++greeted > 1) return '550 5.7.1 not again\r\n';
      if (command.startsWith('HELO')) return '550 5.7.1 not again\r\n';
      if (command !== 'MAIL FROM:<from-3@x.test>') return null;
      socket.destroy();
      return '';
    }, extensions);
    const all = await send(several(60));
    expect(all.slice(0, 3).every(({ error }) => error === null)).toBe(true);
    expect(all.at(-1)).toMatchObject({ recipients: [{ state: 'waiting' }], error: { code: 'smtp.hello-refused' } });
  });

  test('several connections share a queue', async () => {
    await start(async () => {
      await pause(1);
      return null;
    }, extensions);
    const all = await send(several(40), { connections: 4 });
    expect(all.every(({ error }) => error === null)).toBe(true);
    expect(peer?.connections).toBe(4);
    expect(subjects()?.sort((a, b) => a - b)).toEqual(numbers(40));
  });

  test('limits of RFC 9422 are kept: recipients, domains and messages', async () => {
    await start(() => null, [...extensions, 'LIMITS RCPTMAX=3 RCPTDOMAINMAX=1 MAILMAX=4']);
    const to = ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test', 'e@y.test', 'f@x.test'];
    const [first, ...others] = await send([mailing(0, to), ...several(7)]);
    expect(first?.recipients.map(({ address, state }) => `${address} ${state}`)).toEqual(
      to.map((address) => `${address} accepted`),
    );
    expect(others.every(({ error }) => error === null)).toBe(true);
    expect(peer?.received.slice(0, 4).map((one) => one.to)).toEqual([
      to.slice(0, 3),
      ['d@x.test'],
      ['e@y.test'],
      ['f@x.test'],
    ]);
    // Eleven transactions, four to a session.
    expect(peer?.connections).toBe(3);
  });

  test('recipients that are too many for one transaction have the next', async () => {
    let count = 0;
    await start((command) => {
      if (command.startsWith('MAIL')) count = 0;
      return command.startsWith('RCPT') && ++count > 2 ? '452 4.5.3 too many\r\n' : null;
    }, extensions);
    const [all] = await send([
      mailing(
        0,
        numbers(5).map((index) => `to-${index}@x.test`),
      ),
    ]);
    expect(all?.error).toBeNull();
    expect(all?.recipients.map(({ state }) => state)).toEqual(numbers(5).map(() => 'accepted'));
    expect(peer?.received.map(({ to }) => to.length)).toEqual([2, 2, 1]);
  });
});

/** Waits until this side has sent so much. */
const sent = (socket: Socket, octets: number) => expect.poll(() => socket.bytesRead).toBeGreaterThan(octets);

test('with CHUNKING whole messages are sent before the first is answered', async () => {
  await start(async (command, socket) => {
    if (command.startsWith('MAIL FROM:<from-0@')) await sent(socket, 10_000);
    return null;
  }, chunking);
  const all = await send(several(12, 1_000));
  expect(all.every(({ error }) => error === null)).toBe(true);
});

test('with PIPELINING alone the next envelope goes with the end of the content', async () => {
  const envelope = 'MAIL FROM:<from-1@x.test>RCPT TO:<to-1@x.test>DATA'.length + 6;
  await start(async (command, socket) => {
    if (command === 'MAIL FROM:<from-0@x.test>') await sent(socket, 'EHLO []MAIL FROM:<>RCPT TO:<>DATA'.length + 30);
    if (command === '.' && peer?.received.length === 0) {
      const before = peer.commands.join('').length + 2 * peer.commands.length;
      await sent(socket, before + 100 + envelope - 10);
    }
    return null;
  }, pipelining);
  const all = await send(several(2));
  expect(all.every(({ error }) => error === null)).toBe(true);
});

test('what is under way is bounded', async () => {
  let most = 0;
  await start(async (command, socket) => {
    if (!command.startsWith('MAIL FROM:<from-0@')) return null;
    await sent(socket, 30 * 4_000);
    await pause(60);
    most = socket.bytesRead;
    return null;
  }, chunking);
  const all = await send(several(200, 4_000));
  expect(all.every(({ error }) => error === null)).toBe(true);
  expect(most).toBeLessThan(33 * 4_200);
});

test('a server that reads nothing while it writes, and says much, holds nobody', async () => {
  const words = `250-${'x'.repeat(500)}\r\n`.repeat(80);
  await start(async (command, socket) => {
    if (/^(greeting|EHLO|QUIT)/.test(command)) return null;
    if (!socket.write(words)) {
      await new Promise((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', resolve);
      });
    }
    return '250 ok\r\n';
  }, chunking);
  const all = await send(several(150, 8_000));
  expect(all.map(({ error }) => error)).toEqual(numbers(150).map(() => null));
});

test('a refused piece ends a large content, and the session goes on', async () => {
  let pieces = 0;
  await start((command) => {
    if (!command.startsWith('BDAT')) return null;
    pieces += 1;
    return pieces === 3 ? '552 5.3.4 too large after all\r\n' : null;
  }, chunking);
  const [large, small] = await send([mailing(0, undefined, 40_000_000), mailing(1)]);
  expect(large?.error).toMatchObject({ code: 'smtp.data-refused', answer: { code: '552' } });
  expect(small?.error).toBeNull();
  expect(subjects()).toEqual([1]);
  expect(pieces).toBeLessThan(400);
});

test('a large content waits until somebody is there to receive it', async () => {
  await start((command) => (command.startsWith('RCPT') ? '550 5.1.1 nobody\r\n' : null), chunking);
  const [large] = await send([mailing(0, undefined, 1_000_000)]);
  expect(large?.error).toMatchObject({ code: 'smtp.all-recipients-refused' });
  expect(peer?.commands.join('\n')).not.toContain('BDAT');
});

test.each([
  ['nobody listens', null, 'wire.refused', /connection was refused|ECONNREFUSED|refused/i],
  ['the server does not want to talk', '554 5.3.2 not today\r\n', 'smtp.greeting-refused', /554 5\.3\.2 not today/],
] as const)('where %s, the transcript is told of all the same', async (_name, greeting, code, line) => {
  const transcripts = new Transcripts();
  let port = await freePort();
  if (greeting !== null) ({ port } = await start((command) => (command === 'greeting' ? greeting : null), chunking));
  const sessions: string[] = [];
  const [outcome] = await send(several(1), { port, transcripts, onSession: (id) => sessions.push(id) });
  expect(outcome?.error?.code).toBe(code);
  expect(sessions).toHaveLength(1);
  expect(transcripts.toText(sessions[0] ?? '')).toMatch(line);
});
