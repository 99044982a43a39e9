import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Vitest by itself leaves one processor to the others, which of two is half. */
const workers = Math.min(availableParallelism(), 4);

/** Three kinds of tests, each of which can be run alone: `vitest run --project unit`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          globalSetup: 'tests/support/build-worker.ts',
          // Properties are tried a thousand times, and some a million, on a busy machine too: only what hangs takes so long.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'servers',
          include: ['tests/servers/**/*.test.ts'],
          globalSetup: 'tests/support/build-worker.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A clock is measured with pauses, and a server waits for its deadlines: one more finds room between them.
          maxWorkers: workers + 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'app',
          include: ['tests/app/**/*.test.ts'],
          globalSetup: 'tests/support/build-app.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: workers,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
