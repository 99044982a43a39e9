import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = import.meta.dirname ?? process.cwd();

/** The renderer. The main process, the preload and the worker are built by `scripts/lib/build.mjs`. */
export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: true,
    // The oldest Chromium the app runs on is Electron 33's.
    target: 'chrome130',
    modulePreload: { polyfill: false },
    // The strict policy of the page allows images from data: but no inlined scripts or styles.
    assetsInlineLimit: (file) => (file.endsWith('.svg') ? false : undefined),
  },
  server: { port: 5173, strictPort: false },
});
