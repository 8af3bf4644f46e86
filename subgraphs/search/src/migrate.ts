import { createElasticsearch, type Logger } from '@quartet/service-kit';
import type { SearchEnv } from './env.ts';
import { createIndexes, currentIndex, removeIndexes } from './index/create.ts';
import { indexNames, MAPPING_VERSION } from './index/names.ts';
import { rebuildProducts } from './index/rebuild.ts';

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
    if (current && current.mappingVersion > MAPPING_VERSION) {
      throw new Error(
        `The search index was made by newer code (mapping ${current.mappingVersion}, this code knows ${MAPPING_VERSION})`,
      );
    }
    if (current && current.mappingVersion < MAPPING_VERSION)
      made.push(await rebuildProducts({ client, names, log: o.log }));
    return made;
  } finally {
    await client.close();
  }
}
