import { describe, expect, it } from 'vitest';
import { explain } from '../../../renderer/transcripts/explain';
import { explainEnhanced } from '../../../renderer/transcripts/explain/enhanced';
import type { Protocol } from '../../../shared/contract';

/** A session written as `> sent`, `< received`, `. event`, and the explanation of its last line. */
function last(protocol: Protocol, ...session: string[]) {
  const lines = session.map((text, seq) => ({
    seq,
    direction: text.startsWith('>')
      ? ('sent' as const)
      : text.startsWith('<')
        ? ('received' as const)
        : ('event' as const),
    text: text.slice(2),
  }));
  const line = lines.at(-1);
  if (!line) throw new Error('a session has lines');
  return explain(protocol, line, lines);
}

describe('POP3', () => {
  it('says what a command asks, with its RFC section', () => {
    expect(last('POP3', '> DELE 2')).toMatchObject({ title: 'DELE', rfc: 'RFC 1939 §5' });
    expect(last('POP3', '> DELE 2').text).toContain('Nothing is deleted yet');
  });

  it('ties an answer to its command, though commands were pipelined', () => {
    const session = ['< +OK ready', '> RETR 1', '> RETR 2', '> DELE 1', '< +OK', '. message 1: 3 octets', '< +OK'];
    expect(last('POP3', ...session).title).toBe('+OK to RETR');
    expect(last('POP3', ...session, '< +OK marked').title).toBe('+OK to DELE');
  });

  it('goes on with a session that grows, and does not guess where lines are missing', () => {
    const line = (seq: number, direction: 'sent' | 'received', text: string) => ({ seq, direction, text });
    const lines = [line(0, 'received', '+OK ready'), line(1, 'sent', 'STAT'), line(2, 'received', '+OK 1 2')];
    const titleOf = (one: (typeof lines)[number], session: typeof lines) => explain('POP3', one, session).title;
    expect(lines.map((one) => titleOf(one, lines))).toEqual(['+OK', 'STAT', '+OK to STAT']);
    const grown = [...lines, line(3, 'sent', 'NOOP'), line(4, 'received', '+OK')];
    expect(grown.map((one) => titleOf(one, grown)).at(-1)).toBe('+OK to NOOP');
    const cut = [...grown, line(9, 'received', '+OK'), line(10, 'sent', 'RSET'), line(11, 'received', '+OK')];
    expect(cut.slice(-1).map((one) => titleOf(one, cut))).toEqual(['+OK']);
  });

  it('takes the first line for a greeting', () => {
    expect(last('POP3', '. connected to 127.0.0.1, port 110', '< +OK ready').text).toContain('greets');
  });

  it('does not count the steps of a login as answers', () => {
    const session = ['< +OK', '> AUTH PLAIN', '< + ', '> ••••••••', '< +OK logged in'];
    expect(last('POP3', ...session).title).toBe('+OK to AUTH');
    const asked = ['< 220 hi', '> AUTH LOGIN', '< 334 ••••••••', '> ••••••••', '< 334 ••••••••', '> ••••••••'];
    expect(last('SMTP', ...asked, '< 235 2.7.0 ok').text).toBe('Logged in.');
  });

  it('follows a login of several steps to its end', () => {
    const scram = ['< +OK', '> AUTH SCRAM-SHA-256 ••••••••', '< + ••••••••', '> ••••••••', '< + ••••••••', '> '];
    expect(last('POP3', ...scram).text).toBe('An empty answer: there is no more to say.');
    expect(last('POP3', ...scram, '< +OK').title).toBe('+OK to AUTH');
    const given = ['< +OK', '> AUTH CRAM-MD5', '< + ••••••••', '> *'];
    expect(last('POP3', ...given).text).toBe('Gives the login up.');
    expect(last('POP3', ...given, '< -ERR cancelled', '> UTF8', '< +OK').title).toBe('+OK to UTF8');
    expect(last('POP3', '> AUTH CRAM-MD5').parts[0]?.meaning).toContain('RFC 2195');
  });

  it('takes response codes apart', () => {
    const told = last('POP3', '< +OK', '> USER amy', '> PASS ••••••••', '< +OK', '< -ERR [IN-USE] locked');
    expect(told.parts).toContainEqual({ term: '[IN-USE]', meaning: 'another program holds the maildrop' });
    expect(told.text).toContain('refused the name or the password');
    expect(told.rfc).toContain('RFC 2449');
  });

  it('does not guess when lines are missing', () => {
    const lines = [{ seq: 7, direction: 'received' as const, text: '+OK' }];
    const [line] = lines;
    if (line) expect(explain('POP3', line, lines).text).toBe('The server agrees.');
  });

  it('marks what changes something or is refused as worth saying', () => {
    expect(last('POP3', '< +OK', '> DELE 2', '< +OK').notable).toBe(true);
    expect(last('POP3', '< +OK', '> RETR 2', '< +OK').notable).toBe(false);
    expect(last('POP3', '< +OK', '> RETR 2', '< -ERR no such message').notable).toBe(true);
  });
});

describe('SMTP', () => {
  const begun = ['< 220 hi', '> EHLO me', '< 250-hi', '< 250 SIZE 100'];

  it('takes a refusal of one recipient apart', () => {
    const told = last('SMTP', ...begun, '> MAIL FROM:<a@b>', '> RCPT TO:<x@y>', '< 250 ok', '< 550 5.1.1 no such user');
    expect(told).toMatchObject({ title: '550 5.1.1', text: expect.stringContaining('refuses this recipient') });
    expect(told.parts.map(({ term }) => term)).toEqual(['550', '5.1.1']);
    expect(told.advice).toContain("won't help");
    expect(told.rfc).toContain('RFC 3463');
  });

  it('tells the answer to DATA from the answer to the message', () => {
    const sending = [...begun, '> DATA', '< 354 go'];
    expect(last('SMTP', ...sending).text).toContain('ready for the message');
    expect(last('SMTP', ...sending, '. 20 octets', '< 250 2.0.0 queued').text).toContain('has taken the message');
    expect(last('SMTP', ...sending, '. 20 octets', '< 554 5.7.1 spam').text).toContain('nobody got it');
  });

  it('explains what EHLO lists', () => {
    expect(last('SMTP', ...begun).text).toContain('largest message');
    expect(last('SMTP', '< 220 hi', '> EHLO me', '< 250-PIPELINING').title).toBe('PIPELINING');
  });

  it('explains the arguments of MAIL, the empty sender among them', () => {
    const { parts } = last('SMTP', '> MAIL FROM:<> SIZE=2210 SMTPUTF8');
    expect(parts.map(({ term }) => term)).toEqual(['<>', 'SIZE=2210', 'SMTPUTF8']);
    expect(parts[0]?.meaning).toContain('the empty sender');
    expect(last('SMTP', '> MAIL FROM:<a@b>').parts[0]?.meaning).toBe('the address of the envelope');
  });

  it('says that a 4yz may work later', () => {
    expect(last('SMTP', ...begun, '> RCPT TO:<x@y>', '< 451 4.7.1 greylisted').advice).toContain('later');
  });
});

describe('enhanced status codes', () => {
  it('fall back to what they are about', () => {
    expect(explainEnhanced('5.1.1')?.detail).toBe('no such address');
    expect(explainEnhanced('4.7.99')?.detail).toBe('about security or a policy');
    expect(explainEnhanced('3.1.1')).toBeNull();
    expect(explainEnhanced('550')).toBeNull();
  });
});

describe('NTP and DNS', () => {
  it('explain the fields of a packet', () => {
    const told = last('NTP', '< NTPv4 server, stratum 1, GPS, leap none, poll 6, precision -20, origin ec1a.0');
    expect(told.parts).toContainEqual({ term: 'stratum 1', meaning: 'the server has a reference clock of its own' });
    expect(told.rfc).toContain('RFC 5905');
  });

  it('tell a key exchange from a question', () => {
    expect(last('NTP', '> NTS-KE: next protocol NTPv4, AEAD AES-SIV-CMAC-256').title).toBe('Asking for keys');
    expect(last('NTP', '< NTS-KE: 8 cookies for time.test, port 123').rfc).toContain('RFC 8915');
  });

  it('explain flags and response codes', () => {
    const told = last('DNS', '< 4711 NXDOMAIN, aa rd, nx.com.tw. IN MX, 0 answer, 1 authority, 0 additional');
    expect(told).toMatchObject({ title: 'NXDOMAIN', text: 'There is no such name.' });
    expect(told.parts.map(({ term }) => term)).toEqual(['4711', 'aa', 'rd']);
  });
});

it('the note of encryption is taken apart', () => {
  const told = last('POP3', '. TLSv1.3 · TLS_AES_256_GCM_SHA384 · mail.example · Some CA');
  expect(told.parts).toContainEqual({ term: 'Some CA', meaning: 'who signed the certificate' });
  expect(told.rfc).toBe('RFC 8446');
});

it('every line of any protocol has a title and a sentence', () => {
  for (const protocol of ['POP3', 'SMTP', 'IMAP', 'NTP', 'DNS'] as const) {
    for (const text of ['> ', '< ', '. ', '> \u0000\uffff', '< xyz', '> ••••••••', '< 999', '< +OK']) {
      const told = last(protocol, text);
      expect(told.title).not.toBe('');
      expect(told.text).not.toBe('');
    }
  }
});
