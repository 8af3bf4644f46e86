import { fileURLToPath } from 'node:url';
import {
  createPostgres,
  MIGRATION_TIMEOUT_MS,
  migratePostgres,
  readMigrations,
  type Logger,
  type MigrationState,
} from '@quartet/service-kit';
import type { Db, UsersDatabase } from './database.ts';
import type { UsersEnv } from './env.ts';
import { ensureSigningKey } from './keys/rotation.service.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Applies all pending migrations and creates the first signing key, or undoes the newest migration. Several processes may
 * do so at once.
 * @returns the names of the migrations applied or undone
 */
export async function migrateUsers({
  env,
  log,
  direction,
}: {
  env: UsersEnv;
  log: Logger;
  direction: 'up' | 'down';
}): Promise<string[]> {
  const postgres = createPostgres<UsersDatabase>({
    url: env.USERS_DATABASE_URL,
    name: 'users-migrate',
    max: 1,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
    log,
  });
  const { db } = postgres;
  try {
    const names = await migratePostgres({ db, folder: MIGRATIONS, direction, log });
    if (direction === 'up') await ensureSigningKey(db);
    return names;
  } finally {
    await postgres.destroy();
  }
}

/** Which migrations users' database has and lacks. */
export const usersMigrations = (db: Db): Promise<MigrationState> => readMigrations(db, MIGRATIONS);
