import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { countProducts, migrateCatalog, readCatalogEnv, startCatalog } from '@quartet/catalog';
import type { EngineUrls } from '@quartet/engines';
import { migrateSearch, readSearchEnv, startSearch } from '@quartet/search';
import { importProducts } from '@quartet/catalog/import';
import { createLogger, createRedis } from '@quartet/service-kit';
import { MongoClient, type Document } from 'mongodb';
import { withOwnEngines } from './own-engines.ts';
import { startRelayProcess } from './relay-process.ts';
import { median, row, type Row, rowAgainst } from './rows.ts';

const ICECAT = fileURLToPath(new URL('../../../shared/data/icecat/products.ndjson.gz', import.meta.url));
const GENERATED = 20_000;
const POLL_MS = 50;

const log = createLogger({ name: 'bench', level: 'error' });

/**
 * A product file brought into the catalog, from the opening of the file to the last acknowledgement, with the relay, a
 * process of its own, publishing meanwhile; beside it, in turn, the very documents that came of it, inserted by the bare
 * driver into an empty database with the same indexes. And, apart from that, how long it takes until search can find all
 * of them.
 */
export async function importing(options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  return withOwnEngines(options.say, async ({ urls }, dir) => {
    const file = existsSync(ICECAT) ? ICECAT : await generate(dir);
    options.say(file === ICECAT ? `Products: ${ICECAT}` : `Products: ${GENERATED} generated ones (no ${ICECAT} here)`);
    const took = { import: [] as number[], writing: [] as number[], bare: [] as number[] };
    let products = 0;
    // The first round warms up: the compiler of this process, and that of the server.
    for (let round = 0; round <= options.rounds; round++) {
      const imported = await importOnce(urls, file);
      const bare = await insertBare(urls, imported.documents);
      products = imported.documents.length;
      options.say(
        `Round ${round}: import ${ms(imported.ms)} (writing ${ms(imported.writingMs)}), insertMany ${ms(bare)}${round === 0 ? ' (warm-up)' : ''}`,
      );
      if (round === 0) continue;
      took.import.push(imported.ms);
      took.writing.push(imported.writingMs);
      took.bare.push(bare);
    }
    const searchable = await untilSearchable(urls, file);
    options.say(`Searchable after ${ms(searchable)}`);
    const rate = (milliseconds: number) => (products / milliseconds) * 1_000;
    const bare = row('insertMany', rate(median(took.bare)), 'products/s');
    return [
      bare,
      rowAgainst(bare, 'import', rate(median(took.import)), 'products/s'),
      rowAgainst(bare, 'import, writing', rate(median(took.writing)), 'products/s'),
      row('until searchable', searchable / 1_000, 's'),
    ];
  });
}

const ms = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

/** A migrated, empty catalog and an empty Redis. */
async function freshCatalog(urls: EngineUrls) {
  const redis = createRedis({ url: urls.REDIS_URL, name: 'bench', log });
  await redis.flushall();
  redis.disconnect();
  const url = new URL(urls.CATALOG_MONGODB_URL);
  url.pathname = `/bench_${randomBytes(4).toString('hex')}`;
  const env = readCatalogEnv({ ...urls, CATALOG_MONGODB_URL: url.href });
  await migrateCatalog({ env, log, direction: 'up' });
  return env;
}

const WRITING = 'Writing products';

interface Imported {
  /** All of it. */
  ms: number;
  /** The second pass alone. */
  writingMs: number;
  documents: Document[];
}

async function importOnce(urls: EngineUrls, file: string): Promise<Imported> {
  const env = await freshCatalog(urls);
  const relay = await startRelayProcess(env);
  const catalog = await startCatalog({ env, log, workers: false });
  try {
    await relayIsAtWork(catalog.db);
    const startedAt = performance.now();
    let writingAt: number | undefined;
    const report = await importProducts({
      catalogDb: catalog.db,
      file,
      log,
      // Said for the first time once the categories are saved and the first batch is not yet: what comes before is learning.
      onProgress: ({ step, done }) => {
        if (step === WRITING && done === 0) writingAt = performance.now();
      },
    });
    const endedAt = performance.now();
    await relay.stop();
    const documents = await catalog.db.collection('products').find().toArray();
    if (documents.length !== report.products.created) throw new Error('The import does not agree with the database');
    return { ms: endedAt - startedAt, writingMs: endedAt - (writingAt ?? startedAt), documents };
  } finally {
    await relay.stop();
    await catalog.db.dropDatabase();
    await catalog.stop();
  }
}

type Db = Awaited<ReturnType<typeof startCatalog>>['db'];

/** Behind its first snapshot, on the change stream. */
const relayIsAtWork = (db: Db) => untilRelay(db, () => true);

/** A new index asks for all products: that is over before there are any, or all would be published twice. */
const relayHasAnswered = (db: Db) =>
  untilRelay(
    db,
    ({ snapshotRequested, snapshotServed }) => snapshotRequested !== undefined && snapshotRequested === snapshotServed,
  );

async function untilRelay(db: Db, isSo: (progress: Document) => boolean): Promise<void> {
  for (;;) {
    const progress = await db.collection('relays').findOne({ resumeToken: { $exists: true }, snapshot: null });
    if (progress && isSo(progress)) return;
    await wait(POLL_MS);
  }
}

async function insertBare(urls: EngineUrls, documents: Document[]): Promise<number> {
  const env = await freshCatalog(urls);
  const client = new MongoClient(env.CATALOG_MONGODB_URL);
  try {
    await client.db().command({ ping: 1 });
    const startedAt = performance.now();
    await client.db().collection('products').insertMany(documents, { ordered: false });
    const took = performance.now() - startedAt;
    await client.db().dropDatabase();
    return took;
  } finally {
    await client.close();
  }
}

/** From the opening of the file until search counts as many products as are published. */
async function untilSearchable(urls: EngineUrls, file: string): Promise<number> {
  const env = readSearchEnv({ ...urls, SEARCH_INDEX_PREFIX: `bench_${randomBytes(4).toString('hex')}` });
  const catalogEnv = await freshCatalog(urls);
  await migrateSearch({ env, log, direction: 'up' });
  const relay = await startRelayProcess(catalogEnv);
  const catalog = await startCatalog({ env: catalogEnv, log, workers: false });
  const search = await startSearch({ env, log, workers: true });
  try {
    await relayHasAnswered(catalog.db);
    const startedAt = performance.now();
    await importProducts({ catalogDb: catalog.db, file, log });
    const published = await countProducts(catalog.db, 'PUBLISHED');
    while ((await search.indexedCount()) < published) await wait(POLL_MS);
    return performance.now() - startedAt;
  } finally {
    await search.stop();
    await relay.stop();
    await catalog.stop();
  }
}

/** Products of about the size of real ones, where those are not to be had. */
async function generate(dir: string): Promise<string> {
  const file = join(dir, 'generated.ndjson');
  const lines = Readable.from(
    (function* () {
      for (let at = 0; at < GENERATED; at++) yield `${JSON.stringify(generated(at))}\n`;
    })(),
  );
  await pipeline(lines, createWriteStream(file));
  return file;
}

function generated(at: number): object {
  const attributes = Array.from({ length: 25 }, (_, nth) => [
    `property_${nth}`,
    [`${(at * (nth + 7)) % 90} cm`, at % (nth + 2) === 0, `kind ${(at + nth) % 12}`][nth % 3],
  ]);
  return {
    id: `generated-${at}`,
    title: `Generated product ${at} of series ${at % 40}`,
    brand: `Brand ${at % 30}`,
    category: `category-${at % 50}`,
    description: `A product that stands for others. ${'It is described at some length. '.repeat(at % 12)}`,
    priceCents: 500 + ((at * 37) % 90_000),
    attributes: Object.fromEntries(attributes) as object,
  };
}
