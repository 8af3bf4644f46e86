import { newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyProductChanges, receiveStock, type Db } from '../../src/index.ts';
import { PlacingRefused } from '../../src/checkout/place-order.ts';
import { brokenStock, freshOrders, productChanged, stockedSku, variant } from '../database.ts';
import { place } from '../placed-order.ts';
import { openForGermany } from './charges.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
  await openForGermany(db);
});

const refusalOf = async (placing: Promise<unknown>) => {
  const error = await placing.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PlacingRefused)) throw new Error('it was not refused', { cause: error });
  return error.refusal;
};
const eventsAbout = async (subject: string) => {
  const { rows } = await sql<{ type: string; data: Record<string, unknown> }>`
    select event->>'type' as type, event->'data' as data from outbox
    where event->>'subject' = ${subject} order by id`.execute(db);
  return rows;
};

describe('an order that is placed', () => {
  it('keeps the prices and names of the day, adds up, and tells of itself and its stock', async () => {
    const [mouse, pad] = [await stockedSku(db, 10), await stockedSku(db, 3)];
    const userId = newId();
    const lines = [
      { sku: pad, quantity: 3 },
      { sku: mouse, quantity: 1 },
    ];
    const { orderId, number } = await place(db, lines, { userId });

    expect(number).toMatch(/^Q-\d{8}-[2-9A-HJKMNP-Z]{6}$/);
    const order = await db.selectFrom('orders').selectAll().where('id', '=', orderId).executeTakeFirstOrThrow();
    expect(order).toMatchObject({
      ...{ number, user_id: userId, status: 'PENDING', currency: 'EUR', version: 1 },
      ...{ subtotal: 4 * 1999, shipping: 490, discount: 0, total: 4 * 1999 + 490, prices_include_tax: true },
      shipping_address: { city: 'Berlin', company: null },
    });
    const total = { amount: 8486, currency: 'EUR' };
    expect(await eventsAbout(orderId)).toMatchObject([{ type: 'order.placed', data: { number, total } }]);
    expect((await eventsAbout(pad)).map((event) => [event.type, event.data.available])).toEqual([
      ['stock.changed', 3],
      ['stock.changed', 0],
    ]);
    // Another name and price later on change nothing.
    for (const sku of [mouse, pad]) {
      const later = variant(sku, { name: 'Other', price: { amount: 1, currency: 'EUR' } });
      await applyProductChanges(db, [productChanged({ version: 9, name: 'Renamed', variants: [later] })]);
    }
    const items = await db.selectFrom('order_items').selectAll().where('order_id', '=', orderId).execute();
    const sorted = lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
    expect(items.toSorted((a, b) => a.line - b.line)).toMatchObject(
      sorted.map(({ sku, quantity }, at) => ({
        ...{ line: at + 1, sku, quantity, unit_price: 1999, line_total: quantity * 1999 },
        ...{ product_name: 'A mouse', variant_name: `Variant ${sku}` },
      })),
    );
    expect(await brokenStock(db)).toEqual([]);
  });

  it('takes the last five to exactly five of twenty at once, without a deadlock over two SKUs', async () => {
    const [first, second] = [await stockedSku(db, 5), await stockedSku(db, 100)];
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const lines = [first, second].map((sku) => ({ sku, quantity: 1 }));
        return place(db, n % 2 ? lines : lines.toReversed()).catch((error: unknown) => error);
      }),
    );
    const refused = results.filter((result) => result instanceof PlacingRefused);
    expect(refused.map(({ refusal }) => refusal.kind)).toEqual(Array.from({ length: 15 }, () => 'insufficient_stock'));
    expect(results.filter((result) => result instanceof Error)).toHaveLength(15);
    const reserved = sql<{ reserved: number }>`select reserved from inventory where sku in (${first}, ${second})`;
    expect((await reserved.execute(db)).rows).toEqual([{ reserved: 5 }, { reserved: 5 }]);
    expect(await brokenStock(db)).toEqual([]);
  });

  it('releases expired reservations where there is too little, and never those without an end', async () => {
    const sku = await stockedSku(db, 2);
    const one = [{ sku, quantity: 1 }];
    const abandoned = await place(db, one);
    const pending = await place(db, one);
    expect(await refusalOf(place(db, one))).toEqual({
      kind: 'insufficient_stock',
      lines: [{ sku, requested: 1, available: 0 }],
    });
    await sql`update reservations set expires_at = now() - interval '1 second'
      where order_id = ${abandoned.orderId}`.execute(db);
    await place(db, one);
    expect(await refusalOf(place(db, one))).toMatchObject({ kind: 'insufficient_stock' });
    const states = await db.selectFrom('reservations').select(['order_id', 'state']).where('sku', '=', sku).execute();
    expect(Object.fromEntries(states.map((row) => [row.order_id, row.state]))).toMatchObject({
      [abandoned.orderId]: 'RELEASED',
      [pending.orderId]: 'OPEN',
    });
    expect(await brokenStock(db)).toEqual([]);
  });

  it('is refused for what is not sold, has no price or another currency', async () => {
    const sold = await stockedSku(db, 5);
    const [draft, priceless, dollars] = [newId(), newId(), newId()];
    await applyProductChanges(db, [
      productChanged({ status: 'DRAFT', variants: [variant(draft, { purchasable: false })] }),
      productChanged({
        variants: [variant(priceless, { price: null }), variant(dollars, { price: { amount: 1, currency: 'USD' } })],
      }),
    ]);
    for (const sku of [draft, priceless, dollars, 'NEVER-HEARD-OF']) {
      const lines = [sold, sku].map((each) => ({ sku: each, quantity: 1 }));
      await expect(place(db, lines)).rejects.toThrow(`{"kind":"item_unavailable","skus":["${sku}"]}`);
    }
  });

  it('is refused where it is worth more than can be added up exactly', async () => {
    const sku = newId();
    const price = { amount: 10_000_000_000_000, currency: 'EUR' };
    await applyProductChanges(db, [productChanged({ variants: [variant(sku, { price, weightGrams: 0 })] })]);
    await receiveStock(db, { sku, quantity: 1_000, reference: newId() });
    await expect(place(db, [{ sku, quantity: 999 }])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await place(db, [{ sku, quantity: 400 }]);
  });
});
