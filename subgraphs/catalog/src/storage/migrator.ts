import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { compareMigrations, type Logger, type MigrationState, StartError } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { withLock } from './with-lock.ts';

export interface Migration {
  up(db: Db): Promise<void>;
  down(db: Db): Promise<void>;
}

interface AppliedMigration {
  _id: string;
  appliedAt: Date;
}

function isMigration(module: unknown): module is Migration {
  return typeof module === 'object' && module !== null && 'up' in module && 'down' in module;
}

async function loadMigration(folder: string, name: string): Promise<Migration> {
  const module: unknown = await import(pathToFileURL(path.join(folder, `${name}.ts`)).href);
  if (!isMigration(module)) throw new Error(`The migration ${name} exports no up and down`);
  return module;
}

/**
 * Applies every missing migration of the folder ('up'), or undoes the newest one ('down'). Several processes may start at
 * once: one works, the others wait and find it done. Migrations must be repeatable, since there is no transaction around
 * them.
 * @returns the names of the migrations applied or undone
 */
export async function runMigrations(
  db: Db,
  { folder, direction, log }: { folder: string; direction: 'up' | 'down'; log: Logger },
): Promise<string[]> {
  return withLock(db, 'migrations', async () => {
    const migrations = appliedMigrations(db);
    const { applied, missing, unknown } = await readMigrations(db, folder);
    if (unknown.length > 0) {
      throw new StartError(
        `The database is newer than this code: it has the migration "${unknown.join('", "')}", which is not among ours. Use the newer code, or undo that migration with it`,
      );
    }
    const names = direction === 'up' ? missing : applied.toReversed().slice(0, 1);
    for (const name of names) {
      const migration = await loadMigration(folder, name);
      await migration[direction](db);
      if (direction === 'up') await migrations.insertOne({ _id: name, appliedAt: new Date() });
      else await migrations.deleteOne({ _id: name });
      log.info({ migration: name, direction }, 'catalog migration done');
    }
    return names;
  });
}

/** Which migrations of the folder the database has and lacks. */
export async function readMigrations(db: Db, folder: string): Promise<MigrationState> {
  const files = await readdir(folder);
  const known = files.flatMap((file) => /^(\d+_\w+)\.ts$/.exec(file)?.[1] ?? []).sort();
  const done = await appliedMigrations(db).find().sort({ _id: 1 }).toArray();
  return compareMigrations(
    known,
    done.map(({ _id }) => _id),
  );
}

const appliedMigrations = (db: Db) => db.collection<AppliedMigration>('migrations');
