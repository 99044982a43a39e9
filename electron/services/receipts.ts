import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Args, MessageView } from '../../shared/contract';
import { ownAddresses, senderAmong } from '../../shared/senders';
import { JsonFile } from '../json-file';
import type { Context } from './context';

/** What became of each request that was answered, by account and Message-ID, hashed: the index may be made anew. */
const answeredSchema = v.record(v.string(), v.picklist(['sent', 'declined']));

/** So many are remembered; who opens an older message again may be asked again. */
const mostRemembered = 5_000;

/** Receipts for those who ask to be told that their message was read: never unasked (RFC 8098 §2.1). */
export function receiptCalls({ profile, store, accounts, settings, transcripts, trusted }: Context) {
  const file = new JsonFile(join(profile, 'receipts.json'), answeredSchema, {});
  const keyOf = ({ row, messageId }: MessageView) =>
    createHash('sha256').update(`${row.accountId} ${messageId}`).digest('hex').slice(0, 32);
  const isAsked = async (view: MessageView): Promise<boolean> => {
    const { row, receiptTo, messageId } = view;
    const own = ownAddresses(accounts.list()).map((address) => address.toLowerCase());
    if (settings.current.receipts === 'never' || row.partial || receiptTo.length === 0 || messageId === '')
      return false;
    if (row.folder === 'sent' || own.includes(row.from.address.toLowerCase())) return false;
    return !(keyOf(view) in (await file.read()));
  };
  const remember = async (view: MessageView, answer: 'sent' | 'declined') => {
    const kept = Object.entries(await file.read()).slice(-mostRemembered);
    await file.write({ ...Object.fromEntries(kept), [keyOf(view)]: answer });
  };

  const answering = new Set<number>();
  const sendReceipt = async (view: MessageView) => {
    const [{ composeReceipt }, { sendMail, SendFailure }] = await Promise.all([
      import('../mail/compose/receipt'),
      import('../mail/smtp'),
    ]);
    const met = [...view.to, ...view.cc, ...view.bcc].map(({ address }) => address);
    const { identityId } = senderAmong(accounts.get(view.row.accountId), met);
    const { account, credentials } = await accounts.sender(view.row.accountId, identityId);
    try {
      await sendMail({
        ...account.outgoing,
        ...credentials,
        // Nobody is to be told that a receipt did not arrive (RFC 8098 §3).
        envelope: { from: '', to: view.receiptTo.map(({ address }) => address) },
        content: await composeReceipt(view, account),
        transcripts,
        ca: await trusted(),
      });
    } catch (error) {
      throw error instanceof SendFailure ? error.cause : error;
    }
  };

  return {
    async 'mail.receiptAsked'({ id }: Args<'mail.receiptAsked'>) {
      return { asked: await isAsked(await store.ask('message', { id })) };
    },
    async 'mail.answerReceipt'({ id, send }: Args<'mail.answerReceipt'>) {
      // Two presses of a button must not send twice.
      if (answering.has(id)) return;
      answering.add(id);
      try {
        const view = await store.ask('message', { id });
        if (!(await isAsked(view))) return;
        if (send) await sendReceipt(view);
        await remember(view, send ? 'sent' : 'declined');
      } finally {
        answering.delete(id);
      }
    },
  };
}
