import { networkInterfaces } from 'node:os';
import type { Args, Draft } from '../../shared/contract';
import type { Outbox } from '../mail/outbox';
import type { Context } from './context';
import type { SizeLimits } from './size-limits';

const hasNetwork = (): boolean =>
  Object.values(networkInterfaces()).some((some) => some?.some(({ internal }) => !internal));

type Collect = (draft: Pick<Draft, 'to' | 'cc' | 'bcc'>, reached: readonly string[]) => Promise<void>;

/** @param help whom a message went to is told to `collect`, and what a server takes to `sizeLimits` */
export function outboxServices(
  context: Context,
  { collect, sizeLimits }: { collect: Collect; sizeLimits: SizeLimits },
) {
  const { accounts, store, settings, transcripts, trusted, emit } = context;
  let opened: Promise<Outbox> | null = null;
  /** What the window said of the network: a start that has nothing to send opens nothing for it. */
  let online: boolean | null = null;
  const open = async (): Promise<Outbox> => {
    const { Outbox, smtpTransport, systemClock } = await import('../mail/outbox');
    const outbox = new Outbox({
      store,
      clock: systemClock,
      transport: smtpTransport({
        transcripts,
        trusted,
        credentials: async ({ account, identityId }) => (await accounts.sender(account.id, identityId)).credentials,
        onSizeLimit: (server, most) => void sizeLimits.learn(server, most).catch(() => {}),
      }),
      sender: ({ accountId, identityId }) => accounts.as(accountId, identityId),
      paused: () => settings.current.outboxPaused,
      undoSeconds: () => settings.current.undoSeconds,
      hasNetwork,
      onChange() {
        emit('outbox.changed', {});
        emit('mail.changed', { folders: ['drafts', 'outbox', 'sent', 'inbox'] });
      },
      onProgress: (progress) => emit('outbox.progress', progress),
      onTried(entry, draft, reached) {
        emit('outbox.tried', entry);
        // The message is on its way, whatever becomes of the list of whom it went to.
        void collect(draft, reached).catch(() => {});
      },
    });
    if (online !== null) await outbox.setOnline(online);
    return outbox;
  };
  const outbox = () => {
    opened ??= open();
    return opened;
  };
  /** What was read of a draft is another now. */
  const changed = (id: number) => emit('compose.changed', { id });

  return {
    /** Goes on with what an earlier program left in the outbox. */
    start(): void {
      const work = async () => {
        if ((await store.ask('drafts.outbox', {})).length > 0) await (await outbox()).wake();
      };
      // A store that is closed meanwhile has nothing to go on with.
      void work().catch(() => {});
    },
    async close(): Promise<void> {
      await (await opened)?.close();
    },
    async accountsChanged(): Promise<void> {
      await (await opened)?.accountChanged();
    },
    calls: {
      async 'outbox.queue'({ id, at, again }: Args<'outbox.queue'>) {
        const queued = await (await outbox()).queue(id, { at, again });
        emit('outbox.queued', { id, goesAt: queued.goesAt, chosen: at !== null });
        return queued;
      },
      async 'outbox.take'({ id }: Args<'outbox.take'>) {
        await (await outbox()).take(id);
        changed(id);
      },
      'outbox.sendNow': async ({ id, again }: Args<'outbox.sendNow'>) => (await outbox()).sendNow(id, again),
      async 'outbox.cancel'({ id }: Args<'outbox.cancel'>) {
        return (await outbox()).cancel(id);
      },
      'outbox.arrived': async ({ id }: Args<'outbox.arrived'>) => (await outbox()).arrived(id),
      async 'outbox.wantReport'({ id, wanted }: Args<'outbox.wantReport'>) {
        await store.ask('drafts.wantReport', { id, wanted });
        changed(id);
      },
      async 'outbox.status'() {
        // A start that has nothing to send needs nothing that sends.
        const idle = !opened && (await store.ask('drafts.outbox', {})).length === 0;
        if (!idle) return (await outbox()).status();
        return { paused: settings.current.outboxPaused, offline: false, waiting: 0, sending: 0, stopped: 0 };
      },
      async 'outbox.setPaused'({ paused }: Args<'outbox.setPaused'>) {
        await settings.set({ outboxPaused: paused });
        emit('outbox.changed', {});
        await (await outbox()).wake();
      },
      async 'outbox.setOnline'(told: Args<'outbox.setOnline'>) {
        online = told.online;
        await (await opened)?.setOnline(told.online);
      },
    },
  };
}
