import { execFile } from 'node:child_process';

/** What a program printed, or null when it is not there, fails, or says nothing in time. */
export type Run = (command: string, args: readonly string[]) => Promise<string | null>;

const DEADLINE_MS = 2_000;
const MOST_OCTETS = 64 * 1024;

export const runProgram: Run = (command, args) =>
  new Promise((resolve) => {
    const options = { timeout: DEADLINE_MS, maxBuffer: MOST_OCTETS, env: { ...process.env, LC_ALL: 'C' } };
    execFile(command, [...args], options, (error, stdout) => resolve(error ? null : stdout));
  });
