import { expect, test } from 'vitest';
import { type Capabilities, noCapabilities, parseCapabilities } from '../../../electron/mail/pop3/capabilities';

test('the example of RFC 2449 §5', () => {
  const found = parseCapabilities([
    'TOP',
    'USER',
    'SASL CRAM-MD5 KERBEROS_V4',
    'UIDL',
    'RESP-CODES',
    'LOGIN-DELAY 900',
    'PIPELINING',
    'EXPIRE 60',
    'IMPLEMENTATION Shlemazle-Plotz-v302',
  ]);
  expect(found).toMatchObject({
    known: true,
    top: true,
    uidl: true,
    user: true,
    stls: false,
    pipelining: true,
    respCodes: true,
    authRespCode: false,
    sasl: ['CRAM-MD5', 'KERBEROS_V4'],
    loginDelay: { seconds: 900, perUser: false },
    expire: { days: 60, perUser: false },
    implementation: 'Shlemazle-Plotz-v302',
    utf8: null,
    lang: false,
  });
  expect(found.announced.get('EXPIRE')).toEqual(['60']);
});

test.each<[string, Partial<Capabilities>]>([
  ['EXPIRE NEVER', { expire: { days: 'never', perUser: false } }],
  ['expire never', { expire: { days: 'never', perUser: false } }],
  ['EXPIRE 30 USER', { expire: { days: 30, perUser: true } }],
  ['EXPIRE 0', { expire: { days: 0, perUser: false } }],
  ['EXPIRE soon', { expire: null }],
  ['EXPIRE', { expire: null }],
  ['LOGIN-DELAY 120 USER', { loginDelay: { seconds: 120, perUser: true } }],
  ['LOGIN-DELAY -1', { loginDelay: null }],
  ['LOGIN-DELAY', { loginDelay: null }],
  ['UTF8', { utf8: { user: false } }],
  ['UTF8 USER', { utf8: { user: true } }],
  ['utf8 user', { utf8: { user: true } }],
  ['LANG', { lang: true }],
  ['STLS', { stls: true }],
  ['AUTH-RESP-CODE', { authRespCode: true, respCodes: false }],
  ['SASL plain Plain login', { sasl: ['PLAIN', 'LOGIN'] }],
  ['SASL', { sasl: [] }],
  ['IMPLEMENTATION Two  words', { implementation: 'Two words' }],
  ['  TOP  ', { top: true }],
  ['XTOP', { top: false, known: true }],
])('%s', (line, expected) => {
  expect(parseCapabilities([line])).toMatchObject(expected);
});

test('two lines of one name are one capability, and nothing is known from nothing', () => {
  expect(parseCapabilities(['SASL PLAIN', '', 'SASL LOGIN']).sasl).toEqual(['PLAIN', 'LOGIN']);
  expect(noCapabilities).toMatchObject({ known: false, top: false, sasl: [], expire: null });
});
