import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The environment for servers: Debian keeps them where only root looks for programs. */
export const serverEnv = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** A temporary folder that is gone after `remove`. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `posthorn-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

/** A TCP port on `host` that is free now. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A port on `host` that is free for both UDP and TCP now. */
export async function freeUdpPort(host = '127.0.0.1'): Promise<number> {
  const port = await freePort(host);
  const free = await new Promise<boolean>((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
  return free ? port : freeUdpPort(host);
}

/** Waits until `condition` holds; says what it waited for when it never does. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`Waited ${limitMs} ms in vain for: ${what}`);
    await pause(20);
  }
}

/** Whether a server at this port of loopback says something by itself, as POP3 and SMTP servers do. */
export function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Whether a process runs; one that has ended and was not asked for yet does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

export interface RunningProcess {
  child: ChildProcess;
  /** All that it printed so far, on both streams. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a server in the foreground and waits until `ready`; fails with what it printed when it ends before. */
export async function startProcess(
  command: string,
  args: string[],
  options: {
    ready: (output: string) => boolean | Promise<boolean>;
    env?: Record<string, string>;
    cwd?: string;
    limitMs?: number;
  },
): Promise<RunningProcess> {
  let output = '';
  let ended: string | null = null;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...serverEnv, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `exit ${code ?? signal}`));
  const stop = async () => {
    if (ended) return;
    child.kill('SIGTERM');
    await until(`${command} to stop`, () => ended !== null, 5_000).catch(() => child.kill('SIGKILL'));
  };
  try {
    await until(
      `${command} to be ready`,
      async () => {
        if (ended) throw new Error(`${command} did not start (${ended}):\n${output}`);
        return options.ready(output);
      },
      options.limitMs,
    );
  } catch (error) {
    await stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`);
  }
  return { child, output: () => output, stop };
}
