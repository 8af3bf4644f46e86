import { newId, userId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Db } from '../../src/index.ts';
import type { Order, OrderItem } from '../../src/ordering/order.ts';
import { insertOrder } from '../../src/ordering/orders.repository.ts';
import type { LineToPrice, PricingContext } from '../../src/pricing/price-order.ts';
import { freshOrders } from '../database.ts';
import { code, given, line, priced } from './orders.ts';
import { as, ask, useRedis } from './shop.ts';

useRedis();

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
});

const BILL = {
  name: 'Analytical Engines Ltd',
  company: null,
  line1: 'Torstraße 1',
  line2: null,
  city: 'Berlin',
  region: null,
  postalCode: '10119',
  country: 'DE',
  phone: null,
};

/** Stores an order as it was priced; returns its id. */
async function store(
  lines: LineToPrice[],
  context: PricingContext,
  change: Partial<Order> = {},
): Promise<{ id: string; customer: string }> {
  const {
    kind: _kind,
    lines: items,
    method,
    needsShipping: _needs,
    methods: _methods,
    ...amounts
  } = priced(lines, context);
  const [id, customer, placedAt] = [newId(), newId(), new Date()];
  const order: Order = {
    ...amounts,
    id,
    number: `Q-${id}`,
    userId: customer,
    email: 'ada@example.org',
    status: 'PENDING',
    shippingMethod: method,
    shippingAddress: null,
    billingAddress: BILL,
    vatId: 'DE123456789',
    locale: null,
    version: 1,
    placedAt,
    ...change,
  };
  await db.transaction().execute((trx) =>
    insertOrder(trx, {
      order,
      items: items.map((item, index): OrderItem => {
        const { sku, quantity, unitPrice, discount, tax, lineTotal, taxClass, weightGrams } = item;
        const copied = { productId: 'p', productName: 'P', variantName: 'V', imageUrl: null, categoryPath: [] };
        const sold = { sku, quantity, unitPrice, discount, tax, lineTotal, taxClass, weightGrams };
        return { ...copied, ...sold, orderId: id, line: index + 1 };
      }),
      event: { orderId: id, version: 1, type: 'order.placed', status: 'PENDING', note: null, data: {}, at: placedAt },
    }),
  );
  return { id, customer };
}

const ORDER = `query ($id: ID!) { order(id: $id) {
  subtotal { amount } discount { amount } shipping { amount } tax { amount } total { amount }
  pricesIncludeTax shippingTax { amount currency } vatId billingAddress { name country }
  taxes { taxClass rateBasisPoints base { amount currency } amount { amount } }
  shippingMethod { code price { amount } } items { discount { amount } tax { amount } lineTotal { amount } } } }`;

describe('an order', () => {
  it('shows of what its tax is made, to the customer', async () => {
    const settings = { pricesIncludeTax: false, defaultWeightGrams: null, shippingTaxClass: 'STANDARD' } as const;
    const { id, customer } = await store([line({ unitPrice: 10_000 })], given({ settings, promotion: code() }));
    const viewer = { ...as('CUSTOMER'), userId: userId(customer) };
    const { data, errors } = await ask(db, ORDER, { viewer, variables: { id } });
    expect(errors).toBeUndefined();
    expect(data?.order).toEqual({
      subtotal: { amount: 10_000 },
      discount: { amount: 1_000 },
      shipping: { amount: 490 },
      tax: { amount: 1_803 },
      total: { amount: 11_293 },
      pricesIncludeTax: false,
      shippingTax: { amount: 93, currency: 'EUR' },
      taxes: [
        {
          taxClass: 'STANDARD',
          rateBasisPoints: 1900,
          base: { amount: 9_490, currency: 'EUR' },
          amount: { amount: 1_803 },
        },
      ],
      shippingMethod: { code: 'STANDARD', price: { amount: 490 } },
      billingAddress: { name: 'Analytical Engines Ltd', country: 'DE' },
      vatId: 'DE123456789',
      items: [{ discount: { amount: 1_000 }, tax: { amount: 1_710 }, lineTotal: { amount: 9_000 } }],
    });
  });

  it('of what is never sent has no way of shipping', async () => {
    const context = given({ shippingPlace: null, billingPlace: { country: 'DE', region: null } });
    const { id } = await store([line({ requiresShipping: false })], context);
    const { data } = await ask(db, ORDER, { variables: { id } });
    expect(data?.order).toMatchObject({ shippingMethod: null, shipping: { amount: 0 }, tax: { amount: 160 } });
  });

  it('of a process that does not know of tax has prices with tax, which is not shown apart', async () => {
    const id = newId();
    await sql`
      insert into orders (id, number, status, currency, subtotal, discount, shipping, tax, total, shipping_method,
                          shipping_label, placed_at)
      values (${id}, ${id}, 'PENDING', 'EUR', 1000, 0, 490, 0, 1490, 'STANDARD', 'Standard', now())`.execute(db);
    const { data } = await ask(db, ORDER, { variables: { id } });
    expect(data?.order).toMatchObject({ pricesIncludeTax: true, taxes: [], shippingTax: { amount: 0 }, vatId: null });
  });

  test.each([
    ['a total that does not add up', { total: 1 }, 'orders_total_adds_up'],
    ['tax on top that the total lacks', { pricesIncludeTax: false }, 'orders_total_adds_up'],
    ['more tax for shipping than in all', { shippingTax: 10_000 }, 'orders_shipping_tax_within_tax'],
  ] as const)('with %s is refused by the database', async (_what, change, constraint) => {
    await expect(store([line()], given(), change)).rejects.toMatchObject({ constraint });
  });
});
