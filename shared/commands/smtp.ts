import { entryOf, type Judgement, takeApart } from './typed';

const rules = {
  refused: {
    AUTH: 'What is typed here would be seen in the transcript. “Log in” does it without.',
    BDAT: 'Octets follow it that nobody can type. DATA sends a message by hand.',
    LHLO: 'This is SMTP; LHLO greets a server of LMTP (RFC 2033 §4.1).',
  },
  /** 512 with the line end, and what extensions of MAIL add (RFC 5321 §4.5.3.1.4, RFC 3461, RFC 6531). */
  longest: 1_010,
  source: 'RFC 5321 §4.5.3.1.4 and its extensions',
};

/** They ask, or begin what can still be taken back: nothing is delivered before the final dot. */
const harmless = new Set([
  'EHLO',
  'HELO',
  'STARTTLS',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'VRFY',
  'EXPN',
  'HELP',
  'NOOP',
  'QUIT',
]);

const consequential: Record<string, string> = {
  TURN: 'It would turn the session around, so that the server sends (RFC 5321 appendix F.1). No server should do that.',
  ETRN: 'It asks the server to deliver the mail that it holds for a domain (RFC 1985).',
};

/** Decides before anything is sent. @param typed in a session of SMTP */
export function judgeSmtp(typed: string): Judgement {
  const judged = takeApart(typed, rules);
  const { verb } = judged;
  if (judged.verdict === 'refuse' || harmless.has(verb)) return judged;
  const reason =
    entryOf(consequential, verb) ??
    `Posthorn does not know ${verb}. If the answer is none of SMTP, the session breaks.`;
  return { ...judged, verdict: 'confirm', reason };
}
