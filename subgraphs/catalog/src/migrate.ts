import { fileURLToPath } from 'node:url';
import { createMongo, MIGRATION_TIMEOUT_MS, type Logger, type MigrationState } from '@quartet/service-kit';
import type { Db } from './database.ts';
import type { CatalogEnv } from './env.ts';
import { readMigrations, runMigrations } from './storage/migrator.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Applies all pending migrations, or undoes the newest one. Several processes may do so at once.
 * @returns the names of the migrations applied or undone
 */
export async function migrateCatalog({
  env,
  log,
  direction,
}: {
  env: CatalogEnv;
  log: Logger;
  direction: 'up' | 'down';
}): Promise<string[]> {
  const mongo = createMongo({
    url: env.CATALOG_MONGODB_URL,
    name: 'catalog-migrate',
    timeoutMs: MIGRATION_TIMEOUT_MS,
    log,
  });
  try {
    await mongo.answers();
    return await runMigrations(mongo.db, { folder: MIGRATIONS, direction, log });
  } finally {
    await mongo.destroy();
  }
}

/** Which migrations the catalog's database has and lacks. */
export const catalogMigrations = (db: Db): Promise<MigrationState> => readMigrations(db, MIGRATIONS);
