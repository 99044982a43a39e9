import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clockJson, historyCsv } from '../../../electron/clock/export';
import { ClockHistory } from '../../../electron/clock/history';
import type { Measured } from '../../../electron/clock/measure';
import { temporaryFolder } from '../../support/lab';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder('history');
});
afterEach(() => folder.remove());

const began = Date.parse('2026-11-25T09:41:02.000Z');
const at = (seconds: number) => new Date(began + seconds * 1000).toISOString();

function measured(offsetUs: number, seconds = 0): Measured {
  const result = { offsetUs, errorUs: 500, jitterUs: 1, lowUs: offsetUs, highUs: offsetUs, leap: 'none' as const };
  return { at: at(seconds), verdict: 'alone', result, sources: [], resolutionUs: 1, sentence: '', because: '' };
}

describe('the history', () => {
  test('is empty at first, then oldest first, with ids that grow', async () => {
    const history = new ClockHistory(folder.path);
    expect(await history.newest()).toBeNull();
    await Promise.all([history.add(measured(1)), history.add(measured(2, 64)), history.add(measured(3, 128))]);
    expect((await history.points()).map((one) => [one.id, one.offsetUs])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect((await history.newest())?.result?.offsetUs).toBe(3);
  });

  test('a measurement without a result is the newest, and no point', async () => {
    const history = new ClockHistory(folder.path);
    await history.add({ ...measured(1), verdict: 'no-majority', result: null });
    expect(await history.points()).toEqual([]);
    expect(await history.newest()).toMatchObject({ id: 1, verdict: 'no-majority' });
  });

  test('is there after a restart, and ids go on after a clear', async () => {
    await new ClockHistory(folder.path).add(measured(1));
    const again = new ClockHistory(folder.path);
    expect(await again.points()).toHaveLength(1);
    expect(await again.newest()).toMatchObject({ id: 1 });
    await again.clear();
    expect(await new ClockHistory(folder.path).newest()).toBeNull();
    expect((await new ClockHistory(folder.path).add(measured(2))).id).toBe(2);
  });

  test('is bounded: all of a day, the rest of a month thinned out, and nothing older', async () => {
    const path = join(folder.path, 'clock-history.json');
    const points = Array.from({ length: 40 * 24 * 60 }, (_, minute) => ({
      ...{ id: minute + 1, at: at(minute * 60), offsetUs: 1, errorUs: 1, run: 'one', monotonicUs: 0 },
    }));
    await writeFile(path, JSON.stringify({ nextId: points.length + 1, newest: null, points }));
    const history = new ClockHistory(folder.path);
    await history.add(measured(1, points.length * 60));
    const left = await history.points();
    expect(left).toHaveLength(24 * 60 + 1 + 30 * 24 * 6);
    expect(left.at(-1)?.id).toBe(points.length + 1);
  });

  test('what an older Posthorn kept is taken over', async () => {
    const path = join(folder.path, 'clock-history.json');
    const older = { id: 7, at: at(0), offsetUs: -800, errorUs: 1_900, delayUs: 5_200, sentence: 'x', stratum: 2 };
    await writeFile(path, JSON.stringify({ nextId: 8, measurements: [older] }));
    const history = new ClockHistory(folder.path);
    expect(await history.points()).toMatchObject([{ id: 7, at: at(0), offsetUs: -800, errorUs: 1_900 }]);
    expect((await history.add(measured(1))).id).toBe(8);
  });

  test('a broken file is kept aside, and a new history begins', async () => {
    const path = join(folder.path, 'clock-history.json');
    await writeFile(path, '{"nextId": 3, "measure');
    const history = new ClockHistory(folder.path);
    expect(await history.points()).toEqual([]);
    await history.add(measured(5));
    expect(await readFile(`${path}.broken`, 'utf8')).toBe('{"nextId": 3, "measure');
    expect(await readdir(folder.path)).toContain('clock-history.json');
  });

  test('tells of the last hours only', async () => {
    const history = new ClockHistory(folder.path);
    for (let i = 0; i < 6; i++) await history.add(measured(i, i * 1_000), i * 1_000_000_000);
    const told = await history.told(1, began + 5_500_000);
    expect(told.points.map(({ offsetUs }) => offsetUs)).toEqual([2, 3, 4, 5]);
    expect(told).toMatchObject({ breaks: [], drift: null, sentence: expect.stringContaining('Too few') });
  });
});

test('the export has a line a measurement, and everything as JSON', () => {
  const points = [{ id: 1, at: at(0), offsetUs: -800, errorUs: 1_900 }];
  expect(historyCsv(points)).toBe(`at,offset_us,error_us\r\n${at(0)},-800,1900\r\n`);
  expect(JSON.parse(clockJson({ id: 1, ...measured(1) }, points))).toMatchObject({
    newest: { result: { offsetUs: 1 } },
    history: [{ at: at(0), offsetUs: -800, errorUs: 1_900 }],
  });
});
