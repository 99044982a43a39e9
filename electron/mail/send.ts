import { parseAddresses } from '../../shared/addresses';
import type { Account, Delivery, Draft, Progress, RecipientState } from '../../shared/contract';
import { asPosthornError, fail } from '../../shared/errors';
import type { Transcripts } from '../wire';
import type { AccountCredentials } from './accounts';
import { messageOf } from './compose';
import { composeMime, SendFailure, sendMail } from './smtp';
import type { Store } from './store';

export interface SendOptions {
  account: Account;
  credentials: AccountCredentials;
  transcripts: Transcripts;
  ca: string[];
  signal: AbortSignal;
  onProgress(progress: Progress<'compose.send'>): void;
  /** Told how large a message the server takes; null: it names no limit. */
  onSizeLimit?: ((most: number | null) => void) | undefined;
  /** The outbox shows another state. */
  onChange(): void;
}

interface TryOptions extends SendOptions {
  /** Send a message all the same of which nobody knows whether it arrived. */
  again: boolean;
}

/**
 * Sends a draft. @throws `smtp.undecided`, `smtp.bad-address`, `smtp.no-recipient`; what the server says is in the delivery.
 * From the first try on it is in the outbox, where every recipient's answer is kept; a later try goes only
 * to those who have not got it. When everybody has it, a copy goes to Sent and the draft is gone.
 */
export async function send(store: Store, id: number, options: TryOptions): Promise<Delivery> {
  const draft = await store.ask('drafts.get', { id });
  // What may have arrived goes out a second time only if a person says so.
  if (draft.delivery?.state === 'doubtful' && !options.again) throw fail('smtp.undecided', {});
  const before = draft.delivery?.recipients.filter(({ state }) => state === 'accepted') ?? [];
  const has = new Set(before.map(({ address }) => address.toLowerCase()));
  const envelope = addressesOf(draft);
  const wanted = envelope.filter((address) => !has.has(address.toLowerCase()));
  options.onProgress({ step: 'building', octets: 0, octetsTotal: 0 });
  const raw = await rawOf(store, draft, options.account);
  const total = raw.byteLength;

  const attempts = (draft.delivery?.attempts ?? 0) + 1;
  const lastTryAt = new Date().toISOString();
  const keep = async (change: Pick<Delivery, 'state' | 'recipients' | 'error' | 'sessionId'>) => {
    const delivery = { ...change, attempts, lastTryAt };
    await store.ask('drafts.setDelivery', { id, delivery });
    options.onChange();
    return delivery;
  };
  const waiting = wanted.map(
    (address): RecipientState => ({ address, state: 'waiting', answer: '', code: '', enhanced: '' }),
  );
  await keep({ state: 'sending', recipients: [...before, ...waiting], error: null, sessionId: '' });

  try {
    const outcome = await sendMail({
      ...options.account.outgoing,
      ...options.credentials,
      envelope: { from: options.account.address, to: wanted },
      content: raw,
      transcripts: options.transcripts,
      ca: options.ca,
      signal: options.signal,
      onSizeLimit: options.onSizeLimit,
      onStep: (step) => options.onProgress({ step, octets: step === 'finishing' ? total : 0, octetsTotal: total }),
    });
    const recipients = [...before, ...outcome.recipients];
    const refused = recipients.filter(({ state }) => state !== 'accepted').length;
    if (refused > 0) {
      const error = fail('smtp.some-recipients-refused', { refused, count: recipients.length }).toJSON();
      return await keep({ state: 'partial', recipients, error, sessionId: outcome.sessionId });
    }
    const delivery = await keep({ state: 'sent', recipients, error: null, sessionId: outcome.sessionId });
    await store.ask('drafts.sent', { id, raw });
    options.onChange();
    return delivery;
  } catch (error) {
    const failure = error instanceof SendFailure ? error : null;
    const reason = asPosthornError(failure?.cause ?? error);
    const state = reason.code === 'smtp.doubtful' ? 'doubtful' : 'failed';
    const recipients = [...before, ...(failure?.recipients ?? waiting)];
    return keep({ state, recipients, error: reason.toJSON(), sessionId: failure?.sessionId ?? '' });
  }
}

/** Takes a person's word that a doubtful message has arrived with everybody who is in doubt. */
export async function arrived(
  store: Store,
  id: number,
  { account, onChange }: Pick<SendOptions, 'account' | 'onChange'>,
): Promise<Delivery> {
  const draft = await store.ask('drafts.get', { id });
  const before = draft.delivery;
  if (before?.state !== 'doubtful') throw fail('smtp.decided', {});
  const recipients = before.recipients.map(
    (one): RecipientState => (one.state === 'doubtful' ? { ...one, state: 'accepted' } : one),
  );
  const missing = recipients.filter(({ state }) => state !== 'accepted').length;
  const count = recipients.length;
  const delivery: Delivery = {
    ...before,
    recipients,
    state: missing > 0 ? 'partial' : 'sent',
    error: missing > 0 ? fail('smtp.some-recipients-refused', { refused: missing, count }).toJSON() : null,
  };
  await store.ask('drafts.setDelivery', { id, delivery });
  if (missing === 0) await store.ask('drafts.sent', { id, raw: await rawOf(store, draft, account) });
  onChange();
  return delivery;
}

/** Everybody in To, Cc and Bcc, once. @throws `smtp.bad-address`, `smtp.no-recipient` */
function addressesOf(draft: Draft): string[] {
  const typed = [draft.to, draft.cc, draft.bcc].flatMap(parseAddresses);
  const wrong = typed.find(({ problem }) => problem !== '');
  if (wrong) throw fail('smtp.bad-address', { address: wrong.text });
  if (typed.length === 0) throw fail('smtp.no-recipient', {});
  return [...new Map(typed.map(({ address }) => [address.toLowerCase(), address])).values()];
}

async function rawOf(store: Store, draft: Draft, account: Account): Promise<Buffer> {
  return composeMime(await messageOf(draft, account, (sha256) => store.ask('drafts.attachment', { sha256 })));
}
