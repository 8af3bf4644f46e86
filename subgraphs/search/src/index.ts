export { readSearchEnv, type SearchEnv } from './env.ts';
export { migrateSearch } from './migrate.ts';
export { type SearchService, startSearch } from './start.ts';
export { rebuildProducts } from './index/rebuild.ts';
export { indexNames, type IndexNames } from './index/names.ts';
