import { build } from '../../scripts/lib/build.mjs';

/** Tests use the built worker and, for the app, the built app: build what changed before any of them runs. */
export default async function setup(): Promise<void> {
  await build();
}
