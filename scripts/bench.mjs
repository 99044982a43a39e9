import { readdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { exitWith, PlainError } from './lib/console.mjs';
import { display } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';

const folder = join(root, 'tests/bench');
const ending = '.bench.ts';

/** @param {number[]} values @param {typeof import('../tests/bench/compare').median} median */
const spread = (values, median) => [median(values), Math.min(...values), Math.max(...values)];

/** @param {string[][]} rows the first holds the heads; all columns but the first are figures */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('   ')}`);
  }
}

/** @param {string} name @param {import('../tests/bench/compare').Outcome} outcome @param {typeof import('../tests/bench/compare').median} median */
function print(name, { title, rows, target, missing, notes }, median) {
  console.log(`\n${name}: ${title}`);
  const ours = rows[0]?.times ?? [];
  table([
    ['', 'median', 'min', 'max', 'Posthorn ÷ it', 'of the fastest'],
    ...rows.map(({ name, times }, index) => [
      name,
      ...spread(times, median).map((ms) => `${Math.round(ms)} ms`),
      index === 0 ? '' : `${(median(ours) / median(times)).toFixed(2)}×`,
      index === 0 ? '' : `${(Math.min(...ours) / Math.min(...times)).toFixed(2)}×`,
    ]),
  ]);
  console.log(`  Rounds: ${ours.length}, in turns.${target === null ? '' : ` Target: ≤ ${target}× the first peer.`}`);
  const busy = loadavg()[0] ?? 0;
  if (busy > availableParallelism() + 1)
    console.log(
      `  Other work kept this machine busy (load ${busy.toFixed(1)}): the fastest rounds say more than the medians.`,
    );
  for (const note of notes) console.log(`  ${note}`);
  for (const peer of missing) console.log(`  Not here, so not compared: ${peer}.`);
}

try {
  const [wanted] = process.argv.slice(2);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
  if (wanted !== undefined && !names.includes(wanted))
    throw new PlainError(`There is no benchmark “${wanted}”. There are: ${names.join(', ')}.`);
  const electron = await setUp('bench');
  await build({ say: console.log });
  const { describeElectron } = await import('./lib/electron.mjs');
  console.log(`${describeElectron(electron)} Benchmarks: ${names.join(', ')}.`);
  // The screen is one that nobody works on, and the same for all.
  const screen = await display({ always: true });
  Object.assign(process.env, screen.env);
  const { runnerImport } = await import('vite');
  /** @param {string} file */
  const load = async (file) => (await runnerImport(join(folder, file), { configFile: false, logLevel: 'warn' })).module;
  const { median } = /** @type {typeof import('../tests/bench/compare')} */ (await load('compare.ts'));
  for (const name of names) {
    if (wanted !== undefined && name !== wanted) continue;
    const { run } = /** @type {typeof import('../tests/bench/start.bench')} */ (await load(name + ending));
    for await (const outcome of run({ electron: electron.path })) print(name, outcome, median);
  }
  screen.stop();
} catch (error) {
  exitWith(error);
}
