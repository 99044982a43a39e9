import { type Command, type Explanation, explanation } from './types';

/** Commands of POP3, and what an answer to each means. */
const commands: Record<string, Command> = {
  USER: {
    text: 'Says whose mailbox is wanted.',
    yes: 'The server takes the name, or does not tell whether it knows it. The password comes next.',
    no: 'The server does not take this name.',
    rfc: 'RFC 1939 §7',
  },
  PASS: {
    text: 'Gives the password. It is never kept in a transcript.',
    yes: 'Logged in. The maildrop is now locked for this session.',
    no: 'The server refused the name or the password, or another program holds the maildrop.',
    rfc: 'RFC 1939 §7',
    notable: true,
  },
  APOP: {
    text: "Logs in with a digest of the greeting's time stamp and the password, so that the password is not sent.",
    yes: 'Logged in. The maildrop is now locked for this session.',
    no: 'The server refused the digest.',
    rfc: 'RFC 1939 §7',
  },
  AUTH: {
    text: 'Logs in with a SASL mechanism.',
    yes: 'Logged in. The maildrop is now locked for this session.',
    no: 'The server refused the login or does not know the mechanism.',
    rfc: 'RFC 5034 §4',
    notable: true,
  },
  UTF8: {
    text: 'Asks that names, headers and texts may be in any script, in UTF-8.',
    yes: 'From here on the server sends messages as they are, in whatever script.',
    no: 'The server keeps to ASCII; messages in other scripts may come altered.',
    rfc: 'RFC 6856 §2',
  },
  LANG: {
    text: "Asks in which languages the server's texts can be, or chooses one.",
    yes: 'The languages follow, or the texts come in the chosen one.',
    no: 'The server does not have that language.',
    rfc: 'RFC 6856 §3',
  },
  CAPA: {
    text: 'Asks what the server can do.',
    yes: 'A list of abilities follows, up to a line with a single dot.',
    no: 'The server does not list its abilities; only the commands of RFC 1939 are sure.',
    rfc: 'RFC 2449 §5',
  },
  STLS: {
    text: 'Asks to encrypt this connection from here on.',
    yes: 'The TLS handshake begins. What the server said before it counts no more.',
    no: 'The server will not encrypt here. Posthorn does not go on without.',
    rfc: 'RFC 2595 §4',
  },
  STAT: {
    text: 'Asks how many messages there are and how large they are together.',
    yes: 'The count and the octets. Messages marked for deletion are left out.',
    no: "The server can't tell the size of the maildrop.",
    rfc: 'RFC 1939 §5',
    notable: true,
  },
  LIST: {
    text: 'Asks for the size of one message or of all.',
    yes: 'Numbers and sizes. Numbers hold for this session only.',
    no: 'There is no such message, or it is marked for deletion.',
    rfc: 'RFC 1939 §5',
  },
  UIDL: {
    text: 'Asks for names of the messages that stay the same from session to session.',
    yes: 'Each message with its lasting name. By these Posthorn knows what it already has.',
    no: 'The server has no lasting names, or there is no such message.',
    rfc: 'RFC 1939 §7',
    notable: true,
  },
  RETR: {
    text: 'Asks for a whole message.',
    yes: 'The message follows, up to a line with a single dot.',
    no: 'There is no such message, or it is marked for deletion.',
    rfc: 'RFC 1939 §5',
  },
  TOP: {
    text: 'Asks for the header and the first lines of a message, without marking it as fetched.',
    yes: 'The header, an empty line and as many lines as were asked for.',
    no: 'There is no such message, or the server has no TOP.',
    rfc: 'RFC 1939 §7',
  },
  DELE: {
    text: 'Marks a message for deletion. Nothing is deleted yet.',
    yes: 'Only a mark. It happens at QUIT; RSET takes it back.',
    no: 'There is no such message, or it is marked already.',
    rfc: 'RFC 1939 §5',
    notable: true,
  },
  RSET: {
    text: 'Takes all marks back.',
    yes: 'No message is marked any more.',
    no: 'The server did not take the marks back.',
    rfc: 'RFC 1939 §5',
    notable: true,
  },
  NOOP: {
    text: 'Does nothing. It keeps the server from hanging up; two at once try whether it takes several commands at once.',
    yes: 'The connection is alive.',
    no: 'The server does not want to be kept waiting.',
    rfc: 'RFC 1939 §5',
  },
  QUIT: {
    text: 'Ends the session. Now, and only now, marked messages are deleted.',
    yes: 'Marked messages are gone, the maildrop is free again.',
    no: 'Some marked messages may still be there.',
    rfc: 'RFC 1939 §6',
    notable: true,
  },
};

/** Bracketed codes that tell why a login was refused. */
const responseCodes: Record<string, string> = {
  'IN-USE': 'another program holds the maildrop',
  'LOGIN-DELAY': 'the last login was too short a time ago',
  'SYS/TEMP': 'a fault of the server that may pass',
  'SYS/PERM': 'a fault of the server that somebody has to mend',
  AUTH: 'the name or the password is wrong',
  UTF8: 'the message or the login needs UTF8 mode',
};

const mechanisms: Record<string, string> = {
  PLAIN: 'the mechanism: name and password as they are (RFC 4616)',
  LOGIN: 'the mechanism: name and password as they are, one after the other',
  'CRAM-MD5': 'the mechanism: a digest of a challenge and the password (RFC 2195)',
  'SCRAM-SHA-256': 'the mechanism: both sides prove that they know the password, and nobody sends it (RFC 7677)',
  XOAUTH2: 'the mechanism: an access token in place of a password',
  OAUTHBEARER: 'the mechanism: an access token in place of a password (RFC 7628)',
};

const verbOf = (text: string) => text.split(' ', 1)[0]?.toUpperCase() ?? '';

/** @param asked the command that this line answers; `greeting` for the first one, null when it is not known */
export function explainPop3(text: string, sent: boolean, asked: string | null): Explanation {
  if (sent) return explainCommand(text);
  const [status = ''] = text.split(' ', 1);
  if (status === '+') {
    return explanation('+', 'The server waits for the next part of the login.', { rfc: 'RFC 5034 §4' });
  }
  if (status !== '+OK' && status !== '-ERR') {
    return explanation('A line of an answer', 'Part of an answer that goes on until a line with a single dot.', {
      rfc: 'RFC 1939 §3',
    });
  }
  return explainStatus(text, status, asked);
}

function explainCommand(text: string): Explanation {
  const verb = verbOf(text);
  const known = commands[verb];
  if (known) return explanation(verb, known.text, { parts: argumentsOf(verb, text), rfc: known.rfc });
  if (text === '*') return explanation('*', 'Gives the login up.', { rfc: 'RFC 5034 §4' });
  if (text === '')
    return explanation('Part of the login', 'An empty answer: there is no more to say.', { rfc: 'RFC 5034 §4' });
  if (text.includes('•')) {
    return explanation('Part of the login', 'A secret of the login. It is never kept in a transcript.');
  }
  return explanation(verb || 'Command', 'A command that Posthorn has no explanation for.');
}

function argumentsOf(verb: string, text: string): Explanation['parts'] {
  const [, first, second] = text.split(' ');
  if (first === undefined) return [];
  if (verb === 'TOP' && second !== undefined) {
    return [
      { term: first, meaning: "the message's number in this session" },
      { term: second, meaning: 'how many lines of the body' },
    ];
  }
  if (['LIST', 'UIDL', 'RETR', 'DELE'].includes(verb)) {
    return [{ term: first, meaning: "the message's number in this session" }];
  }
  if (verb === 'AUTH') return [{ term: first, meaning: mechanisms[first.toUpperCase()] ?? 'the SASL mechanism' }];
  return [];
}

function explainStatus(text: string, status: '+OK' | '-ERR', asked: string | null): Explanation {
  const code = /^\S+ \[([^\]]+)\]/.exec(text)?.[1] ?? '';
  const why = responseCodes[code];
  const parts: Explanation['parts'] = [{ term: status, meaning: status === '+OK' ? 'yes' : 'no' }];
  if (why) parts.push({ term: `[${code}]`, meaning: why });
  if (asked === 'greeting') {
    return explanation(status, status === '+OK' ? 'The server greets and is ready.' : 'The server will not talk now.', {
      parts,
      rfc: 'RFC 1939 §4',
    });
  }
  const command = asked === null ? undefined : commands[asked];
  if (!command) return explanation(status, status === '+OK' ? 'The server agrees.' : 'The server refuses.', { parts });
  if (asked === 'STAT' && status === '+OK') {
    const [, count = '', octets = ''] = text.split(' ');
    parts.push({ term: count, meaning: 'messages' }, { term: octets, meaning: 'octets together' });
  }
  return explanation(`${status} to ${asked}`, status === '+OK' ? command.yes : command.no, {
    parts,
    advice: status === '-ERR' ? 'Nothing was deleted or changed by this.' : '',
    notable: status === '-ERR' || command.notable === true,
    rfc: why ? 'RFC 2449 §8, RFC 3206 §4' : command.rfc,
  });
}
