/** Dependencies point one way: renderer → shared ← electron; inside electron, main → services → mail|clock|dns → sasl → wire. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'renderer-knows-only-shared',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|scripts|tests)/' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(electron|renderer|scripts|tests)/' },
    },
    {
      name: 'electron-has-no-page',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(renderer|scripts|tests)/' },
    },
    {
      name: 'protocols-run-under-plain-node',
      comment: 'mail, sasl, clock, dns, wire and practice import neither Electron nor what binds them to it',
      severity: 'error',
      from: { path: '^electron/(mail|sasl|clock|dns|wire|practice)/' },
      to: { path: '^(electron$|node_modules/electron/|electron/(main|ipc|preload|flags|windows|services)(/|\\.))' },
    },
    {
      name: 'front-doors',
      comment: 'from outside, a part is entered through its index.ts',
      severity: 'error',
      from: { path: '^electron/(mail|clock|dns|practice)/' },
      to: { path: '^electron/(wire|sasl)/(?!index\\.ts$)' },
    },
    {
      name: 'wire-is-the-bottom',
      severity: 'error',
      from: { path: '^electron/wire/' },
      to: { path: '^electron/(?!wire/)' },
    },
    {
      name: 'sasl-stands-alone',
      comment: 'mechanisms know no protocol, so that each protocol can use them',
      severity: 'error',
      from: { path: '^electron/sasl/' },
      to: { path: '^electron/(?!sasl/)' },
    },
    {
      name: 'one-way-to-the-network',
      comment: 'no module but wire opens a socket',
      severity: 'error',
      from: { path: '^electron/', pathNot: '^electron/wire/' },
      to: { path: '^(node:)?(net|tls|dgram|http|https|http2)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'parts-do-not-mix',
      severity: 'error',
      from: { path: '^electron/(clock|dns)/' },
      to: { path: '^electron/(mail|clock|dns)/', pathNot: '^electron/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types alone count as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css'] },
  },
};
