import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MaildropSession } from '../../../electron/mail/pop3';
import type { ScriptedServer } from '../../support/scripted-server';
import { type Answer, enter, optionsFor, pop3Peer } from './peers';

/** The language of a server's answers (RFC 6856 §3), as an account asks for it. */
let server: ScriptedServer;
let drop: MaildropSession;
beforeEach(() => {
  drop = new MaildropSession('amy', {
    known: async () => new Map(),
    decodeHeaders: () => ({ subject: '', from: '' }),
    onChange: () => {},
  });
});
afterEach(async () => {
  drop.drop();
  await server.close();
});

const polyglot: Answer = (line, say) => {
  if (line === 'STAT') return say('+OK 0 0\r\n');
  if (line === 'LIST' || line === 'UIDL') return say('+OK\r\n.\r\n');
  if (line === 'LANG') return say('+OK\r\nen English\r\nzh-TW 繁體中文\r\n.\r\n');
  if (line === 'LANG *') return say('+OK en as you were\r\n');
  if (/^LANG (en|zh-TW)$/i.test(line)) return say(`+OK ${line.slice(5)} changed\r\n`);
  return line.startsWith('LANG') ? say('-ERR no such language\r\n') : null;
};
const announced = ['USER', 'TOP', 'UIDL', 'LANG'];
const serve = async (capabilities = announced, answer = polyglot) => {
  server = await pop3Peer(answer, { capabilities });
};
const languages = () => server.lines.filter((line) => line.startsWith('LANG'));

describe('at a login', () => {
  test('it is asked for before the password, whose refusal is what a person reads first', async () => {
    await serve();
    const transaction = await enter(server, { language: 'zh-TW' });
    await transaction.quit();
    expect(server.lines.indexOf('LANG zh-TW')).toBeGreaterThan(0);
    expect(server.lines.indexOf('LANG zh-TW')).toBeLessThan(server.lines.indexOf('USER bob'));
    expect(languages()).toHaveLength(1);
  });

  test('it is asked for behind it where the server tells of LANG only then', async () => {
    let entered = false;
    await serve(['USER'], (line, say, socket) => {
      if (line.startsWith('PASS')) entered = true;
      if (line === 'CAPA' && entered) return say('+OK\r\nUSER\r\nLANG\r\n.\r\n');
      return polyglot(line, say, socket);
    });
    await (await enter(server, { language: 'zh-TW' })).quit();
    expect(server.lines.indexOf('LANG zh-TW')).toBeGreaterThan(server.lines.indexOf('PASS practice'));
  });

  test.each([
    ['a server without LANG is not asked', ['USER'], 'zh-TW', []],
    ['nothing is asked for where nobody chose one', announced, null, []],
    ['a refusal leaves all as it was', announced, 'fr', ['LANG fr']],
  ])('%s', async (_, capabilities, language, sent) => {
    await serve(capabilities);
    await (await enter(server, { language })).quit();
    expect(languages()).toEqual(sent);
  });
});

describe('in a maildrop that is held open', () => {
  test('a server with LANG tells what there is to choose from', async () => {
    await serve();
    await drop.open(optionsFor(server, { language: 'zh-tw' }));
    expect(drop.current).toMatchObject({
      languages: [
        { tag: 'en', name: 'English' },
        { tag: 'zh-TW', name: '繁體中文' },
      ],
      language: 'zh-TW',
    });
  });

  test('one without it, or that refuses to list, has nothing to choose from', async () => {
    await serve(['USER', 'TOP', 'UIDL']);
    await drop.open(optionsFor(server));
    expect(drop.current.languages).toEqual([]);
    expect(languages()).toEqual([]);
    drop.drop();
    await server.close();
    await serve(announced, (line, say, socket) =>
      line === 'LANG' ? say('-ERR not now\r\n') : polyglot(line, say, socket),
    );
    await drop.open(optionsFor(server));
    expect(drop.current).toMatchObject({ state: 'open', languages: [], error: null });
  });

  test('it is chosen and given back, and a refusal does not end the session', async () => {
    await serve();
    await drop.open(optionsFor(server));
    await drop.setLanguage('zh-TW');
    expect(drop.current.language).toBe('zh-TW');
    await expect(drop.setLanguage('fr')).rejects.toMatchObject({ code: 'pop3.language-refused' });
    expect(drop.current).toMatchObject({ state: 'open', language: 'zh-TW' });
    await drop.setLanguage(null);
    expect(drop.current.language).toBeNull();
    expect(languages()).toEqual(['LANG', 'LANG zh-TW', 'LANG fr', 'LANG *']);
  });

  test('LANG by hand counts as well', async () => {
    await serve();
    await drop.open(optionsFor(server));
    await drop.command('LANG ZH-tw', true);
    expect(drop.current.language).toBe('zh-TW');
    await drop.command('LANG *', true);
    expect(drop.current.language).toBeNull();
  });

  test('it is forgotten with the session', async () => {
    await serve();
    await drop.open(optionsFor(server, { language: 'en' }));
    drop.drop();
    expect(drop.current).toMatchObject({ state: 'closed', languages: [], language: null });
  });
});
