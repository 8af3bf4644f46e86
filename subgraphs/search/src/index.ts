export { readSearchEnv, type SearchEnv } from './env.ts';
export { migrateSearch, searchMigrations } from './migrate.ts';
export { countSearchable } from './query/count.ts';
export { type SearchService, startSearch } from './start.ts';
export { rebuildProducts } from './index/rebuild.ts';
export { indexNames, type IndexNames } from './index/names.ts';
