import type { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import type MimeNode from 'nodemailer/lib/mime-node';
import type { Mailbox } from '../../../shared/contract';
import { flow } from '../mime/flowed';

export interface OutgoingMessage {
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  /** Where answers go, if not to `from`. */
  replyTo?: Mailbox[];
  subject: string;
  text: string;
  /** The same, formatted; none: as plain text alone. */
  html?: string | null;
  /** `contentId`: what the HTML calls an image by, without angle brackets; none, or empty: a file to save. */
  attachments: { name: string; type: string; content: Uint8Array | Readable; contentId?: string }[];
  /** Without angle brackets, or empty. */
  inReplyTo: string;
  references: string[];
  /** The part of Message-ID before the `@`; stays the same however often the message is tried. */
  messageId: string;
  /** Asks to be told when it is read (RFC 8098 §2.1). */
  receipt?: boolean;
  priority?: 'high' | 'normal' | 'low';
}

/** X-Priority is what most programs write and read; Importance is what has a standard (RFC 4021 §2.1.54). */
const priorityFields = {
  high: { 'X-Priority': '1 (Highest)', Importance: 'high' },
  normal: {},
  low: { 'X-Priority': '5 (Lowest)', Importance: 'low' },
};

/**
 * The bytes of a message (RFC 5322, RFC 2045), with CRLF line ends. There is no way to give it a Bcc: who is only in the
 * envelope must not be in the header.
 */
export const composeMime = (message: OutgoingMessage): Promise<Buffer> => nodeOf(message).build();

/** The same, piece by piece: however large it is, it is never whole in memory. */
export const streamMime = (message: OutgoingMessage): Readable => nodeOf(message).createReadStream();

/** Message-ID without angle brackets. The sender's domain, not the computer's name, which is nobody's business. */
export function messageIdOf({ from, messageId }: Pick<OutgoingMessage, 'from' | 'messageId'>): string {
  return `${withoutControls(messageId)}@${asciiDomain(oneLine(from).address).split('@').at(-1) || 'localhost'}`;
}

function nodeOf(message: OutgoingMessage): MimeNode {
  const { replyTo = [], html = null, receipt = false, priority = 'normal' } = message;
  const from = oneLine(message.from);
  const composer = new MailComposer({
    from,
    to: message.to.map(oneLine),
    cc: message.cc.map(oneLine),
    ...(replyTo.length > 0 ? { replyTo: replyTo.map(oneLine) } : {}),
    subject: withoutControls(message.subject),
    date: new Date(),
    messageId: `<${messageIdOf(message)}>`,
    ...(message.inReplyTo ? { inReplyTo: `<${withoutControls(message.inReplyTo)}>` } : {}),
    ...(message.references.length > 0
      ? { references: message.references.map((id) => `<${withoutControls(id)}>`) }
      : {}),
    text: flow(message.text),
    ...(html === null ? {} : { html: html.replace(/\r\n?|\n/g, '\r\n') }),
    attachments: message.attachments.map(({ name, type, content, contentId = '' }) => ({
      filename: withoutControls(name),
      contentType: withoutControls(type),
      content: content instanceof Uint8Array ? Buffer.from(content) : content,
      ...(contentId === ''
        ? { contentDisposition: 'attachment' as const }
        : { contentDisposition: 'inline' as const, cid: withoutControls(contentId) }),
    })),
    headers: {
      'User-Agent': 'Posthorn',
      ...(receipt ? { 'Disposition-Notification-To': `<${asciiDomain(from.address)}>` } : {}),
      ...priorityFields[priority],
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  });
  const root = composer.compile();
  markFlowed(root);
  return root;
}

/** The composer knows no parameters of its text part (RFC 3676 §4). */
function markFlowed(part: MimeNode): void {
  const type = String(part.getHeader('Content-Type'));
  const attached = String(part.getHeader('Content-Disposition') || '').startsWith('attachment');
  if (type.startsWith('text/plain') && !attached)
    part.setHeader('Content-Type', 'text/plain; charset=utf-8; format=flowed; delsp=no');
  for (const child of part.childNodes) markFlowed(child);
}

/** A line end in a field would begin another field. */
const withoutControls = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
const oneLine = ({ name, address }: Mailbox) => ({ name: withoutControls(name), address: withoutControls(address) });
const asciiDomain = (address: string) => address.replace(/[^@]*$/, (domain) => domainToASCII(domain) || domain);
