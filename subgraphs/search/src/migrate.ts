import type { Db } from './database.ts';
import { createElasticsearch, type Logger, type MigrationState, StartError } from '@quartet/service-kit';
import type { SearchEnv } from './env.ts';
import { createIndexes, currentIndex, saveBackfill, removeIndexes } from './search-index/create.ts';
import { indexNames, MAPPING_VERSION } from './search-index/names.ts';
import { rebuildProducts } from './search-index/rebuild.ts';

const TIMEOUT_MS = 30_000;

/**
 * Up: creates the missing indexes, and rebuilds one of an older mapping beside the old one. Down: removes them all.
 * Several processes may do so at once.
 * @returns the names of the indexes created or removed
 */
export async function migrateSearch({
  env,
  log,
  direction,
}: {
  env: SearchEnv;
  log: Logger;
  direction: 'up' | 'down';
}): Promise<string[]> {
  const client = createElasticsearch({
    url: env.ELASTICSEARCH_URL,
    name: 'search-migrate',
    log,
    requestTimeoutMs: TIMEOUT_MS,
  });
  const db: Db = { client, names: indexNames(env.SEARCH_INDEX_PREFIX) };
  try {
    if (direction === 'down') return await removeIndexes(db);
    const created = await createIndexes(db);
    const current = await currentIndex(db);
    // Lost sales or stock are requested again, as for a new index of products.
    if (current?.backfill && created.length > 0) await saveBackfill(db, current, null);
    if (current && current.mappingVersion > MAPPING_VERSION) {
      throw new StartError(
        `The index ${current.index} is newer than this code: its mapping has version ${current.mappingVersion}, and ours ${MAPPING_VERSION}. Use the newer code, or delete that index and start again: it is built again from the catalog`,
      );
    }
    if (current && current.mappingVersion < MAPPING_VERSION) created.push(await rebuildProducts({ db, log }));
    return created;
  } finally {
    await client.close();
  }
}

/** The indexes that exist and that are missing; one of an older mapping counts as missing, one of a newer as unknown. */
export async function searchMigrations(db: Db): Promise<MigrationState> {
  const state: MigrationState = { applied: [], missing: [], unknown: [] };
  const current = await currentIndex(db);
  const version = current?.mappingVersion ?? 0;
  if (version > MAPPING_VERSION) state.unknown.push(current?.index ?? db.names.products);
  else (version === MAPPING_VERSION ? state.applied : state.missing).push(current?.index ?? db.names.productsIndex(1));
  for (const index of [db.names.sales, db.names.stock]) {
    ((await db.client.indices.exists({ index })) ? state.applied : state.missing).push(index);
  }
  return state;
}
