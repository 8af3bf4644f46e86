import type { Db } from '../database.ts';
import type { estypes } from '@elastic/elasticsearch';
import { hasErrorType } from '../engine-errors.ts';
import { productsMapping, productsSettings, salesMapping, stockMapping } from './products.mapping.ts';

/**
 * Creates the missing indexes. An index is created together with its alias in one call and under a fixed name, so of two
 * processes that start at once one creates it and the other finds it.
 * @returns their names
 */
export async function createIndexes(db: Db): Promise<string[]> {
  const created: string[] = [];
  const create = async (request: estypes.IndicesCreateRequest): Promise<void> => {
    try {
      await db.client.indices.create({ wait_for_active_shards: 1, ...request });
      created.push(request.index);
    } catch (error) {
      if (!hasErrorType(error, 'resource_already_exists_exception')) throw error;
    }
  };
  if (!(await db.client.indices.existsAlias({ name: db.names.products }))) {
    await create({
      index: db.names.productsIndex(1),
      settings: productsSettings,
      mappings: productsMapping,
      aliases: { [db.names.products]: { is_write_index: true } },
    });
  }
  const small: estypes.IndicesIndexSettings = { number_of_shards: 1, number_of_replicas: 0 };
  for (const [index, mappings] of [
    [db.names.sales, salesMapping],
    [db.names.stock, stockMapping],
  ] as const) {
    if (!(await db.client.indices.exists({ index }))) await create({ index, settings: small, mappings });
  }
  await db.client.indices.delete({ index: [...db.names.former], ignore_unavailable: true });
  return created;
}

/** Removes every index of this installation. @returns their names */
export async function removeIndexes(db: Db): Promise<string[]> {
  const found = await db.client.indices.get({
    index: [`${db.names.products}_v*`, db.names.sales, db.names.stock, ...db.names.former],
    allow_no_indices: true,
    ignore_unavailable: true,
  });
  const indexes = Object.keys(found);
  if (indexes.length > 0) await db.client.indices.delete({ index: indexes, ignore_unavailable: true });
  return indexes;
}

export interface CurrentIndex {
  index: string;
  /** The version of the mapping that it was created with. */
  mappingVersion: number;
  /** How far its backfill has come (see indexing/backfill.ts); null: it is new. */
  backfill: string | null;
}

/** The index behind the alias; null before the first migration. */
export async function currentIndex(db: Db): Promise<CurrentIndex | null> {
  const found = await db.client.indices.getMapping({
    index: db.names.products,
    ignore_unavailable: true,
    allow_no_indices: true,
  });
  const [index, state] = Object.entries(found)[0] ?? [];
  if (index === undefined) return null;
  const meta = state?.mappings._meta;
  // An earlier release wrote `refill`.
  const backfill: unknown = meta?.['backfill'] ?? meta?.['refill'];
  return {
    index,
    mappingVersion: Number(meta?.['version'] ?? 0),
    backfill: typeof backfill === 'string' ? backfill : null,
  };
}

/** Notes in the index how far its backfill has come. */
export async function saveBackfill(db: Db, current: CurrentIndex, backfill: string | null): Promise<void> {
  await db.client.indices.putMapping({
    index: current.index,
    _meta: { version: current.mappingVersion, ...(backfill === null ? {} : { backfill }) },
  });
}
