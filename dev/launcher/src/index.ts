export { type Distributed, type DistributedOptions, type ProcessState, startDistributed } from './distributed/index.ts';
export { type RunningShop, type ShopOptions, startShop } from './shop.ts';
export { type Stack, type StackOptions, startStack } from './in-one-process.ts';
export { type Subgraphs, startSubgraphs, stopSubgraphs } from './subgraphs.ts';
export { TOPOLOGIES, type Topology } from './topology.ts';
