import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClockHistory } from '../../../electron/clock/history';
import { temporaryFolder } from '../../support/lab';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder('history');
});
afterEach(() => folder.remove());

function measured(offsetUs: number) {
  const at = '2026-11-25T09:41:02.345Z';
  return {
    at,
    server: { host: 'ntp1.practice.test', port: 123 },
    address: '127.0.0.1',
    offsetUs,
    delayUs: 5_200,
    errorUs: 1_900,
    stratum: 2,
    referenceId: '127.127.1.0',
    leap: 'none' as const,
    precisionLog2: -23,
    pollLog2: 0,
    rootDelayUs: 0,
    rootDispersionUs: 10,
    version: 4,
    timestamps: [at, at, at, at] as [string, string, string, string],
    samples: 4,
    sessionId: 's1',
    sentence: 'Your clock is 0.8 ms ahead.',
  };
}

describe('the history', () => {
  test('is empty at first, then newest first, with ids that grow', async () => {
    const history = new ClockHistory(folder.path);
    expect(await history.list()).toEqual([]);
    await Promise.all([history.add(measured(1)), history.add(measured(2)), history.add(measured(3))]);
    expect((await history.list()).map((m) => [m.id, m.offsetUs])).toEqual([
      [3, 3],
      [2, 2],
      [1, 1],
    ]);
  });

  test('is there after a restart, and ids go on after a clear', async () => {
    await new ClockHistory(folder.path).add(measured(1));
    const again = new ClockHistory(folder.path);
    expect(await again.list()).toHaveLength(1);
    await again.clear();
    expect(await new ClockHistory(folder.path).list()).toEqual([]);
    expect((await new ClockHistory(folder.path).add(measured(2))).id).toBe(2);
  });

  test('keeps the newest 500', async () => {
    const history = new ClockHistory(folder.path);
    await history.add(measured(0));
    const path = join(folder.path, 'clock-history.json');
    const measurements = Array.from({ length: 500 }, (_, i) => ({ id: i + 1, ...measured(i) }));
    await writeFile(path, JSON.stringify({ nextId: 501, measurements }));
    const again = new ClockHistory(folder.path);
    await again.add(measured(-1));
    const list = await again.list();
    expect(list).toHaveLength(500);
    expect([list.at(0)?.id, list.at(-1)?.id]).toEqual([501, 2]);
  });

  test('a broken file is kept aside, and a new history begins', async () => {
    const path = join(folder.path, 'clock-history.json');
    await writeFile(path, '{"nextId": 3, "measure');
    const history = new ClockHistory(folder.path);
    expect(await history.list()).toEqual([]);
    await history.add(measured(5));
    expect(await readFile(`${path}.broken`, 'utf8')).toBe('{"nextId": 3, "measure');
    expect(await readdir(folder.path)).toContain('clock-history.json');
  });
});
