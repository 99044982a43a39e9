import { randomUUID } from 'node:crypto';
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents, webContents } from 'electron';
import type { Args, CallName, EventName, JobName, Payload, Progress, Result } from '../shared/contract';
import { channels, type Envelope } from '../shared/contract/bridge';
import { parse, prepare, specOf } from '../shared/contract/check';
import { asPosthornError, fail } from '../shared/errors';

type Awaitable<T> = T | Promise<T>;

/** One function a call of the contract. */
export type CallHandlers = { [N in CallName]: (args: Args<N>) => Awaitable<Result<N>> };

export interface JobContext<N extends JobName> {
  signal: AbortSignal;
  progress(progress: Progress<N>): void;
}
/** One function a job of the contract. */
export type JobHandlers = { [N in JobName]: (args: Args<N>, context: JobContext<N>) => Promise<Result<N>> };

export type Emit = <N extends EventName>(name: N, payload: Payload<N>) => void;

type Sender = Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame' | 'sender'>;

async function envelope(work: () => Promise<unknown>): Promise<Envelope<unknown>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: asPosthornError(error).toJSON() };
  }
}

/**
 * Binds the contract to what does the work. Who calls is checked first, then what is asked, and what is answered as
 * well, so that a window can rely on the shapes. Windows may call before the handlers are there: their calls wait.
 * @param isTrusted tells our own pages from all others
 */
export function bindContract(
  services: Promise<{ calls: CallHandlers; jobs: JobHandlers }>,
  isTrusted: (sender: Sender) => boolean,
): void {
  const running = new Map<string, { controller: AbortController; owner: WebContents }>();
  const check = (sender: Sender) => {
    if (!isTrusted(sender)) throw fail('ipc.foreign-sender', {});
  };

  ipcMain.handle(channels.call, (event, name: unknown, args: unknown) =>
    envelope(async () => {
      check(event);
      const spec = await specOf(name, 'call');
      const parsed = parse(spec.args, args, spec.name, 'argument');
      const handler: (args: never) => unknown = (await services).calls[spec.name as CallName];
      return parse(spec.result, await handler(parsed as never), spec.name, 'result');
    }),
  );

  ipcMain.handle(channels.start, (event, name: unknown, args: unknown, givenId: unknown) =>
    envelope(async () => {
      check(event);
      const spec = await specOf(name, 'job');
      const parsed = parse(spec.args, args, spec.name, 'argument');
      const id = typeof givenId === 'string' ? givenId : randomUUID();
      const controller = new AbortController();
      running.set(id, { controller, owner: event.sender });
      const progress = (value: unknown) => {
        if (!event.sender.isDestroyed()) event.sender.send(channels.progress, id, value);
      };
      try {
        const handler: (args: never, context: JobContext<never>) => Promise<unknown> = (await services).jobs[
          spec.name as JobName
        ];
        const result = await handler(parsed as never, { signal: controller.signal, progress });
        return parse(spec.result, result, spec.name, 'result');
      } finally {
        running.delete(id);
      }
    }),
  );

  ipcMain.on(channels.cancel, (event, id: unknown) => {
    if (!isTrusted(event)) return;
    const job = running.get(String(id));
    // A window can only cancel what it started.
    if (job?.owner === event.sender) job.controller.abort();
  });
}

/** While the first page is put together, so that its first calls need not wait. */
export const warmContract = (): void => void prepare(['settings', 'practice', 'accounts', 'mail']);

/** Tells every window. */
export const emit: Emit = (name, payload) => {
  for (const contents of webContents.getAllWebContents()) {
    if (!contents.isDestroyed()) contents.send(channels.event, name, payload);
  }
};
