import type { Protocol } from '../../shared/contract';

const hidden = '••••••••';

/**
 * Takes secrets out of the lines of one session before they are kept. It follows an AUTH exchange, in which a line may be
 * nothing but a secret (RFC 4954 §4, RFC 5034 §4), until the server ends it.
 */
export class Redactor {
  private inAuth = false;

  constructor(private readonly protocol: Protocol) {}

  sent(text: string): string {
    if (this.protocol !== 'POP3' && this.protocol !== 'SMTP' && this.protocol !== 'IMAP') return text;
    if (this.inAuth) return text === '' || text === '*' ? text : hidden;
    const auth = /^(AUTH(?:ENTICATE)?\s+\S+)(\s+\S.*)?$/i.exec(text);
    if (auth) {
      this.inAuth = true;
      return auth[2] ? `${auth[1]} ${hidden}` : text;
    }
    const pass = /^(PASS)\s/i.exec(text);
    if (pass) return `${pass[1]} ${hidden}`;
    // The digest is made from the password, and a weak one can be found from it.
    const apop = /^(APOP\s+\S+)\s/i.exec(text);
    return apop ? `${apop[1]} ${hidden}` : text;
  }

  received(text: string): string {
    if (!this.inAuth) return text;
    // A challenge goes on with the exchange; a status ends it.
    const challenge = this.protocol === 'SMTP' ? /^334/.test(text) : /^\+( |$)/.test(text);
    if (!challenge) {
      this.inAuth = false;
      return text;
    }
    const mark = this.protocol === 'SMTP' ? '334' : '+';
    return text.trim() === mark ? text : `${mark} ${hidden}`;
  }
}
