import { describe, expect, test } from 'vitest';
import { startMechanism } from '../../../electron/sasl';
import { oauthBearer, xoauth2 } from '../../../electron/sasl/bearer';
import { cramMd5 } from '../../../electron/sasl/cram-md5';
import { login } from '../../../electron/sasl/login';
import { isCleartext, type MechanismName } from '../../../electron/sasl/mechanism';
import { plain } from '../../../electron/sasl/plain';
import { saslPrep } from '../../../electron/sasl/saslprep';
import { scramSha256 } from '../../../electron/sasl/scram-sha-256';

const text = async (bytes: Buffer | Promise<Buffer> | null) => (await bytes)?.toString('utf8') ?? null;

test('PLAIN: the example of RFC 4616 §4, and letters beyond ASCII in UTF-8', async () => {
  const tim = plain({ user: 'tim', password: 'tanstaaftanstaaf' });
  expect(tim.proofGiven).toBe(false);
  expect(await text(tim.initial())).toBe('\0tim\0tanstaaftanstaaf');
  expect(tim.proofGiven).toBe(true);
  expect(await text(plain({ user: 'ä', password: '密' }).initial())).toBe('\0ä\0密');
});

test('LOGIN: the user, then the password, whatever the words', async () => {
  const exchange = login({ user: 'amy', password: 'practice' });
  expect(exchange.initial()).toBeNull();
  expect(await text(exchange.respond(Buffer.from('Benutzer?')))).toBe('amy');
  expect(exchange.proofGiven).toBe(false);
  expect(await text(exchange.respond(Buffer.from('Password:')))).toBe('practice');
  expect(exchange.proofGiven).toBe(true);
  expect(() => exchange.respond(Buffer.from('Shoe size:'))).toThrow(
    expect.objectContaining({ code: 'sasl.bad-challenge' }),
  );
});

test('CRAM-MD5: the example of RFC 2195 §2', async () => {
  const exchange = cramMd5({ user: 'tim', password: 'tanstaaftanstaaf' });
  expect(exchange.initial()).toBeNull();
  expect(exchange.proofGiven).toBe(false);
  expect(await text(exchange.respond(Buffer.from('<1896.697170952@postoffice.reston.mci.net>')))).toBe(
    'tim b913a602c7eda7a495b4e6e7334d3890',
  );
  expect(exchange.proofGiven).toBe(true);
});

test('XOAUTH2: the example of Google’s document, and the empty answer to a refusal', async () => {
  const exchange = xoauth2({
    user: 'someuser@example.com',
    password: '',
    accessToken: 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg',
  });
  const first = exchange.initial();
  expect(first?.toString('base64')).toBe(
    'dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==',
  );
  expect(await text(exchange.respond(Buffer.from('{"status":"401"}')))).toBe('');
});

test('OAUTHBEARER: the example of RFC 7628 §4.1, and ^A to a refusal (§4.3)', async () => {
  const exchange = oauthBearer(
    { user: 'user@example.com', password: '', accessToken: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' },
    { host: 'server.example.com', port: 143 },
  );
  expect(exchange.initial()?.toString('base64')).toBe(
    'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB',
  );
  const answer = await exchange.respond(Buffer.from('{"status":"invalid_token","scope":"example_scope"}'));
  expect(answer.toString('base64')).toBe('AQ==');
  const odd = oauthBearer({ user: 'a,b=c', password: '', accessToken: 't' }, { host: 'h', port: 1 });
  expect(await text(odd.initial())).toContain('n,a=a=2Cb=3Dc,\x01');
});

describe('SCRAM-SHA-256', () => {
  const nonce = 'rOprNGfwEbeRWgbNEkqO';
  const serverFirst = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
  const start = () => {
    const exchange = scramSha256({ user: 'user', password: 'pencil' }, nonce);
    exchange.initial();
    return exchange;
  };

  test('the example of RFC 7677 §3', async () => {
    const exchange = scramSha256({ user: 'user', password: 'pencil' }, nonce);
    expect(await text(exchange.initial())).toBe('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    expect(exchange.proofGiven).toBe(false);
    expect(await text(exchange.respond(Buffer.from(serverFirst)))).toBe(
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    );
    expect(exchange.proofGiven).toBe(true);
    expect(await text(exchange.respond(Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')))).toBe('');
    exchange.finish();
  });

  test.each([
    ['another signature', 'v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='],
    ['a short one', 'v=6rri'],
    ['none', 'x=1'],
    ['nothing', ''],
  ])('a server that gives %s is not believed', async (_name, serverFinal) => {
    const exchange = start();
    await exchange.respond(Buffer.from(serverFirst));
    expect(() => exchange.respond(Buffer.from(serverFinal))).toThrow(
      expect.objectContaining({ code: 'sasl.server-unproven' }),
    );
  });

  test('a server that says yes before it has proven anything is not believed', async () => {
    const exchange = start();
    expect(() => exchange.finish()).toThrow(expect.objectContaining({ code: 'sasl.server-unproven' }));
    await exchange.respond(Buffer.from(serverFirst));
    expect(() => exchange.finish()).toThrow(expect.objectContaining({ code: 'sasl.server-unproven' }));
    expect(await text(exchange.respond(Buffer.from('e=invalid-proof')))).toBe('');
    expect(() => exchange.respond(Buffer.from('e=invalid-proof'))).toThrow(
      expect.objectContaining({ code: 'sasl.bad-challenge' }),
    );
    expect(() => exchange.finish()).toThrow(expect.objectContaining({ code: 'sasl.server-unproven' }));
  });

  test.each([
    ['a nonce of its own', 'r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'],
    ['our nonce and no more', `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`],
    ['no salt', `r=${nonce}x,s=,i=4096`],
    ['few rounds', `r=${nonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095`],
    ['endless rounds', `r=${nonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=999999999`],
    ['rounds that are no number', `r=${nonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096x`],
    ['an extension', `m=x,r=${nonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`],
    ['nothing', ''],
  ])('a challenge with %s gives no proof away', async (_name, challenge) => {
    const exchange = start();
    await expect(exchange.respond(Buffer.from(challenge))).rejects.toMatchObject({ code: 'sasl.bad-challenge' });
    expect(exchange.proofGiven).toBe(false);
  });

  test('a name with a comma and an equals sign is escaped, and each exchange has its own nonce', async () => {
    const one = await text(scramSha256({ user: 'a,b=c', password: '' }).initial());
    expect(one).toMatch(/^n,,n=a=2Cb=3Dc,r=[^,]{20,}$/);
    expect(await text(scramSha256({ user: 'a,b=c', password: '' }).initial())).not.toBe(one);
  });
});

test.each([
  ['I\u00adX', 'IX'],
  ['user', 'user'],
  ['USER', 'USER'],
  ['\u00aa', 'a'],
  ['\u2168', 'IX'],
  ['a\u00a0b', 'a b'],
])('SASLprep: the examples of RFC 4013 §3: %j', (given, prepared) => {
  expect(saslPrep(given)).toBe(prepared);
});

test.each(['\u0007', 'a\nb', '\ue000', '\ufffe'])('SASLprep refuses %j', (given) => {
  expect(() => saslPrep(given)).toThrow(expect.objectContaining({ code: 'sasl.prohibited-character' }));
});

test('each name starts its own mechanism, and those that show the secret are known', () => {
  const names: MechanismName[] = ['SCRAM-SHA-256', 'CRAM-MD5', 'PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2'];
  const who = { user: 'amy', password: 'practice', accessToken: 't' };
  expect(names.map((name) => startMechanism(name, who, { host: 'h', port: 110 }).name)).toEqual(names);
  expect(names.filter(isCleartext)).toEqual(['PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2']);
});
