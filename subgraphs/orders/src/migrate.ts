import { fileURLToPath } from 'node:url';
import {
  createPostgres,
  MIGRATION_TIMEOUT_MS,
  migratePostgres,
  readMigrations,
  type Logger,
  type MigrationState,
} from '@quartet/service-kit';
import type { Db, OrdersDatabase } from './database.ts';
import type { OrdersEnv } from './env.ts';
import { ensurePartitions } from './ordering/partitions.service.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Applies all pending migrations and creates the partitions of the coming months, or undoes the newest migration.
 * Several processes may do so at once.
 * @returns the names of the migrations applied or undone
 */
export async function migrateOrders({
  env,
  log,
  direction,
}: {
  env: Pick<OrdersEnv, 'ORDERS_DATABASE_URL'>;
  log: Logger;
  direction: 'up' | 'down';
}): Promise<string[]> {
  const postgres = createPostgres<OrdersDatabase>({
    url: env.ORDERS_DATABASE_URL,
    name: 'orders-migrate',
    max: 1,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
    log,
  });
  const { db } = postgres;
  try {
    const names = await migratePostgres({ db, folder: MIGRATIONS, direction, log });
    if (direction === 'up') await ensurePartitions(db);
    return names;
  } finally {
    await postgres.destroy();
  }
}

/** Which migrations orders' database has and lacks. */
export const ordersMigrations = (db: Db): Promise<MigrationState> => readMigrations(db, MIGRATIONS);
