import { build } from '../../scripts/lib/build.mjs';

/** The store runs in a worker thread, which Node loads from its bundle. */
export default async function setup(): Promise<void> {
  await build({ only: ['worker'] });
}
