import * as v from 'valibot';
import { count, errorData, id, instant, priority } from './common';
import { delivery } from './compose';
import { call, event, job } from './define';
import { route } from './route';
import { serverNote } from './server-notes';

export const folder = v.picklist(['inbox', 'drafts', 'outbox', 'sent', 'archive', 'trash']);
export type Folder = v.InferOutput<typeof folder>;
/** Folders a message can be moved to; drafts and the outbox have their own calls. */
export const messageFolder = v.picklist(['inbox', 'sent', 'archive', 'trash']);
export type MessageFolder = v.InferOutput<typeof messageFolder>;

export const mailbox = v.object({ name: v.string(), address: v.string() });
export type Mailbox = v.InferOutput<typeof mailbox>;

/** What a server reported of a delivery to one recipient (RFC 3464). */
export const reportedRecipient = v.object({
  /** The message that reports it. */
  reportId: id,
  at: instant,
  recipient: v.string(),
  action: v.picklist(['failed', 'delayed', 'delivered', 'relayed', 'expanded']),
  /** RFC 3463: `5.1.1`, or empty. */
  status: v.string(),
  /** The words of the server that refused, or empty. */
  diagnostic: v.string(),
  remoteMta: v.string(),
});

/** A row of a list. In `drafts` and `outbox` the id is a draft's, elsewhere a message's. */
export const messageRow = v.object({
  id,
  accountId: v.string(),
  folder,
  from: mailbox,
  /** Display names of To, joined; what the sent, drafts and outbox lists show. */
  to: v.string(),
  subject: v.string(),
  snippet: v.string(),
  /** The Date field, or the time of arrival where there is none that can be read. */
  date: instant,
  /** In octets; of a message whose header alone is here, as the server holds it. */
  size: count,
  /** Only the header is here. */
  partial: v.boolean(),
  unread: v.boolean(),
  starred: v.boolean(),
  answered: v.boolean(),
  /** In `outbox`: nobody knows whether it arrived. */
  doubtful: v.optional(v.boolean()),
  /** In `sent`: what matters most of what was reported of its delivery. */
  reported: v.optional(reportedRecipient.entries.action),
  /** In `outbox`: how it stands. */
  outbox: v.optional(v.pick(delivery, ['state', 'nextTryAt', 'waitsFor'])),
  attachments: count,
  /** Where its sender gave it one. */
  priority: v.optional(v.picklist(['high', 'low'])),
});
export type MessageRow = v.InferOutput<typeof messageRow>;

const reports = v.object({
  /** What the message itself reports of another one's delivery. */
  reports: v.array(reportedRecipient),
  /** Which one that is, where it was sent from here. */
  about: v.nullable(v.object({ id, subject: v.string() })),
  /** What other messages report of the delivery of this one, the oldest first. */
  reported: v.array(reportedRecipient),
});
export type Reports = v.InferOutput<typeof reports>;

export const attachment = v.object({
  /** Position of the leaf part, from 1. */
  part: id,
  /** Already safe as a file name on every system. */
  name: v.string(),
  type: v.string(),
  size: count,
  /** Shown inside the HTML by Content-ID. */
  inline: v.boolean(),
  /** Content-ID without angle brackets, or empty. */
  contentId: v.string(),
});
export type Attachment = v.InferOutput<typeof attachment>;

export const messageView = v.object({
  row: messageRow,
  to: v.array(mailbox),
  cc: v.array(mailbox),
  bcc: v.array(mailbox),
  replyTo: v.array(mailbox),
  /** Where its author wants answers to all to go (Mail-Followup-To); empty: it is not said. */
  followupTo: v.array(mailbox),
  /** Of a message from a mailing list, where one writes to that (RFC 2369 §3.4), or empty. */
  list: v.nullable(v.object({ post: v.string() })),
  /** Who wants to be told that it was read (RFC 8098 §2.1). */
  receiptTo: v.array(mailbox),
  priority,
  /** Without angle brackets, or empty. */
  messageId: v.string(),
  /** Plain text, or null where the message has HTML alone. */
  text: v.nullable(v.string()),
  /** As it was sent: never shown before it is sanitised. */
  html: v.nullable(v.string()),
  attachments: v.array(attachment),
  /** A language tag from Content-Language or the charset (`zh-TW`), or empty. */
  lang: v.string(),
  /** Why the message can't be shown as its author meant it, or empty. */
  problem: v.string(),
});
export type MessageView = v.InferOutput<typeof messageView>;

export const folderCount = v.object({ folder, total: count, unread: count });

const saved = v.object({ path: v.nullable(v.string()) });
const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(100_000));

export const receiveProgress = v.object({
  accountId: v.string(),
  step: v.picklist(['connecting', 'securing', 'login', 'listing', 'downloading', 'deleting', 'quitting']),
  /** Messages saved so far, of how many that are new. */
  messages: count,
  messagesTotal: count,
  octets: count,
  octetsTotal: count,
});
export type ReceiveProgress = v.InferOutput<typeof receiveProgress>;

export const receiveResult = v.object({
  received: count,
  octets: count,
  deletedOnServer: count,
  /** What the server holds after this session. */
  leftOnServer: count,
  /** New, but more than the account takes in one session. */
  postponed: count,
  /** The pause that the server wants between two logins (LOGIN-DELAY, RFC 2449 §6.5), or null. */
  loginDelaySeconds: v.nullable(count),
  /** Deletions were asked for, but QUIT got no answer. */
  deletionsUncertain: v.boolean(),
  /** What the server does in a way of its own. */
  notes: v.array(serverNote),
  elapsedMs: count,
});
export type ReceiveResult = v.InferOutput<typeof receiveResult>;

export const lastReceive = v.object({
  accountId: v.string(),
  /** When it ended; null: there was none since the program started. */
  at: v.nullable(instant),
  error: v.nullable(errorData),
  /** What the last session that went well has seen of the server, and nobody has dismissed. */
  notes: v.array(serverNote),
});
export type LastReceive = v.InferOutput<typeof lastReceive>;

/** Whose mail is meant; null: everybody's. */
const accountIds = v.optional(v.nullable(v.pipe(v.array(v.string()), v.maxLength(1_000))), null);

export const mailCalls = {
  'mail.folders': call(v.object({ accountIds }), v.array(folderCount)),
  /** Newest first. `query` searches subject, people and text in every folder but trash when `folder` is null. */
  'mail.list': call(
    v.object({
      folder: v.nullable(folder),
      accountIds,
      unreadOnly: v.optional(v.boolean(), false),
      query: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
      offset: v.optional(count, 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), 100),
    }),
    v.object({ total: count, rows: v.array(messageRow) }),
  ),
  'mail.message': call(v.object({ id }), messageView),
  /** What its header says of the servers that it went through. */
  'mail.route': call(v.object({ id }), route),
  'mail.reports': call(v.object({ id }), reports),
  /** The raw message as text, one character an octet beyond ASCII, cut at 2 MiB. */
  'mail.source': call(v.object({ id }), v.object({ text: v.string(), size: count, cut: v.boolean() })),
  'mail.saveSource': call(v.object({ id }), saved),
  'mail.saveAttachment': call(v.object({ id, part: id }), saved),
  /** Puts sanitised HTML where a sandboxed frame can load it, under a policy of its own. */
  'mail.stage': call(
    v.object({ id, html: v.pipe(v.string(), v.maxLength(20_000_000)), images: v.boolean() }),
    v.object({ url: v.string() }),
  ),
  'mail.flag': call(
    v.object({ ids, unread: v.exactOptional(v.boolean()), starred: v.exactOptional(v.boolean()) }),
    v.void(),
  ),
  /** Answers where each message was, so that the move can be undone with `mail.restore`. */
  'mail.move': call(
    v.object({ ids, to: messageFolder }),
    v.object({ moved: v.array(v.object({ id, from: messageFolder })) }),
  ),
  'mail.restore': call(v.object({ moved: v.array(v.object({ id, from: messageFolder })) }), v.void()),
  /** For ever: the files are deleted as well. */
  'mail.emptyTrash': call(v.object({ accountId: v.string() }), v.object({ deleted: count })),
  /** At the next connection the rest of these is fetched, of which only the headers are here. */
  'mail.getRest': call(v.object({ ids }), v.void()),
  /** Whether its author asks for a receipt, and has no answer yet. */
  'mail.receiptAsked': call(v.object({ id }), v.object({ asked: v.boolean() })),
  /** Sends the receipt, or remembers that none is to be sent; what was answered once is not answered again. */
  'mail.answerReceipt': call(v.object({ id, send: v.boolean() }), v.void()),
  'mail.receive': job(v.object({ accountId: v.string() }), receiveProgress, receiveResult),
  /** How the last session of each account ended. */
  'mail.lastReceive': call(v.object({}), v.array(lastReceive)),
  /** This is not told again of the account's server, until it changes. */
  'mail.dismissNote': call(v.object({ accountId: v.string(), note: serverNote }), v.void()),
  'mail.lastReceiveChanged': event(v.object({ accountId: v.string() })),
  'mail.changed': event(v.object({ folders: v.array(folder) })),
};
