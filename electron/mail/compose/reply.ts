import { formatAddress } from '../../../shared/addresses';
import type { Draft, Mailbox, MessageView } from '../../../shared/contract';

/** What a reply is made from besides the view: what threads it (RFC 5322 §3.6.4). */
export interface Threading {
  messageId: string;
  references: string[];
  inReplyTo: string;
  /** The words of the message, of its HTML where there is nothing else. */
  plain: string;
}

export type ReplyKind = 'reply' | 'reply-all' | 'forward';
export type NewDraft = Omit<Draft, 'id' | 'messageId' | 'savedAt' | 'delivery' | 'wantsReport' | 'attachments'>;

/**
 * The draft that answers or forwards a message.
 * @param own the person's own addresses, who need no copy of what they write
 */
export function draftFrom(
  kind: ReplyKind,
  view: MessageView,
  threading: Threading,
  own: string[],
  accountId: string,
): NewDraft {
  const body = kind === 'forward' ? forwarded(view, threading.plain) : quoted(view, threading.plain);
  const recipients = kind === 'forward' ? { to: [], cc: [] } : recipientsOf(kind, view, own);
  return {
    accountId,
    to: recipients.to.map(formatAddress).join(', '),
    cc: recipients.cc.map(formatAddress).join(', '),
    bcc: '',
    subject: prefixed(kind === 'forward' ? 'Fwd: ' : 'Re: ', view.row.subject),
    text: body,
    inReplyTo: kind === 'forward' ? '' : threading.messageId,
    references: kind === 'forward' ? [] : referencesOf(threading),
  };
}

const is = (addresses: string[], person: Mailbox) =>
  addresses.some((own) => own.toLowerCase() === person.address.toLowerCase());

function recipientsOf(kind: 'reply' | 'reply-all', view: MessageView, own: string[]): { to: Mailbox[]; cc: Mailbox[] } {
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

/** `Re:` is never doubled, whatever language or case the other program wrote it in. */
function prefixed(prefix: string, subject: string): string {
  const known = prefix === 'Re: ' ? /^(re|aw|sv|回覆|回复)\s*[:：]\s*/i : /^(fwd?|wg|轉寄|转发)\s*[:：]\s*/i;
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
  const lines = plain.trimEnd().split(/\r?\n/);
  // An already quoted line takes its mark without a blank, so that levels stay `>>` (RFC 3676 §4.5).
  const body = lines.map((line) => (line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`)).join('\n');
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
  return `\n\n---------- Forwarded message ----------\n${header.join('\n')}\n\n${plain.trimEnd()}\n`;
}
