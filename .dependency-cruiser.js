/** The rules of the house that imports can show: who may know whom. */
export default {
  forbidden: [
    {
      name: 'subgraphs-never-import-each-other',
      comment: 'They meet in schema/ and on the event bus.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/([^/]+)/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'kit-and-engines-import-no-subgraph',
      comment: 'service-kit and engines are below every subgraph.',
      severity: 'error',
      from: { path: '^packages/(service-kit|engines)/' },
      to: { path: '^(subgraphs|router|seed|e2e|bench)/' },
    },
    {
      name: 'domain-knows-no-graphql',
      comment: 'resolvers → domain → database: only graphql/, context.ts and what starts the service know GraphQL.',
      severity: 'error',
      from: {
        path: '^subgraphs/[^/]+/src/',
        pathNot: ['^subgraphs/[^/]+/src/graphql/', '^subgraphs/[^/]+/src/(context|index|main|service|start)\\.ts$'],
      },
      to: {
        path: ['^subgraphs/[^/]+/src/graphql/', 'node_modules/(graphql|@apollo)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'resolvers-hold-no-sql',
      comment: 'A resolver calls the domain; the drivers stay behind it.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/graphql/' },
      to: { path: 'node_modules/(kysely|pg|mongodb|ioredis|@elastic)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '(/test/|\\.test\\.ts$|^packages/test-kit/|^e2e/|^bench/)' },
      to: { path: '(/test/|\\.test\\.ts$|^packages/test-kit/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|\\.generated\\.ts$|packages/client/src/generated)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
