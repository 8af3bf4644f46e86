import type { Client, estypes } from '@elastic/elasticsearch';
import { hasErrorType } from '../engine-errors.ts';
import type { IndexNames } from './names.ts';
import { productsMapping, productsSettings, salesMapping, stockMapping } from './products.mapping.ts';

/**
 * Makes the indexes that are missing and returns their names. An index is created together with its alias in one call and
 * under a fixed name, so of two processes that start at once one creates it and the other finds it.
 */
export async function createIndexes(client: Client, names: IndexNames): Promise<string[]> {
  const made: string[] = [];
  const create = async (request: estypes.IndicesCreateRequest): Promise<void> => {
    try {
      await client.indices.create({ wait_for_active_shards: 1, ...request });
      made.push(request.index);
    } catch (error) {
      if (!hasErrorType(error, 'resource_already_exists_exception')) throw error;
    }
  };
  if (!(await client.indices.existsAlias({ name: names.products }))) {
    await create({
      index: names.productsIndex(1),
      settings: productsSettings,
      mappings: productsMapping,
      aliases: { [names.products]: { is_write_index: true } },
    });
  }
  const small: estypes.IndicesIndexSettings = { number_of_shards: 1, number_of_replicas: 0 };
  for (const [index, mappings] of [
    [names.sales, salesMapping],
    [names.stock, stockMapping],
  ] as const) {
    if (!(await client.indices.exists({ index }))) await create({ index, settings: small, mappings });
  }
  await client.indices.delete({ index: [...names.former], ignore_unavailable: true });
  return made;
}

/** Removes every index of this installation and returns their names. */
export async function removeIndexes(client: Client, names: IndexNames): Promise<string[]> {
  const found = await client.indices.get({
    index: [`${names.products}_v*`, names.sales, names.stock, ...names.former],
    allow_no_indices: true,
    ignore_unavailable: true,
  });
  const indexes = Object.keys(found);
  if (indexes.length > 0) await client.indices.delete({ index: indexes, ignore_unavailable: true });
  return indexes;
}

export interface CurrentIndex {
  index: string;
  /** The version of the mapping that it was made with. */
  mappingVersion: number;
  /** How far its refill has come (see indexing/backfill.ts); null: it is new. */
  refill: string | null;
}

/** The index behind the alias; null before the first migration. */
export async function currentIndex(client: Client, names: IndexNames): Promise<CurrentIndex | null> {
  const found = await client.indices.getMapping({
    index: names.products,
    ignore_unavailable: true,
    allow_no_indices: true,
  });
  const [index, state] = Object.entries(found)[0] ?? [];
  if (index === undefined) return null;
  const meta = state?.mappings._meta;
  const refill: unknown = meta?.['refill'];
  return {
    index,
    mappingVersion: Number(meta?.['version'] ?? 0),
    refill: typeof refill === 'string' ? refill : null,
  };
}

/** Notes in the index how far its refill has come. */
export async function saveBackfill(client: Client, current: CurrentIndex, refill: string | null): Promise<void> {
  await client.indices.putMapping({
    index: current.index,
    _meta: { version: current.mappingVersion, ...(refill === null ? {} : { refill }) },
  });
}
