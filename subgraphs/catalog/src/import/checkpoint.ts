import { z } from 'zod';
import { StartError } from '@quartet/service-kit/start-error';
import type { Db } from '../database.ts';
import { acquireJob, endJob, findUnfinishedJobsAbout } from '../storage/jobs.ts';
import { fingerprintOf, type ProductFile } from './product-file.ts';
import { BEGINNING, type Position } from './rows.ts';

/** How far the import of a file is; stored in the catalog's database until the import is done. */
export interface Checkpoint {
  place: Position;
  /** The categories with their definitions are in the catalog: the first pass need not run again. */
  learned: boolean;
  /** How many lines up to there were skipped. */
  badLines: number;
}

const checkpointSchema = z.object({
  place: z.object({ line: z.int().nonnegative(), read: z.int().nonnegative() }),
  learned: z.boolean(),
  badLines: z.int().nonnegative().default(0),
});

export interface CheckpointLease {
  /** The checkpoint of an earlier run, or the beginning. */
  found: Checkpoint;
  /** A note for people about where the import starts, if there is one. */
  note: string | null;
  save(checkpoint: Checkpoint): Promise<void>;
  /** The file is done: the next import of it starts from the beginning. */
  end(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Acquires the import of this content with these options for this process.
 * @throws StartError while another process runs it
 */
export async function acquireCheckpoint(
  db: Db,
  file: ProductFile,
  { options, restart }: { options: object; restart: boolean },
): Promise<CheckpointLease> {
  const id = `import:${await fingerprintOf(file, options)}`;
  const job = await acquireJob(db, { id, about: file.name });
  if (job === 'busy') {
    throw new StartError(
      `${file.name} is being imported by another process: let it end, or stop it and run this again to go on from there`,
    );
  }
  const left = checkpointSchema.safeParse(job.progress);
  const found = left.success && !restart ? left.data : { place: BEGINNING, learned: false, badLines: 0 };
  return {
    found,
    note: left.success ? null : await endFormer(db, file.name, id),
    save: (checkpoint) => job.save(checkpoint),
    end: () => job.end(),
    release: () => job.release(),
  };
}

/** Ends unfinished imports of the same name with other content or options. */
async function endFormer(db: Db, name: string, id: string): Promise<string | null> {
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
