import { afterEach, describe, expect, test } from 'vitest';
import { Authorization, type Transaction } from '../../../electron/mail/pop3';
import { parseLanguages } from '../../../electron/mail/pop3/language';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, enter, optionsFor, pop3Peer } from './peers';

let server: ScriptedServer;
let authorization: Authorization;
afterEach(async () => {
  authorization?.drop(undefined);
  await server.close();
});
async function greeted(answer: Answer = () => null, capabilities?: string[], greeting?: string) {
  server = await pop3Peer(answer, { ...(capabilities ? { capabilities } : {}), ...(greeting ? { greeting } : {}) });
  authorization = await Authorization.open(optionsFor(server));
  return authorization;
}

describe('AUTHORIZATION, a command at a time', () => {
  test('each command by itself, and out by QUIT', async () => {
    const state = await greeted(
      (line, say) => (line === 'LANG' ? say('+OK\r\nen English\r\nzh-TW 繁體中文\r\n.\r\n') : null),
      ['USER', 'LANG', 'UTF8'],
    );
    expect(state.greeting).toBe('+OK ready');
    expect(server.lines).toEqual([]);
    expect((await state.capa()).lang).toBe(true);
    await state.utf8();
    expect(await state.languages()).toEqual([
      { tag: 'en', name: 'English' },
      { tag: 'zh-TW', name: '繁體中文' },
    ]);
    await state.quit();
    expect(server.lines).toEqual(['CAPA', 'UTF8', 'LANG', 'QUIT']);
    await expect(state.capa()).rejects.toMatchObject({ code: 'pop3.state' });
  });

  test('USER, then PASS, lead to TRANSACTION, and there is no way back', async () => {
    const state = await greeted();
    const named = await state.user('bob');
    const transaction = await named.pass('practice');
    await transaction.noop();
    for (const again of [
      () => state.user('bob'),
      () => named.pass('practice'),
      () => state.apop('bob', 'practice'),
      () => state.auth('PLAIN', { user: 'bob', password: 'practice' }),
      () => state.login({ user: 'bob', password: 'practice' }),
      () => state.stls(),
      () => state.utf8(),
      () => state.lang('en'),
      () => state.languages(),
      () => state.quit(),
    ]) {
      await expect(again()).rejects.toMatchObject({ code: 'pop3.state' });
    }
    expect(server.lines).toEqual(['USER bob', 'PASS practice', 'NOOP']);
  });

  test('APOP and AUTH lead there as well', async () => {
    const state = await greeted(undefined, undefined, '+OK <1896.697170952@dbc.mtview.ca.us>\r\n');
    await (await state.apop('mrose', 'tanstaaf')).noop();
    expect(server.lines).toEqual(['APOP mrose c4c9334bac560ecc979e58001b3e22fb', 'NOOP']);
    await server.close();
    const other = await greeted();
    await expect(other.apop('mrose', 'tanstaaf')).rejects.toMatchObject({ code: 'pop3.no-way-to-log-in' });
    await (await other.auth('PLAIN', { user: 'bob', password: 'practice' })).noop();
    expect(server.lines).toEqual(['AUTH PLAIN', 'NOOP']);
  });

  test('a password does not go over a line that is to be encrypted first', async () => {
    server = await pop3Peer(() => null, { capabilities: ['STLS', 'USER', 'SASL PLAIN'] });
    authorization = await Authorization.open(optionsFor(server, { security: 'starttls' }));
    const who = { user: 'bob', password: 'practice', accessToken: 't' };
    await expect(authorization.user('bob')).rejects.toMatchObject({ code: 'pop3.cleartext' });
    for (const mechanism of ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'] as const) {
      await expect(authorization.auth(mechanism, who)).rejects.toMatchObject({ code: 'pop3.cleartext' });
    }
    await expect(authorization.login(who)).rejects.toMatchObject({ code: 'pop3.no-way-to-log-in' });
    await authorization.capa();
    await expect(authorization.login({ ...who, accessToken: undefined })).rejects.toMatchObject({
      code: 'pop3.cleartext',
    });
    expect(server.lines).toEqual(['CAPA']);
  });

  test('what another state has does not compile', async () => {
    const state = await greeted();
    // @ts-expect-error PASS without USER
    expect(state.pass).toBeUndefined();
    // @ts-expect-error STAT before the login
    expect(state.stat).toBeUndefined();
    // @ts-expect-error DELE before the login
    expect(state.dele).toBeUndefined();
    const transaction: Transaction = await (await state.user('bob')).pass('practice');
    // @ts-expect-error UTF8 after the login
    expect(transaction.utf8).toBeUndefined();
    // @ts-expect-error STLS after the login
    expect(transaction.stls).toBeUndefined();
    // @ts-expect-error a second login
    expect(transaction.auth).toBeUndefined();
    const update = await transaction.quit();
    expect(update.answered).toBe(true);
    // @ts-expect-error anything after QUIT
    expect(update.noop).toBeUndefined();
  });
});

test('after QUIT nothing is said', async () => {
  server = await pop3Peer(() => null);
  const transaction = await enter(server);
  await transaction.quit();
  const before = server.lines.length;
  for (const command of [
    () => transaction.inventory(),
    () => transaction.stat(),
    () => transaction.list(),
    () => transaction.sizeOf(1),
    () => transaction.uniqueIdOf(1),
    () => transaction.uidl(new Map([[1, 1]])),
    () => transaction.dele(1),
    () => transaction.rset(),
    () => transaction.noop(),
    () => transaction.top(1, 0),
    () => transaction.capa(),
    () => transaction.lang('en'),
    () => transaction.languages(),
    () => transaction.trustPipelining(),
    () => transaction.quit(),
  ]) {
    await expect(command()).rejects.toMatchObject({ code: 'pop3.state' });
  }
  expect(server.lines).toHaveLength(before);
});

describe('one message at a time (RFC 1939 §5, §7)', () => {
  test('LIST n and UIDL n', async () => {
    server = await pop3Peer((line, say) => {
      if (line === 'LIST 2') return say('+OK 2 200\r\n');
      if (line === 'UIDL 2') return say('+OK 2 QhdPYR:00WBw1Ph7x7\r\n');
      return /^(LIST|UIDL)/.test(line) ? say(`+OK ${line === 'LIST 4' ? 'many' : '9 9'}\r\n`) : null;
    });
    const transaction = await enter(server);
    expect(await transaction.sizeOf(2)).toBe(200);
    expect(await transaction.uniqueIdOf(2)).toBe('QhdPYR:00WBw1Ph7x7');
    await expect(transaction.sizeOf(3)).rejects.toMatchObject({ code: 'pop3.bad-reply' });
    await expect(transaction.sizeOf(4)).rejects.toMatchObject({ code: 'pop3.bad-reply' });
    await expect(transaction.uniqueIdOf(3)).rejects.toMatchObject({ code: 'pop3.bad-reply' });
    await expect(transaction.sizeOf(0)).rejects.toThrow(RangeError);
    await expect(transaction.uniqueIdOf(-1)).rejects.toThrow(RangeError);
    transaction.drop();
  });
});

describe('LANG (RFC 6856 §3)', () => {
  test('a listing', () => {
    expect(parseLanguages(['en English', 'fr Le français', 'i-default', '', '* any', 'bad_tag x'])).toEqual([
      { tag: 'en', name: 'English' },
      { tag: 'fr', name: 'Le français' },
      { tag: 'i-default', name: '' },
    ]);
  });

  test('choosing', async () => {
    server = await pop3Peer((line, say) => {
      if (line === 'LANG es') return say('+OK es Idioma cambiado\r\n');
      if (line === 'LANG *') return say('+OK\r\n');
      return line.startsWith('LANG') ? say('-ERR invalid language tag\r\n') : null;
    });
    const transaction = await enter(server);
    expect(await transaction.lang('es')).toBe('es');
    expect(await transaction.lang('*')).toBe('');
    await expect(transaction.lang('tlh')).rejects.toMatchObject({
      code: 'pop3.language-refused',
      answer: { text: 'invalid language tag' },
    });
    await expect(transaction.languages()).rejects.toMatchObject({ code: 'pop3.language-refused' });
    await expect(transaction.lang('en\r\nDELE 1')).rejects.toThrow(RangeError);
    expect(server.lines.filter((line) => line.startsWith('LANG'))).toEqual(['LANG es', 'LANG *', 'LANG tlh', 'LANG']);
    transaction.drop();
  });
});
