import type { Client } from '@elastic/elasticsearch';
import { createElasticsearch, type Logger, type MigrationState, StartError } from '@quartet/service-kit';
import type { SearchEnv } from './env.ts';
import { createIndexes, currentIndex, saveBackfill, removeIndexes } from './search-index/create.ts';
import { type IndexNames, indexNames, MAPPING_VERSION } from './search-index/names.ts';
import { rebuildProducts } from './search-index/rebuild.ts';

const TIMEOUT_MS = 30_000;

/**
 * Up: makes the indexes that are missing; where the mapping is of an older version, rebuilds it beside the old one.
 * Down: removes them all. Returns the indexes made or removed. Two processes may do it at once.
 */
export async function migrateSearch(o: { env: SearchEnv; log: Logger; direction: 'up' | 'down' }): Promise<string[]> {
  const client = createElasticsearch({
    url: o.env.ELASTICSEARCH_URL,
    name: 'search-migrate',
    log: o.log,
    requestTimeoutMs: TIMEOUT_MS,
  });
  const names = indexNames(o.env.SEARCH_INDEX_PREFIX);
  try {
    if (o.direction === 'down') return await removeIndexes(client, names);
    const made = await createIndexes(client, names);
    const current = await currentIndex(client, names);
    // Sales or stock that are lost are asked for again as a new index of products is.
    if (current?.refill && made.length > 0) await saveBackfill(client, current, null);
    if (current && current.mappingVersion > MAPPING_VERSION) {
      throw new StartError(
        `The index ${current.index} is newer than this code: its mapping has version ${current.mappingVersion}, and ours ${MAPPING_VERSION}. Use the newer code, or delete that index and start again: it is made anew from the catalog`,
      );
    }
    if (current && current.mappingVersion < MAPPING_VERSION)
      made.push(await rebuildProducts({ client, names, log: o.log }));
    return made;
  } finally {
    await client.close();
  }
}

/** The indexes that are there and missing; one of an older mapping counts as missing, one of a newer as unknown. */
export async function searchMigrations(client: Client, names: IndexNames): Promise<MigrationState> {
  const state: MigrationState = { applied: [], missing: [], unknown: [] };
  const current = await currentIndex(client, names);
  const version = current?.mappingVersion ?? 0;
  if (version > MAPPING_VERSION) state.unknown.push(current?.index ?? names.products);
  else (version === MAPPING_VERSION ? state.applied : state.missing).push(current?.index ?? names.productsIndex(1));
  for (const index of [names.sales, names.stock]) {
    ((await client.indices.exists({ index })) ? state.applied : state.missing).push(index);
  }
  return state;
}
