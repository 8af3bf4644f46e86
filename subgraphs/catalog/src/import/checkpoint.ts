import { z } from 'zod';
import { StartError } from '@quartet/service-kit/start-error';
import type { Db } from '../database.ts';
import { acquireJob, endJob, findUnfinishedJobsAbout } from '../storage/jobs.ts';
import { fingerprintOf, type ProductFile } from './product-file.ts';
import { BEGINNING, type Place } from './rows.ts';

/** How far the import of a file has come; kept in the catalog's database until it is done. */
export interface Checkpoint {
  place: Place;
  /** The categories with their definitions are in the catalog: the file need not be learned from again. */
  learned: boolean;
  /** Lines up to there that were skipped. */
  badLines: number;
}

const checkpointSchema = z.object({
  place: z.object({ line: z.int().nonnegative(), read: z.int().nonnegative() }),
  learned: z.boolean(),
  badLines: z.int().nonnegative().default(0),
});

export interface CheckpointLease {
  /** As an earlier run left it, or the beginning. */
  found: Checkpoint;
  /** What to tell a person about where it starts, if anything. */
  note: string | null;
  save(checkpoint: Checkpoint): Promise<void>;
  /** The file is done: the next import of it begins anew. */
  end(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the import of this content with these options for this process.
 * @throws StartError where another process is at it
 */
export async function acquireCheckpoint(
  db: Db,
  file: ProductFile,
  o: { options: object; restart: boolean },
): Promise<CheckpointLease> {
  const id = `import:${await fingerprintOf(file, o.options)}`;
  const job = await acquireJob(db, { id, about: file.name });
  if (job === 'busy') {
    throw new StartError(
      `${file.name} is being imported by another process: let it end, or stop it and run this again to go on from there`,
    );
  }
  const left = checkpointSchema.safeParse(job.progress);
  const found = left.success && !o.restart ? left.data : { place: BEGINNING, learned: false, badLines: 0 };
  return {
    found,
    note: left.success ? null : await forgetFormer(db, file.name, id),
    save: (checkpoint) => job.save(checkpoint),
    end: () => job.end(),
    release: () => job.release(),
  };
}

/** An unfinished import of the same name and other content, or options, is given up. */
async function forgetFormer(db: Db, name: string, id: string): Promise<string | null> {
  const former = (await findUnfinishedJobsAbout(db, name)).filter((job) => job.id !== id);
  let note: string | null = null;
  for (const job of former) {
    const left = checkpointSchema.safeParse(job.progress);
    await endJob(db, job.id);
    if (left.success)
      note = `${name} was changed, or is imported with other options, since an import of it stopped after line ${left.data.place.line}: it starts over`;
  }
  return note;
}
