import { explainEnhanced } from './enhanced';
import { type Command, type Explanation, explanation } from './types';

/** Commands of SMTP, and what an answer to each means. */
const commands: Record<string, Command> = {
  EHLO: {
    text: 'Says who is calling and asks what the server can do.',
    yes: "The server's name, then one line for each thing it can do.",
    no: 'The server does not know the extended greeting; HELO comes next.',
    rfc: 'RFC 5321 §4.1.1.1',
  },
  HELO: {
    text: 'Says who is calling, in the old way.',
    yes: 'The server is ready for a message.',
    no: 'The server does not take this caller.',
    rfc: 'RFC 5321 §4.1.1.1',
  },
  STARTTLS: {
    text: 'Asks to encrypt this connection from here on.',
    yes: 'The TLS handshake begins. What the server said before it counts no more.',
    no: 'The server will not encrypt here. Posthorn does not go on without.',
    rfc: 'RFC 3207 §4',
  },
  AUTH: {
    text: 'Logs in with a SASL mechanism. The secret is never kept in a transcript.',
    yes: 'Logged in.',
    no: 'The server refused the login.',
    rfc: 'RFC 4954 §4',
  },
  MAIL: {
    text: "Opens a message and says where reports of failure go (the envelope's sender).",
    yes: 'The server takes this sender.',
    no: 'The server does not take this sender, or the message is too large for it.',
    rfc: 'RFC 5321 §4.1.1.2',
  },
  RCPT: {
    text: 'Names one recipient of the envelope. Each one is answered by itself.',
    yes: 'The server takes the message for this recipient.',
    no: 'The server refuses this recipient. The others are not affected.',
    rfc: 'RFC 5321 §4.1.1.3',
  },
  DATA: {
    text: 'Announces the message itself.',
    yes: 'The server is ready for the message; it ends with a dot on a line of its own.',
    no: 'The server takes no message: mostly because no recipient was taken.',
    rfc: 'RFC 5321 §4.1.1.4',
  },
  BDAT: {
    text: 'Sends a piece of the message whose size is said beforehand.',
    yes: 'The piece has arrived.',
    no: 'The server refuses the message.',
    rfc: 'RFC 3030 §2',
  },
  content: {
    text: 'The message, up to the dot on a line of its own.',
    yes: 'The server has taken the message and is now answerable for it.',
    no: 'The server refused the whole message: nobody got it.',
    rfc: 'RFC 5321 §4.2.5',
  },
  RSET: {
    text: 'Forgets the sender and the recipients named so far.',
    yes: 'The server has forgotten them.',
    no: 'The server did not understand.',
    rfc: 'RFC 5321 §4.1.1.5',
  },
  NOOP: {
    text: 'Does nothing, so that the server does not hang up.',
    yes: 'The connection is alive.',
    no: 'The server did not understand.',
    rfc: 'RFC 5321 §4.1.1.9',
  },
  VRFY: {
    text: 'Asks whether there is such a user. Most servers tell nobody, so as not to help those who collect addresses.',
    yes: 'The server knows the user; 252 says that it tells nobody.',
    no: 'There is no such user, or the server does not tell.',
    rfc: 'RFC 5321 §4.1.1.6',
  },
  EXPN: {
    text: 'Asks who is on a mailing list. Hardly any server tells.',
    yes: 'The members of the list.',
    no: 'There is no such list, or the server does not tell.',
    rfc: 'RFC 5321 §4.1.1.7',
  },
  HELP: {
    text: 'Asks what commands there are.',
    yes: 'What the server has to say of its commands.',
    no: 'The server has no help.',
    rfc: 'RFC 5321 §4.1.1.8',
  },
  QUIT: {
    text: 'Ends the session.',
    yes: 'The server says goodbye.',
    no: 'The server did not understand.',
    rfc: 'RFC 5321 §4.1.1.10',
  },
};

/** Reply codes, RFC 5321 §4.2.3 and RFC 4954 §4. */
const replies: Record<string, string> = {
  '211': 'the state of the server',
  '214': 'help',
  '220': 'the service is ready',
  '221': 'the server closes the connection',
  '235': 'the login was accepted',
  '250': 'done',
  '251': 'the recipient lives elsewhere, and the server will forward',
  '252': "the server can't tell whether the recipient exists, and tries",
  '334': 'the server waits for the next part of the login',
  '354': 'the message may begin',
  '421': 'the service is not available, and the connection closes',
  '450': 'the mailbox is not available at the moment',
  '451': 'an error of the server while it worked on this',
  '452': 'the server has not enough room',
  '454': 'encryption or login is not available at the moment',
  '455': "the parameters can't be kept at the moment",
  '500': 'the command is not understood',
  '501': 'the arguments of the command are wrong',
  '502': 'the server does not have this command',
  '503': 'the commands came in a wrong order',
  '504': 'the server does not have this argument',
  '521': 'this host takes no mail',
  '530': 'a login is needed first',
  '534': 'the login mechanism is too weak',
  '535': 'the name or the password is wrong',
  '538': 'encryption is needed for this login',
  '550': "the mailbox can't be used",
  '551': 'the recipient does not live here',
  '552': 'the mailbox is full, or the message too large',
  '553': 'the address is not allowed',
  '554': 'the transaction failed',
  '555': 'the parameters of MAIL or RCPT are not known',
  '556': 'the domain takes no mail',
};

/** Abilities that EHLO lists. */
const abilities: Record<string, string> = {
  '8BITMIME': 'letters beyond ASCII may stand in the message (RFC 6152)',
  AUTH: 'the ways to log in (RFC 4954)',
  BINARYMIME: 'the message may hold octets of any kind, in pieces (RFC 3030)',
  BURL: 'the message may be fetched from an IMAP server (RFC 4468)',
  CHUNKING: 'the message may be sent in pieces (RFC 3030)',
  DELIVERBY: 'a time can be set by which the message has to be delivered (RFC 2852)',
  DSN: 'receipts of delivery can be asked for (RFC 3461)',
  ENHANCEDSTATUSCODES: 'answers carry codes that tell more (RFC 2034)',
  ETRN: 'mail that it holds for a domain can be asked for (RFC 1985)',
  EXPN: 'it tells who is on a list (RFC 5321 §4.1.1.7)',
  FUTURERELEASE: 'it can hold a message until a later time (RFC 4865)',
  HELP: 'it explains its commands (RFC 5321 §4.1.1.8)',
  LIMITS: 'how many messages and recipients it takes in a session (RFC 9422)',
  'MT-PRIORITY': 'messages can be given a priority on their way (RFC 6710)',
  PIPELINING: 'several commands may be sent without waiting (RFC 2920)',
  REQUIRETLS: 'a message can be sent that no server may pass on in the clear (RFC 8689)',
  SIZE: 'the largest message it takes, in octets (RFC 1870)',
  SMTPUTF8: 'addresses may be written in any script (RFC 6531)',
  STARTTLS: 'the connection can be encrypted (RFC 3207)',
  VRFY: 'it tells whether there is a user (RFC 5321 §4.1.1.6)',
  XCLIENT: 'a proxy can say for whom it speaks (an extension of Postfix)',
  XFORWARD: 'a proxy can say where a message came from (an extension of Postfix)',
};

/** What it means that EHLO lists this. @param keyword in capitals */
export const explainAbility = (keyword: string): string =>
  Object.hasOwn(abilities, keyword) ? (abilities[keyword] ?? '') : 'an extension that Posthorn has no explanation for';

const verbOf = (text: string) => /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? '';

/** @param asked the command that this line answers, `greeting`, `content`, or null when it is not known */
export function explainSmtp(text: string, sent: boolean, asked: string | null): Explanation {
  return sent ? explainCommand(text) : explainReply(text, asked);
}

function explainCommand(text: string): Explanation {
  const known = commands[verbOf(text)];
  if (!known && text.includes('•')) {
    return explanation('Part of the login', 'A secret of the login. It is never kept in a transcript.');
  }
  if (!known) return explanation(verbOf(text) || 'Command', 'A command that Posthorn has no explanation for.');
  return explanation(verbOf(text), known.text, { parts: argumentsOf(text), rfc: known.rfc });
}

function argumentsOf(text: string): Explanation['parts'] {
  const parts: Explanation['parts'] = [];
  const address = /<([^>]*)>/.exec(text);
  if (address) {
    const meaning = address[1] === '' ? 'the empty sender: nobody is told of failures' : 'the address of the envelope';
    parts.push({ term: address[0], meaning });
  }
  const size = /\bSIZE=(\d+)/i.exec(text);
  if (size) parts.push({ term: size[0], meaning: 'how large the message is, in octets' });
  if (/\bBODY=8BITMIME\b/i.test(text)) parts.push({ term: 'BODY=8BITMIME', meaning: abilities['8BITMIME'] ?? '' });
  if (/\bSMTPUTF8\b/i.test(text)) parts.push({ term: 'SMTPUTF8', meaning: abilities.SMTPUTF8 ?? '' });
  return parts;
}

function explainReply(text: string, asked: string | null): Explanation {
  const match = /^(\d{3})([- ]?)(?:(\d\.\d{1,3}\.\d{1,3})(?= |$))?\s*(.*)$/.exec(text);
  if (!match) return explanation('A line of an answer', 'Not the form that an SMTP answer has.');
  const [, code = '', dash = '', enhanced = '', words = ''] = match;
  const ability = asked === 'EHLO' ? abilities[verbOrAbility(words)] : undefined;
  const parts: Explanation['parts'] = [{ term: code, meaning: replies[code] ?? classOf(code) }];
  const status = enhanced ? explainEnhanced(enhanced) : null;
  if (status) parts.push({ term: enhanced, meaning: status.detail });
  if (dash === '-') parts.push({ term: '-', meaning: 'more lines of this answer follow' });
  if (ability) return explanation(verbOrAbility(words), `The server can do this: ${ability}.`, { parts });
  return explanation([code, enhanced].filter(Boolean).join(' '), saysOf(code, asked), {
    parts,
    advice: adviceOf(code, asked),
    rfc: enhanced ? 'RFC 5321 §4.2.3, RFC 3463 §3' : 'RFC 5321 §4.2.3',
  });
}

const verbOrAbility = (words: string) => words.split(/[ =]/, 1)[0]?.toUpperCase() ?? '';

function classOf(code: string): string {
  if (code.startsWith('2')) return 'done';
  if (code.startsWith('3')) return 'go on';
  return code.startsWith('4') ? 'not now' : 'no';
}

function saysOf(code: string, asked: string | null): string {
  const good = code.startsWith('2') || code.startsWith('3');
  if (asked === 'greeting') return good ? 'The server greets and is ready.' : 'The server will not talk now.';
  const command = asked === null ? undefined : commands[asked];
  if (command) return good ? command.yes : command.no;
  return good ? 'The server agrees.' : 'The server refuses.';
}

function adviceOf(code: string, asked: string | null): string {
  if (code.startsWith('4')) return 'It may work later: the message waits in Outbox.';
  if (!code.startsWith('5')) return '';
  if (asked === 'RCPT') return "Sending again won't help; check the address.";
  if (asked === 'AUTH') return 'Check the user name and the password in Settings.';
  return "Sending the same again won't help.";
}
