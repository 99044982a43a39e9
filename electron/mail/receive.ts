import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReceivePolicy, ReceiveProgress, ReceiveResult } from '../../shared/contract';
import { asPosthornError, fail } from '../../shared/errors';
import { connectPop3, isDistrusted, type MessageSink, type Pop3Options, staleIds, type Transaction } from './pop3';
import { notesOf, type Totals } from './receive-notes';
import { type FetchPlan, type Listing, planDeletions, planFetch } from './receive-plan';
import type { IncomingMessage, KnownUidl, Store } from './store';

/** A batch is made durable when it holds this much, or has waited so long: seldom enough to be fast. */
const batchMessages = 1_000;
const batchOctets = 8_388_608;
const batchMs = 1_000;
/** After so long the rest of the program gets a turn. */
const longestTurnMs = 10;

export interface ReceiveOptions extends Omit<Pop3Options, 'onStep'> {
  accountId: string;
  /** Messages deleted here are deleted on the server as well. */
  deleteOnServer: boolean;
  policy: ReceivePolicy;
  onProgress(progress: ReceiveProgress): void;
  /** Messages became durable and are listed. */
  onStored(): void;
}

/** What has become durable, over all sessions of one call. */
interface Kept {
  received: number;
  octets: number;
  /** Messages that came with another size than LIST gave. */
  otherSizes: number;
  /** The ids of messages that were listed and not given. */
  notGiven: Set<string>;
}

/**
 * Lists what the server holds, fetches what is not here, deletes what was deleted here, and quits. A message is
 * acknowledged to nobody before its file and its index row are durable. Where a server turns out not to take several
 * commands at once, a second session goes on with one at a time: what came whole is here, and is not asked for again.
 */
export async function receive(store: Store, options: ReceiveOptions): Promise<ReceiveResult> {
  const kept: Kept = { received: 0, octets: 0, otherSizes: 0, notGiven: new Set() };
  try {
    return await receiveOnce(store, options, kept);
  } catch (error) {
    if (asPosthornError(error).code !== 'pop3.pipelining-broken') throw error;
    return receiveOnce(store, { ...options, oneAtATime: true }, kept);
  }
}

async function receiveOnce(store: Store, options: ReceiveOptions, kept: Kept): Promise<ReceiveResult> {
  const began = performance.now();
  const { accountId } = options;
  let progress: ReceiveProgress = {
    accountId,
    step: 'connecting',
    messages: 0,
    messagesTotal: 0,
    octets: 0,
    octetsTotal: 0,
  };
  const report = (change: Partial<ReceiveProgress>) => {
    progress = { ...progress, ...change };
    options.onProgress(progress);
  };
  report({});
  const transaction = await connectPop3({
    ...options,
    onStep: (step) => report({ step: step === 'tls' ? 'securing' : step === 'login' ? 'login' : 'connecting' }),
  });
  try {
    report({ step: 'listing' });
    const { stat, listing, plan, restGone } = await look(store, transaction, options);
    const octetsOf = (number: number) => listing.sizes.get(number) ?? 0;
    const octetsTotal = plan.whole.reduce((sum, number) => sum + octetsOf(number), 0);
    report({ step: 'downloading', messagesTotal: plan.whole.length + plan.headers.length, octetsTotal });
    await nextTurn();
    await download(store, transaction, { listing, plan }, options, kept, report);
    const { received, octets } = kept;

    const doomed = planDeletions(listing, await deletable(store, options), { ...options, nowMs: Date.now() });
    const deleted = await deleteAndQuit(store, transaction, doomed, listing.uidls, accountId, report);
    const leftOnServer = listing.sizes.size - deleted.count;
    transaction.summarise(summary(received, deleted.count, leftOnServer));
    return {
      received,
      octets,
      deletedOnServer: deleted.count,
      leftOnServer,
      postponed: plan.postponed,
      loginDelaySeconds: transaction.capabilities.loginDelay?.seconds ?? null,
      deletionsUncertain: deleted.uncertain,
      notes: notesOf({
        stat,
        listing,
        uidlHabits: transaction.uidlHabits,
        otherSizes: kept.otherSizes,
        notGiven: [...kept.notGiven],
        restGone,
        expire: transaction.capabilities.expire,
        pipeliningUntrue: isDistrusted(options),
      }),
      elapsedMs: Math.round(performance.now() - began),
    };
  } catch (error) {
    transaction.drop(error);
    throw error;
  }
}

/** Asks what is there, and decides what of it is fetched. */
async function look(
  store: Store,
  transaction: Transaction,
  { accountId, policy }: ReceiveOptions,
): Promise<{ stat: Totals; listing: Listing; plan: FetchPlan; restGone: string[] }> {
  const listed = Promise.all([transaction.inventory(), store.ask('uidls', { accountId })]);
  // Behind that answer there is time; what goes wrong here goes wrong again with the first message, and is told there.
  store.ask('expectMail', {}).catch(() => {});
  const [{ stat, sizes, uidls }, before] = await listed;
  // Going through tens of thousands takes a moment each time, between which others have theirs.
  await nextTurn();
  const there = new Set(uidls.values());
  const known = await withoutStale(store, accountId, before, { there, messages: stat.messages });
  const gone = known.flatMap(({ uidl, messageId, restWanted }) =>
    restWanted && messageId !== null && !there.has(uidl) ? [{ uidl, messageId }] : [],
  );
  if (gone.length > 0) await store.ask('wantRest', { ids: gone.map(({ messageId }) => messageId), wanted: false });
  const listing = { sizes, uidls };
  await nextTurn();
  const top = !transaction.capabilities.known || transaction.capabilities.top;
  const plan = planFetch(listing, known, top ? policy : { ...policy, headersAboveKib: null });
  return { stat, listing, plan, restGone: gone.map(({ uidl }) => uidl) };
}

/** What is known of the messages, for saying what goes; nothing where nothing can, since that may be said of thousands. */
async function deletable(store: Store, { accountId, policy }: ReceiveOptions) {
  const mayGo = policy.afterDownload !== 'keep' || (await store.ask('anyDeletionRequested', { accountId }));
  return mayGo ? store.ask('uidls', { accountId }) : [];
}

const plural = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'message' : 'messages'}`;

function summary(received: number, deleted: number, left: number): string {
  const parts = [received > 0 ? `${plural(received)} received` : 'nothing new'];
  if (deleted > 0) parts.push(`${deleted} deleted`);
  return `${parts.join(' · ')} · ${left} on the server`;
}

/** Without ids that would be taken for those of other messages by now. */
async function withoutStale(
  store: Store,
  accountId: string,
  known: KnownUidl[],
  { there, messages }: { there: ReadonlySet<string>; messages: number },
): Promise<KnownUidl[]> {
  // A listing that leaves something out does not say what is gone.
  if (there.size !== messages) return known;
  const stale = new Set(staleIds(new Map(known.map((row) => [row.uidl, row])), there));
  if (stale.size === 0) return known;
  await store.ask('forgetUidls', { accountId, uidls: [...stale] });
  return known.filter(({ uidl }) => !stale.has(uidl));
}

async function download(
  store: Store,
  transaction: Transaction,
  { listing: { sizes, uidls }, plan }: { listing: Listing; plan: FetchPlan },
  { accountId, signal, onStored }: ReceiveOptions,
  kept: Kept,
  report: (change: Partial<ReceiveProgress>) => void,
): Promise<void> {
  let ended = 0;
  let arriving = 0;
  let batch = { messages: 0, octets: 0, since: performance.now() };
  const cut: { message: IncomingMessage | null } = { message: null };

  const settle = async () => {
    const saved = await store.settleIncoming();
    kept.received += saved.added;
    kept.octets += saved.octets;
    report({ messages: kept.received, octets: Math.max(kept.octets, arriving) });
    if (saved.octets > 0) onStored();
  };
  let settling: Promise<void> | null = null;
  /** One batch is made durable while the next one comes in. */
  const settleBatch = async () => {
    await settling;
    batch = { messages: 0, octets: 0, since: performance.now() };
    settling = settle();
    settling.catch(() => {});
  };
  let shown = 0;
  let breathed = performance.now();
  /** As long as more is there to read nobody else gets a turn, unless it is given. */
  const breathe = (nowMs: number) => {
    if (nowMs - breathed < longestTurnMs) return;
    return nextTurn().then(() => {
      breathed = performance.now();
    });
  };
  const sink: MessageSink = {
    chunk(number, chunk) {
      cut.message ??= store.receive({ accountId, kind: 'received', uidl: uidls.get(number) ?? null });
      arriving += chunk.byteLength;
      // The window draws sixty times a second at best; more reports would only cost.
      if (performance.now() - shown > 100) {
        shown = performance.now();
        report({ octets: arriving });
      }
      return cut.message.write(chunk);
    },
    async end(number, size) {
      cut.message ??= store.receive({ accountId, kind: 'received', uidl: uidls.get(number) ?? null });
      const waiting = cut.message.end();
      if (waiting) await waiting;
      cut.message = null;
      ended += 1;
      if (size !== sizes.get(number)) kept.otherSizes += 1;
      batch.messages += 1;
      batch.octets += size;
      const nowMs = performance.now();
      const full = batch.messages >= batchMessages || batch.octets >= batchOctets;
      if (full || nowMs - batch.since > batchMs) await settleBatch();
      await breathe(nowMs);
    },
    refused(number, error) {
      ended += 1;
      kept.notGiven.add(uidls.get(number) ?? `message ${number}`);
      // One message that the server can't give must not keep the others from coming.
      transaction.summarise(`message ${number} was refused: ${error.answer?.text ?? error.message}`);
    },
  };

  try {
    await transaction.retrieveMany(new Map(plan.whole.map((number) => [number, sizes.get(number) ?? 0])), sink);
    await transaction.headersOf(plan.headers, async (number, header) => {
      if (header instanceof Error) return sink.refused(number, header);
      const octetsOnServer = sizes.get(number) ?? 0;
      const message = store.receive({ accountId, kind: 'received', uidl: uidls.get(number) ?? null, octetsOnServer });
      await message.write(header);
      await message.end();
    });
    await settling;
    await settle();
    if (signal?.aborted) throw fail('app.cancelled', {});
  } catch (error) {
    await cut.message?.discard();
    // What came whole is kept, whatever ended the session.
    await settling;
    await settle();
    const { code } = asPosthornError(error);
    if (code === 'pop3.cut-in-message') {
      throw fail(
        'pop3.cut-in-message',
        { number: plan.whole[ended] ?? 0, saved: kept.received, host: transaction.host },
        { cause: error },
      );
    }
    throw error;
  }
}

async function deleteAndQuit(
  store: Store,
  transaction: Transaction,
  doomed: number[],
  uidls: ReadonlyMap<number, string>,
  accountId: string,
  report: (change: Partial<ReceiveProgress>) => void,
): Promise<{ count: number; uncertain: boolean }> {
  if (doomed.length > 0) report({ step: 'deleting' });
  const refused = new Set(await transaction.deleMany(doomed));
  const marked = doomed.filter((number) => !refused.has(number));
  report({ step: 'quitting' });
  const { answered } = await transaction.quit();
  if (!answered) return { count: 0, uncertain: marked.length > 0 };
  await store.ask('forgetUidls', { accountId, uidls: marked.flatMap((number) => uidls.get(number) ?? []) });
  return { count: marked.length, uncertain: false };
}
