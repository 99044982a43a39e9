/** What the server thinks of a recipient. */
export type Verdict = { accepted: true } | { accepted: false; reply: string };

/** Mail for these domains ends in Amy's maildrop, whoever it is for, so that one sees it arrive. */
const LOCAL_DOMAINS = ['practice.test', 'xxx.com.tw'];

/** The recipients that show what a refusal looks like. */
const REFUSED: Readonly<Record<string, string>> = {
  'nobody@practice.test': '550 5.1.1 <nobody@practice.test>: no such user here',
  'later@practice.test': '450 4.2.1 <later@practice.test>: mailbox busy, try again later',
};

export function judgeRecipient(address: string): Verdict {
  const lower = address.toLowerCase();
  const refusal = REFUSED[lower];
  if (refusal) return { accepted: false, reply: refusal };
  // RFC 5321 §4.5.1: postmaster needs no domain.
  if (lower === 'postmaster') return { accepted: true };
  if (LOCAL_DOMAINS.includes(lower.slice(lower.lastIndexOf('@') + 1))) return { accepted: true };
  return {
    accepted: false,
    reply: `550 5.7.1 <${address}>: relay denied, the practice server delivers to practice addresses only`,
  };
}

/** An address and its parameters, as in `FROM:<amy@practice.test> SIZE=100`. */
export interface Path {
  /** Empty for the null reverse-path `<>`. */
  address: string;
  parameters: Map<string, string>;
}

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\u{10ffff}-]+";
const LOCAL = `(?:${ATOM}(?:\\.${ATOM})*|"(?:[^"\\\\\\r\\n]|\\\\.)*")`;
const DOMAIN = '(?:[A-Za-z0-9\\u0080-\\u{10ffff}](?:[A-Za-z0-9.\\u0080-\\u{10ffff}-]*)|\\[[^\\]\\s]+\\])';
const MAILBOX = new RegExp(`^${LOCAL}@${DOMAIN}$`, 'u');

/** Reads the argument of MAIL or RCPT (RFC 5321 §4.1.2), or null when it breaks the grammar. */
export function parsePath(keyword: 'FROM' | 'TO', argument: string): Path | null {
  const match = new RegExp(`^${keyword}:<((?:"(?:[^"\\\\]|\\\\.)*"|[^">\\s])*)>((?: \\S+)*)$`, 'i').exec(argument);
  if (!match) return null;
  // A source route is accepted and ignored (RFC 5321 appendix C).
  const address = (match[1] ?? '').replace(/^@[^:]*:/, '');
  const allowed =
    MAILBOX.test(address) ||
    (keyword === 'FROM' && address === '') ||
    (keyword === 'TO' && address.toLowerCase() === 'postmaster');
  if (!allowed) return null;
  const parameters = new Map<string, string>();
  for (const parameter of (match[2] ?? '').split(' ').filter((text) => text !== '')) {
    const [name = '', value = ''] = parameter.split(/=(.*)/s);
    parameters.set(name.toUpperCase(), value);
  }
  return { address, parameters };
}
