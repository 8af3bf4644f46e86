import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { AppError, type Logger } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { exclusively } from './exclusive.ts';

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
 * Applies every migration of the folder that is missing ('up'), or takes back the newest one ('down').
 * Several processes may start at once: one works, the others wait and find it done.
 * Migrations must bear being run again, since there is no transaction around them.
 * @returns the names of what was applied or taken back
 */
export async function runMigrations(
  db: Db,
  o: { folder: string; direction: 'up' | 'down'; log: Logger },
): Promise<string[]> {
  const files = await readdir(o.folder);
  const known = files
    .filter((file) => /^\d+_\w+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  return exclusively(db, 'migrations', async () => {
    const migrations = db.collection<AppliedMigration>('migrations');
    const applied = (await migrations.find().sort({ _id: 1 }).toArray()).map((migration) => migration._id);
    const unknown = applied.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw new AppError(
        'INTERNAL_SERVER_ERROR',
        `The catalog database is newer than this code: it has ${unknown.join(', ')}. Start a newer version.`,
      );
    }
    const wanted =
      o.direction === 'up' ? known.filter((name) => !applied.includes(name)) : applied.toReversed().slice(0, 1);
    for (const name of wanted) {
      const migration = await loadMigration(o.folder, name);
      await migration[o.direction](db);
      if (o.direction === 'up') await migrations.insertOne({ _id: name, appliedAt: new Date() });
      else await migrations.deleteOne({ _id: name });
      o.log.info({ migration: name, direction: o.direction }, 'catalog migration done');
    }
    return wanted;
  });
}
