import PostalMime, { type Email, type Attachment as ParsedAttachment } from 'postal-mime';
import type { Attachment, Mailbox } from '../../../shared/contract';
import { exactly } from './exact';
import { safeFileName } from './file-name';
import { mendFlowedText } from './flowed';
import { bodyStart, declaredCharset, decode, mailboxes, messageIds, withReadableHeader } from './headers';
import { languageOf } from './language';
import { snippetOf, textOfHtml } from './plain-text';
import { type DeliveryReport, reportIn } from './report';
import { mendTextDecoder } from './windows-1252';
import { type Wishes, wishesOf } from './wishes';

mendTextDecoder();
mendFlowedText();

/** A message as a reader needs it; made anew from the raw bytes each time, never stored. */
export interface ParsedMessage extends Wishes {
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  bcc: Mailbox[];
  replyTo: Mailbox[];
  subject: string;
  /** Milliseconds since 1970, or null when Date is missing or can't be read. */
  dateMs: number | null;
  /** Without angle brackets, or empty. */
  messageId: string;
  inReplyTo: string;
  references: string[];
  text: string | null;
  html: string | null;
  attachments: Attachment[];
  lang: string;
  problem: string;
  /** What is searched and cut into the snippet. */
  plain: string;
  snippet: string;
  /** What it reports of the delivery of another message, if it is such a report. */
  report: DeliveryReport | null;
}

/** Never throws: what can't be parsed is shown as text, with the reason in `problem`. */
export async function parseMessage(raw: Uint8Array): Promise<ParsedMessage> {
  const readable = withReadableHeader(raw);
  try {
    const email = await PostalMime.parse(readable);
    const empty = !email.text && !email.html && email.attachments.length === 0;
    const body = empty ? rawBody(raw) : '';
    if (body.trim() === '') return describe(raw, email, '');
    return describe(
      raw,
      { ...email, text: body },
      'The structure of this message is broken. This is its text as it came.',
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `This message can't be taken apart (${reason}). This is its text as it came.`;
    return describe(raw, { ...(await headerAlone(readable)), text: rawBody(raw) }, problem);
  }
}

/** The bytes of one attachment, or null when there is no such part. */
export async function partOf(
  raw: Uint8Array,
  part: number,
): Promise<{ name: string; type: string; bytes: Uint8Array } | null> {
  const email = await PostalMime.parse(withReadableHeader(raw)).catch(() => null);
  const found = email?.attachments[part - 1];
  if (!found) return null;
  return { name: nameOf(found, part), type: found.mimeType, bytes: exactly(raw, bytesOf(found)) };
}

async function headerAlone(readable: Uint8Array): Promise<Email> {
  const none: Email = { headers: [], headerLines: [], attachments: [] };
  // A header that is itself too much for the parser still leaves a message that can be seen as source.
  const header = Buffer.from(readable.subarray(0, Math.min(bodyStart(readable), 65_536)))
    .toString('utf8')
    .replace(/^content-type:.*(\r?\n[ \t].*)*/im, 'X-Content-Type: none');
  return PostalMime.parse(header).catch(() => none);
}

function rawBody(raw: Uint8Array): string {
  const body = raw.subarray(bodyStart(raw), bodyStart(raw) + 1_048_576);
  return decode(body, declaredCharset(raw.subarray(0, bodyStart(raw))) ?? 'utf-8');
}

function describe(raw: Uint8Array, email: Email, problem: string): ParsedMessage {
  const plain = email.text?.trim() ? email.text : textOfHtml(email.html ?? '');
  const contentLanguage = email.headers.find((header) => header.key === 'content-language')?.value;
  const date = email.date ? Date.parse(email.date) : Number.NaN;
  return {
    from: mailboxes(email.from ? [email.from] : email.sender ? [email.sender] : [])[0] ?? { name: '', address: '' },
    to: mailboxes(email.to),
    cc: mailboxes(email.cc),
    bcc: mailboxes(email.bcc),
    replyTo: mailboxes(email.replyTo),
    ...wishesOf(email.headers),
    subject: email.subject ?? '',
    dateMs: Number.isNaN(date) ? null : date,
    messageId: messageIds(email.messageId)[0] ?? '',
    inReplyTo: messageIds(email.inReplyTo)[0] ?? '',
    references: messageIds(email.references),
    text: email.text?.trim() ? email.text : null,
    html: email.html?.trim() ? email.html : null,
    attachments: email.attachments.map((attachment, index) => ({
      part: index + 1,
      name: nameOf(attachment, index + 1),
      type: attachment.mimeType,
      size: bytesOf(attachment).byteLength,
      inline: attachment.related === true,
      contentId: attachment.contentId?.replace(/^<|>$/g, '') ?? '',
    })),
    lang: languageOf(contentLanguage, declaredCharset(raw), plain),
    problem,
    plain,
    snippet: snippetOf(plain),
    report: reportIn(email),
  };
}

function nameOf(attachment: ParsedAttachment, part: number): string {
  const extension = attachment.mimeType === 'message/rfc822' ? 'eml' : (attachment.mimeType.split('/')[1] ?? 'bin');
  return safeFileName(attachment.filename ?? '', `attachment-${part}.${extension.replace(/[^a-z0-9]/gi, '') || 'bin'}`);
}

function bytesOf({ content }: ParsedAttachment): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
