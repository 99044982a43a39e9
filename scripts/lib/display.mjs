import { spawn } from 'node:child_process';
import { PlainError } from './console.mjs';
import { hasDisplay } from './system-packages.mjs';

/**
 * A display to draw on: the one that is here, or a virtual one that ends with `stop`.
 * @returns {Promise<{ env: Record<string, string>, virtual: boolean, stop: () => void }>}
 */
export async function display({ size = '1440x960', always = false } = {}) {
  if (process.platform !== 'linux' || (hasDisplay && !always)) return { env: {}, virtual: false, stop: () => {} };
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const stop = () => void child.kill();
  process.once('exit', stop);
  const number = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new PlainError('The virtual display (Xvfb) did not start within 10 s.')),
      10_000,
    );
    child.stdio[3]?.once('data', (/** @type {Buffer} */ chunk) => {
      clearTimeout(timer);
      resolve(chunk.toString().trim());
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new PlainError(`The virtual display (Xvfb) could not be started: ${error.message}.`));
    });
  });
  return { env: { DISPLAY: `:${number}` }, virtual: true, stop };
}

/** Flags that this machine needs: root may not use the sandbox of Chromium. */
export function electronFlags() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
