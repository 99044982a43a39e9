import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheDir, root } from './paths.mjs';

const stampFile = join(root, 'dist', 'build-stamps.json');
const lockDir = join(cacheDir, 'build.lock');

/**
 * What is built, and from which folders. A part is built again only when a file in them has changed.
 * @type {Record<string, { from: string[], make: (mode: string) => import('vite').InlineConfig }>}
 */
const parts = {
  renderer: {
    from: ['renderer', 'shared', 'vite.config.ts', 'package-lock.json'],
    make: (mode) => ({ configFile: join(root, 'vite.config.ts'), mode, logLevel: 'warn' }),
  },
  main: {
    from: ['electron', 'shared', 'scripts/lib/build.mjs', 'package-lock.json'],
    make: (mode) => nodeBundle(mode, 'main', 'electron/main.ts'),
  },
  worker: {
    from: ['electron/mail/store', 'electron/mail/mime', 'shared', 'scripts/lib/build.mjs', 'package-lock.json'],
    make: (mode) => nodeBundle(mode, 'store-worker', 'electron/mail/store/worker.ts'),
  },
  dnsWorker: {
    from: ['electron/dns', 'electron/wire', 'shared', 'scripts/lib/build.mjs', 'package-lock.json'],
    make: (mode) => nodeBundle(mode, 'dns-worker', 'electron/dns/bulk/worker.ts'),
  },
  preload: {
    from: ['electron/preload.ts', 'shared', 'scripts/lib/build.mjs', 'package-lock.json'],
    // A sandboxed preload can load no file besides itself; what it imports later is in it, and made later.
    make: (mode) => nodeBundle(mode, 'preload', 'electron/preload.ts', { codeSplitting: false }),
  },
};

/**
 * A CommonJS bundle in `dist/electron`: one that starts fast, and that Electron loads in a sandboxed preload too.
 * @param {string} mode
 * @param {string} name
 * @param {string} entry
 * @param {{ codeSplitting?: false }} [output]
 * @returns {import('vite').InlineConfig}
 */
function nodeBundle(mode, name, entry, output = {}) {
  // Its name holds a hash, so a chunk that is no longer made would stay, and be packaged.
  const chunks = `chunks/${name}`;
  rmSync(join(root, 'dist/electron', chunks), { recursive: true, force: true });
  return {
    root,
    configFile: false,
    mode,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: true,
      outDir: join(root, 'dist/electron'),
      emptyOutDir: false,
      target: 'node20',
      // Less to read at each start; the development build keeps its lines.
      minify: mode === 'production',
      rolldownOptions: {
        input: { [name]: join(root, entry) },
        // The SQLite binding loads its own prebuilt library, so it stays a package.
        external: (id) => id === 'electron' || id === '@photostructure/sqlite' || isBuiltin(id),
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: `${chunks}/[name]-[hash].cjs`,
          ...output,
        },
      },
    },
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
  };
}

/** @param {string} path @param {import('node:crypto').Hash} hash */
function addToHash(path, hash) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) {
    for (const name of readdirSync(path).sort()) addToHash(join(path, name), hash);
  } else {
    hash.update(`${path}\0${stat.mtimeMs}\0${stat.size}\0`);
  }
}

/** @param {string[]} from @param {string} mode */
function fingerprint(from, mode) {
  const hash = createHash('sha256').update(`${mode}\0${process.versions.node}\0`);
  for (const path of from) addToHash(join(root, path), hash);
  return hash.digest('hex');
}

/** @returns {Record<string, string>} */
function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

/** Two builds at once would write the same files: the second waits for the first. */
async function withLock(/** @type {() => Promise<void>} */ work) {
  mkdirSync(cacheDir, { recursive: true });
  for (;;) {
    try {
      mkdirSync(lockDir);
      break;
    } catch {
      const age = Date.now() - (statSync(lockDir, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      // A build that was killed leaves its lock behind.
      if (age > 120_000) rmdirSync(lockDir);
      else await pause(100);
    }
  }
  const unlock = () => rmdirSync(lockDir);
  process.once('exit', unlock);
  try {
    await work();
  } finally {
    process.removeListener('exit', unlock);
    unlock();
  }
}

/**
 * Builds the parts that have changed.
 * @param {{ only?: string[], mode?: string, say?: (line: string) => void }} [options]
 * @returns {Promise<string[]>} the parts that were built
 */
export async function build({ only = Object.keys(parts), mode = 'production', say = () => {} } = {}) {
  /** @type {string[]} */
  const built = [];
  const stale = () => {
    const stamps = readStamps();
    return only.filter((name) => parts[name] && stamps[name] !== fingerprint(parts[name].from, mode));
  };
  if (stale().length === 0) return built;
  await withLock(async () => {
    const names = stale();
    if (names.length === 0) return;
    const began = performance.now();
    const vite = await import('vite');
    // A test runner says `test` here, and React would be built with its slow checks.
    const { NODE_ENV } = process.env;
    process.env.NODE_ENV = mode;
    try {
      for (const name of names) {
        const part = parts[name];
        if (!part) continue;
        const stamp = fingerprint(part.from, mode);
        await vite.build(part.make(mode));
        mkdirSync(join(root, 'dist'), { recursive: true });
        writeFileSync(stampFile, JSON.stringify({ ...readStamps(), [name]: stamp }));
        built.push(name);
      }
    } finally {
      if (NODE_ENV === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = NODE_ENV;
    }
    say(`Built ${names.join(', ')} in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  });
  return built;
}
