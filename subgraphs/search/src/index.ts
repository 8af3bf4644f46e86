export { readSearchEnv, type SearchEnv } from './env.ts';
export { migrateSearch, searchMigrations } from './migrate.ts';
export { countSearchable } from './query/count.ts';
export { createSearchSubgraph, startSearch, type SearchService } from './start.ts';
export { rebuildProducts } from './search-index/rebuild.ts';
export { indexNames, type IndexNames } from './search-index/names.ts';
