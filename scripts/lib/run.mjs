import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM']);

/**
 * Turns ^C into an exit, at which everybody who has something to clear away does so.
 * @returns {() => void} takes it back
 */
export function exitOnSignal() {
  const exit = (/** @type {NodeJS.Signals} */ signal) => process.exit(128 + constants.signals[signal]);
  for (const signal of signals) process.on(signal, exit);
  return () => {
    for (const signal of signals) process.removeListener(signal, exit);
  };
}

/**
 * Runs a command to its end, bounded in time, and gives what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, limitMs?: number, show?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export function run(command, args, { cwd = root, env = {}, limitMs = 600_000, show = false } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      // A group of its own, since what npm and apt-get start would outlive them.
      detached: process.platform !== 'win32',
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      // npm is a script on Windows, and only a shell starts those.
      shell: process.platform === 'win32',
    });
    const end = () => {
      try {
        if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        // All of the group has ended by itself.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, limitMs);
    // Left to itself the command would go on writing: into what others clear away, and when a second try meets it.
    process.prependOnceListener('exit', end);
    const stopListening = exitOnSignal();
    const settle = () => {
      clearTimeout(timer);
      stopListening();
      process.removeListener('exit', end);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => {
      settle();
      resolve({ code: 127, output: `${output}${error.message}`, timedOut });
    });
    child.once('close', (code) => {
      settle();
      resolve({ code: code ?? 1, output, timedOut });
    });
  });
}
