import { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import type { RecipientState } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { defaultDeadlines } from '../../wire';
import { openSmtp, type SmtpOptions, settle } from './connection';
import { smtpFailure } from './failures';
import { parseReply } from './reply';
import { content, type Tap } from './tap';

export interface Envelope {
  from: string;
  to: string[];
}

export interface SendOutcome {
  recipients: RecipientState[];
  /** The server's last word on the content: `250 2.0.0 queued as 7F3A`. */
  reply: string;
  sessionId: string;
}

/** A refusal, with what was learnt of each recipient before it. */
export class SendFailure extends Error {
  constructor(
    override readonly cause: Error,
    readonly recipients: RecipientState[],
    readonly sessionId: string,
  ) {
    super(cause.message);
  }
}

export interface SendOptions extends SmtpOptions {
  envelope: Envelope;
  /** The message with CRLF line ends; dots are stuffed on the way. */
  raw: Buffer;
  /** Told how many octets of the content the connection has taken. */
  onProgress?: ((octets: number) => void) | undefined;
}

/**
 * Sends one message in one session.
 * @returns what each recipient's server answered; a refused one among accepted ones is no error
 * @throws {@link SendFailure} when nobody was accepted, or nobody knows
 */
export async function sendMail(options: SendOptions): Promise<SendOutcome> {
  const { envelope, raw, server, signal, onProgress = () => {} } = options;
  const open = await checkedOpen(options).catch((error: unknown) => {
    throw new SendFailure(error instanceof Error ? error : new Error(String(error)), envelope.to.map(untried), '');
  });
  const { smtp, tap, session, extensions } = open;
  const sessionId = session?.id ?? '';
  try {
    checkAgainst(extensions, envelope, raw.byteLength);
    const wrapped = {
      from: onTheWire(envelope.from),
      to: envelope.to.map(onTheWire),
      size: raw.byteLength,
      use8BitMime: raw.some((octet) => octet > 0x7f),
    };
    await settle(smtp, (done) =>
      smtp.send(wrapped, Readable.from(pieces(raw, onProgress), { objectMode: false }), done),
    );
    const recipients = recipientsOf(envelope.to, tap);
    const accepted = recipients.filter(({ state }) => state === 'accepted').length;
    session?.summarise(
      accepted === recipients.length
        ? `accepted for ${accepted}`
        : `${recipients.length - accepted} of ${recipients.length} recipients refused`,
    );
    open.close();
    return { recipients, reply: tap.replyTo(content) ?? '', sessionId };
  } catch (error) {
    const reason = smtpFailure(error, {
      host: server.host,
      tap,
      deadlines: { ...defaultDeadlines, ...options.deadlines },
      signal,
      sender: envelope.from,
      recipients: envelope.to.length,
    });
    session?.summarise('not sent');
    open.close(reason);
    const recipients = recipientsOf(envelope.to, tap);
    // An accepted recipient of a message that was not taken has not got it.
    throw new SendFailure(
      reason,
      recipients.map((one) => (one.state === 'accepted' ? untried(one.address) : one)),
      sessionId,
    );
  }
}

async function checkedOpen(options: SendOptions) {
  checkEnvelope(options.envelope);
  return openSmtp(options);
}

const untried = (address: string): RecipientState => ({
  address,
  state: 'waiting',
  answer: '',
  code: '',
  enhanced: '',
});

/** Small enough for progress to be seen, large enough to cost nothing. */
const pieceOctets = 65_536;

function* pieces(raw: Buffer, onProgress: (octets: number) => void): Generator<Buffer> {
  for (let at = 0; at < raw.byteLength; at += pieceOctets) {
    yield raw.subarray(at, at + pieceOctets);
    onProgress(Math.min(at + pieceOctets, raw.byteLength));
  }
}

/** A domain with letters beyond ASCII has a form that every server knows (RFC 5891); a mailbox has none. */
function onTheWire(address: string): string {
  const at = address.lastIndexOf('@');
  const [mailbox, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (!ascii.test(mailbox) || ascii.test(domain)) return address;
  return `${mailbox}@${domainToASCII(domain) || domain}`;
}

const ascii = /^[\x21-\x7e]*$/;

/** The answer to each RCPT, in the order in which they were sent. */
function recipientsOf(to: string[], tap: Tap): RecipientState[] {
  const replies = tap.exchanges.filter(({ command }) => command.startsWith('RCPT TO:'));
  return to.map((address, index) => {
    const reply = replies[index]?.reply;
    if (reply === undefined) return untried(address);
    const { code, enhanced, text } = parseReply(reply);
    const state = code.startsWith('2') ? 'accepted' : code.startsWith('4') ? 'later' : 'refused';
    return { address, state, answer: text, code, enhanced };
  });
}

/** A line end or a bracket in an address would let it say more than an address (RFC 5321 §4.1.2). */
function checkEnvelope({ from, to }: Envelope): void {
  if (to.length === 0) throw fail('smtp.no-recipient', {});
  for (const address of [from, ...to]) {
    if (/[\s<>\p{Cc}]/u.test(address) || !/^[^@]+@[^@]+$/.test(address)) throw fail('smtp.bad-address', { address });
  }
}

/** What the server said it can't do is not tried (RFC 1870 §6.1, RFC 6531 §3.2). */
function checkAgainst(extensions: Map<string, string>, { from, to }: Envelope, size: number): void {
  const limit = Number(extensions.get('SIZE'));
  if (limit > 0 && size > limit) throw fail('smtp.too-large', { size, limit });
  const international = [from, ...to].find((address) => !ascii.test(onTheWire(address)));
  if (international && !extensions.has('SMTPUTF8')) throw fail('smtp.no-smtputf8', { address: international });
}
