import { newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeOrder, receiveStock, applyProductChanges, type Db, type PlaceOrderInput } from '../src/index.ts';
import { brokenStock, freshOrders, orderOf, productChanged, stockedSku, variant } from './database.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
});

async function placed(input: PlaceOrderInput) {
  const result = await placeOrder(db, input);
  if (result.kind !== 'placed') throw new Error(`not placed: ${JSON.stringify(result)}`);
  return result;
}

const eventsAbout = async (subject: string) => {
  const { rows } = await sql<{ type: string; data: Record<string, unknown> }>`
    select event->>'type' as type, event->'data' as data from outbox
    where event->>'subject' = ${subject} order by id`.execute(db);
  return rows;
};

describe('an order', () => {
  it('keeps the prices of the day, merges lines of a SKU, adds up and tells of itself', async () => {
    const [mouse, pad] = [await stockedSku(db, 10), await stockedSku(db, 3)];
    const input = orderOf([
      { sku: pad, quantity: 1 },
      { sku: mouse, quantity: 1 },
      { sku: pad, quantity: 2 },
    ]);
    const { orderId, number } = await placed(input);

    expect(number).toMatch(/^Q-\d{8}-[2-9A-HJKMNP-Z]{6}$/);
    const order = await db.selectFrom('orders').selectAll().where('id', '=', orderId).executeTakeFirstOrThrow();
    expect(order).toMatchObject({
      number,
      user_id: input.userId,
      status: 'PENDING',
      currency: 'EUR',
      subtotal: 4 * 1999,
      shipping: 490,
      tax: 0,
      total: 4 * 1999 + 490,
      shipping_address: { city: 'Berlin', company: null },
      version: 1,
    });
    const items = await db
      .selectFrom('order_items')
      .selectAll()
      .where('order_id', '=', orderId)
      .orderBy('line')
      .execute();
    expect(items.map((item) => [item.line, item.sku, item.quantity, item.line_total])).toEqual(
      [
        [mouse, 1],
        [pad, 3],
      ]
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
        .map(([sku, quantity], index) => [index + 1, sku, quantity, Number(quantity) * 1999]),
    );
    expect(await eventsAbout(orderId)).toEqual([
      {
        type: 'order.placed',
        data: expect.objectContaining({ number, total: { amount: 8486, currency: 'EUR' } }) as object,
      },
    ]);
    expect((await eventsAbout(pad)).map((event) => [event.type, event.data.available, event.data.version])).toEqual([
      ['stock.changed', 3, 1],
      ['stock.changed', 0, 2],
    ]);
    expect(await brokenStock(db)).toEqual([]);
  });

  it('sells the last five to exactly five of twenty at once, without a deadlock over two SKUs', async () => {
    const [first, second] = [await stockedSku(db, 5), await stockedSku(db, 100)];
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const lines = [first, second].map((sku) => ({ sku, quantity: 1 }));
        return placeOrder(db, orderOf(n % 2 ? lines : lines.toReversed()));
      }),
    );
    expect(results.filter((result) => result.kind === 'placed')).toHaveLength(5);
    expect(results.filter((result) => result.kind === 'insufficient_stock')).toHaveLength(15);
    const stock = await db
      .selectFrom('inventory')
      .select(['sku', 'reserved'])
      .where('sku', 'in', [first, second])
      .execute();
    expect(stock.map((row) => row.reserved)).toEqual([5, 5]);
    expect(await brokenStock(db)).toEqual([]);
  });

  it('releases expired reservations when there is too little, and never those without an end', async () => {
    const sku = await stockedSku(db, 2);
    const abandoned = await placed(orderOf([{ sku, quantity: 1 }]));
    const pending = await placed(orderOf([{ sku, quantity: 1 }]));
    const expire = sql`update reservations set expires_at = now() - interval '1 second' where order_id = ${abandoned.orderId}`;
    expect(await placeOrder(db, orderOf([{ sku, quantity: 1 }]))).toEqual({
      kind: 'insufficient_stock',
      lines: [{ sku, requested: 1, available: 0 }],
    });

    await expire.execute(db);
    await placed(orderOf([{ sku, quantity: 1 }]));
    expect(await placeOrder(db, orderOf([{ sku, quantity: 1 }]))).toMatchObject({ kind: 'insufficient_stock' });
    const states = await db.selectFrom('reservations').select(['order_id', 'state']).where('sku', '=', sku).execute();
    expect(Object.fromEntries(states.map((row) => [row.order_id, row.state]))).toMatchObject({
      [abandoned.orderId]: 'RELEASED',
      [pending.orderId]: 'OPEN',
    });
    expect(await brokenStock(db)).toEqual([]);
  });

  it('is refused for what is not sold, has no price or has another currency', async () => {
    const sold = await stockedSku(db, 5);
    const [draft, priceless, dollars] = [newId(), newId(), newId()];
    await applyProductChanges(db, [
      productChanged({ status: 'DRAFT', variants: [variant(draft, { purchasable: false })] }),
      productChanged({
        variants: [variant(priceless, { price: null }), variant(dollars, { price: { amount: 1, currency: 'USD' } })],
      }),
    ]);
    for (const sku of [draft, priceless, dollars, 'NEVER-HEARD-OF']) {
      const result = await placeOrder(db, orderOf([sold, sku].map((each) => ({ sku: each, quantity: 1 }))));
      expect(result).toMatchObject({ kind: 'item_unavailable', skus: [expect.any(String)] });
    }
    expect(await brokenStock(db)).toEqual([]);
  });

  it('names the field of the shipping that is wrong, and throws for input that no page would send', async () => {
    const lines = [{ sku: await stockedSku(db, 5), quantity: 1 }];
    const { shippingAddress } = orderOf(lines);
    expect(await placeOrder(db, orderOf(lines, { shippingMethod: 'PIGEON' }))).toEqual({
      kind: 'invalid_shipping',
      field: 'shippingMethod',
    });
    expect(await placeOrder(db, orderOf(lines, { shippingAddress: { ...shippingAddress, country: 'XX' } }))).toEqual({
      kind: 'invalid_shipping',
      field: 'shippingAddress.country',
    });
    await expect(placeOrder(db, orderOf([]))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each(['\0', '\ud83d', '\u202e', '\u200b'])('refuses %j in every text', async (character) => {
    const sku = await stockedSku(db, 5);
    const { shippingAddress } = orderOf([{ sku, quantity: 1 }]);
    for (const field of ['name', 'company', 'line1', 'line2', 'city', 'region', 'postalCode'] as const) {
      const wrong = { ...shippingAddress, [field]: `a${character}b` };
      expect(await placeOrder(db, orderOf([{ sku, quantity: 1 }], { shippingAddress: wrong }))).toEqual({
        kind: 'invalid_shipping',
        field: `shippingAddress.${field}`,
      });
    }
    const wrong = [
      orderOf([{ sku: `${sku}${character}x`, quantity: 1 }]),
      orderOf([{ sku, quantity: 1 }], { idempotencyKey: `a${character}b` }),
      orderOf([{ sku, quantity: 1 }], { shippingMethod: `a${character}b` }),
    ];
    for (const input of wrong) await expect(placeOrder(db, input)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('takes names in one form, so that the same order in another form is the same', async () => {
    const input = orderOf([{ sku: await stockedSku(db, 5), quantity: 1 }]);
    const named = (name: string) => ({ ...input, shippingAddress: { ...input.shippingAddress, name } });
    const first = await placed(named('Rene\u0301e  Zoe\u0308'));
    expect(await placeOrder(db, named('Ren\u00e9e Zo\u00eb'))).toEqual(first);
  });

  it('refuses an order that is worth more than can be added up exactly', async () => {
    const sku = newId();
    const price = { amount: 10_000_000_000_000, currency: 'EUR' };
    await applyProductChanges(db, [productChanged({ variants: [variant(sku, { price })] })]);
    await receiveStock(db, { sku, quantity: 1_000, reference: newId() });
    await expect(placeOrder(db, orderOf([{ sku, quantity: 1_000 }]))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await placed(orderOf([{ sku, quantity: 400 }]));
  });
});

describe('an idempotency key', () => {
  it('gives one order to twenty requests at once, and the first answer again later', async () => {
    const input = orderOf([{ sku: await stockedSku(db, 50), quantity: 2 }]);
    const results = await Promise.all(Array.from({ length: 20 }, () => placeOrder(db, input)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    // Split lines are the same order.
    const sku = input.lines[0]!.sku;
    const again = await placeOrder(db, {
      ...input,
      lines: [
        { sku, quantity: 1 },
        { sku, quantity: 1 },
      ],
    });
    expect(again).toEqual(results[0]);
    const stock = await db.selectFrom('inventory').select('reserved').where('sku', '=', sku).executeTakeFirst();
    expect(stock?.reserved).toBe(2);
  });

  it('knows its customer in capitals and its guest’s address in another case', async () => {
    const sku = await stockedSku(db, 10);
    for (const [one, other] of [
      [{ userId: newId() }, (id: string) => ({ userId: id.toUpperCase() })],
      [{ userId: null, email: 'ada@example.org' }, () => ({ userId: null, email: ' Ada@Example.ORG ' })],
    ] as const) {
      const order = orderOf([{ sku, quantity: 1 }], one);
      const again = { ...order, ...other(order.userId ?? '') };
      const [first, second] = [await placeOrder(db, order), await placeOrder(db, again)];
      expect(first.kind).toBe('placed');
      expect(second).toEqual(first);
    }
  });

  it('refuses other input, and belongs to its customer', async () => {
    const sku = await stockedSku(db, 50);
    const input = orderOf([{ sku, quantity: 1 }]);
    const first = await placed(input);
    expect(await placeOrder(db, { ...input, lines: [{ sku, quantity: 2 }] })).toEqual({
      kind: 'idempotency_conflict',
      key: input.idempotencyKey,
    });
    expect((await placed({ ...input, userId: newId() })).orderId).not.toBe(first.orderId);
    expect((await placed({ ...input, userId: null })).orderId).not.toBe(first.orderId);
  });

  it('is free again after an outcome that left nothing behind', async () => {
    const sku = await stockedSku(db, 0);
    const input = orderOf([{ sku, quantity: 1 }]);
    expect(await placeOrder(db, input)).toMatchObject({ kind: 'insufficient_stock' });
    expect(
      await db.selectFrom('idempotency_keys').selectAll().where('key', '=', input.idempotencyKey).execute(),
    ).toEqual([]);
    await receiveStock(db, { sku, quantity: 1, reference: newId() });
    expect(await placeOrder(db, input)).toMatchObject({ kind: 'placed' });
  });
});
