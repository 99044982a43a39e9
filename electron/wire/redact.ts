import type { Protocol } from '../../shared/contract';

const hidden = '••••••••';
/** Anything shorter would be found in harmless words as well. */
const shortestEchoed = 4;

/** How a protocol tells its secrets. */
interface Habits {
  /** A command with a secret: what may be shown of it, and the secret. */
  secrets: RegExp[];
  /** Begins an exchange in which each line is a secret: what may be shown, and an initial response if there is one. */
  auth: RegExp;
  /** A server's line within that exchange that asks for more: what may be shown, and the challenge. */
  challenge: RegExp;
  /** A server's line that ends the exchange; others are news beside it. */
  end: RegExp;
}

/** RFC 3501 §6.2.3: name and password stand in quotes, or the rest follows as literals. */
const imapLogin = /^(\S+\s+LOGIN)\s+(.*)$/is;

const habits: Partial<Record<Protocol, Habits>> = {
  POP3: {
    // The digest of APOP is made from the password, and a weak one can be found from it.
    secrets: [/^(PASS)\s(.*)$/is, /^(APOP\s+\S+)\s+(.*)$/is],
    auth: /^(AUTH\s+\S+)(?:\s+(.*))?$/is,
    challenge: /^(\+)(?:\s(.*))?$/s,
    end: /^(\+OK|-ERR)/i,
  },
  SMTP: {
    secrets: [],
    auth: /^(AUTH\s+\S+)(?:\s+(.*))?$/is,
    challenge: /^(334)(?:[ -](.*))?$/s,
    end: /^\d{3}/,
  },
  IMAP: {
    secrets: [imapLogin],
    auth: /^(\S+\s+AUTHENTICATE\s+\S+)(?:\s+(.*))?$/is,
    challenge: /^(\+)(?:\s(.*))?$/s,
    end: /^(?!\*)\S+\s+(OK|NO|BAD)\b/i,
  },
};

/**
 * Takes secrets out of the lines of one session before they are kept. It follows an AUTH exchange, in which a line may be
 * nothing but a secret (RFC 4954 §4, RFC 5034 §4), until the server ends it.
 */
export class Redactor {
  private inAuth = false;
  /** Secrets that are not answered yet: some servers repeat what they did not understand. */
  private told: string[] = [];
  private readonly habits: Habits | undefined;

  constructor(protocol: Protocol) {
    this.habits = habits[protocol];
  }

  sent(text: string): string {
    if (!this.habits) return text;
    // `*` gives an exchange up.
    if (this.inAuth) {
      if (text === '' || text === '*') return text;
      this.told.push(text);
      return hidden;
    }
    const auth = this.habits.auth.exec(text);
    if (auth) {
      this.inAuth = true;
      // `=` is an initial response of nothing.
      if (!auth[2] || auth[2] === '=') return text;
      this.told.push(auth[2]);
      return `${auth[1]} ${hidden}`;
    }
    for (const pattern of this.habits.secrets) {
      const found = pattern.exec(text);
      if (!found) continue;
      this.told.push(found[2] ?? '');
      // Literals: the secret comes in lines of its own.
      if (pattern === imapLogin && /\{\d+\+?\}$/.test(text)) this.inAuth = true;
      return `${found[1]} ${hidden}`;
    }
    return text;
  }

  received(text: string): string {
    if (!this.habits) return text;
    const challenge = this.inAuth ? this.habits.challenge.exec(text) : null;
    if (challenge) return challenge[2] ? `${challenge[1]} ${hidden}` : text;
    const shown = this.withoutEchoes(text);
    // News of IMAP, which answer nothing, begin with an asterisk.
    const answers = this.inAuth ? this.habits.end.test(text) : !text.startsWith('*');
    if (answers) {
      this.inAuth = false;
      this.told = [];
    }
    return shown;
  }

  private withoutEchoes(text: string): string {
    return this.told
      .filter((secret) => secret.length >= shortestEchoed)
      .reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
  }
}
