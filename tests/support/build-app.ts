import { build } from '../../scripts/lib/build.mjs';

/** App tests drive the built app: what changed is built before any of them runs. */
export default async function setup(): Promise<void> {
  await build();
}
