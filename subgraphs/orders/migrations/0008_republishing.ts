import { addRepublishing } from '@quartet/service-kit';
import type { Kysely } from 'kysely';

/** For databases whose outbox was made before republished rows had a lane of their own; a new one has it from 0006. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addRepublishing(db);
}

/** Nothing: 0006 takes it away with the rest. */
export function down(): Promise<void> {
  return Promise.resolve();
}
