import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { sell } from '../cart/shop.ts';
import { atOnce, fastBuyer } from './fast-buyer.ts';
import { checkoutShop, expectInvariants } from './shop.ts';

/* Maintenance makes partitions months ahead; an order must not fail where it did not run for as long. */

const shop = await checkoutShop();
const { db, tools } = shop;

async function partitions(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent in ('orders'::regclass, 'order_items'::regclass)`.execute(db);
  return rows.map(({ name }) => name);
}

it('orders that find no partition make it, also where several need it at once', async () => {
  const sku = await sell(db, { price: 1000, stock: 10 });
  const names = (await partitions()).map((name) => sql.id(name));
  await sql`drop table ${sql.join(names)} cascade`.execute(db);
  expect(await partitions()).toEqual([]);

  const buyers = await atOnce(4, async () => {
    const buyer = fastBuyer(tools);
    await buyer.put(sku, 1);
    return buyer;
  });
  const inputs = await atOnce(4, (n) => buyers[n]!.input());
  const outcomes = await atOnce(4, (n) => buyers[n]!.send(inputs[n]!));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['success', 'success', 'success', 'success']);
  expect((await partitions()).length).toBeGreaterThanOrEqual(2);
  await expectInvariants(shop);
});
