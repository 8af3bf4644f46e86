import { newId } from '@quartet/service-kit';
import { waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { findAvailable, receiveStock, receiveStockMany, findSkusWithoutStock, type Db } from '../src/index.ts';
import { startReservationExpiry } from '../src/workers/reservation-expiry.ts';
import { openForGermany } from './checkout/charges.ts';
import { brokenStock, freshOrders, log, stockedSku } from './database.ts';
import { place } from './placed-order.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
  await openForGermany(db);
});

it('books a delivery once, also when it comes twenty times at once', async () => {
  const delivery = { sku: newId(), quantity: 7, reference: newId(), reason: 'opening stock' };
  const results = await Promise.all(Array.from({ length: 20 }, () => receiveStock(db, delivery)));
  expect(results.reduce((sum, result) => sum + result.booked, 0)).toBe(1);
  expect((await findAvailable(db, [delivery.sku])).get(delivery.sku)?.available).toBe(7);
  expect(await brokenStock(db)).toEqual([]);
});

it('refuses a reference that is taken by another delivery, and books nothing', async () => {
  const delivery = { sku: newId(), quantity: 7, reference: newId() };
  await receiveStock(db, delivery);
  const other = newId();
  await expect(
    receiveStockMany(db, [
      { sku: other, quantity: 1, reference: newId() },
      { ...delivery, quantity: 8 },
    ]),
  ).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await findAvailable(db, [other])).size).toBe(0);
});

it('books thousands at once, and finds the SKUs that were never stocked', async () => {
  const bare = await stockedSku(db, 0);
  expect(await findSkusWithoutStock(db, '', 10)).toEqual([bare]);
  expect(await findSkusWithoutStock(db, bare, 10)).toEqual([]);

  const rows = Array.from({ length: 2_500 }, (_, n) => ({
    sku: `bulk-${n % 2_000}`,
    quantity: 1,
    reference: `bulk ${n}`,
  }));
  expect(await receiveStockMany(db, rows)).toEqual({ booked: 2_500 });
  expect(await receiveStockMany(db, rows)).toEqual({ booked: 0 });
  const found = await findAvailable(db, ['bulk-0', 'bulk-1999', 'unknown']);
  expect([...found].map(([sku, stock]) => [sku, stock.available]).sort()).toEqual([
    ['bulk-0', 2],
    ['bulk-1999', 1],
  ]);
  expect(await brokenStock(db)).toEqual([]);
});

it('counts what an expired reservation holds as available', async () => {
  const sku = await stockedSku(db, 3);
  await place(db, [{ sku, quantity: 2 }]);
  expect((await findAvailable(db, [sku])).get(sku)?.available).toBe(1);
  await sql`update reservations set expires_at = now() where sku = ${sku}`.execute(db);
  expect((await findAvailable(db, [sku])).get(sku)?.available).toBe(3);
});

it.each([
  sql`update stock_movements set delta = delta + 1`,
  sql`delete from stock_movements`,
  sql`truncate stock_movements`,
  sql`update order_events set note = 'no'`,
  sql`delete from order_events`,
])('keeps history as it was (%#)', async (statement) => {
  await expect(statement.execute(db)).rejects.toThrow('append-only');
});

it('never lets more be reserved than there is', async () => {
  const sku = await stockedSku(db, 1);
  await expect(sql`update inventory set reserved = 2 where sku = ${sku}`.execute(db)).rejects.toThrow(
    'inventory_reserved_within_stock',
  );
});

it('releases what has expired on its own, and tells of it once, however many look after it', async () => {
  const sku = await stockedSku(db, 5);
  await place(db, [{ sku, quantity: 2 }]);
  await place(db, [{ sku, quantity: 1 }]);
  await sql`update reservations set expires_at = now() where sku = ${sku} and quantity = 2`.execute(db);
  const workers = [1, 2, 3].map(() => startReservationExpiry({ db, log, everyMs: 50 }));
  const told = async () => {
    const { rows } = await sql<{ available: number; version: number }>`
      select (event->'data'->>'available')::int as available, (event->'data'->>'version')::int as version from outbox
      where event->>'subject' = ${sku} and event->>'type' = 'stock.changed' order by id`.execute(db);
    return rows;
  };
  try {
    await waitUntil(async () => (await told()).length > 3, { what: 'the freed stock to be told' });
    const { rows } = await sql`select reserved, version from inventory where sku = ${sku}`.execute(db);
    expect(rows).toEqual([{ reserved: 1, version: 4 }]);
    expect((await told()).slice(3)).toEqual([{ available: 4, version: 4 }]);
    expect(await brokenStock(db)).toEqual([]);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
});
