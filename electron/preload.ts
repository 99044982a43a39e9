import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, channels, type Envelope } from '../shared/contract/bridge';
import { parse, specOf } from '../shared/contract/check';
import { asPosthornError, fail } from '../shared/errors';

/** Refuses here already what the main process would refuse, so that a mistake shows where it was made. */
async function asked(
  name: string,
  kind: 'call' | 'job',
  args: unknown,
  ask: () => Promise<Envelope<unknown>>,
): Promise<Envelope<unknown>> {
  try {
    parse((await specOf(name, kind)).args, args, name, 'argument');
  } catch (error) {
    return { ok: false, error: asPosthornError(error).toJSON() };
  }
  return ask();
}

const listeners = new Map<string, Set<(payload: unknown) => void>>();
const progressOf = new Map<string, (progress: unknown) => void>();

ipcRenderer.on(channels.event, (_event, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});
ipcRenderer.on(channels.progress, (_event, id: string, progress: unknown) => progressOf.get(id)?.(progress));

const bridge: Bridge = {
  call: (name, args) => asked(name, 'call', args, () => ipcRenderer.invoke(channels.call, name, args)),
  start(name, args, onProgress) {
    const id = crypto.randomUUID();
    let state: 'asked' | 'started' | 'cancelled' = 'asked';
    const result = asked(name, 'job', args, async () => {
      // The main process knows nothing yet that it could cancel.
      if (state === 'cancelled') return { ok: false, error: fail('app.cancelled', {}).toJSON() };
      state = 'started';
      progressOf.set(id, onProgress);
      return ipcRenderer.invoke(channels.start, name, args, id).finally(() => progressOf.delete(id));
    });
    const cancel = () => {
      if (state === 'started') ipcRenderer.send(channels.cancel, id);
      else state = 'cancelled';
    };
    return { result, cancel };
  },
  on(name, listener) {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  },
};

contextBridge.exposeInMainWorld('posthorn', bridge);
