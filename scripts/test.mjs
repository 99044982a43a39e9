import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { exitWith } from './lib/console.mjs';
import { display } from './lib/display.mjs';
import { cacheDir, root } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts failures are told for a person */

const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);

/** What must hold of the code itself. Each counts as one test. */
const gates = {
  'format and lint': [bin('biome'), 'check', '--error-on-warnings', '.'],
  types: [bin('tsc'), '-p', 'tsconfig.json'],
  boundaries: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'electron', 'renderer', 'shared'],
  'unused code and dependencies': [bin('knip')],
};
const suites = ['unit', 'servers', 'app'];

/** @param {string[]} command @param {Record<string, string>} env @returns {Promise<number>} */
function show([command = '', ...args], env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** @param {string} name @param {string[]} command @returns {Promise<Counts>} */
async function runGate(name, command) {
  const began = performance.now();
  const code = await show(command);
  console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [name] };
}

/** @param {string} name @param {Record<string, string>} env @param {string[]} filters @returns {Promise<Counts>} */
async function runSuite(name, env, filters) {
  const report = join(cacheDir, `${name}.json`);
  rmSync(report, { force: true });
  mkdirSync(cacheDir, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await show([bin('vitest'), 'run', '--project', name, ...reporters, ...filters], env);
  const counts = readReport(report);
  // A file that can't even be loaded has no test that could fail.
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
    counts.failures.push(`${name}: a file could not be loaded, or something failed outside the tests`);
  }
  return counts;
}

/** @param {string} path @returns {Counts} */
function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    /** @type {{ name: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[]} */
    const files = report.testResults;
    const failures = files.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) =>
          [`${relative(root, name)}: ${fullName}`, ...failureMessages].join('\n'),
        ),
    );
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped, failures };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
  }
}

try {
  const [only, ...filters] = process.argv.slice(2);
  const electron = await setUp('test');
  const { describeElectron } = await import('./lib/electron.mjs');
  console.log(describeElectron(electron));
  // Tests get screens of their own, so that they neither disturb a person nor depend on a window manager; one for each that
  // may run at a time, so that no window takes the focus from another.
  const screens = await Promise.all(Array.from({ length: availableParallelism() }, () => display({ always: true })));
  const displays = screens.flatMap(({ env }) => env.DISPLAY ?? []);
  const env = {
    ...screens[0]?.env,
    POSTHORN_ELECTRON: electron.path,
    ...(displays.length > 0 ? { POSTHORN_DISPLAYS: displays.join(' ') } : {}),
  };
  /** @type {Counts[]} */
  const all = [];
  if (!only) for (const [name, command] of Object.entries(gates)) all.push(await runGate(name, command));
  for (const name of suites) if (!only || only === name) all.push(await runSuite(name, env, only ? filters : []));
  for (const screen of screens) screen.stop();
  // Again at the end: what failed would else stand far above.
  for (const failure of all.flatMap(({ failures }) => failures))
    console.log(`\nFAILED: ${failure.replace(/\n.*node_modules.*/g, '')}`);
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    all.reduce((total, counts) => total + counts[key], 0);
  const skipped = sum('skipped');
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(sum('failed') > 0 || sum('passed') === 0 ? 1 : 0);
} catch (error) {
  exitWith(error);
}
