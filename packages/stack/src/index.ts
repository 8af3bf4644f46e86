export { MIGRATED, type MigrateOptions, type MigratedSubgraph, migrateAll } from './migrate.ts';
export { type Stack, type StackOptions, startStack } from './stack.ts';
