import type { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mailbox } from '../../../shared/contract';

export interface OutgoingMessage {
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  text: string;
  attachments: { name: string; type: string; content: Uint8Array | Readable }[];
  /** Without angle brackets, or empty. */
  inReplyTo: string;
  references: string[];
  /** The part of Message-ID before the `@`; stays the same however often the message is tried. */
  messageId: string;
}

/**
 * The bytes of a message (RFC 5322, RFC 2045), with CRLF line ends. There is no way to give it a Bcc: who is only in the
 * envelope must not be in the header.
 */
export const composeMime = (message: OutgoingMessage): Promise<Buffer> => nodeOf(message).build();

/** The same, piece by piece: however large it is, it is never whole in memory. */
export const streamMime = (message: OutgoingMessage): Readable => nodeOf(message).createReadStream();

/** Message-ID without angle brackets. The sender's domain, not the computer's name, which is nobody's business. */
export function messageIdOf({ from, messageId }: Pick<OutgoingMessage, 'from' | 'messageId'>): string {
  const domain = from.address.split('@').at(-1) || 'localhost';
  return `${withoutControls(messageId)}@${domainToASCII(domain) || domain}`;
}

function nodeOf(message: OutgoingMessage) {
  const composer = new MailComposer({
    from: oneLine(message.from),
    to: message.to.map(oneLine),
    cc: message.cc.map(oneLine),
    subject: withoutControls(message.subject),
    date: new Date(),
    messageId: `<${messageIdOf(message)}>`,
    ...(message.inReplyTo ? { inReplyTo: `<${withoutControls(message.inReplyTo)}>` } : {}),
    ...(message.references.length > 0
      ? { references: message.references.map((id) => `<${withoutControls(id)}>`) }
      : {}),
    text: message.text.replace(/\r\n?|\n/g, '\r\n'),
    attachments: message.attachments.map(({ name, type, content }) => ({
      filename: withoutControls(name),
      contentType: withoutControls(type),
      content: content instanceof Uint8Array ? Buffer.from(content) : content,
      contentDisposition: 'attachment',
    })),
    headers: { 'User-Agent': 'Posthorn' },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  });
  return composer.compile();
}

/** A line end in a field would begin another field. */
const withoutControls = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
const oneLine = ({ name, address }: Mailbox) => ({ name: withoutControls(name), address: withoutControls(address) });
