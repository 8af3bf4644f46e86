import type { Client, estypes } from '@elastic/elasticsearch';
import { AppError, type Logger } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { hasErrorType } from '../engine-errors.ts';
import { currentIndex } from './create.ts';
import { buildOf, MAPPING_VERSION } from './names.ts';
import { productsMapping, productsSettings } from './products.mapping.ts';

const COPY_TIMEOUT_MS = 60 * 60_000;

/**
 * Builds the index of products again beside the one in use, with the mapping of this code, and swaps the alias. Searches
 * continue without a gap. Writers wait between the second copy and the swap, and lose nothing. From an older mapping,
 * the fields that the new one has are copied; the rest of a product comes with its next event, which the new index
 * requests (see indexing/backfill.ts).
 * @returns the new index's name
 * @throws AppError CONFLICT while another rebuild runs
 */
export async function rebuildProducts({ db, log }: { db: Db; log: Logger }): Promise<string> {
  const { client, names } = db;
  const current = await currentIndex(db);
  if (!current) throw new AppError('NOT_FOUND', 'There is no search index to rebuild: migrate first');
  const from = current.index;
  const to = names.productsIndex(buildOf(from) + 1);
  const older = current.mappingVersion !== MAPPING_VERSION;
  await createBeside(client, to, older ? null : current.backfill);
  const script = older ? FROM_OLDER : undefined;
  let blocked = false;
  try {
    const copiedUpTo = await lastChange(client, from);
    log.info({ from, to }, 'copying the search index');
    await copy(client, { from, to, script, query: { match_all: {} } });
    // Few are left: what was written while the copy ran. Blocked writes (consumers retry them) add none.
    await client.indices.addBlock({ index: from, block: 'write' });
    blocked = true;
    await client.indices.refresh({ index: from });
    await copy(client, { from, to, script, query: { range: { _seq_no: { gt: copiedUpTo } } } });
    await client.indices.refresh({ index: to });
    await client.indices.updateAliases({
      actions: [{ add: { index: to, alias: names.products, is_write_index: true } }, { remove_index: { index: from } }],
    });
  } catch (error) {
    if (blocked) await client.indices.putSettings({ index: from, settings: { 'index.blocks.write': null } });
    await client.indices.delete({ index: to, ignore_unavailable: true });
    throw error;
  }
  log.info({ index: to }, 'the new search index is in use');
  return to;
}

async function createBeside(client: Client, index: string, backfill: string | null): Promise<void> {
  // The content of the old index is copied, so the new one need not request it.
  const mappings =
    backfill === null ? productsMapping : { ...productsMapping, _meta: { ...productsMapping._meta, backfill } };
  try {
    await client.indices.create({ index, settings: productsSettings, mappings });
  } catch (error) {
    if (!hasErrorType(error, 'resource_already_exists_exception')) throw error;
    throw new AppError('CONFLICT', `A rebuild is already running; if it was interrupted, delete the index ${index}`, {
      cause: error,
    });
  }
}

/** Without its version, a product is written again by the event of that version, which then adds fields. */
const FROM_OLDER: estypes.Script = {
  lang: 'painless',
  source: `
    ctx._source.keySet().removeIf(field -> !params.known.contains(field));
    if (ctx._source.versions != null) ctx._source.versions.remove('product');
  `,
  params: { known: Object.keys(productsMapping.properties ?? {}) },
};

async function copy(
  client: Client,
  {
    from,
    to,
    query,
    script,
  }: { from: string; to: string; query: estypes.QueryDslQueryContainer; script: estypes.Script | undefined },
): Promise<void> {
  const { failures } = await client.reindex(
    {
      source: { index: from, query },
      dest: { index: to },
      refresh: false,
      ...(script && { script }),
    },
    { requestTimeout: COPY_TIMEOUT_MS, maxRetries: 0 },
  );
  if (failures && failures.length > 0)
    throw new Error(`${failures.length} products could not be copied: ${JSON.stringify(failures[0])}`);
}

/** The number of the last change that every shard of the index has made searchable. */
async function lastChange(client: Client, index: string): Promise<number> {
  await client.indices.refresh({ index });
  const { indices } = await client.indices.stats({ index, level: 'shards' });
  const shards = Object.values(indices?.[index]?.shards ?? {}).flat();
  const numbers = shards.map((shard) => Number(shard.seq_no?.max_seq_no ?? -1));
  return numbers.length > 0 ? Math.min(...numbers) : -1;
}
