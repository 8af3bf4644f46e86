export { type Distributed, type ProcessState, startDistributed } from './distributed/index.ts';
export { type ShopInOneProcess, startInOneProcess } from './in-one-process.ts';
export type { Subgraphs } from '@quartet/ops';
export { type RunningShop, type ShopOptions, startShop } from './shop.ts';
export { TOPOLOGIES, type Topology } from './topology.ts';
