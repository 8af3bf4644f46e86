import { createOutboxStores, dropOutboxStores } from '@quartet/service-kit';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createOutboxStores(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropOutboxStores(db);
}
