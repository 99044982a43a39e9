import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What set-up remembers about this checkout; not tracked by git. */
export const cacheDir = join(root, '.cache');

/** What is worth sharing between checkouts, such as a downloaded Electron. */
export const userCacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'posthorn');
