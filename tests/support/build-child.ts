import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../scripts/lib/paths.mjs';

/**
 * Builds a program of `tests/support` that runs in a process of its own.
 * @param name without its ending
 * @returns its path, below `folder`
 */
export async function buildChild(name: string, folder: string): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, `tests/support/${name}.ts`),
      outDir: join(folder, 'program'),
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
    ssr: { noExternal: true },
  });
  return join(folder, 'program/child.mjs');
}
