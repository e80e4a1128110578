const spec = '\\.spec\\.ts$';
/** What several specs run. */
const suite = '\\.suite\\.ts$';
const anyProject = '^(libs|services|gateway|infra)/';

const kernel = ['kernel'];
const contract = ['contracts', 'rules'];
const port = ['event-store', 'bus', 'projections', 'keys'];
const glue = ['nest'];

const libs = (...layers) => `^libs/(${layers.flat().join('|')})/`;
const packages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

const engines = packages('kafkajs', '@eventstore/db-client', 'mongoose');
const graph = packages(
  '@nestjs',
  '@apollo',
  '@as-integrations',
  '@escape\\.tech',
  '@graphql-hive',
  '@theguild',
  'graphql',
  'graphql-[^/]+',
);

/** Specs stand in the layer of what they test; beyond it they may only use the testkit. */
const layer = (name, comment, path, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path },
  to: { path: anyProject, pathNot: [libs('testkit'), ...allowed] },
});

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const layers = [
  rule(
    'kernel-imports-nothing',
    'The kernel is plain TypeScript: no other project, no package, no Node.',
    { path: libs(kernel), pathNot: spec },
    { pathNot: libs(kernel) },
  ),
  layer('contract-layer', 'Contracts and rules know the kernel and each other.', libs(contract), [
    libs(kernel, contract),
  ]),
  layer('port-layer', 'Ports know the kernel, the contracts and each other.', libs(port), [
    libs(kernel, contract, port),
  ]),
  layer('glue-layer', 'The Nest glue stands on the ports and below the services.', libs(glue), [
    libs(kernel, contract, port, glue),
  ]),
  layer('testkit-layer', 'The testkit knows the libraries, never a service.', libs('testkit'), [
    libs(kernel, contract, port, glue),
  ]),
  layer('service-layer', 'A service stands on the libraries alone.', '^services/', [
    libs(kernel, contract, port, glue),
    '^services/',
  ]),
  rule(
    'no-service-to-service',
    'Services meet in the stream and in the graph, never in an import.',
    { path: '^services/([^/]+)/' },
    { path: '^services/', pathNot: '^services/$1/' },
  ),
  layer('gateway-layer', 'The gateway composes; it knows no store and no read model.', '^gateway/api/', [
    libs(kernel, 'contracts', glue, 'bus'),
    '^gateway/api/',
  ]),
  layer('web-layer', 'The consoles know the graph, the rules and the refusals.', '^gateway/web/', [
    libs('rules'),
    '^libs/contracts/src/refusals\\.ts$',
    '^gateway/web/',
  ]),
  rule(
    'testkit-in-specs-only',
    'What serves tests does not ship.',
    { path: anyProject, pathNot: [spec, libs('testkit')] },
    { path: libs('testkit') },
  ),
  rule(
    'infra-is-imported-by-nobody',
    'Infra starts, measures and checks the product; the product does not know it.',
    { path: '^(libs|services|gateway)/' },
    { path: '^infra/' },
  ),
  rule(
    'tools-speak-to-a-running-server',
    'The command line and the faults see what an operator sees: the server from outside.',
    { path: '^infra/(cli|faults)/' },
    { path: ['^(services|gateway)/', libs(port, glue)] },
  ),
  rule(
    'load-knows-no-service',
    'The load measures the store by its port, and all the rest from outside.',
    { path: '^infra/load/' },
    { path: ['^(services|gateway)/', libs(glue)] },
  ),
  rule(
    'engines-import-no-project',
    'Settings of real engines are read by operators, not by code.',
    { path: '^infra/engines/' },
    { path: '^(libs|services|gateway)/' },
  ),
];

const paths = [
  rule(
    'no-relative-path-across-projects',
    'A project is reached by its name, so that its exports are its whole surface.',
    { path: '^(libs|services|gateway|infra)/([^/]+)/' },
    { path: anyProject, pathNot: '^$1/$2/', dependencyTypesNot: ['aliased-workspace'] },
  ),
  rule(
    'no-deep-import',
    'Only what a project exports may be imported.',
    {},
    { path: '^@relais/', couldNotResolve: true },
  ),
  rule(
    'no-unresolvable',
    'Every import leads somewhere.',
    {},
    { pathNot: '^@relais/', couldNotResolve: true },
  ),
  rule(
    'no-cycle',
    'Decorated classes that import each other crash at start, and a circle has no layer.',
    {},
    { circular: true },
  ),
  rule(
    'specs-are-imported-by-nobody',
    'A spec is the end of the line: what two of them share goes to the testkit.',
    {},
    { path: spec },
  ),
];

const outside = [
  rule(
    'engines-in-ports-only',
    'A store client opened elsewhere would be a second way to write. Faults damage the files on purpose, and their verdicts read them; a double of an engine keeps a file of its own.',
    { pathNot: [libs(port), '^infra/(faults|engines)/', '^infra/local/src/testing/', spec] },
    { path: [engines, '^(node:)?sqlite$'] },
  ),
  rule(
    'engines-behind-await-import',
    'Nobody who runs the embedded default pays the start of a client that he does not use.',
    { path: '^libs/([^/]+)/src/', pathNot: [spec, '/(eventstoredb|kafka|mongodb)/'] },
    {
      path: ['^libs/$1/src/(eventstoredb|kafka|mongodb)/', engines],
      dynamic: false,
      dependencyTypesNot: ['type-only'],
    },
  ),
  rule(
    'graph-starts-at-the-glue',
    'Below the Nest glue nothing knows Nest or GraphQL.',
    { pathNot: [libs(glue), '^(services|gateway)/', '^infra/local/'] },
    { path: graph },
  ),
  rule(
    'browser-code-knows-no-node',
    'The browser runs the same rules and the same refusals.',
    { path: [libs('rules'), '^libs/contracts/src/refusals\\.ts$', '^gateway/web/src/'], pathNot: spec },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'no-dev-package-at-run-time',
    'What the product imports is installed where the product runs.',
    {
      path: ['^libs/(?!testkit/)', '^services/', '^gateway/api/', '^infra/(local|cli)/'],
      pathNot: [spec, suite],
    },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'declared-packages-only',
    'A package that only another one brings can vanish with any update.',
    { path: anyProject },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
];

const pure = [
  rule(
    'deciders-are-pure',
    'A decision looks at its past and its context; it is replayed years later with the same answer.',
    { path: '^(services/[^/]+/src)/.*\\.decider\\.ts$' },
    {
      pathNot: [
        libs(kernel, contract),
        '^$1/(?!.*(settings|\\.(resolver|module|projection|reaction))\\.ts$)',
      ],
    },
  ),
];

export default {
  forbidden: [...layers, ...paths, ...outside, ...pure],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(libs|services|gateway|infra)/[^/]+/(dist|src/__generated__)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // What tsc, Jest and Vite read: the sources.
      conditionNames: ['@relais/source', 'node', 'import', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
