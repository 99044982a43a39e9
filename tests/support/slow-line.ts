import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { startProcess } from './lab';

/** Puts a line between a client and a server on loopback that delays, and that carries only so much. */
export async function startSlowLine({ to, oneWayMs = 0, octetsPerSecond = 0 }: SlowLine) {
  const script = join(root, 'tests/support/slow-line-process.mjs');
  const listening = /^port (\d+)$/m;
  const line = await startProcess(process.execPath, [script, String(to), String(oneWayMs), String(octetsPerSecond)], {
    ready: (output) => listening.test(output),
  });
  return { port: Number(listening.exec(line.output())?.[1]), stop: line.stop };
}

interface SlowLine {
  /** The port of the server. */
  to: number;
  oneWayMs?: number;
  /** 0: as fast as it can. */
  octetsPerSecond?: number;
}
