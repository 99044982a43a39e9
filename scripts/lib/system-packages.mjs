import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PlainError, withProgress } from './console.mjs';
import { run } from './run.mjs';

/**
 * What the system must have. `present` asks without starting a program; `packages` are Debian's names, the first that
 * this release knows is taken.
 * @typedef {{ name: string, present: () => boolean, packages: string[] }} Need
 */

const libraryFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
];
const hasLibrary = (/** @type {string} */ name) => libraryFolders.some((folder) => existsSync(join(folder, name)));
const hasProgram = (/** @type {string} */ name) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));

/** @param {string} name @param {string[]} [packages] @returns {Need} */
const program = (name, packages = [name]) => ({ name, present: () => hasProgram(name), packages });
/** @param {string} name @param {string[]} packages @returns {Need} */
const library = (name, packages) => ({ name, present: () => hasLibrary(name), packages });

/** A virtual display is only needed where there is no display. */
export const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** @type {Need[]} */
const windowNeeds = [
  library('libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']),
  library('libnss3.so', ['libnss3']),
  library('libasound.so.2', ['libasound2t64', 'libasound2']),
  library('libgbm.so.1', ['libgbm1']),
  {
    name: 'a font with Latin letters',
    present: () => existsSync('/usr/share/fonts') && readdirSync('/usr/share/fonts').length > 0,
    packages: ['fonts-dejavu-core'],
  },
];

/** @type {Need} The face that the design names for Linux: it has every accent. */
const latinFont = {
  name: 'Noto Sans',
  present: () => existsSync('/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf'),
  packages: ['fonts-noto-core'],
};

/** @type {Need} */
const hanFont = {
  name: 'a font with Han characters',
  present: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
  packages: ['fonts-noto-cjk'],
};

/** @type {Need[]} */
const serverNeeds = [
  program('openssl'),
  program('python3'),
  program('dovecot', ['dovecot-core']),
  {
    name: 'dovecot pop3',
    present: () => existsSync('/usr/lib/dovecot/pop3'),
    packages: ['dovecot-pop3d'],
  },
  {
    name: 'dovecot lmtp',
    present: () => existsSync('/usr/lib/dovecot/lmtp'),
    packages: ['dovecot-lmtpd'],
  },
  {
    name: 'twisted',
    present: () => existsSync('/usr/lib/python3/dist-packages/twisted'),
    packages: ['python3-twisted'],
  },
  {
    name: 'aiosmtpd',
    present: () => existsSync('/usr/lib/python3/dist-packages/aiosmtpd'),
    packages: ['python3-aiosmtpd'],
  },
  program('postfix'),
  program('chronyd', ['chrony']),
  program('ntpdig', ['ntpsec-ntpdig']),
  library('libbsd.so.0', ['libbsd0']),
  program('ip', ['iproute2']),
  {
    name: 'libfaketime',
    present: () => libraryFolders.some((folder) => existsSync(join(folder, 'faketime/libfaketime.so.1'))),
    packages: ['libfaketime'],
  },
  program('nsd'),
  program('named', ['bind9']),
  program('dig', ['bind9-dnsutils']),
  program('delv', ['bind9-dnsutils']),
  program('dnssec-signzone', ['bind9-utils']),
  program('unbound'),
  program('kdig', ['knot-dnsutils']),
];

/** @type {Need[]} What benchmarks set Posthorn beside, besides the programs of the tests. */
const peerNeeds = [
  program('adnshost', ['adns-tools']),
  program('curl'),
  program('fetchmail'),
  program('mpop'),
  program('msmtp'),
];

/** @typedef {'start' | 'test' | 'bench'} Purpose */

/**
 * @param {Purpose} purpose
 * @returns {Need[]} what is not here
 */
export function missingSystemPackages(purpose) {
  if (process.platform !== 'linux') return [];
  const needs = [...windowNeeds];
  if (!hasDisplay || purpose !== 'start') needs.push(program('Xvfb', ['xvfb']), latinFont, hanFont);
  if (purpose !== 'start') needs.push(...serverNeeds);
  if (purpose === 'bench') needs.push(...peerNeeds);
  return needs.filter((need) => !need.present());
}

export function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

const policyFile = '/usr/sbin/policy-rc.d';

/**
 * Installs what is missing where this is root on Debian; elsewhere says the one command that does.
 * @param {Purpose} purpose
 */
export async function installSystemPackages(purpose) {
  const missing = missingSystemPackages(purpose);
  if (missing.length === 0) return;
  const debian = isDebian();
  const wanted = missing.map((need) => need.packages);
  if (!debian || process.getuid?.() !== 0) {
    const names = wanted.map((names) => names.at(-1)).join(' ');
    throw new PlainError(
      `This needs a few system packages that are not here: ${missing.map((need) => need.name).join(', ')}.\n` +
        (debian
          ? `This command installs them:\n  sudo apt-get update && sudo apt-get install --no-install-recommends ${names}`
          : `Debian calls them: ${names}. Install what your system has in their place, then run this again.`),
    );
  }
  const apt = { DEBIAN_FRONTEND: 'noninteractive' };
  await withProgress('Reading the list of system packages', () =>
    required('apt-get', ['-o', 'Acquire::http::Timeout=30', '-o', 'Acquire::Retries=2', 'update'], apt, 180_000),
  );
  const names = wanted.map((choices) => choices.find(isKnownToApt) ?? choices.at(-1) ?? '');
  // The tests start servers of their own; a package must not start one by itself.
  const ownPolicy = !existsSync(policyFile);
  const dropPolicy = () => rmSync(policyFile, { force: true });
  if (ownPolicy) {
    // Left behind by ^C it would keep every service of this system from starting.
    process.once('exit', dropPolicy);
    writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  }
  try {
    await withProgress(`Installing system packages (${names.join(' ')})`, () =>
      required(
        'apt-get',
        ['-o', 'Acquire::http::Timeout=30', 'install', '-y', '--no-install-recommends', ...names],
        apt,
        900_000,
      ),
    );
  } finally {
    if (ownPolicy) {
      dropPolicy();
      process.removeListener('exit', dropPolicy);
    }
  }
  const still = missingSystemPackages(purpose);
  if (still.length > 0)
    throw new PlainError(`Still missing after the installation: ${still.map((need) => need.name).join(', ')}.`);
}

/** What is still missing afterwards, each benchmark names beside its results. */
export async function installPeers() {
  try {
    await installSystemPackages('bench');
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    console.log(`${error.message}\nThe benchmarks go on with what is here.`);
  }
}

function isKnownToApt(/** @type {string} */ name) {
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} env @param {number} limitMs */
async function required(command, args, env, limitMs) {
  const { code, output, timedOut } = await run(command, args, { env, limitMs });
  if (code === 0) return;
  const reason = timedOut ? `no end after ${limitMs / 1000} s` : output.trim().split('\n').slice(-5).join('\n');
  throw new PlainError(`${command} ${args.at(-1)} failed: ${reason}`);
}
