import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { parseCapabilities } from '../../../electron/mail/pop3/capabilities';
import { refusesTheWay, type Way, waysToLogIn } from '../../../electron/mail/pop3/login';
import { parseStatus } from '../../../electron/mail/pop3/replies';
import { authCommand } from '../../../electron/mail/pop3/sasl';
import { Transcripts } from '../../../electron/wire';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, enter, pop3Peer } from './peers';

describe('which way is taken', () => {
  const every = ['USER', 'SASL PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER GSSAPI'];
  test.each<[string, string[], { challenge?: true; encrypted?: true; token?: true }, Way[]]>([
    ['all of them, encrypted', every, { encrypted: true }, ['SCRAM-SHA-256', 'PLAIN', 'LOGIN', 'USER', 'CRAM-MD5']],
    ['all of them, in the clear', every, {}, ['SCRAM-SHA-256', 'CRAM-MD5', 'PLAIN', 'LOGIN', 'USER']],
    ['a challenge, in the clear', ['USER'], { challenge: true }, ['APOP', 'USER']],
    ['a challenge, encrypted', ['USER'], { challenge: true, encrypted: true }, ['USER']],
    ['CRAM-MD5 before APOP', ['SASL CRAM-MD5'], { challenge: true }, ['CRAM-MD5', 'APOP']],
    ['no CAPA', [], { encrypted: true }, ['USER']],
    ['neither USER nor SASL announced', ['TOP'], {}, ['USER']],
    ['SASL without USER', ['SASL PLAIN'], { encrypted: true }, ['PLAIN']],
    ['nothing that is spoken here', ['SASL GSSAPI'], { encrypted: true }, []],
    ['a token', every, { token: true, encrypted: true }, ['OAUTHBEARER', 'XOAUTH2']],
    ['a token that nobody takes', ['USER', 'SASL PLAIN'], { token: true, encrypted: true }, []],
  ])('%s', (_name, lines, { challenge = false, encrypted = false, token = false }, ways) => {
    expect(waysToLogIn({ capabilities: parseCapabilities(lines), challenge, encrypted, token })).toEqual(ways);
  });

  const given = { proofGiven: true, authRespCode: false };
  test.each<[Way, string, { proofGiven: boolean; authRespCode: boolean }, boolean]>([
    ['PLAIN', '-ERR Authentication failed', given, false],
    ['PLAIN', '-ERR [AUTH] Authentication failed', given, false],
    ['PLAIN', '-ERR Unknown command', given, true],
    ['PLAIN', '-ERR mechanism not supported', given, true],
    ['PLAIN', '-ERR no', { proofGiven: true, authRespCode: true }, true],
    ['PLAIN', '-ERR [AUTH] no', { proofGiven: true, authRespCode: true }, false],
    ['SCRAM-SHA-256', '-ERR no', { proofGiven: false, authRespCode: false }, true],
    ['SCRAM-SHA-256', '-ERR [AUTH] no', { proofGiven: false, authRespCode: false }, true],
    ['SCRAM-SHA-256', '-ERR [AUTH] no', given, false],
    ['SCRAM-SHA-256', '-ERR [SYS/TEMP] no', { proofGiven: false, authRespCode: false }, false],
    ['APOP', '-ERR permission denied', given, true],
    ['APOP', '-ERR [AUTH] no', given, false],
    ['PLAIN', '-ERR [IN-USE] unknown command', given, false],
    ['PLAIN', '-ERR [LOGIN-DELAY] wait', given, false],
    ['PLAIN', '-ERR [SYS/TEMP] mechanism not available', given, false],
    ['PLAIN', '+OK', given, false],
  ])('%s answered with %s', (way, line, facts, another) => {
    const reply = parseStatus(line);
    expect(reply && refusesTheWay(way, reply, facts)).toBe(another);
  });
});

test('an initial response goes along up to 255 octets, and one of nothing is an equals sign (RFC 5034 §4)', () => {
  expect(authCommand('PLAIN', null)).toEqual({ command: 'AUTH PLAIN', sent: false });
  expect(authCommand('EXTERNAL', Buffer.alloc(0))).toEqual({ command: 'AUTH EXTERNAL =', sent: true });
  // `AUTH PLAIN ` and CRLF are 13 octets; 180 octets are 240 of base64, and 181 are 244.
  const longest = authCommand('PLAIN', Buffer.alloc(180));
  expect(longest.sent).toBe(true);
  expect(longest.command.length + 2).toBe(253);
  expect(authCommand('PLAIN', Buffer.alloc(181))).toEqual({ command: 'AUTH PLAIN', sent: false });
});

describe('with a server', () => {
  let server: ScriptedServer;
  const transcripts = new Transcripts();
  afterEach(async () => {
    await server.close();
  });
  const start = async (answer: Answer, capabilities: string[], greeting = '+OK ready\r\n') => {
    server = await pop3Peer(answer, { capabilities, greeting });
    return server;
  };
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  const sent = () => server.lines.filter((line) => line !== 'CAPA');
  /** Answers the lines in their order, whatever they are, from the first AUTH on. */
  const inTurn = (...answers: string[]): Answer => {
    let begun = false;
    return (line, say) => {
      begun ||= line.startsWith('AUTH');
      const next = begun ? answers.shift() : undefined;
      return next === undefined ? null : say(`${next}\r\n`);
    };
  };
  const whole = () =>
    transcripts
      .sessions()
      .map(({ id }) => transcripts.toText(id))
      .join('\n');

  test('PLAIN at once', async () => {
    await start(() => null, ['AUTH-RESP-CODE', 'SASL PLAIN']);
    (await enter(server, { transcripts })).drop();
    expect(sent()).toEqual([`AUTH PLAIN ${b64('\0bob\0practice')}`]);
    expect(whole()).toContain('→ AUTH PLAIN ••••••••');
    expect(whole()).not.toContain(b64('\0bob\0practice'));
  });

  test('PLAIN in two steps where the line would be too long, though the server puts words into its question', async () => {
    const password = 'x'.repeat(200);
    await start(inTurn('+ go on please', '+OK'), ['AUTH-RESP-CODE', 'SASL PLAIN']);
    (await enter(server, { password, transcripts })).drop();
    expect(sent()).toEqual(['AUTH PLAIN', b64(`\0bob\0${password}`)]);
    expect(whole()).not.toContain(b64(`\0bob\0${password}`));
  });

  test('LOGIN', async () => {
    await start(inTurn(`+ ${b64('Username:')}`, `+ ${b64('Password:')}`, '+OK'), ['SASL LOGIN']);
    (await enter(server)).drop();
    expect(sent()).toEqual(['AUTH LOGIN', b64('bob'), b64('practice')]);
  });

  test('CRAM-MD5 keeps the password off a line without encryption', async () => {
    const challenge = '<1896.697170952@postoffice.reston.mci.net>';
    await start(inTurn(`+ ${b64(challenge)}`, '+OK'), ['SASL PLAIN CRAM-MD5']);
    (await enter(server, { user: 'tim', password: 'tanstaaftanstaaf' })).drop();
    expect(sent()).toEqual(['AUTH CRAM-MD5', b64('tim b913a602c7eda7a495b4e6e7334d3890')]);
  });

  test('a token that is refused is told as such, after the empty answer to the reason', async () => {
    await start(inTurn(`+ ${b64('{"status":"401"}')}`, '-ERR [AUTH] bad token'), ['AUTH-RESP-CODE', 'SASL XOAUTH2']);
    await expect(enter(server, { accessToken: 'secret-token', transcripts })).rejects.toMatchObject({
      code: 'pop3.token-refused',
      answer: { text: 'bad token', code: 'AUTH' },
    });
    expect(sent()).toEqual([`AUTH XOAUTH2 ${b64('user=bob\x01auth=Bearer secret-token\x01\x01')}`, '']);
    await server.close();
    await start(inTurn(`+ ${b64('{"status":"invalid_token"}')}`, '-ERR [AUTH] no'), [
      'AUTH-RESP-CODE',
      'SASL OAUTHBEARER XOAUTH2',
    ]);
    await expect(enter(server, { accessToken: 'secret-token' })).rejects.toMatchObject({ code: 'pop3.token-refused' });
    expect(sent()).toEqual([expect.stringMatching(/^AUTH OAUTHBEARER /), 'AQ==']);
  });

  test('a server that lets in without having proven itself is left', async () => {
    await start((line, say) => (line.startsWith('AUTH') ? say('+OK welcome\r\n') : null), ['SASL SCRAM-SHA-256']);
    await expect(enter(server)).rejects.toMatchObject({ code: 'sasl.server-unproven' });
  });

  test('a challenge that breaks the rules is answered with an asterisk', async () => {
    await start(inTurn(`+ ${b64('r=foreign,s=AAAA,i=4096')}`, '-ERR cancelled'), [
      'AUTH-RESP-CODE',
      'SASL SCRAM-SHA-256 PLAIN',
    ]);
    await expect(enter(server)).rejects.toMatchObject({ code: 'sasl.bad-challenge' });
    expect(sent().slice(1)).toEqual(['*']);
    await server.close();
    await start(inTurn('+ not base64!', '-ERR cancelled'), ['SASL CRAM-MD5']);
    await expect(enter(server)).rejects.toMatchObject({ code: 'sasl.bad-challenge' });
    expect(sent()).toEqual(['AUTH CRAM-MD5', '*']);
  });

  test('SCRAM to its end', async () => {
    const { nonce, script } = scramServer('practice');
    await start(script, ['AUTH-RESP-CODE', 'SASL SCRAM-SHA-256']);
    (await enter(server, { transcripts })).drop();
    expect(nonce()).not.toBe('');
    expect(server.lines).toContain('');
  });

  test('what is refused as a mechanism is followed by the next one, and a password that is refused is not', async () => {
    await start(
      (line, say) => (line.startsWith('AUTH') ? say('-ERR mechanism not supported\r\n') : null),
      ['USER', 'AUTH-RESP-CODE', 'SASL PLAIN CRAM-MD5'],
    );
    (await enter(server)).drop();
    expect(sent()).toEqual(['AUTH CRAM-MD5', expect.stringMatching(/^AUTH PLAIN /), 'USER bob', 'PASS practice']);
    await server.close();
    await start(inTurn('+ ', '-ERR wrong'), ['USER', 'SASL PLAIN']);
    await expect(enter(server)).rejects.toMatchObject({ code: 'pop3.auth-refused', answer: { text: 'wrong' } });
    expect(sent()).toHaveLength(2);
  });

  test('a server that does not mark refused passwords gets nothing secret along with AUTH, so that its no is plain', async () => {
    await start(inTurn('-ERR Command is not valid in this state.'), ['USER', 'SASL PLAIN']);
    (await enter(server)).drop();
    expect(sent()).toEqual(['AUTH PLAIN', 'USER bob', 'PASS practice']);
  });

  test('a server that hangs up on the second attempt is quoted on the first', async () => {
    await start(
      (line, say, socket) => {
        if (line.startsWith('AUTH')) return say('-ERR not supported\r\n');
        return line.startsWith('USER') ? socket.end() : null;
      },
      ['USER', 'SASL PLAIN'],
    );
    await expect(enter(server)).rejects.toMatchObject({ code: 'pop3.auth-refused', answer: { text: 'not supported' } });
  });

  const greeting = '+OK ready <1896.697170952@dbc.mtview.ca.us>\r\n';
  test('APOP that is refused is followed by USER and PASS once, unless it is the password', async () => {
    await start((line, say) => (line.startsWith('APOP') ? say('-ERR no APOP here\r\n') : null), ['USER'], greeting);
    (await enter(server)).drop();
    expect(sent()).toEqual([expect.stringMatching(/^APOP bob /), 'USER bob', 'PASS practice']);
    await server.close();
    await start((line, say) => (line.startsWith('APOP') ? say('-ERR [AUTH] no\r\n') : null), ['USER'], greeting);
    await expect(enter(server)).rejects.toMatchObject({ code: 'pop3.auth-refused' });
    expect(server.lines.join('\n')).not.toContain('PASS');
  });

  test('a password that SASL forbids still goes by PASS', async () => {
    await start(() => null, ['USER', 'SASL SCRAM-SHA-256']);
    (await enter(server, { password: 'tab\there' })).drop();
    expect(sent().slice(-2)).toEqual(['USER bob', 'PASS tab\there']);
  });

  test('a server without a way that is spoken here is told so, before any password', async () => {
    await start(() => null, ['SASL GSSAPI NTLM']);
    await expect(enter(server)).rejects.toMatchObject({
      code: 'pop3.no-way-to-log-in',
      message: expect.stringContaining('GSSAPI, NTLM'),
    });
    expect(sent()).toEqual([]);
  });

  test('UTF8 is asked for where it is offered, and its refusal is no obstacle (RFC 6856 §2)', async () => {
    await start((line, say) => (line === 'UTF8' ? say('-ERR not now\r\n') : null), ['USER', 'UTF8 USER']);
    (await enter(server)).drop();
    expect(sent()).toEqual(['UTF8', 'USER bob', 'PASS practice']);
  });
});

/** The server's side of RFC 5802 for one password. */
function scramServer(password: string): { nonce(): string; script: Answer } {
  const hash = (key: string | Buffer, text: string | Buffer) => createHmac('sha256', key).update(text).digest();
  const salt = Buffer.from('salt of the test');
  const salted = () => {
    let block = hash(password, Buffer.concat([salt, Buffer.from([0, 0, 0, 1])]));
    const sum = Buffer.from(block);
    for (let round = 1; round < 4_096; round += 1) {
      block = hash(password, block);
      for (const [index, octet] of block.entries()) sum[index] = (sum[index] ?? 0) ^ octet;
    }
    return sum;
  };
  let clientFirst = '';
  let serverFirst = '';
  let step = 0;
  const nonce = () => /r=([^,]+)/.exec(clientFirst)?.[1] ?? '';
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  const plain = (line: string) => Buffer.from(line, 'base64').toString();
  return {
    nonce,
    script(line, say) {
      if (line.startsWith('AUTH')) {
        clientFirst = plain(line.split(' ')[2] ?? '').slice(3);
        serverFirst = `r=${nonce()}more,s=${salt.toString('base64')},i=4096`;
        step = 1;
        return say(`+ ${b64(serverFirst)}\r\n`);
      }
      if (step === 1) {
        step = 2;
        const withoutProof = plain(line).replace(/,p=.*$/, '');
        const signature = hash(hash(salted(), 'Server Key'), `${clientFirst},${serverFirst},${withoutProof}`);
        return say(`+ ${b64(`v=${signature.toString('base64')}`)}\r\n`);
      }
      if (step !== 2) return null;
      step = 3;
      return say('+OK\r\n');
    },
  };
}
