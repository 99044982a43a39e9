import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError, withProgress } from './console.mjs';
import { cacheDir } from './paths.mjs';
import { run } from './run.mjs';
import { isDebian } from './system-packages.mjs';

/**
 * NTPsec's ntpd, a second make of time server for the tests. Debian lets one time server be installed, and that is chrony, so this
 * one is unpacked into the checkout: nothing starts it but the tests.
 */
export const ntpd = join(cacheDir, 'ntpsec/usr/sbin/ntpd');

export const unpackedIsMissing = () => process.platform === 'linux' && isDebian() && !existsSync(ntpd);

/** @throws {PlainError} */
export async function unpackPackages() {
  const folder = join(cacheDir, 'ntpsec.part');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await withProgress('Unpacking ntpsec for the tests', async () => {
    const download = () => run('apt-get', ['download', 'ntpsec'], { cwd: folder, limitMs: 180_000 });
    let { code, output } = await download();
    if (code !== 0 && process.getuid?.() === 0) {
      // The list of packages may be missing, or older than what the mirror holds.
      await run('apt-get', ['-o', 'Acquire::http::Timeout=30', 'update'], { limitMs: 180_000 });
      ({ code, output } = await download());
    }
    const file = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (code !== 0 || !file) throw new PlainError(`apt-get download ntpsec failed: ${output.trim().slice(-500)}`);
    const { status } = spawnSync('dpkg', ['-x', file, '.'], { cwd: folder, stdio: 'ignore' });
    if (status !== 0) throw new PlainError(`dpkg -x ${file} failed.`);
  });
  rmSync(join(cacheDir, 'ntpsec'), { recursive: true, force: true });
  renameSync(folder, join(cacheDir, 'ntpsec'));
}
