import { fileURLToPath } from 'node:url';
import {
  createPostgres,
  MIGRATION_TIMEOUT_MS,
  migratePostgres,
  type MigrationState,
  readMigrations,
  type Logger,
} from '@quartet/service-kit';
import type { Db, OrdersDatabase } from './database.ts';
import type { OrdersEnv } from './env.ts';
import { ensurePartitions } from './ordering/partitions.ts';

const FOLDER = fileURLToPath(new URL('../migrations', import.meta.url));

/** All pending migrations upwards and the partitions of the coming months, or one migration down. Returns their names. */
export async function migrateOrders(o: {
  env: Pick<OrdersEnv, 'ORDERS_DATABASE_URL'>;
  log: Logger;
  direction: 'up' | 'down';
}): Promise<string[]> {
  const postgres = createPostgres<OrdersDatabase>({
    url: o.env.ORDERS_DATABASE_URL,
    name: 'orders migrations',
    max: 1,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
    log: o.log,
  });
  const { db } = postgres;
  try {
    const applied = await migratePostgres({ db, folder: FOLDER, direction: o.direction, log: o.log });
    if (o.direction === 'up') await ensurePartitions(db);
    return applied;
  } finally {
    await postgres.destroy();
  }
}

/** Which migrations orders' database has and lacks; changes nothing. */
export const ordersMigrations = (db: Db): Promise<MigrationState> => readMigrations(db, FOLDER);
