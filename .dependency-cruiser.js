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
      name: 'what-ships-imports-nothing-of-dev',
      comment: 'Nothing under dev/ is ever copied into an image. Tests may use it.',
      severity: 'error',
      from: { path: '^(packages|subgraphs|router|schema)/', pathNot: '(/test/|\\.test\\.ts$)' },
      to: { path: '^dev/' },
    },
    {
      name: 'kit-and-engines-import-no-subgraph',
      comment: 'service-kit and engines are below every subgraph.',
      severity: 'error',
      from: { path: '^(packages/service-kit/src|packages/ops/src/servers|dev/engines/src)/' },
      to: { path: '^(subgraphs|router|packages/ops/(?!src/servers/)|dev/(?!engines/))' },
    },
    {
      name: 'launcher-knows-no-demo-data',
      comment: 'dev/demo uses dev/launcher, not the other way round.',
      severity: 'error',
      from: { path: '^dev/(launcher|engines)/' },
      to: { path: '^dev/demo/' },
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
      name: 'mutations-write-through-services',
      comment: 'Queries and loaders may read from a repository; whatever writes goes through a service.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/graphql/resolvers/Mutation\\.' },
      to: { path: '\\.(repository|collection|table)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sql-in-repositories-only',
      comment: 'The SQL of a table is in its repository.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/', pathNot: '(\\.repository|/database)\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'mongodb-in-repositories-only',
      comment:
        'Repositories and storage/ reach MongoDB; everyone else has the type Db of database.ts, and hands it on.',
      severity: 'error',
      from: {
        path: '^subgraphs/[^/]+/src/',
        pathNot: '(\\.repository|\\.collection|/database|/start|/storage/[^/]+)\\.ts$',
      },
      to: { path: 'node_modules/mongodb/' },
    },
    {
      name: 'collections-belong-to-repositories',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/', pathNot: '\\.(repository|collection)\\.ts$' },
      to: { path: '\\.collection\\.ts$', dependencyTypesNot: ['type-only'] },
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
      from: { pathNot: '(/test/|\\.test\\.ts$|^dev/(test-kit|e2e|bench|startup-tests|docker-check)/)' },
      to: { path: '(/test/|\\.test\\.ts$|^dev/test-kit/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^(?!.*node_modules/).*/dist/|\\.generated\\.ts$|packages/client/src/generated)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
