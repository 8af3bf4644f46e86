export { type Entry, type Lookup, type NewEntry, type StoreOutcome, readEntries, storeEntries } from './entries.ts';
export { type Generations, createGenerations } from './generations.ts';
export { type ReachableCache, createReachableCache } from './reachable-cache.ts';
