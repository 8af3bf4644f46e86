import { createOutboxStores, createOutboxTable, dropOutboxStores, dropOutboxTable } from '@quartet/service-kit';
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createOutboxTable(db);
  await createOutboxStores(db);
  await sql`
    alter table accounts
      -- The newest version that the outbox got. What is newer, such as all of before there was an outbox, the backfill sends.
      add column published_version integer not null default 0`.execute(db);
  // Accounts that nobody has verified are not published: anybody can register any address.
  await sql`
    create index accounts_to_publish on accounts (id)
    where published_version < version and (email_verified_at is not null or status <> 'ACTIVE')`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index accounts_to_publish`.execute(db);
  await sql`alter table accounts drop column published_version`.execute(db);
  await dropOutboxStores(db);
  await dropOutboxTable(db);
}
