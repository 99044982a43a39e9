// Stands in for Electron's default app: opens the folder that the command line names.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { app } = require('electron');

const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
// Electron's own default app uses these two; they are not in the public types.
// @ts-expect-error
app.setAppPath(folder);
app.setName(manifest.productName ?? manifest.name);
// @ts-expect-error
app.setVersion(manifest.version);
// Loaded at once: schemes and switches must be set before the app is ready.
require(join(folder, manifest.main));
