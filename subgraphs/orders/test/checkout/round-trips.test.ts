import { countDatabaseCalls } from '@quartet/service-kit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { sell } from '../cart/shop.ts';
import { checkoutShop, expectInvariants } from './shop.ts';

/* The fixed minimum, see docs/decisions: four commits and 14 round trips of PostgreSQL for three lines and two calls of the provider. */
const COMMITS = 4;
const ROUND_TRIPS = 1.5 * 14;

const shop = await checkoutShop();
const { db } = shop;

/** Every table notes the transactions that write to it; one that is rolled back takes its note with it. */
async function noteWrites(): Promise<void> {
  await sql`create table write_transactions (id xid8 primary key)`.execute(db);
  await sql`
    create function note_write() returns trigger language plpgsql as $$ begin
      insert into write_transactions values (pg_current_xact_id()) on conflict do nothing; return null;
    end $$`.execute(db);
  const { rows } = await sql<{ name: string }>`
    select format('%I', relname) as name from pg_class
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
      and relname <> 'write_transactions'`.execute(db);
  for (const { name } of rows) {
    await sql`create trigger note_write after insert or update or delete on ${sql.raw(name)}
      for each statement execute function note_write()`.execute(db);
  }
}

it('a checkout of three lines has the fewest commits, and few round trips', async () => {
  const buyer = await shop.buyer();
  for (let more = 0; more < 2; more++) await buyer.add(await sell(db, { price: 1000, stock: 5 }));
  const cartVersion = await buyer.add(buyer.sku);
  const expectedTotal = { amount: 4490, currency: 'EUR' };
  await noteWrites();
  const { result, calls } = await countDatabaseCalls(() => buyer.buy({ cartVersion, expectedTotal }));
  expect(result).toMatchObject({ __typename: 'CheckoutSuccess', order: { status: 'CONFIRMED' } });
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from write_transactions`.execute(db);
  expect(rows[0]?.count).toBeLessThanOrEqual(COMMITS);
  expect(calls.postgres).toBeLessThanOrEqual(ROUND_TRIPS);
  expect(calls.redis).toBe(2);
  await expectInvariants(shop);
});
