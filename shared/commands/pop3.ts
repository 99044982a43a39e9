import { entryOf, type Judgement, takeApart } from './typed';

/** A command for the TRANSACTION state. */
export interface Pop3Judgement extends Judgement {
  /** A yes to it goes on until a line with a single dot. */
  multiLine: boolean;
}

const login = 'This session is logged in already, and what is typed here would be seen in the transcript.';
const rules = {
  refused: {
    USER: login,
    PASS: login,
    APOP: login,
    AUTH: login,
    STLS: 'Encryption begins before the login (RFC 2595 §4); in an open session it is not allowed.',
    UTF8: 'UTF-8 mode is chosen before the login (RFC 6856 §2); in an open session it is not allowed.',
  },
  /** 255 with the line end. */
  longest: 253,
  source: 'RFC 2449 §4',
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

/** Decides before anything is sent. */
export function judgePop3(typed: string): Pop3Judgement {
  const judged = takeApart(typed, rules);
  const { verb, argument } = judged;
  if (judged.verdict === 'refuse') return { ...judged, multiLine: false };
  const answer = entryOf(harmless, verb);
  if (answer) {
    const multiLine = answer === 'many' || (answer === 'many without argument' && argument === '');
    return { ...judged, multiLine };
  }
  const reason =
    entryOf(consequential, verb) ??
    `Posthorn does not know ${verb}. One line of answer is expected; if more come, the session breaks and nothing is deleted.`;
  return { ...judged, multiLine: false, verdict: 'confirm', reason };
}
