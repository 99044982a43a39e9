import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { electronFlags } from '../../scripts/lib/display.mjs';

const limitMs = 30_000;

interface Answer {
  id?: number;
  method?: string;
  params?: { targetInfo?: { type: string; targetId: string } };
  result?: { sessionId?: string; result?: { value?: unknown } };
  error?: { message: string };
}

/** Speaks the DevTools protocol over a pipe: no port to poll, no library in between, the same cost for whatever is started. */
class DevTools {
  private id = 0;
  private held = '';
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  readonly page: Promise<string>;

  constructor(
    private readonly input: Writable,
    output: Readable,
  ) {
    this.page = new Promise((resolve) => {
      output.on('data', (chunk: Buffer) => {
        const parts = (this.held + chunk.toString()).split('\0');
        this.held = parts.pop() ?? '';
        for (const part of parts) {
          const answer: Answer = JSON.parse(part);
          if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
          const target = answer.params?.targetInfo;
          if (answer.method === 'Target.targetCreated' && target?.type === 'page') resolve(target.targetId);
        }
      });
    });
    // Whoever is killed leaves a broken pipe; its exit is waited for elsewhere.
    for (const stream of [input, output]) stream.on('error', () => {});
  }

  ask(method: string, params: object, sessionId?: string): Promise<Answer> {
    this.id += 1;
    const { id } = this;
    this.input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }
}

/** Starts a folder with Electron; answers with the milliseconds until its page says `ready` and has drawn that. */
export async function timeToReady(options: {
  electron: string;
  app: string;
  profile: string;
  /** An expression in the page. */
  ready: string;
}): Promise<number> {
  const { electron, app, profile, ready } = options;
  const began = performance.now();
  const child = spawn(electron, [app, ...electronFlags(), `--user-data-dir=${profile}`, '--remote-debugging-pipe'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${app} ended (${code}) before it was ready`)));
    setTimeout(() => reject(new Error(`${app} was not ready within ${limitMs / 1000} s`)), limitMs).unref();
  });
  failed.catch(() => {});
  const tools = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable);
  try {
    await Promise.race([untilReady(tools, ready), failed]);
    return performance.now() - began;
  } finally {
    await end(child, tools);
  }
}

async function untilReady(tools: DevTools, ready: string): Promise<void> {
  void tools.ask('Target.setDiscoverTargets', { discover: true });
  const targetId = await tools.page;
  const { result } = await tools.ask('Target.attachToTarget', { targetId, flatten: true });
  const drawn = `new Promise((done) => {
    const look = () => requestAnimationFrame(() => ((${ready}) ? requestAnimationFrame(() => done(true)) : look()));
    look();
  })`;
  for (;;) {
    const answer = await tools.ask('Runtime.evaluate', { expression: drawn, awaitPromise: true }, result?.sessionId);
    if (answer.result?.result?.value === true) return;
    // The page that was asked is gone, because the one that is waited for came.
    await pause(2);
  }
}

/** Closes as a person would, so that what is written at the end is there for the next start. */
async function end(child: ChildProcess, tools: DevTools): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  void tools.ask('Browser.close', {});
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}
