export { type Distributed, type DistributedOptions, type ProcessState, startDistributed } from './start-distributed.ts';
