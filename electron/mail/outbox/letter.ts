import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parseAddresses } from '../../../shared/addresses';
import type { Account, Draft } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { messageOf } from '../compose';
import { contentOfFile, type Mailing, messageIdOf, streamMime } from '../smtp';
import type { Store } from '../store';
import { pendingOf } from './schedule';

/** A message that was put together in a file. */
export interface Built {
  path: string;
  /** Without angle brackets. */
  messageId: string;
}

/** A message as it lies ready to be sent. */
export interface Letter extends Mailing {
  id: number;
  built: Built;
}

type Sender = Pick<Account, 'name' | 'address' | 'writing'>;

/** Everybody in To, Cc and Bcc, once. @throws `smtp.bad-address`, `smtp.no-recipient` */
export function addressesOf(draft: Pick<Draft, 'to' | 'cc' | 'bcc'>): string[] {
  const typed = [draft.to, draft.cc, draft.bcc].flatMap(parseAddresses);
  const wrong = typed.find(({ problem }) => problem !== '');
  if (wrong) throw fail('smtp.bad-address', { address: wrong.text });
  if (typed.length === 0) throw fail('smtp.no-recipient', {});
  return [...new Map(typed.map(({ address }) => [address.toLowerCase(), address])).values()];
}

/** Puts a message together in a file: attachments go from disk to disk. @throws `mail.source-missing`, `store.write-failed` */
export async function build(store: Store, id: number, sender: Sender): Promise<Built> {
  const { draft, attachments, target } = await store.ask('drafts.parts', { id });
  const paths = new Map(draft.attachments.map(({ sha256 }, index) => [sha256, attachments[index] ?? '']));
  const message = messageOf(draft, sender, (sha256) => createReadStream(paths.get(sha256) ?? ''));
  try {
    await pipeline(streamMime(message), createWriteStream(target, { mode: 0o600 }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fail('store.write-failed', { path: target, reason }, { cause });
  }
  return { path: target, messageId: messageIdOf(message) };
}

/** What goes over the line at the next try of a message in the outbox, to those alone who have not got it. */
export async function letterOf(store: Store, id: number, sender: Sender): Promise<Letter> {
  const built = await build(store, id, sender);
  const { path, messageId } = built;
  const { delivery, wantsReport } = await store.ask('drafts.get', { id });
  const to = pendingOf(delivery ?? { recipients: [] });
  const content = await contentOfFile(path);
  if (!wantsReport) return { id, built, content, envelope: { from: sender.address, to } };
  const notify = ['SUCCESS', 'FAILURE', 'DELAY'] as const;
  return {
    id,
    built,
    content,
    envelope: {
      from: sender.address,
      to: to.map((address) => ({ address, notify, originally: address })),
      ret: 'HDRS',
      // By this the sender knows a report again, and it is at most 100 characters long (RFC 3461 §4.4).
      envid: messageId.slice(0, 100),
    },
  };
}

/**
 * Puts a copy in Sent, and takes the message out of the outbox.
 * @param sent what went over the line, if that is still there: the copy is the same to the octet
 */
export async function fileInSent(store: Store, id: number, sender: Sender, sent?: Built): Promise<void> {
  const built = sent ?? (await build(store, id, sender));
  await store.ask('drafts.sent', { id, ...built });
  await discard(built);
}

export const discard = ({ path }: Built): Promise<void> => rm(path, { force: true });
