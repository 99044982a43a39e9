import { build } from '../../scripts/lib/build.mjs';

/** The store and many questions run in worker threads, which Node loads from their bundles. */
export default async function setup(): Promise<void> {
  await build({ only: ['worker', 'dnsWorker'] });
}
