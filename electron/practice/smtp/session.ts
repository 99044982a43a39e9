import { LOOPBACK, MAIL_HOST } from '../identity';
import { rfc5322Date } from '../samples/build';
import { judgeRecipient, parsePath } from './addresses';
import { beginAuth, type Step } from './auth';

export const MOST_OCTETS = 20_971_520;
const MOST_RECIPIENTS = 100;
/** RFC 5321 §4.5.3.1.4 with room for the parameters of SMTPUTF8, SIZE and BODY. */
const LONGEST_COMMAND = 1_000;

/** What the server says, and what it reads then. */
export interface Reply {
  text: string;
  expects: 'command' | 'data' | 'close';
}

interface Transaction {
  from: string;
  utf8: boolean;
  recipients: string[];
}

export type Delivery = (message: Buffer) => Promise<void>;

const say = (text: string): Reply => ({ text: `${text}\r\n`, expects: 'command' });

/** One SMTP session (RFC 5321, 1870, 2920, 4954, 6152, 6531), as a machine that is given lines and gives replies. */
export class SmtpSession {
  private helo: { name: string; extended: boolean } | null = null;
  private authenticated = false;
  private auth: Extract<Step, { kind: 'challenge' }> | null = null;
  private transaction: Transaction | null = null;

  /** @param id tells this session in the Received lines of its messages */
  constructor(
    private readonly deliver: Delivery,
    private readonly id: string,
  ) {}

  greeting(): string {
    return `220 ${MAIL_HOST} ESMTP Posthorn practice server\r\n`;
  }

  handle(line: string): Reply {
    if (this.auth) return this.afterStep(this.auth.next(line));
    if (line.length > LONGEST_COMMAND) return say('500 5.5.2 command too long');
    const [, verb = '', argument = ''] = /^([A-Za-z]+)(?: +(.*?))? *$/s.exec(line) ?? [];
    const command = COMMANDS[verb.toUpperCase()];
    return command ? command(this, argument) : say('500 5.5.2 unknown command');
  }

  /** Takes the message after 354; null when it was too long. */
  async data(content: Buffer | null): Promise<Reply> {
    const { transaction } = this;
    this.transaction = null;
    if (!transaction) return say('503 5.5.1 RCPT comes first');
    if (content === null) return say(`552 5.3.4 more than ${MOST_OCTETS} octets`);
    // A bare LF or CR is a line end to some servers and none to others (RFC 5321 §2.3.8).
    if (/[^\r]\n|^\n|\r[^\n]|\r$/.test(content.toString('latin1')))
      return say('554 5.6.0 a line ends in a bare CR or LF');
    try {
      await this.deliver(Buffer.concat([Buffer.from(this.trace(transaction)), content]));
    } catch {
      return say('451 4.3.0 the message could not be kept, try again later');
    }
    return say(`250 2.0.0 kept for ${transaction.recipients.length === 1 ? 'its recipient' : 'its recipients'}`);
  }

  hello(name: string, extended: boolean): Reply {
    if (!/^(?:[A-Za-z0-9.-]+|\[[^\]\s]+\])$/.test(name)) return say('501 5.5.4 your host name is needed');
    this.helo = { name, extended };
    this.transaction = null;
    if (!extended) return say(`250 ${MAIL_HOST}`);
    const extensions = [
      'PIPELINING',
      `SIZE ${MOST_OCTETS}`,
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'AUTH PLAIN LOGIN',
    ];
    const lines = [`${MAIL_HOST} greets ${name}`, ...extensions];
    return say(lines.map((text, i) => `250${i === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n'));
  }

  authenticate(argument: string): Reply {
    if (!this.helo?.extended) return say('503 5.5.1 EHLO comes first');
    if (this.authenticated) return say('503 5.5.1 you are logged in already');
    if (this.transaction) return say('503 5.5.1 not during a transaction');
    const [mechanism = '', initial, more] = argument.split(' ');
    if (mechanism === '' || more !== undefined) return say('501 5.5.4 AUTH needs a mechanism');
    return this.afterStep(beginAuth(mechanism.toUpperCase(), initial));
  }

  private afterStep(step: Step): Reply {
    this.auth = step.kind === 'challenge' ? step : null;
    if (step.kind === 'challenge') return say(`334 ${step.text}`);
    if (step.kind === 'bad') return say(step.reply);
    this.authenticated = step.ok;
    return say(step.ok ? '235 2.7.0 welcome' : '535 5.7.8 this name and password do not belong together');
  }

  mail(argument: string): Reply {
    if (!this.helo) return say('503 5.5.1 EHLO or HELO comes first');
    if (this.transaction) return say('503 5.5.1 a transaction is open already, RSET ends it');
    const path = parsePath('FROM', argument);
    if (!path) return say('501 5.1.7 MAIL FROM:<address> is needed');
    const utf8 = path.parameters.has('SMTPUTF8');
    for (const [name, value] of path.parameters) {
      const refusal = refuseParameter(name, value);
      if (refusal) return say(refusal);
    }
    if (!utf8 && !isAscii(path.address)) return say('553 5.6.7 SMTPUTF8 is needed for this address');
    this.transaction = { from: path.address, utf8, recipients: [] };
    return say('250 2.1.0 sender ok');
  }

  recipient(argument: string): Reply {
    const { transaction } = this;
    if (!transaction) return say('503 5.5.1 MAIL comes first');
    const path = parsePath('TO', argument);
    if (!path) return say('501 5.1.3 RCPT TO:<address> is needed');
    if (path.parameters.size > 0) return say('555 5.5.4 RCPT takes no parameters here');
    if (!transaction.utf8 && !isAscii(path.address)) return say('553 5.6.7 SMTPUTF8 is needed for this address');
    if (transaction.recipients.length >= MOST_RECIPIENTS) return say('452 4.5.3 too many recipients');
    const verdict = judgeRecipient(path.address);
    if (!verdict.accepted) return say(verdict.reply);
    transaction.recipients.push(path.address);
    return say('250 2.1.5 recipient ok');
  }

  startData(argument: string): Reply {
    if (argument !== '') return say('501 5.5.4 DATA takes nothing');
    if (!this.transaction) return say('503 5.5.1 MAIL comes first');
    if (this.transaction.recipients.length === 0) return say('554 5.5.1 no valid recipients');
    return { text: '354 end with a line of one dot\r\n', expects: 'data' };
  }

  reset(): Reply {
    this.transaction = null;
    return say('250 2.0.0 nothing is kept of this transaction');
  }

  /** What a final delivery adds (RFC 5321 §4.4): where a bounce would go, and the last hop. */
  private trace({ from, utf8, recipients }: Transaction): string {
    const protocol = `${utf8 ? 'UTF8SMTP' : this.helo?.extended ? 'ESMTP' : 'SMTP'}${this.authenticated ? 'A' : ''}`;
    const [only] = recipients.length === 1 ? recipients : [];
    const lines = [
      `Return-Path: <${from}>`,
      `Received: from ${this.helo?.name ?? 'unknown'} ([${LOOPBACK}])`,
      `\tby ${MAIL_HOST} (Posthorn practice server) with ${protocol} id ${this.id}${only ? '' : ';'}`,
      only ? `\tfor <${only}>; ${rfc5322Date(new Date())}` : `\t${rfc5322Date(new Date())}`,
    ];
    return lines.map((line) => `${line}\r\n`).join('');
  }
}

type Command = (session: SmtpSession, argument: string) => Reply;

const COMMANDS: Readonly<Record<string, Command>> = {
  EHLO: (session, argument) => session.hello(argument, true),
  HELO: (session, argument) => session.hello(argument, false),
  AUTH: (session, argument) => session.authenticate(argument),
  MAIL: (session, argument) => session.mail(argument),
  RCPT: (session, argument) => session.recipient(argument),
  DATA: (session, argument) => session.startData(argument),
  RSET: (session, argument) => (argument === '' ? session.reset() : say('501 5.5.4 RSET takes nothing')),
  NOOP: () => say('250 2.0.0 still here'),
  VRFY: (_, argument) => {
    const verdict = judgeRecipient(argument.replace(/^<(.*)>$/, '$1'));
    return say(verdict.accepted ? '252 2.1.5 send it and see' : verdict.reply);
  },
  EXPN: () => say('502 5.5.1 there are no lists here'),
  HELP: () => say('214 2.0.0 see RFC 5321'),
  STARTTLS: () => say('502 5.5.1 not offered: nothing leaves this computer'),
  QUIT: (_, argument) =>
    argument === '' ? { text: '221 2.0.0 bye\r\n', expects: 'close' } : say('501 5.5.4 QUIT takes nothing'),
};

/** Why a parameter of MAIL is refused, or null. */
function refuseParameter(name: string, value: string): string | null {
  if (name === 'SIZE') {
    if (!/^\d{1,20}$/.test(value)) return '501 5.5.4 SIZE needs a number';
    return Number(value) > MOST_OCTETS ? `552 5.3.4 more than ${MOST_OCTETS} octets` : null;
  }
  if (name === 'BODY') return /^(?:7BIT|8BITMIME)$/i.test(value) ? null : '501 5.5.4 BODY is 7BIT or 8BITMIME';
  if (name === 'SMTPUTF8') return value === '' ? null : '501 5.5.4 SMTPUTF8 has no value';
  // RFC 4954 §5: who the message is from, as far as a trusted client knows; it may be ignored.
  if (name === 'AUTH') return null;
  return `555 5.5.4 ${name} is not known`;
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
