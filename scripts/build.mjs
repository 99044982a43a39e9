import { build } from './lib/build.mjs';

await build({ say: console.log });
