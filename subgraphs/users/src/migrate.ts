import { fileURLToPath } from 'node:url';
import { createPostgres, migratePostgres, MIGRATION_TIMEOUT_MS, readMigrations } from '@quartet/service-kit';
import type { Logger, MigrationState } from '@quartet/service-kit';
import type { Db, UsersDatabase } from './database.ts';
import type { UsersEnv } from './env.ts';
import { ensureSigningKey } from './keys/rotation.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Brings the tables up to date (or undoes the last migration) and makes the signing key where there is none. Two
 * processes may do so at once. Answers with the names of the migrations applied.
 */
export async function migrateUsers(o: { env: UsersEnv; log: Logger; direction: 'up' | 'down' }): Promise<string[]> {
  const postgres = createPostgres<UsersDatabase>({
    url: o.env.USERS_DATABASE_URL,
    name: 'quartet-users-migrate',
    max: 1,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
    log: o.log,
  });
  try {
    const applied = await migratePostgres({ db: postgres.db, folder: MIGRATIONS, direction: o.direction, log: o.log });
    if (o.direction === 'up') await ensureSigningKey(postgres.db);
    return applied;
  } finally {
    await postgres.destroy();
  }
}

/** Which migrations users' database has and lacks; changes nothing. */
export const usersMigrations = (db: Db): Promise<MigrationState> => readMigrations(db, MIGRATIONS);
