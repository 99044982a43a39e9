import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError, withProgress } from './console.mjs';
import { cacheDir, root } from './paths.mjs';
import { run } from './run.mjs';
import { installPeers, installSystemPackages, missingSystemPackages } from './system-packages.mjs';
import { unpackedIsMissing, unpackPackages } from './unpacked-packages.mjs';

const stampFile = join(cacheDir, 'packages.sha256');

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

function packagesAreHere() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json')) || !existsSync(stampFile)) return false;
  return readFileSync(stampFile, 'utf8') === lockHash();
}

async function installPackages() {
  await withProgress('Installing packages', async () => {
    const { code, output, timedOut } = await run(
      'npm',
      ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-timeout=60000', '--fetch-retries=3'],
      { limitMs: 900_000, env: { NODE_ENV: 'development' } },
    );
    if (code === 0) return;
    const reason = timedOut ? 'no end after 15 minutes' : output.trim().split('\n').slice(-8).join('\n');
    throw new PlainError(`npm ci failed: ${reason}\nNothing is lost: run the same command again.`);
  });
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(stampFile, lockHash());
}

/**
 * Makes this checkout ready to start or to test, doing only what is not done yet.
 * @param {import('./system-packages.mjs').Purpose} purpose
 * @returns {Promise<import('./electron.mjs').ElectronChoice>}
 */
export async function setUp(purpose) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new PlainError(`Posthorn is built with Node 20 or newer; this is Node ${process.versions.node}.`);
  if (!packagesAreHere()) await installPackages();
  const needed = purpose === 'bench' ? 'start' : purpose;
  if (missingSystemPackages(needed).length > 0) await installSystemPackages(needed);
  if (purpose === 'bench') await installPeers();
  if (purpose === 'test' && unpackedIsMissing()) await unpackPackages();
  const { findElectron, installElectron } = await import('./electron.mjs');
  const here = findElectron();
  if (here) return here;
  await installElectron();
  const electron = findElectron();
  if (!electron)
    throw new PlainError('Electron was installed, but it is not where it should be. Run the same command again.');
  return electron;
}
