import type { Account, Delivery, Draft, OutboxEntry, OutboxStatus, Payload } from '../../../shared/contract';
import { asPosthornError, fail } from '../../../shared/errors';
import type { Delivered } from '../smtp';
import type { Store } from '../store';
import type { Clock } from './clock';
import { addressesOf, type Built, discard, fileInSent, type Letter, letterOf } from './letter';
import { afterTry, decided, isOffline, isWithNobody, queued, resting } from './schedule';
import type { Transport } from './turn';

export interface OutboxOptions {
  store: Store;
  clock: Clock;
  transport: Transport;
  /** The account as this identity sends from it. @throws `accounts.unknown` */
  sender(from: From): Account;
  paused(): boolean;
  undoSeconds(): number;
  /** Whether this computer has a network, as far as it can be seen before a window tells. */
  hasNetwork(): boolean;
  onChange(): void;
  onProgress(progress: Payload<'outbox.progress'>): void;
  /** @param reached who has it since this try */
  onTried(entry: OutboxEntry, draft: Draft, reached: string[]): void;
}

/** Whose message it is, and under which of their names it goes: each may have a server of its own. */
type From = Pick<OutboxEntry, 'accountId' | 'identityId'>;

const keyOf = ({ accountId, identityId }: From): string => JSON.stringify([accountId, identityId]);

/** Clocks are set and computers sleep: who waits for long looks at the clock now and then. */
const longestNapMs = 60_000;
/** So long the end of the program waits for a server's last word. */
const graceMs = 5_000;

const onThisComputer = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host);

/** What goes on for one sender. */
interface Running {
  controller: AbortController;
  ended: Promise<void>;
  /** The message that may arrive from now on, until it is durable what came of it. */
  open: Open | null;
}

interface Open {
  id: number;
  settled: Promise<void>;
  settle(): void;
}

/**
 * Sends what is in the outbox when its time has come: the messages of a sender one after the other over one connection.
 * What is known of a message is durable before the next step: that it may arrive from now on, before its first line is sent;
 * that it did, before the next one is begun. A program that is killed leaves one message in doubt, and no more.
 */
export class Outbox {
  private readonly running = new Map<string, Running>();
  /** Begun in a session: it can't be taken out any more. */
  private readonly begun = new Set<number>();
  /** Being taken out or put in just now. */
  private readonly held = new Set<number>();
  /** How often each was taken out or put in: what was put together before that must not go. */
  private readonly turns = new Map<number, number>();
  /** A person pressed “Send now”. */
  private readonly urgent = new Set<number>();
  /** A person pressed “Cancel sending” when it was begun. */
  private readonly cancelled = new Set<number>();
  /** Sent, and could not be filed in Sent: that is done at the next start. */
  private readonly unfiled = new Set<number>();
  private online: boolean | null = null;
  /** The last try ended at a network that is not there. */
  private unreachable = false;
  private closing = false;
  private planning: Promise<void> = Promise.resolve();
  private cancelNap = () => {};

  constructor(private readonly options: OutboxOptions) {}

  /** Looks at what is due, at the start and whenever something may have changed. Resolves when that is being sent. */
  wake(): Promise<void> {
    this.planning = this.planning.then(() => this.plan()).catch(() => this.nap(longestNapMs));
    return this.planning;
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    await this.planning;
    while (this.running.size > 0) {
      await Promise.all([...this.running.values()].map(({ ended }) => ended));
      await this.planning;
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    this.cancelNap();
    await this.planning;
    const abort = this.options.clock.after(graceMs, () => {
      for (const { controller } of this.running.values()) controller.abort();
    });
    await this.idle();
    abort();
  }

  /** @param at when it is to go, ISO 8601; null: when the time to undo is over. @throws `smtp.undecided`, `smtp.bad-address`, `smtp.no-recipient` */
  async queue(id: number, { at, again }: { at: string | null; again: boolean }): Promise<{ goesAt: string }> {
    const { store, clock, undoSeconds } = this.options;
    const draft = await store.ask('drafts.get', { id });
    if (draft.delivery?.state === 'sending') throw fail('mail.already-sending', {});
    // What may have arrived goes out a second time only if a person says so.
    if (draft.delivery?.state === 'doubtful' && !again) throw fail('smtp.undecided', {});
    const undo = undoSeconds();
    const goesAt = at ?? new Date(clock.now() + undo * 1_000).toISOString();
    const waitsFor = at !== null ? 'time' : undo > 0 ? 'undo' : 'turn';
    await this.hold(id, () => this.keep(id, queued(draft.delivery, addressesOf(draft), { at: goesAt, waitsFor })));
    void this.wake();
    return { goesAt };
  }

  /** @throws as `queue` */
  async sendNow(id: number, again: boolean): Promise<void> {
    const { store, clock } = this.options;
    const { delivery, ...draft } = await store.ask('drafts.get', { id });
    if (delivery?.state === 'sending') throw fail('mail.already-sending', {});
    if (delivery?.state === 'doubtful' && !again) throw fail('smtp.undecided', {});
    const now = new Date(clock.now()).toISOString();
    const waiting: Delivery =
      delivery?.state === 'waiting'
        ? { ...delivery, nextTryAt: now, waitsFor: 'turn' }
        : queued(delivery, addressesOf(draft), { at: now, waitsFor: 'turn' });
    await this.hold(id, () => this.keep(id, waiting));
    this.urgent.add(id);
    void this.wake();
  }

  /** Takes it out of what is to be sent. @throws `mail.already-sending` */
  async take(id: number): Promise<void> {
    await this.hold(id, async () => {
      this.urgent.delete(id);
      const { delivery } = await this.options.store.ask('drafts.get', { id });
      if (delivery) await this.keep(id, isWithNobody(delivery) ? null : resting(delivery));
    });
    void this.wake();
  }

  /** Does this while the message can't be begun, and lets nothing go that was put together before. @throws `mail.already-sending` */
  private async hold(id: number, work: () => Promise<void>): Promise<void> {
    if (this.begun.has(id) || this.held.has(id)) throw fail('mail.already-sending', {});
    this.held.add(id);
    try {
      await work();
    } finally {
      this.turns.set(id, this.turnOf(id) + 1);
      this.held.delete(id);
    }
  }

  private turnOf(id: number): number {
    return this.turns.get(id) ?? 0;
  }

  async cancel(id: number): Promise<{ to: 'drafts' | 'sent' | 'stopping' }> {
    const { store, sender } = this.options;
    const from = await store.ask('drafts.get', { id });
    if (this.begun.has(id)) {
      this.cancelled.add(id);
      const running = this.running.get(keyOf(from));
      if (running?.open?.id === id) running.controller.abort();
      return { to: 'stopping' };
    }
    await this.take(id);
    const { delivery } = await store.ask('drafts.get', { id });
    if (!delivery) return { to: 'drafts' };
    if (delivery.state === 'doubtful') throw fail('smtp.undecided', {});
    await fileInSent(store, id, sender(from));
    this.options.onChange();
    return { to: 'sent' };
  }

  /** @throws `smtp.decided` */
  async arrived(id: number): Promise<void> {
    const { store, sender } = this.options;
    const { delivery, ...from } = await store.ask('drafts.get', { id });
    const now = decided(delivery);
    await this.keep(id, now);
    if (now.state === 'sent') await fileInSent(store, id, sender(from));
    this.options.onChange();
  }

  async status(): Promise<OutboxStatus> {
    const entries = await this.options.store.ask('drafts.outbox', {});
    const states = entries.map(({ delivery }) => delivery.state);
    const away = entries.filter((one) => one.delivery.state === 'waiting' && !this.isReachable(one));
    return {
      paused: this.options.paused(),
      offline: away.length > 0 || (this.unreachable && states.includes('waiting')),
      waiting: states.filter((state) => state === 'waiting' || state === 'sending').length,
      sending: states.filter((state) => state === 'sending').length,
      stopped: states.filter((state) => state === 'failed' || state === 'partial' || state === 'doubtful').length,
    };
  }

  /** When the network comes back, what a fault of it kept from going goes at once. */
  async setOnline(online: boolean): Promise<void> {
    const cameBack = online && this.online === false;
    this.online = online;
    if (cameBack) {
      this.unreachable = false;
      await this.tryAgain((code) => code.startsWith('wire.'));
    }
    this.options.onChange();
    void this.wake();
  }

  /** An account was changed: what only its password kept from going goes now. */
  accountChanged(): Promise<void> {
    return this.tryAgain((code) => code === 'secrets.none' || /^smtp\.(auth|token)-refused$/.test(code));
  }

  private async tryAgain(isFor: (code: string) => boolean): Promise<void> {
    const { store, clock } = this.options;
    const nextTryAt = new Date(clock.now()).toISOString();
    for (const { id, delivery } of await store.ask('drafts.outbox', {})) {
      if (!delivery.error || !isFor(delivery.error.code) || this.begun.has(id)) continue;
      if (delivery.state !== 'waiting' && delivery.state !== 'failed') continue;
      await this.keep(id, { ...delivery, state: 'waiting', nextTryAt, waitsFor: 'retry' });
    }
    void this.wake();
  }

  private isReachable(from: From): boolean {
    const { sender, hasNetwork } = this.options;
    try {
      if (onThisComputer(sender(from).outgoing.host)) return true;
    } catch {
      // Whose account is gone is told so by the try.
      return true;
    }
    return this.online ?? hasNetwork();
  }

  private async keep(id: number, delivery: Delivery | null): Promise<void> {
    await this.options.store.ask('drafts.setDelivery', { id, delivery });
    this.options.onChange();
  }

  private async plan(): Promise<void> {
    this.cancelNap();
    if (this.closing) return;
    const { store, clock, paused } = this.options;
    const due = new Map<string, { from: From; ids: number[] }>();
    let next = Number.POSITIVE_INFINITY;
    for (const { id, delivery, ...from } of await store.ask('drafts.outbox', {})) {
      const key = keyOf(from);
      const at = delivery.nextTryAt === null ? Number.POSITIVE_INFINITY : Date.parse(delivery.nextTryAt);
      const filing = delivery.state === 'sent';
      if (filing ? this.unfiled.has(id) : delivery.state !== 'waiting') continue;
      const mayGo = filing || this.urgent.has(id) || (!paused() && this.isReachable(from));
      if (!mayGo || this.running.has(key)) continue;
      if (filing || this.urgent.has(id) || at <= clock.now())
        due.set(key, { from, ids: [...(due.get(key)?.ids ?? []), id] });
      else next = Math.min(next, at - clock.now());
    }
    for (const { from, ids } of due.values()) this.start(from, ids);
    if (next < Number.POSITIVE_INFINITY) this.nap(Math.min(next, longestNapMs));
  }

  private nap(ms: number): void {
    this.cancelNap();
    if (this.closing) return;
    this.cancelNap = this.options.clock.after(ms, () => void this.wake());
  }

  private start(from: From, ids: number[]): void {
    const key = keyOf(from);
    const running: Running = { controller: new AbortController(), ended: Promise.resolve(), open: null };
    this.running.set(key, running);
    running.ended = this.run(from, ids, running)
      // What the disk does not take now is looked at again in a while.
      .catch(() => {})
      .finally(() => {
        this.running.delete(key);
        void this.wake();
      });
  }

  /** Sends these messages of one sender, as far as they still wait. */
  private async run(from: From, ids: number[], running: Running): Promise<void> {
    const { store, transport, sender, onProgress } = this.options;
    const before = new Map<number, Delivery>();
    const turns = new Map<number, number>();
    const letters: Letter[] = [];
    const settling: Promise<void>[] = [];
    let sessionId = '';
    const settle = (id: number, delivered: Pick<Delivered, 'recipients' | 'error'>) => {
      const known = before.get(id);
      before.delete(id);
      // Whoever took it out before it was begun has the last word.
      const outdated = !this.begun.has(id) && (this.held.has(id) || turns.get(id) !== this.turnOf(id));
      if (!known || outdated) return;
      const { open } = running;
      const built = letters.find((letter) => letter.id === id)?.built;
      const settled = this.settle(from, id, known, { ...delivered, sessionId, built });
      const done = () => {
        if (open?.id === id) open.settle();
      };
      // What the disk did not take is in doubt at the next start, and nothing goes out until then.
      settling.push(settled.then(done, done));
    };

    for (const id of ids) {
      const turn = this.turnOf(id);
      try {
        const { delivery } = await store.ask('drafts.get', { id });
        if (delivery?.state === 'sent') await this.file(from, id);
        if (delivery?.state !== 'waiting' || this.held.has(id)) continue;
        before.set(id, delivery);
        turns.set(id, turn);
        onProgress({ id, step: 'building', octets: 0, octetsTotal: 0 });
        letters.push(await letterOf(store, id, sender(from)));
      } catch (error) {
        settle(id, { recipients: [], error: asPosthornError(error) });
      }
    }
    let [current] = letters;
    try {
      if (current)
        await transport({
          account: sender(from),
          identityId: from.identityId,
          letters,
          signal: running.controller.signal,
          begins: ({ id }) => {
            if (this.closing || this.held.has(id) || turns.get(id) !== this.turnOf(id)) return false;
            this.begun.add(id);
            return true;
          },
          opens: async ({ id }) => {
            // One at a time: a program that is killed then leaves doubt about no more than one.
            while (running.open && running.open.id !== id) await running.open.settled;
            if (this.cancelled.has(id)) throw fail('app.cancelled', {});
            const known = before.get(id);
            if (running.open || !known) return;
            running.open = this.open(running, id);
            const lastTryAt = new Date(this.options.clock.now()).toISOString();
            await this.keep(id, { ...known, state: 'sending', lastTryAt, sessionId });
          },
          onSession: (id) => {
            sessionId = id;
          },
          onStep: (step) => {
            if (step !== 'connecting') this.unreachable = false;
            if (current) onProgress({ id: current.id, step, octets: 0, octetsTotal: current.content.size });
          },
          onProgress: (letter, octets) => {
            current = letter;
            onProgress({ id: letter.id, step: 'data', octets, octetsTotal: letter.content.size });
          },
          onDelivered: ({ id }, delivered) => settle(id, delivered),
        });
      // Begun, given back by a session that broke, and passed over at the end of the program.
      for (const { id } of letters) {
        if (this.begun.has(id)) settle(id, { recipients: [], error: fail('app.cancelled', {}) });
      }
    } catch (error) {
      for (const { id } of letters) settle(id, { recipients: [], error: asPosthornError(error) });
    }
    await Promise.all(settling);
  }

  private open(running: Running, id: number): Open {
    let done = () => {};
    const settled = new Promise<void>((resolve) => {
      done = resolve;
    });
    const settle = () => {
      running.open = null;
      done();
    };
    return { id, settled, settle };
  }

  private async file(from: From, id: number, sent?: Built): Promise<void> {
    this.unfiled.add(id);
    await fileInSent(this.options.store, id, this.options.sender(from), sent);
    this.unfiled.delete(id);
  }

  /** Keeps what came of a try. */
  private async settle(
    from: From,
    id: number,
    before: Delivery,
    told: Pick<Delivered, 'recipients' | 'error'> & { sessionId: string; built: Built | undefined },
  ): Promise<void> {
    const { store, clock, onTried, onChange } = this.options;
    const { error } = told;
    const cancelled = this.cancelled.delete(id);
    this.urgent.delete(id);
    try {
      if (error?.code === 'app.cancelled') {
        // Nobody has it since: whoever was cancelled rests, and who was in the same session goes on by themselves.
        const nextTryAt = new Date(clock.now()).toISOString();
        if (cancelled) await this.keep(id, isWithNobody(before) ? null : resting(before));
        else await this.keep(id, { ...before, state: 'waiting', nextTryAt, waitsFor: 'turn' });
        return;
      }
      if (error && isOffline(error)) this.unreachable = true;
      const delivery = afterTry(before, told, clock.now());
      await this.keep(id, delivery);
      const draft = await store.ask('drafts.get', { id });
      if (delivery.state === 'sent') await this.file(from, id, told.built);
      const had = new Set(before.recipients.filter(({ state }) => state === 'accepted').map(({ address }) => address));
      const reached = delivery.recipients.filter(({ state, address }) => state === 'accepted' && !had.has(address));
      onTried(
        { ...from, id, subject: draft.subject, delivery },
        draft,
        reached.map(({ address }) => address),
      );
    } finally {
      this.begun.delete(id);
      if (told.built) await discard(told.built);
      onChange();
    }
  }
}
