export { type Distributed, type DistributedOptions, type ProcessState, startDistributed } from './distributed/index.ts';
export { MIGRATED, type MigrateOptions, type MigratedSubgraph, migrateAll } from './migrate.ts';
export { type RunningShop, type ShopOptions, startShop } from './shop.ts';
export { type Stack, type StackOptions, startStack } from './stack.ts';
export { type Subgraphs, startSubgraphs, stopSubgraphs } from './subgraphs.ts';
export { TOPOLOGIES, type Topology } from './topology.ts';
