import { contextBridge, ipcRenderer } from 'electron';
import * as v from 'valibot';
import { contract } from '../shared/contract';
import { type Bridge, channels, type Envelope } from '../shared/contract/bridge';
import type { Schema } from '../shared/contract/define';
import { fail, type PosthornError } from '../shared/errors';

/** Refuses here already what the main process would refuse, so that a mistake shows where it was made. */
function problemWith(name: string, kind: 'call' | 'job', args: unknown): PosthornError | null {
  const spec = Object.hasOwn(contract, name) ? contract[name as keyof typeof contract] : undefined;
  if (!spec || spec.kind !== kind || !('args' in spec)) return fail('ipc.unknown-call', { name });
  const schema: Schema = spec.args;
  const parsed = v.safeParse(schema, args);
  if (parsed.success) return null;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  return fail('ipc.invalid-argument', { name, issue: path ? `${path}: ${issue.message}` : issue.message });
}

const refused = (error: PosthornError): Promise<Envelope<unknown>> =>
  Promise.resolve({ ok: false, error: error.toJSON() });

const listeners = new Map<string, Set<(payload: unknown) => void>>();
const progressOf = new Map<string, (progress: unknown) => void>();

ipcRenderer.on(channels.event, (_event, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});
ipcRenderer.on(channels.progress, (_event, id: string, progress: unknown) => progressOf.get(id)?.(progress));

const bridge: Bridge = {
  call(name, args) {
    const problem = problemWith(name, 'call', args);
    return problem ? refused(problem) : ipcRenderer.invoke(channels.call, name, args);
  },
  start(name, args, onProgress) {
    const problem = problemWith(name, 'job', args);
    if (problem) return { result: refused(problem), cancel: () => {} };
    const id = crypto.randomUUID();
    progressOf.set(id, onProgress);
    const result: Promise<Envelope<unknown>> = ipcRenderer
      .invoke(channels.start, name, args, id)
      .finally(() => progressOf.delete(id));
    return { result, cancel: () => ipcRenderer.send(channels.cancel, id) };
  },
  on(name, listener) {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  },
};

contextBridge.exposeInMainWorld('posthorn', bridge);
