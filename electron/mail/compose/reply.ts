import { formatAddress } from '../../../shared/addresses';
import type { Draft, Mailbox, MessageView } from '../../../shared/contract';
import { documentOf, forwardMark, quotedLines, signed, signedDocument, textOf } from '../../../shared/rich-text';
import type { Sender } from '../../../shared/senders';

/** What a reply is made from besides the view: what threads it (RFC 5322 §3.6.4). */
export interface Threading {
  messageId: string;
  references: string[];
  inReplyTo: string;
  /** The words of the message, of its HTML where there is nothing else. */
  plain: string;
}

export type ReplyKind = 'reply' | 'reply-all' | 'reply-list' | 'forward';
/** What a sender begins with: a format, and the signature below or above what is quoted. */
export function begunBy(
  { accountId, identityId, writing }: Sender,
  body: string,
): Pick<Draft, 'accountId' | 'identityId' | 'text' | 'rich'> {
  const { signature, richSignature, signatureFirst } = writing;
  const signing = { before: '', signature, first: signatureFirst };
  const rich = writing.rich ? signedDocument(documentOf(body), richSignature, signing) : null;
  return { accountId, identityId, rich, text: rich ? textOf(rich) : signed(body, signing) };
}

export type NewDraft = Omit<
  Draft,
  'id' | 'messageId' | 'savedAt' | 'delivery' | 'attachments' | 'receipt' | 'priority' | 'template' | 'wantsReport'
>;

/**
 * The draft that answers or forwards a message.
 * @param own the person's own addresses, who need no copy of what they write
 */
export function draftFrom(
  kind: ReplyKind,
  view: MessageView,
  threading: Threading,
  own: string[],
  sender: Sender,
): NewDraft {
  const body = kind === 'forward' ? forwarded(view, threading.plain) : quoted(view, threading.plain);
  const recipients = kind === 'forward' ? { to: [], cc: [] } : recipientsOf(kind, view, own);
  return {
    ...begunBy(sender, body),
    to: recipients.to.map(formatAddress).join(', '),
    cc: recipients.cc.map(formatAddress).join(', '),
    bcc: '',
    subject: prefixed(kind === 'forward' ? 'Fwd: ' : 'Re: ', view.row.subject),
    inReplyTo: kind === 'forward' ? '' : threading.messageId,
    references: kind === 'forward' ? [] : referencesOf(threading),
    answersBcc: kind === 'reply-all' && cameInBcc(view, own),
  };
}

const is = (addresses: string[], person: Mailbox) =>
  addresses.some((own) => own.toLowerCase() === person.address.toLowerCase());

/** A list writes to many by one address, so there nobody stands in the header. */
function cameInBcc({ row, to, cc, list }: MessageView, own: string[]): boolean {
  return list === null && ![row.from, ...to, ...cc].some((person) => is(own, person));
}

function recipientsOf(
  kind: 'reply' | 'reply-all' | 'reply-list',
  view: MessageView,
  own: string[],
): { to: Mailbox[]; cc: Mailbox[] } {
  if (kind === 'reply-list') return { to: view.list?.post ? [{ name: '', address: view.list.post }] : [], cc: [] };
  const followup = view.followupTo.filter((person) => !is(own, person));
  if (kind === 'reply-all' && followup.length > 0) return { to: followup, cc: [] };
  const author = view.replyTo.length > 0 ? view.replyTo : [view.row.from];
  // Answering one's own message goes on with those it was sent to.
  const to = author.every((person) => is(own, person)) ? view.to : author;
  if (kind === 'reply') return { to, cc: [] };
  const already = [...own, ...to.map((person) => person.address)];
  const others = unique([...view.to, ...view.cc].filter((person) => person.address !== '' && !is(already, person)));
  return { to, cc: others };
}

function unique(people: Mailbox[]): Mailbox[] {
  return [...new Map(people.map((person) => [person.address.toLowerCase(), person])).values()];
}

/** `Re:` is never doubled, whatever language or case the other programs wrote it in, and however often. */
function prefixed(prefix: string, subject: string): string {
  const known =
    prefix === 'Re: '
      ? /^((re|aw|antw|sv|vs|odp|回覆|回复|答复|答覆)\s*(\[\d+\])?\s*[:：]\s*)+/i
      : /^((fwd?|wg|vb|轉寄|转发|轉發)\s*[:：]\s*)+/i;
  return prefix + subject.replace(known, '');
}

/** The parent's References and then the parent; In-Reply-To where there are none. */
function referencesOf({ messageId, references, inReplyTo }: Threading): string[] {
  const chain = references.length > 0 ? references : inReplyTo ? [inReplyTo] : [];
  return messageId ? [...chain, messageId] : chain;
}

function whenOf(view: MessageView): string {
  return `${view.row.date.slice(0, 10)} ${view.row.date.slice(11, 16)} UTC`;
}

function quoted(view: MessageView, plain: string): string {
  const { from } = view.row;
  const body = quotedLines(plain.trimEnd().replaceAll('\r\n', '\n'));
  return `\n\nOn ${whenOf(view)}, ${from.name || from.address} wrote:\n${body}\n`;
}

function forwarded(view: MessageView, plain: string): string {
  const people = (list: Mailbox[]) => list.map(formatAddress).join(', ');
  const header = [
    `From: ${formatAddress(view.row.from)}`,
    `Date: ${whenOf(view)}`,
    `Subject: ${view.row.subject}`,
    `To: ${people(view.to)}`,
    ...(view.cc.length > 0 ? [`Cc: ${people(view.cc)}`] : []),
  ];
  return `\n\n${forwardMark}\n${header.join('\n')}\n\n${plain.trimEnd()}\n`;
}
