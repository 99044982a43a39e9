/** What is to be thought of a command that a person types into an open session (the TRANSACTION state). */
export interface Judgement {
  /** As it is sent: without spaces around, the keyword in capitals. Empty when it must not be sent. */
  line: string;
  verb: string;
  argument: string;
  /** A yes to it goes on until a line with a single dot. */
  multiLine: boolean;
  /** `confirm`: it changes something, or nobody knows what it does. */
  verdict: 'send' | 'confirm' | 'refuse';
  /** Why it is refused, or what a person should know before. */
  reason: string;
}

/** RFC 2449 §4: a command has at most 255 octets with its line end. */
const longest = 253;

const login = 'This session is logged in already, and what is typed here would be seen in the transcript.';
const refused: Record<string, string> = {
  USER: login,
  PASS: login,
  APOP: login,
  AUTH: login,
  STLS: 'Encryption begins before the login (RFC 2595 §4); in an open session it is not allowed.',
  UTF8: 'UTF-8 mode is chosen before the login (RFC 6856 §2); in an open session it is not allowed.',
};

/** What may be read without a second thought; whether the answer has many lines depends on the argument for some. */
const harmless: Record<string, 'one' | 'many' | 'many without argument'> = {
  STAT: 'one',
  NOOP: 'one',
  LIST: 'many without argument',
  UIDL: 'many without argument',
  LANG: 'many without argument',
  CAPA: 'many',
  TOP: 'many',
  RETR: 'many',
};

const consequential: Record<string, string> = {
  DELE: 'It marks a message for deletion. The mark can be taken back until you apply (QUIT).',
  RSET: 'It takes back all marks that you made in this session.',
  QUIT: 'It ends the session, and the server deletes for ever what is marked.',
};

/** Decides before anything is sent, so that a secret that was typed by mistake gets into no transcript. */
export function judge(typed: string): Judgement {
  const trimmed = typed.trim();
  const [word = ''] = trimmed.split(/\s/, 1);
  const verb = word.toUpperCase();
  const argument = trimmed.slice(word.length).trim();
  const line = argument ? `${verb} ${argument}` : verb;
  const judgement = { line, verb, argument, multiLine: false };
  const refuse = (reason: string): Judgement => ({ ...judgement, line: '', verdict: 'refuse', reason });
  if (verb === '') return refuse('There is no command.');
  if (Object.hasOwn(refused, verb)) return refuse(refused[verb] ?? '');
  if (/\p{Cc}/u.test(trimmed)) return refuse('A command is one line without control characters.');
  if (new TextEncoder().encode(line).byteLength > longest)
    return refuse(`A command has at most ${longest} octets (RFC 2449 §4).`);
  const answer = Object.hasOwn(harmless, verb) ? harmless[verb] : undefined;
  if (answer) {
    const multiLine = answer === 'many' || (answer === 'many without argument' && argument === '');
    return { ...judgement, multiLine, verdict: 'send', reason: '' };
  }
  const reason =
    (Object.hasOwn(consequential, verb) ? consequential[verb] : undefined) ??
    `Posthorn does not know ${verb}. One line of answer is expected; if more come, the session breaks and nothing is deleted.`;
  return { ...judgement, verdict: 'confirm', reason };
}
