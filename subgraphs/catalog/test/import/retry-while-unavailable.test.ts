import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateCatalog, walkProducts } from '@quartet/catalog';
import { createLogger, createMongo } from '@quartet/service-kit';
import { privateEngines } from '@quartet/test-kit';
import { expect, test } from 'vitest';
import { importProducts } from '../../src/import/index.ts';

const log = createLogger({ name: 'patience test', level: 'silent' });
/** So small that the import is far from its end when the database dies. */
const BATCH = 5;
const BATCHES = 300;
const { env, controls } = await privateEngines(['mongodb']);

test(
  'the database is killed and comes back in the middle of an import: the import waits, and nothing is lost',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quartet-patience-'));
    const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'patience test', log });
    try {
      await migrateCatalog({ env, log, direction: 'up' });
      const lines = Array.from({ length: BATCHES * BATCH }, (_, at) => ({
        id: `p-${at}`,
        title: `Pan ${at}`,
        priceCents: 900,
      }));
      const file = join(folder, 'pans.ndjson');
      writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
      let away: Promise<void> | undefined;
      let back: Promise<void> | undefined;
      // It comes back once the import has noticed, and not before.
      const waiting = Object.assign(createLogger({ name: 'patience test', level: 'silent' }), {
        warn: () => (back ??= away?.then(() => controls.mongodb.start())),
      });
      const report = await importProducts({
        catalogDb: mongo.db,
        file,
        batch: BATCH,
        log: waiting,
        onProgress: ({ step }) => {
          if (step === 'Writing products') away ??= controls.mongodb.kill();
        },
      });
      expect(back).toBeDefined();
      await back;
      // A write that was done and not acknowledged is found unchanged when it is tried again.
      const { created, unchanged, updated } = report.products;
      expect({ sum: created + unchanged, updated, bad: report.badLineCount }).toEqual({
        sum: lines.length,
        updated: 0,
        bad: 0,
      });
      const skus: string[] = [];
      for await (const batch of walkProducts(mongo.db, null, 1_000)) {
        skus.push(...batch.flatMap((it) => it.variants.map((variant) => variant.sku)));
      }
      expect(skus.toSorted()).toEqual(lines.map((line) => line.id).toSorted());
    } finally {
      await mongo.destroy();
      await rm(folder, { recursive: true });
    }
  },
);
