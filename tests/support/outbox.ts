import { Outbox, type OutboxOptions, smtpTransport } from '../../electron/mail/outbox';
import type { Store } from '../../electron/mail/store';
import { Transcripts } from '../../electron/wire';
import type { Account, Delivery, OutboxEntry } from '../../shared/contract';
import { plainWriting } from '../../shared/contract/accounts';
import { leaveOnServer } from '../../shared/contract/leave-on-server';

/** A clock that stands until it is told to go on. */
export function fakeClock(startMs = Date.parse('2026-11-26T09:00:00.000Z')) {
  let nowMs = startMs;
  const sleepers = new Map<object, { at: number; wake(): void }>();
  return {
    now: () => nowMs,
    after(ms: number, wake: () => void) {
      const key = {};
      sleepers.set(key, { at: nowMs + ms, wake });
      return () => void sleepers.delete(key);
    },
    /** Wakes whoever wanted to be woken until then, in their order. */
    async pass(ms: number, outbox: Outbox): Promise<void> {
      const end = nowMs + ms;
      for (;;) {
        await outbox.idle();
        const [next] = [...sleepers].sort(([, a], [, b]) => a.at - b.at);
        if (!next || next[1].at > end) break;
        sleepers.delete(next[0]);
        nowMs = Math.max(nowMs, next[1].at);
        next[1].wake();
      }
      nowMs = end;
      await outbox.idle();
    },
  };
}

export const minuteMs = 60_000;

/** An account that sends to this port of loopback, without a login unless it has a user. */
export const accountAt = (port: number, id = 'amy', host = '127.0.0.1'): Account => ({
  id,
  name: 'Amy',
  address: `${id}@practice.test`,
  incoming: { host: '127.0.0.1', port: 1, security: 'none', user: id, protocol: 'POP3', language: null },
  outgoing: { host, port, security: 'none', user: '' },
  deleteOnServer: false,
  policy: leaveOnServer,
  practice: false,
  keepSecret: 'quit',
  signIn: 'password',
  inbox: 'own',
  writing: plainWriting,
  identities: [],
});

/** An outbox over this store that sends to this port, and what it told. */
export function outboxOver(store: Store, port: () => number, change: Partial<OutboxOptions> = {}) {
  const clock = fakeClock();
  const transcripts = new Transcripts();
  const tried: OutboxEntry[] = [];
  const told = { paused: false, network: true };
  const outbox = new Outbox({
    store,
    clock,
    transport: smtpTransport({
      transcripts,
      credentials: async () => ({ password: '' }),
      trusted: async () => [],
    }),
    sender: ({ accountId }) => accountAt(port(), accountId),
    paused: () => told.paused,
    undoSeconds: () => 0,
    hasNetwork: () => told.network,
    onChange: () => {},
    onProgress: () => {},
    onTried: (entry) => tried.push(entry),
    ...change,
  });
  return { outbox, clock, tried, told, transcripts };
}

/** Writes a draft. @returns its id */
export async function writeDraft(store: Store, to: string, subject = 'S', accountId = 'amy'): Promise<number> {
  const rest = { cc: '', bcc: '', text: 'T', attachments: [], inReplyTo: '', references: [] };
  return (await store.ask('drafts.create', { accountId, to, subject, ...rest })).id;
}

export const deliveryOf = async (store: Store, id: number): Promise<Delivery | null> =>
  (await store.ask('drafts.get', { id })).delivery;
