import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { migrateCatalog, walkProducts, type Product } from '@quartet/catalog';
import { createLogger, createMongo, type Mongo } from '@quartet/service-kit';
import { freshMongo } from '@quartet/test-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importProducts, type ImportReport } from '../../src/import/index.ts';
import { writeInBatches } from '../../src/import/batch-pipeline.ts';

const CHILD = fileURLToPath(new URL('./import-child.ts', import.meta.url));
const log = createLogger({ name: 'resume test', level: 'silent' });
const BATCH = 40;
/** Each starts Node twice. */
const PATIENCE = { timeout: 120_000 };
let folder: string;
let url: string;
let mongo: Mongo;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quartet-resume-'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  const fresh = await freshMongo();
  url = fresh.url;
  const env = { CATALOG_MONGODB_URL: url, REDIS_URL: 'redis://127.0.0.1:1', REDIS_CACHE_URL: 'redis://127.0.0.1:1' };
  await migrateCatalog({ env, log, direction: 'up' });
  mongo = createMongo({ url, name: 'resume test', log });
  return async () => {
    await mongo.destroy();
    await fresh.drop();
  };
});

const lamp = (at: number, more: object = {}) => ({
  id: `lamp-${at}`,
  // Some share a name, so that slugs must be told apart as well, but none of two batches that are written at once: a
  // batch whose slugs are taken is inserted a second time, and the tests count inserts.
  title: `Lamp ${at % (2 * BATCH)}`,
  category: 'lamps',
  priceCents: 1_000 + at,
  attributes: { height: `${20 + (at % 50)} cm`, colour: ['red', 'green'][at % 2] },
  ...more,
});

function write(name: string, lines: readonly (object | string)[]): string {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const file = join(folder, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

interface Ended {
  signal: string | null;
  report: (ImportReport & { maxRss: number }) | null;
  stderr: string;
}

function importAside(file: string, killAfter?: number): Promise<Ended> {
  const env = {
    ...process.env,
    CATALOG_MONGODB_URL: url,
    FILE: file,
    BATCH: String(BATCH),
    KILL_AFTER: String(killAfter ?? ''),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [CHILD], { env }, (error, stdout, stderr) => {
      const report = stdout === '' ? null : (JSON.parse(stdout) as Ended['report']);
      resolve({ signal: error?.signal ?? null, report, stderr });
    });
  });
}

async function all(): Promise<Product[]> {
  const products: Product[] = [];
  for await (const batch of walkProducts(mongo.db, null, 1_000)) products.push(...batch);
  return products;
}

test(
  'killed with -9 between a write and its checkpoint, the import goes on there: nothing twice, nothing missing',
  PATIENCE,
  async () => {
    const lines = Array.from({ length: 5 * BATCH + 7 }, (_, at) => lamp(at));
    const file = write('lamps.ndjson.gz', [...lines.slice(0, 3), 'no JSON', ...lines.slice(3)]);
    const killed = await importAside(file, 3);
    expect(killed).toMatchObject({ signal: 'SIGKILL', report: null });
    const wasThere = (await all()).length;
    expect(wasThere).toBeLessThan(lines.length);

    // The file is known by what is in it, not by where it lies.
    const moved = join(folder, 'elsewhere.bin');
    await rename(file, moved);
    const { report } = await importAside(moved);
    expect(report).toMatchObject({ badLineCount: 0, stoppedAfter: null });
    // Two batches are under way at once: what they had written was there already, and is all that is looked at again.
    const { resumedAfter, products: seen } = report ?? {};
    expect([BATCH, 2 * BATCH]).toContain(resumedAfter);
    expect(seen?.unchanged).toBe(wasThere - ((resumedAfter ?? 0) - 1));
    expect(seen).toMatchObject({ created: lines.length - wasThere, updated: 0 });
    expect(seen?.unchanged).toBeLessThanOrEqual(2 * BATCH);
    const products = await all();
    expect(new Set(products.map((it) => it.variants[0]?.sku))).toEqual(new Set(lines.map((it) => it.id)));
    expect(products).toHaveLength(lines.length);
    expect(products.every((it) => it.version === 1)).toBe(true);

    const again = await importProducts({ catalogDb: mongo.db, file: moved, log });
    expect(again).toMatchObject({ resumedAfter: null, products: { created: 0, updated: 0, unchanged: lines.length } });
  },
);

test('columns go on too, behind a row of several lines', PATIENCE, async () => {
  const rows = Array.from({ length: 4 * BATCH + 5 }, (_, at) => `c-${at},"Lamp ${at}\nof glass",19.90,red`);
  const file = write('lamps.csv', ['sku,name,price,attr:colour', ...rows]);
  // Two batches are under way at once: only behind the third is the place of the first one sure to be kept.
  expect((await importAside(file, 3)).signal).toBe('SIGKILL');
  const { report } = await importAside(file);
  // A header, and two lines for each row of the first batch or the first two.
  expect([1 + 2 * BATCH, 1 + 4 * BATCH]).toContain(report?.resumedAfter);
  expect(report).toMatchObject({ badLineCount: 0, stoppedAfter: null });
  expect(new Set((await all()).map((it) => it.name))).toEqual(new Set(rows.map((_, at) => `Lamp ${at} of glass`)));
});

test('told to stop, it ends behind a batch and says where; --restart and a changed file begin anew', async () => {
  const lines = Array.from({ length: 3 * BATCH }, (_, at) => lamp(at));
  const file = write('stopped.ndjson', lines);
  const importUntil = async (done: number) => {
    const stop = new AbortController();
    return importProducts({
      catalogDb: mongo.db,
      file,
      batch: BATCH,
      log,
      stop: stop.signal,
      onProgress: (progress) => {
        if (progress.step === 'Writing products' && progress.done >= done) stop.abort();
      },
    });
  };
  const stopped = await importUntil(BATCH);
  const { stoppedAfter } = stopped;
  expect(stoppedAfter).toBeGreaterThanOrEqual(BATCH);
  expect(stoppedAfter).toBeLessThan(3 * BATCH);
  expect(await all()).toHaveLength(stoppedAfter ?? 0);
  expect(await importUntil(2 * BATCH)).toMatchObject({ resumedAfter: stoppedAfter });

  const restarted = await importProducts({ catalogDb: mongo.db, file, log, restart: true, limit: undefined });
  expect(restarted).toMatchObject({ resumedAfter: null, lines: 3 * BATCH });

  await importUntil(BATCH);
  write('stopped.ndjson', [...lines, lamp(9_999)]);
  const changed = await importProducts({ catalogDb: mongo.db, file, log });
  expect(changed).toMatchObject({ resumedAfter: null, lines: 3 * BATCH + 1 });
  expect(changed.notes.join()).toMatch(/^stopped\.ndjson was changed, .* stopped after line \d+: it starts over$/);
  expect((await importProducts({ catalogDb: mongo.db, file, log })).notes).toEqual([]);
});

test('of two imports of one file at once, one is told of the other; of two files with the same products none is doubled', async () => {
  const lines = Array.from({ length: 3 * BATCH }, (_, at) => lamp(at));
  const file = write('twice.ndjson', lines);
  const other = write('also.ndjson', [...lines].reverse());
  const outcomes = await Promise.allSettled(
    [file, file, other].map((one) => importProducts({ catalogDb: mongo.db, file: one, batch: BATCH, log })),
  );
  const refused = outcomes.flatMap((it) => (it.status === 'rejected' ? [String(it.reason)] : []));
  expect(refused).toEqual([expect.stringContaining('twice.ndjson is being imported by another process')]);
  const done = outcomes.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  expect(done.map((report) => report.badLineCount)).toEqual([0, 0]);
  expect(done.reduce((sum, report) => sum + report.products.created, 0)).toBe(lines.length);
  const products = await all();
  expect(products).toHaveLength(lines.length);
  expect(new Set(products.flatMap((it) => it.slugs)).size).toBe(products.reduce((sum, it) => sum + it.slugs.length, 0));
});

test('no more than three batches are ever in hand, and each is done behind those before it', async () => {
  let taken = 0;
  let written = 0;
  let most = 0;
  const done: number[] = [];
  const source = (async function* () {
    for (; taken < 1_000;) yield [taken++];
  })();
  await writeInBatches(source, {
    size: 10,
    keyOf: String,
    write: async (batch) => {
      const [first = 0] = batch;
      // Every second batch is quicker than the one before it.
      for (let turn = 0; turn < (first % 20 === 0 ? 50 : 5); turn += 1) await new Promise(setImmediate);
      most = Math.max(most, taken - written);
      return first;
    },
    done: async (batch, first) => {
      done.push(first);
      written += batch.length;
    },
  });
  expect({ taken, written, most }).toEqual({ taken: 1_000, written: 1_000, most: 30 });
  expect(done).toEqual(done.toSorted((a, b) => a - b));
});

test('two batches with the same key among them are never written at once', async () => {
  const underWay = new Set<number>();
  const met: number[] = [];
  const source = (async function* () {
    // The keys 0–9, 10–19, 10–19, and so on: every third batch repeats the one before it.
    for (let at = 0; at < 90; at += 1) yield [(at % 30) - (at % 30 < 20 ? 0 : 10)];
  })();
  await writeInBatches(source, {
    size: 10,
    keyOf: String,
    write: async (batch) => {
      met.push(...batch.filter((key) => underWay.has(key)));
      for (const key of batch) underWay.add(key);
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      for (const key of batch) underWay.delete(key);
    },
    done: async () => undefined,
  });
  expect(met).toEqual([]);
});

test('of a product that stands in a file more than once the last line wins', async () => {
  const lines = Array.from({ length: 4 * BATCH }, (_, at) => lamp(at % BATCH, { priceCents: 1_000 + at }));
  const file = write('again.ndjson', lines);
  const report = await importProducts({ catalogDb: mongo.db, file, batch: BATCH, log });
  expect(report.products).toEqual({ created: BATCH, updated: 0, unchanged: 0 });
  expect(report.remarks).toMatchObject([{ kind: 'a SKU stands twice', count: 3 * BATCH }]);
  const prices = (await all()).map((it) => it.variants[0]?.price?.amount ?? 0);
  expect(prices.toSorted((a, b) => a - b)).toEqual(lines.slice(3 * BATCH).map((line) => line.priceCents));
});
