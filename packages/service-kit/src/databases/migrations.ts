import { promises as fs } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Kysely, sql } from 'kysely';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import type { Logger } from '../process/log.ts';
import { StartError } from '../errors/start-error.ts';

/** How long a statement of a migration may take; its pool must allow for it. */
export const MIGRATION_TIMEOUT_MS = 60 * 60_000;

/**
 * Applies the migrations in `folder`: all pending ones upwards, or the last one downwards. Returns the names of those
 * applied. An advisory lock lets two processes start at once; each migration runs in a transaction.
 */
export async function migratePostgres<DB>(o: {
  db: Kysely<DB>;
  folder: string;
  direction: 'up' | 'down';
  log: Logger;
}): Promise<string[]> {
  return o.db.connection().execute(async (connection) => {
    // Waiting for the lock or building an index may take longer than the statements of requests.
    await sql`set statement_timeout = ${sql.lit(MIGRATION_TIMEOUT_MS)}`.execute(connection);
    try {
      return await migrate(connection, o);
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}

/**
 * Which migrations a database has and lacks, and which it has that this code does not know: then its schema is newer.
 */
export interface MigrationState {
  applied: string[];
  missing: string[];
  unknown: string[];
}

/** Compares the names that a database has with those that the code has. */
export function compareMigrations(known: readonly string[], done: readonly string[]): MigrationState {
  return {
    applied: known.filter((name) => done.includes(name)),
    missing: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  };
}

/** The state of the migrations in `folder`. Changes nothing and creates no table. */
export async function readMigrations<DB>(db: Kysely<DB>, folder: string): Promise<MigrationState> {
  const files = await fs.readdir(folder);
  const known = files.flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : [])).sort();
  const table = await sql<{ there: boolean }>`
    select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (!table.rows[0]?.there) return compareMigrations(known, []);
  const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return compareMigrations(
    known,
    done.rows.map(({ name }) => name),
  );
}

async function migrate<DB>(
  db: Kysely<DB>,
  o: { folder: string; direction: 'up' | 'down'; log: Logger },
): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: new FileMigrationProvider({
      fs,
      path,
      migrationFolder: o.folder,
      import: (file) => import(/* @vite-ignore */ pathToFileURL(file).href),
    }),
  });
  const { error, results } = o.direction === 'up' ? await migrator.migrateToLatest() : await migrator.migrateDown();
  const applied = (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
  for (const name of applied) o.log.info({ migration: name, direction: o.direction }, 'migrated');
  if (error !== undefined) throw explained(error, results?.find((result) => result.status === 'Error')?.migrationName);
  return applied;
}

function explained(error: unknown, failed: string | undefined): Error {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /previously executed migration (\S+) is missing/.exec(message)?.[1];
  if (missing) {
    return new StartError(
      `The database is newer than this code: it has the migration "${missing}", which is not among ours. Use the newer code, or undo that migration with it`,
      { cause: error },
    );
  }
  return new Error(failed ? `The migration "${failed}" failed: ${message}` : `Migrating failed: ${message}`, {
    cause: error,
  });
}
